import type { EnvironmentId, ProjectId } from '@shared/ids'
import { describe, expect, it } from 'vitest'
import type { Call } from '../../electron/ipc/dispatch'
import { scriptStep } from '../support/deployable'
import { must, openTestWorkspace, type TestWorkspace } from '../support/workspace'

/** Shop goes from Dev and Test, both automatic, to Live by hand. */
async function makeShop(call: Call) {
  const ids: EnvironmentId[] = []
  for (const name of ['Dev', 'Test', 'Live']) ids.push(must(await call('environment.create', { name })).id)
  const [dev, test, live] = ids as [EnvironmentId, EnvironmentId, EnvironmentId]
  must(await call('target.create', { kind: 'local', name: 'bench', roles: ['server'], environmentIds: ids }))
  const phases = [dev, test, live].map((id, index) => ({
    name: `Phase ${index + 1}`,
    environments: [{ id, isAutomatic: id !== live }],
    minimum: 0,
    isOptional: false
  }))
  const lifecycle = must(await call('lifecycle.create', { name: 'Usual', phases }))
  must(await call('lifecycle.setDefault', { id: lifecycle.id }))
  const project = must(await call('project.create', { name: 'Shop' }))
  must(await call('process.save', { projectId: project.id, version: 0, steps: [scriptStep('Install')] }))
  return { dev, test, live, projectId: project.id }
}

const settled = (workspace: TestWorkspace) =>
  workspace.workspaces.use(async ({ promotion }) => {
    await promotion.settled()
    return { ok: true, value: null } as const
  })

const where = async (call: Call, projectId: ProjectId) =>
  must(await call('deployment.list', { projectId, limit: 20 })).map(item => item.environmentName)

describe('automatic deployments', () => {
  it('begin when a release is made, go on with each success, and end where a person decides', async () => {
    const workspace = await openTestWorkspace()
    const { call } = workspace
    const { projectId } = await makeShop(call)
    must(await call('release.create', { projectId, version: '1.0.0' }))
    await settled(workspace)
    expect(await where(call, projectId)).toEqual(['Test', 'Dev'])
    const { entries } = must(await call('audit.list', { limit: 50 }))
    const launched = entries.filter(({ verb }) => verb === 'launched')
    expect(launched.map(({ door, summary }) => [door, summary])).toEqual([
      ['slipway', 'Launched the deployment of Shop 1.0.0 to Test on 1 target.'],
      ['slipway', 'Launched the deployment of Shop 1.0.0 to Dev on 1 target.']
    ])
  })

  it('do not go again to where the release was deployed, also after a restart', async () => {
    const first = await openTestWorkspace()
    const { projectId, dev } = await makeShop(first.call)
    const { id } = must(await first.call('release.create', { projectId, version: '1.0.0' }))
    await settled(first)
    const workspace = await first.restart()
    await settled(workspace)
    await workspace.over(must(await workspace.call('deployment.start', { releaseId: id, environmentId: dev })).id)
    await settled(workspace)
    expect(await where(workspace.call, projectId)).toEqual(['Dev', 'Test', 'Dev'])
  })

  it('answer what is asked with what is offered, and do not begin where nothing is', async () => {
    const workspace = await openTestWorkspace()
    const { call } = workspace
    const { projectId } = await makeShop(call)
    const prompt = { label: 'Colour', description: '', isRequired: true, control: { kind: 'single-line' } } as const
    const colour = (value: string) => ({ name: 'Shop.Colour', type: 'text', value, prompt }) as const
    must(await call('variables.save', { projectId, version: 0, variables: [colour('blue')], includes: [] }))
    must(await call('release.create', { projectId, version: '1.0.0' }))
    await settled(workspace)
    expect(await where(call, projectId)).toEqual(['Test', 'Dev'])
    must(await call('variables.save', { projectId, version: 1, variables: [colour('')], includes: [] }))
    const { findings } = must(await call('variables.check', { projectId }))
    expect(findings.map(({ kind }) => kind)).toContain('unasked')
    must(await call('release.create', { projectId, version: '1.0.1' }))
    await settled(workspace)
    expect(await where(call, projectId)).toEqual(['Test', 'Dev'])
    const { notices } = must(await call('workspace.info', {}))
    expect(notices.map(({ text }) => text)).toEqual([expect.stringContaining('“Colour” must be answered.')])
  })

  it('that cannot begin are told of, with the reason', async () => {
    const workspace = await openTestWorkspace()
    const { call } = workspace
    const { projectId } = await makeShop(call)
    const [bench] = must(await call('target.list', {}))
    must(await call('target.delete', { id: bench!.id }))
    must(await call('release.create', { projectId, version: '1.0.0' }))
    await settled(workspace)
    expect(await where(call, projectId)).toEqual([])
    const text = /^Shop 1\.0\.0 was not deployed to Dev by itself\. The deployment cannot start: Nothing would run/
    const { notices } = must(await call('workspace.info', {}))
    expect(notices).toEqual([{ kind: 'automatic', text: expect.stringMatching(text) }])
    const { entries } = must(await call('audit.list', { limit: 1 }))
    expect(entries).toMatchObject([{ verb: 'refused', door: 'slipway', summary: expect.stringMatching(text) }])
  })
})
