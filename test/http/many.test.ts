import type { CallName } from '@shared/api'
import { describe, expect, it } from 'vitest'
import type { Call } from '../../electron/ipc/dispatch'
import { onlySpace, startTestApi } from '../support/http-api'
import { makeTasks, start } from '../support/tasks'
import { must, openTestWorkspace } from '../support/workspace'

/** The API, and how often a call was under way at the same time, at most; `before` comes before each of these calls. */
async function counting(counted: CallName, before: () => Promise<void> = async () => undefined) {
  const workspace = await openTestWorkspace()
  let now = 0
  const most = { count: 0, calls: 0 }
  const call: Call = async (name, input) => {
    if (name !== counted) return workspace.call(name, input)
    now += 1
    most.calls += 1
    most.count = Math.max(most.count, now)
    await before()
    const answer = await workspace.call(name, input)
    now -= 1
    return answer
  }
  return { ...workspace, ...(await startTestApi(onlySpace(call))), most }
}

/** Twenty releases of the project “Shop”, after the one that it has. */
async function twentyReleases(call: Call) {
  await makeTasks(call, ['Shop'])
  const [project] = must(await call('project.list', {}))
  for (let count = 0; count < 20; count++) must(await call('release.create', { projectId: project!.id }))
  return project!
}

describe('lists without an end', () => {
  it('reads a few releases at a time, and passes over one that is deleted meanwhile', async () => {
    let deleteOne: (() => Promise<void>) | null = null
    const { call, get, most } = await counting('release.get', async () => {
      const first = deleteOne
      deleteOne = null
      await first?.()
    })
    const { id: projectId } = await twentyReleases(call)
    const oldest = must(await call('release.list', { projectId })).find(({ version }) => version === '1.0.0')!
    for (const path of ['/releases', '/projects/shop/releases'])
      expect((await get(`${path}?take=2147483647`)).json.Items).toHaveLength(21)
    expect(most.count).toBeLessThanOrEqual(8)
    deleteOne = async () => void must(await call('release.delete', { id: oldest.id }))
    const { status, json } = await get('/releases?take=2147483647')
    expect([status, json.Items.length]).toEqual([200, 20])
  })

  it('reads only deployments of projects that the channels are of', async () => {
    const { call, get, most, over } = await counting('deployment.get')
    const [shop, other] = await makeTasks(call, ['Shop', 'Other'])
    for (const task of [shop!, shop!, other!]) await over(await start(call, task))
    const [project] = must(await call('project.list', {})).filter(({ name }) => name === 'Shop')
    const [channel] = must(await call('channel.list', { projectId: project!.id }))
    const page = async (query: string) => (await get(`/deployments?channels=${query}`)).json
    const all = await page(channel!.id)
    expect(all).toMatchObject({ TotalResults: 2, Items: [{ ChannelId: channel!.id }, { ChannelId: channel!.id }] })
    expect(most.calls).toBe(2)
    expect(await page(`${channel!.id}&take=1&skip=1`)).toMatchObject({ TotalResults: 2, Items: [all.Items[1]] })
    most.calls = 0
    expect(await page('Channels-1')).toMatchObject({ TotalResults: 0, Items: [] })
    expect(most.calls).toBe(0)
  })

  it('counts everything, whatever it is', async () => {
    const { call, get, over } = await counting('deployment.get')
    const [shop] = await makeTasks(call, ['Shop'])
    await over(await start(call, shop!))
    await start(call, shop!, { startAt: Date.now() + 3_600_000 })
    expect((await get('/tasks?take=0')).json.TotalResults).toBe(2)
    expect((await get('/deployments?take=0')).json.TotalResults).toBe(2)
    expect((await get('/runbookRuns?take=0')).json.TotalResults).toBe(0)
  })
})
