import type { DeploymentId, EnvironmentId, ProjectId, ReleaseId } from '@shared/ids'
import type { StepInput } from '@shared/model/process'
import { ok } from '@shared/result'
import { describe, expect, it } from 'vitest'
import { runDeployment } from '../../electron/engine/run'
import { sleepReally } from '../support/engine'
import { localConnection } from '../support/local-connection'
import { tempFolder } from '../support/store'
import { must, openTestWorkspace, type TestWorkspace } from '../support/workspace'

const here: Pick<StepInput, 'location' | 'roles'> = { location: 'here', roles: [] }

const script = (name: string, body: string): StepInput => ({
  name,
  ...here,
  actions: [{ type: 'script', syntax: 'bash', body }]
})

const prompt = { label: 'Why', description: '', isRequired: true, control: { kind: 'single-line' } } as const

interface World {
  readonly workspace: TestWorkspace
  readonly environmentId: EnvironmentId
  /** Of the project that deploys the other one. */
  readonly releaseId: ReleaseId
  readonly web: ProjectId
}

/** “Shop” deploys “Web” and then says what came of it; everything is real but the screens. */
async function makeWorld(webSteps: StepInput[]): Promise<World> {
  const home = await tempFolder()
  const workspace = await openTestWorkspace({
    ports: {
      runDeployment,
      here: async () => ok(localConnection({ home })),
      sleep: sleepReally
    }
  })
  const { call } = workspace
  const environment = must(await call('environment.create', { name: 'Test' }))
  const project = async (name: string, steps: StepInput[]) => {
    const { id } = must(await call('project.create', { name }))
    must(await call('process.save', { projectId: id, version: 0, steps }))
    return id
  }
  const web = await project('Web', webSteps)
  must(
    await call('variables.save', {
      projectId: web,
      version: 0,
      variables: [{ type: 'text', name: 'Reason', value: '', prompt }]
    })
  )
  must(await call('release.create', { projectId: web, version: '1.2.0' }))
  const deploy: StepInput = {
    name: 'Deploy Web',
    ...here,
    actions: [
      {
        type: 'deploy-release',
        projectId: web,
        when: 'not-current',
        variables: [{ name: 'Reason', value: 'for #{Octopus.Project.Name}' }]
      }
    ]
  }
  const shop = await project('Shop', [
    deploy,
    script('Tell', 'echo "told: #{Octopus.Action[Deploy Web].Output.Deployment[Build].Number}"')
  ])
  const release = must(await call('release.create', { projectId: shop, version: '2.0.0' }))
  return { workspace, environmentId: environment.id, releaseId: release.id, web }
}

const start = async ({ workspace, environmentId, releaseId }: World) =>
  must(await workspace.call('deployment.start', { releaseId, environmentId })).id

const linesOf = async ({ workspace }: World, id: DeploymentId) =>
  must(await workspace.call('log.page', { deploymentId: id, from: 0, count: 200 })).lines.map(({ text }) => text)

const childOf = async ({ workspace, web }: World) => {
  const [child] = must(await workspace.call('deployment.list', { projectId: web }))
  if (!child) throw new Error('There is no deployment of Web')
  return child
}

describe('a step that deploys a release, with the real engine', () => {
  it('deploys it as its own deployment, answers its prompts and gets what its steps passed on', async () => {
    const world = await makeWorld([script('Build', 'echo "reason: #{Reason}"; set_octopusvariable Number 42')])
    const id = await start(world)
    expect(await world.workspace.over(id)).toMatchObject({ outcome: 'succeeded' })
    const child = await childOf(world)
    const lines = await linesOf(world, id)
    expect(lines).toContain(`Deploying Web 1.2.0 to Test as a deployment of its own: ${child.id}`)
    expect(lines).toContain('told: 42')
    expect(await linesOf(world, child.id)).toContain('reason: for Shop')
    const state = must(await world.workspace.call('deployment.get', { id: child.id }))
    expect([state.parent?.id, state.plan.answers?.length]).toEqual([id, 1])
  })

  it('has nothing to do the second time', async () => {
    const world = await makeWorld([script('Build', 'set_octopusvariable Number 42')])
    await world.workspace.over(await start(world))
    const again = await start(world)
    expect(await world.workspace.over(again)).toMatchObject({ outcome: 'succeeded' })
    expect(await linesOf(world, again)).toContain('Nothing to do: Test has Web 1.2.0 already.')
    expect(must(await world.workspace.call('deployment.list', { projectId: world.web }))).toHaveLength(1)
  })

  it('fails with the other deployment', async () => {
    const world = await makeWorld([script('Build', 'exit 3')])
    const id = await start(world)
    expect(await world.workspace.over(id)).toMatchObject({ outcome: 'failed' })
    const child = await childOf(world)
    const state = must(await world.workspace.call('deployment.get', { id }))
    const [run] = Object.values(state.runs)
    expect(run).toMatchObject({
      state: 'failed',
      failure: { kind: 'deployment-failed', detail: { deploymentId: child.id } }
    })
  })

  it('cancels the other deployment when it is cancelled', async () => {
    const world = await makeWorld([script('Build', 'echo begun; sleep 60')])
    const id = await start(world)
    const begun = async (): Promise<void> => {
      const list = must(await world.workspace.call('deployment.list', { projectId: world.web }))
      const [child] = list
      if (child && (await linesOf(world, child.id)).includes('begun')) return
      await new Promise(resolve => setImmediate(resolve))
      return begun()
    }
    await begun()
    must(await world.workspace.call('deployment.cancel', { id }))
    expect(await world.workspace.over(id)).toMatchObject({ outcome: 'cancelled' })
    expect(await childOf(world)).toMatchObject({ state: 'finished', outcome: 'cancelled' })
  })
})
