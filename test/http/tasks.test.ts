import type { DeploymentSummary } from '@shared/deployment'
import { describe, expect, it } from 'vitest'
import { deploymentOfTask } from '../../electron/http/wire-ids'
import { openApi } from '../support/http-api'

interface Activity {
  readonly Name: string
  readonly Status: string
  readonly LogElements: readonly { readonly Category: string; readonly MessageText: string }[]
  readonly Children: readonly Activity[]
}

const script = (name: string, body: string, more: object = {}) => ({
  Id: '',
  Name: name,
  Properties: {},
  Actions: [
    {
      Id: '',
      Name: name,
      ActionType: 'Octopus.Script',
      Properties: {
        'Octopus.Action.RunOnServer': 'True',
        'Octopus.Action.Script.Syntax': 'Bash',
        'Octopus.Action.Script.ScriptBody': body
      },
      ...more
    }
  ]
})

/** Starts a release of these steps, and waits until its summary is as `isSo` says; answers the task. */
async function run(steps: readonly object[], isSo: (summary: DeploymentSummary) => boolean) {
  const api = await openApi()
  const { send, get, backend } = api
  await send('POST', '/projects', { Name: 'Shop' })
  await send('POST', '/environments', { Name: 'Test' })
  const process = (await get('/projects/shop/deploymentprocesses')).json
  expect(await send('PUT', '/projects/shop/deploymentprocesses', { ...process, Steps: steps })).toMatchObject({
    status: 200
  })
  await send('POST', '/releases/create/v1', { ProjectName: 'Shop', ReleaseVersion: '1.0' })
  const so = new Promise<void>(resolve => {
    const stop = backend.subscribe(event => {
      if (event.type !== 'deployment.changed' || !isSo(event.summary)) return
      stop()
      resolve()
    })
  })
  const { json } = await send('POST', '/deployments/create/untenanted/v1', {
    ProjectName: 'Shop',
    ReleaseVersion: '1.0',
    EnvironmentNames: ['Test']
  })
  await so
  return { ...api, task: json.DeploymentServerTasks[0].ServerTaskId as string }
}

describe('a task that waits for its turn', () => {
  it('names the tasks that it waits for', async () => {
    const isRunning = ({ state }: DeploymentSummary) => state === 'running'
    const { send, get, task } = await run([script('Wait', 'sleep 600')], isRunning)
    const deploy = async (more: object = {}): Promise<string> => {
      const body = { ProjectName: 'Shop', ReleaseVersion: '1.0', EnvironmentNames: ['Test'], ...more }
      const { json } = await send('POST', '/deployments/create/untenanted/v1', body)
      return json.DeploymentServerTasks[0].ServerTaskId
    }
    const next = await deploy()
    const later = await deploy({ RunAt: new Date(Date.now() + 3_600_000).toISOString() })
    const behind = async (id: string) => (await get(`/tasks/${id}/queued-behind`)).json
    expect(await behind(next)).toMatchObject({
      ItemType: 'Task',
      TotalResults: 1,
      Items: [{ Id: task, State: 'Executing', Description: 'Deploy Shop release 1.0 to Test' }]
    })
    const waits = async (id: string) => (await get(`/tasks/${id}`)).json.EstimatedRemainingQueueDurationSeconds
    expect(await waits(later)).toBeGreaterThan(3500)
    // Nothing of the kind has ever been over, so nobody knows how long it takes.
    expect([await waits(next), await waits(task)]).toEqual([0, 0])
    for (const id of [task, later]) expect(await behind(id)).toMatchObject({ TotalResults: 0, Items: [] })
    expect(await get('/tasks/ServerTasks-0000000000/queued-behind')).toMatchObject({ status: 404 })
    for (const id of [later, next, task]) await send('POST', `/tasks/${id}/cancel`, {})
  })
})

const isOver = ({ state }: DeploymentSummary) => state === 'finished'

describe('a task that fails', () => {
  it('says why, where, and in which line', async () => {
    const steps = [
      script('Prepare', 'echo fine'),
      script('Break', 'echo going; echo "it broke" >&2; exit 3'),
      script('After', 'true')
    ]
    const { get, task } = await run(steps, isOver)
    const { json } = await get(`/tasks/${task}/details`)
    expect(json.Task).toMatchObject({
      State: 'Failed',
      IsCompleted: true,
      FinishedSuccessfully: false,
      HasWarningsOrErrors: true,
      ErrorMessage: expect.stringContaining('exit code 3')
    })
    expect(json.Progress.ProgressPercentage).toBe(100)
    const [root] = json.ActivityLogs as Activity[]
    expect(root?.Children.map(({ Name, Status }) => [Name, Status])).toEqual([
      ['Step 1: Prepare', 'Success'],
      ['Step 2: Break', 'Failed'],
      ['Step 3: After', 'Skipped']
    ])
    const lines = root?.Children[1]?.Children[0]?.LogElements ?? []
    expect(lines.map(({ MessageText }) => MessageText)).toEqual(expect.arrayContaining(['going', 'it broke']))
    expect(lines.find(({ MessageText }) => MessageText === 'it broke')?.Category).toBe('Error')
    const raw = await get(`/Spaces-1/tasks/${task}/raw`)
    expect(raw).toMatchObject({ status: 200, type: 'text/plain; charset=utf-8' })
    expect(raw.json).toMatch(/^Task ID: +ServerTasks-\w{10}\nTask status: +Failed\n/)
    expect(raw.json).toMatch(/\n\d\d:\d\d:\d\d {3}Error +\| {3}it broke\n/)
  })

  it('has as many lines in its tree as somebody asks for, and the last ones', async () => {
    const { get, task } = await run([script('Count', 'seq 1 50')], isOver)
    const { json } = await get(`/tasks/${task}/details?tail=5`)
    const all = (activity: Activity): number =>
      activity.LogElements.length + activity.Children.reduce((sum, child) => sum + all(child), 0)
    expect(all(json.ActivityLogs[0])).toBe(5)
    expect(json.PhysicalLogSize).toBeGreaterThan(50)
  })
})

describe('a task that waits for a person', () => {
  it('is executing, and says that it asks', async () => {
    const ask = {
      Id: '',
      Name: 'Approve',
      Properties: {},
      Actions: [
        {
          Id: '',
          Name: 'Approve',
          ActionType: 'Octopus.Manual',
          Properties: { 'Octopus.Action.Manual.Instructions': 'Look at it.' }
        }
      ]
    }
    const { get, send, task, backend } = await run([ask], ({ openQuestions }) => openQuestions === 1)
    expect((await get(`/tasks/${task}`)).json).toMatchObject({
      State: 'Executing',
      IsCompleted: false,
      HasPendingInterruptions: true
    })
    expect((await send('POST', `/tasks/${task}/cancel`, {})).status).toBe(200)
    expect((await backend.call('deployment.get', { id: deploymentOfTask(task)! })).ok).toBe(true)
  })
})
