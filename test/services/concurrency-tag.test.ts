import { describe, expect, it } from 'vitest'
import { playingEngine, type Script } from '../support/playing-engine'
import { makeTasks, runs, start, type Task } from '../support/tasks'
import { must, openTestWorkspace } from '../support/workspace'

const hanging: Script = () => 'hangs'
const playing = { ports: { runDeployment: playingEngine(hanging) } }

const textRow = (name: string, value: string) => ({ type: 'text' as const, name, value })

describe('a concurrency tag (§4.2)', () => {
  /** Two projects whose variable says this, for a workspace with a release of each. */
  async function tagged(value: string, names: readonly string[] = ['Shop', 'Blog']) {
    const workspace = await openTestWorkspace(playing)
    const { call } = workspace
    const tasks = await makeTasks(call, names)
    const releases: Task[] = []
    for (const project of must(await call('project.list', {}))) {
      const variables = [textRow('Octopus.Task.ConcurrencyTag', value)]
      must(await call('variables.save', { projectId: project.id, version: 0, variables }))
      const { id } = must(await call('release.create', { projectId: project.id, version: '2.0.0' }))
      releases.push({ releaseId: id, environmentId: tasks[0]!.environmentId })
    }
    return { workspace, tasks, releases }
  }

  it('that several projects share has them wait for each other', async () => {
    const { workspace, releases } = await tagged('database of #{Octopus.Environment.Name}')
    const { call } = workspace
    const [first, second] = releases
    await runs(workspace, await start(call, first!))
    const waiting = must(await call('deployment.start', second!))
    expect(waiting).toMatchObject({
      state: 'queued',
      waitsFor: expect.stringMatching(/2\.0\.0 is being deployed to Test$/)
    })
  })

  it('that tells apart what would wait for each other lets it run at the same time', async () => {
    const { workspace, tasks, releases } = await tagged('#{Octopus.Project.Id}/#{Octopus.Release.Number}', ['Shop'])
    const { call } = workspace
    await runs(workspace, await start(call, releases[0]!))
    await runs(workspace, await start(call, tasks[0]!))
  })

  it('that spells another project’s has its deployments wait for that one’s', async () => {
    const workspace = await openTestWorkspace(playing)
    const { call } = workspace
    const [shop, blog] = await makeTasks(call, ['Shop', 'Blog'])
    const projects = must(await call('project.list', {}))
    const idOf = (name: string) => projects.find(project => project.name === name)!.id
    const variables = [textRow('octopus.task.concurrencytag', `${idOf('Shop')}/#{Octopus.Environment.Id}`)]
    must(await call('variables.save', { projectId: idOf('Blog'), version: 0, variables }))
    const { id } = must(await call('release.create', { projectId: idOf('Blog'), version: '2.0.0' }))
    await runs(workspace, await start(call, shop!))
    expect(must(await call('deployment.start', { ...blog!, releaseId: id })).waitsFor).toBe(
      'Shop 1.0.0 is being deployed to Test'
    )
  })

  it('that is empty is none', async () => {
    const { workspace, releases } = await tagged(' ')
    const { call } = workspace
    await runs(workspace, await start(call, releases[0]!))
    await runs(workspace, await start(call, releases[1]!))
    expect(must(await call('deployment.start', releases[0]!)).state).toBe('queued')
  })
})
