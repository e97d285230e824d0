import { screen } from '@testing-library/react'
import { expect, test } from 'vitest'
import { AccountsScreen } from '../../../renderer/screens/accounts/AccountsScreen'
import { CertificatesScreen } from '../../../renderer/screens/certificates/CertificatesScreen'
import { EnvironmentsScreen } from '../../../renderer/screens/environments/EnvironmentsScreen'
import { FreezesScreen } from '../../../renderer/screens/freezes/FreezesScreen'
import { JumpHostsScreen } from '../../../renderer/screens/jump-hosts/JumpHostsScreen'
import { LibraryScreen } from '../../../renderer/screens/library/LibraryScreen'
import { LifecyclesScreen } from '../../../renderer/screens/lifecycles/LifecyclesScreen'
import { FeedsScreen } from '../../../renderer/screens/packages/FeedsScreen'
import { ProjectsScreen } from '../../../renderer/screens/projects/ProjectsScreen'
import { TargetsScreen } from '../../../renderer/screens/targets/TargetsScreen'
import { TenantsScreen } from '../../../renderer/screens/tenants/TenantsScreen'
import { always, installFakeApi } from '../../support/fake-api'
import { show } from '../../support/window'

test.each([
  ['accounts', 'Add account', AccountsScreen],
  ['certificates', 'Add certificate', CertificatesScreen],
  ['environments', 'Add environment', EnvironmentsScreen],
  ['feeds', 'Add feed', FeedsScreen],
  ['freezes', 'Add freeze', FreezesScreen],
  ['jump hosts', 'Add jump host', JumpHostsScreen],
  ['variable sets', 'Add variable set', LibraryScreen],
  ['lifecycles', 'Add lifecycle', LifecyclesScreen],
  ['projects', 'New project', ProjectsScreen],
  ['targets', 'Add target', TargetsScreen],
  ['tenants', 'Add tenant', TenantsScreen]
])('the button that adds stands in the head of the screen also where there are no %s', async (_what, name, Screen) => {
  installFakeApi({
    'account.list': always([]),
    'certificate.list': always([]),
    'environment.list': always([]),
    'feed.list': always([]),
    'freeze.list': always([]),
    'group.list': always([]),
    'health.list': always([]),
    'jumpHost.list': always([]),
    'library.list': always([]),
    'lifecycle.list': always([]),
    'project.list': always([]),
    'target.list': always([]),
    'tenant.list': always([])
  })
  show(<Screen />)
  await screen.findByRole('heading', { name: /^No / })
  const buttons = screen.getAllByRole('button', { name })
  expect(buttons.map(button => button.closest('header') !== null)).toEqual([true])
})
