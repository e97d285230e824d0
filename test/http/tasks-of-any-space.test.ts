import { expect, it } from 'vitest'
import { openApi } from '../support/http-api'

const inAnHour = () => new Date(Date.now() + 3_600_000).toISOString()

/** A task that waits, in a space that is not the main one. */
async function taskBeside() {
  const { send, get } = await openApi()
  await send('POST', '/spaces', { Name: 'Bolt' })
  await send('POST', '/spaces/bolt/projects', { Name: 'Shop' })
  await send('POST', '/spaces/bolt/environments', { Name: 'Test' })
  const path = '/spaces/bolt/projects/shop/deploymentprocesses'
  const Properties = {
    'Octopus.Action.RunOnServer': 'True',
    'Octopus.Action.Script.Syntax': 'Bash',
    'Octopus.Action.Script.ScriptBody': 'true'
  }
  const action = { Name: 'Install', ActionType: 'Octopus.Script', Properties }
  const Steps = [{ Name: 'Install', Properties: {}, Actions: [action] }]
  expect((await send('PUT', path, { ...(await get(path)).json, Steps })).status).toBe(200)
  const shop = { ProjectName: 'Shop', ReleaseVersion: '1.0' }
  await send('POST', '/spaces/bolt/releases/create/v1', shop)
  const more = { ...shop, EnvironmentNames: ['Test'], RunAt: inAnHour() }
  const { json } = await send('POST', '/spaces/bolt/deployments/create/untenanted/v1', more)
  return { get, task: json.DeploymentServerTasks[0].ServerTaskId as string }
}

it('a task is read without naming its space, as it is cancelled: ids of tasks are of all spaces', async () => {
  const { get, task } = await taskBeside()
  expect(await get(`/tasks/${task}`)).toMatchObject({ status: 200, json: { Id: task, State: 'Queued' } })
  expect(await get(`/tasks/${task}/details`)).toMatchObject({
    status: 200,
    json: { Task: { Id: task }, ActivityLogs: [{ Name: 'Deploy Shop release 1.0 to Test' }] }
  })
  expect(await get(`/tasks/${task}/queued-behind`)).toMatchObject({ status: 200, json: { Items: [] } })
  const raw = await get(`/tasks/${task}/raw`)
  expect([raw.status, raw.type]).toEqual([200, 'text/plain; charset=utf-8'])
  expect(raw.json).toContain('Deploy Shop release 1.0 to Test')
  expect(await get('/tasks/ServerTasks-0000000000/details')).toMatchObject({
    status: 404,
    json: { ErrorMessage: 'There is no task “ServerTasks-0000000000”.' }
  })
})
