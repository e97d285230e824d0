import { Client, ServerTaskWaiter, SpaceServerTaskRepository } from '@octopusdeploy/api-client'
import { fail } from '@shared/result'
import { describe, expect, it } from 'vitest'
import type { Spaces } from '../../electron/http/http-api'
import { taskIdOf } from '../../electron/http/wire-ids'
import { onlySpace, startTestApi, type TestApi, testApiKey } from '../support/http-api'
import { makeTasks, start } from '../support/tasks'
import { openTestWorkspace } from '../support/workspace'

const quiet = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined }
const connect = ({ url }: TestApi): Promise<Client> =>
  Client.create({ instanceURL: url, apiKey: testApiKey, userAgentApp: 'slipway-test', logging: quiet })

const long = 60_000

describe('the client’s waiter', () => {
  it('throws for an id that nobody knows', async () => {
    const { call } = await openTestWorkspace()
    const client = await connect(await startTestApi(onlySpace(call)))
    const waiter = new ServerTaskWaiter(client, 'Default')
    await expect(waiter.waitForServerTaskToComplete('ServerTasks-0000000000', 1, long)).rejects.toThrow(
      'Unknown task Id(s) ServerTasks-0000000000'
    )
  })

  it('gets all of 650 tasks, although it asks for them in batches that skip', async () => {
    const workspace = await openTestWorkspace()
    const { call, over } = workspace
    const [shop] = await makeTasks(call, ['Shop'])
    const ids: string[] = []
    for (let count = 0; count < 650; count++) {
      const id = await start(call, shop!)
      ids.push(taskIdOf(id))
      if (count === 649) await over(id)
    }
    const client = await connect(await startTestApi(onlySpace(call)))
    const tasks = await new SpaceServerTaskRepository(client, 'Default').getByIds(ids)
    expect(new Set(tasks.map(({ Id }) => Id))).toEqual(new Set(ids))
    const waited = await new ServerTaskWaiter(client, 'Default').waitForServerTasksToComplete(ids, 1, long)
    expect(new Set(waited.map(({ Id }) => Id))).toEqual(new Set(ids))
  }, 120_000)

  it('survives a server that is busy for two polls', async () => {
    const { call, over } = await openTestWorkspace()
    const [shop] = await makeTasks(call, ['Shop'])
    const id = await start(call, shop!)
    await over(id)
    const spaces = onlySpace(call)
    let polls = 0
    const busy: Spaces = {
      ...spaces,
      door: async space => {
        polls++
        return polls > 2
          ? spaces.door(space)
          : fail({ kind: 'workspace-locked', message: 'The workspace is open elsewhere.', remedy: 'Close it there.' })
      }
    }
    const client = await connect(await startTestApi(busy))
    const waiter = new ServerTaskWaiter(client, 'Default', { retryBackoffMs: 1 })
    expect(await waiter.waitForServerTaskToComplete(taskIdOf(id), 1, long)).toMatchObject({ State: 'Success' })
    expect(polls).toBe(3)
  })
})
