import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { fail, ok } from '@shared/result'
import { describe, expect, it } from 'vitest'
import type { Spaces } from '../../electron/http/http-api'
import { taskIdOf } from '../../electron/http/wire-ids'
import { onlySpace, openApi, startTestApi } from '../support/http-api'
import { makeTasks, start } from '../support/tasks'
import { must, openTestWorkspace } from '../support/workspace'

const inAnHour = () => ({ startAt: Date.now() + 3_600_000 })
const locked = {
  kind: 'workspace-locked',
  message: 'The workspace is open elsewhere.',
  remedy: 'Close it there.'
} as const

/** Two spaces of which the second, “main”, has a task that waits; the first cannot be opened. */
async function besideOneThatIsLocked(holdsToo: boolean) {
  const { call } = await openTestWorkspace()
  const [shop] = await makeTasks(call, ['Shop'])
  const id = await start(call, shop!, inAnHour())
  const only = onlySpace(call)
  const spaces: Spaces = {
    ...only,
    list: async () => ok([{ id: 'workspace-1111111111', name: 'Acme', description: '' }, ...must(await only.list())]),
    door: async space => (space === 'main' ? only.door(space) : fail(locked)),
    holds: async (space, deployment) => (space === 'main' ? deployment === id : holdsToo)
  }
  const { send } = await startTestApi(spaces)
  return { id, cancel: (task: string) => send('POST', `/tasks/${task}/cancel`, {}) }
}

describe('cancelling a task without naming its space', () => {
  it.each([true, false])('reaches it past a space that cannot be opened, which may have it too: %s', async holdsToo => {
    const { id, cancel } = await besideOneThatIsLocked(holdsToo)
    expect(await cancel(taskIdOf(id))).toMatchObject({ status: 200, json: { Id: taskIdOf(id) } })
  })

  it('says what stands against it where the only space that has it cannot be opened', async () => {
    const { cancel } = await besideOneThatIsLocked(true)
    expect(await cancel('ServerTasks-0000000000')).toMatchObject({
      status: 503,
      json: { ErrorMessage: 'The workspace is open elsewhere.' }
    })
  })

  it('opens no space but the one that has it', async () => {
    const { send, get, backend } = await openApi()
    const folder = join(backend.home, 'workspaces')
    await send('POST', '/spaces', { Name: 'Acme' })
    await send('POST', '/spaces', { Name: 'Bolt' })
    const before = await readdir(folder)
    expect((await send('POST', '/tasks/ServerTasks-0000000000/cancel', {})).status).toBe(404)
    expect((await send('POST', '/tasks/nonsense/cancel', {})).status).toBe(404)
    expect(await readdir(folder)).toEqual(before)
    await send('POST', '/spaces/bolt/projects', { Name: 'Shop' })
    await send('POST', '/spaces/bolt/environments', { Name: 'Test' })
    const path = '/spaces/bolt/projects/shop/deploymentprocesses'
    const properties = {
      'Octopus.Action.RunOnServer': 'True',
      'Octopus.Action.Script.Syntax': 'Bash',
      'Octopus.Action.Script.ScriptBody': 'true'
    }
    const action = { Name: 'Install', ActionType: 'Octopus.Script', Properties: properties }
    const process = { ...(await get(path)).json, Steps: [{ Name: 'Install', Properties: {}, Actions: [action] }] }
    expect((await send('PUT', path, process)).status).toBe(200)
    const shop = { ProjectName: 'Shop', ReleaseVersion: '1.0' }
    await send('POST', '/spaces/bolt/releases/create/v1', shop)
    const RunAt = new Date(inAnHour().startAt).toISOString()
    const { json } = await send('POST', '/spaces/bolt/deployments/create/untenanted/v1', {
      ...shop,
      EnvironmentNames: ['Test'],
      RunAt
    })
    const [{ ServerTaskId }] = json.DeploymentServerTasks
    expect((await send('POST', `/tasks/${ServerTaskId}/cancel`, {})).status).toBe(200)
    expect(await readdir(folder)).toHaveLength(before.length + 1)
  })
})
