import { fail } from '@shared/result'
import { expect, it } from 'vitest'
import { onlySpace, startTestApi } from '../support/http-api'
import { must, openTestWorkspace } from '../support/workspace'

const damaged = {
  kind: 'storage-damaged' as const,
  message: 'The list of workspaces is damaged.',
  remedy: 'Restore it from a backup.'
}

it('a damaged list of workspaces keeps no program out of the person’s own one', async () => {
  const { call } = await openTestWorkspace()
  must(await call('environment.create', { name: 'Test' }))
  const api = await startTestApi({ ...onlySpace(call), list: async () => fail(damaged) })
  for (const space of ['', '/Spaces-1', '/spaces/Spaces-1', '/spaces/default', '/spaces/DEFAULT'])
    expect([space, await api.get(`${space}/environments`)]).toMatchObject([
      space,
      { status: 200, json: { Items: [{ Name: 'Test' }] } }
    ])
  expect(await api.get('/spaces/Acme/environments')).toMatchObject({
    status: 500,
    json: { ErrorMessage: expect.stringContaining(damaged.message) }
  })
})
