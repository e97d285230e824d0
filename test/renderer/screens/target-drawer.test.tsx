import { fireEvent, screen } from '@testing-library/react'
import { expect, test } from 'vitest'
import { TargetDrawer } from '../../../renderer/screens/targets/TargetDrawer'
import { hasUnsaved } from '../../../renderer/stores/unsaved'
import { always, installFakeApi } from '../../support/fake-api'
import { show } from '../../support/window'

test('another kind of target is no text that leaving would lose; a name is', async () => {
  installFakeApi({
    'account.list': always([]),
    'environment.list': always([]),
    'jumpHost.list': always([]),
    'policy.list': always([]),
    'target.list': always([])
  })
  show(<TargetDrawer target={null} onClose={() => undefined} onSaved={() => undefined} />)
  fireEvent.click(screen.getByRole('radio', { name: 'This machine' }))
  expect([screen.queryByLabelText('Host'), hasUnsaved()]).toEqual([null, false])
  fireEvent.change(screen.getByLabelText('Name'), { target: { value: 'bench' } })
  expect(hasUnsaved()).toBe(true)
})
