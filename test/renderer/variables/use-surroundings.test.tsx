import { renderHook, waitFor } from '@testing-library/react'
import { expect, test } from 'vitest'
import { type Owner, useSurroundings } from '../../../renderer/screens/variables/use-surroundings'
import { aProject, projectIdOf } from '../../support/catalogue'
import { always, installFakeApi } from '../../support/fake-api'
import { aTenant } from '../../support/tenants'

const linked = aTenant(1, { projects: [{ projectId: projectIdOf(1), environmentIds: [] }] })
const other = aTenant(2, { projects: [] })
const project: Owner = { kind: 'project', id: projectIdOf(1), name: 'Shop' }
const library: Owner = { kind: 'library', id: 'library-set-0000000001' as never, name: 'Mail' }

test.each([
  ['a project that takes tenants: those that get it', project, { tenancy: 'allowed' }, [linked]],
  ['a project that takes none: none, whoever was linked before', project, {}, []],
  ['a library set: all', library, {}, [linked, other]]
] as const)('the tenants around the variables of %s', async (_, owner, releases, tenants) => {
  installFakeApi({
    'project.list': always([aProject(1, { releases })]),
    'tenant.list': always([linked, other])
  })
  const { result } = renderHook(() => useSurroundings(owner))
  await waitFor(() =>
    expect([result.current.tenants, result.current.project !== null]).toEqual([tenants, owner.kind === 'project'])
  )
})
