import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Input } from '@shared/api'
import type { DeploymentId, EnvironmentId, ProjectId, ReleaseId, RunId } from '@shared/ids'
import type { StepInput } from '@shared/model/process'
import { ok } from '@shared/result'
import { describe, expect, it } from 'vitest'
import { runDeployment } from '../../electron/engine/run'
import { sleepReally } from '../support/engine'
import { localConnection } from '../support/local-connection'
import { tempFolder } from '../support/store'
import { must, openTestWorkspace, type TestWorkspace } from '../support/workspace'

interface World {
  readonly workspace: TestWorkspace
  readonly shop: { readonly releaseId: ReleaseId; readonly environmentId: EnvironmentId }
  readonly web: ProjectId
  /** Where scripts begin. */
  readonly home: string
}

/** “Shop”, whose only step deploys “Web”; files are saved to a folder of the test. */
async function makeWorld(user = 'ada', body = 'echo hello', now = Date.now): Promise<World> {
  const home = await tempFolder()
  const workspace = await openTestWorkspace({
    ports: {
      runDeployment,
      here: async () => ok(localConnection({ home })),
      sleep: sleepReally,
      now,
      user,
      chooseSavePath: async name => join(home, name)
    }
  })
  const { call } = workspace
  const environment = must(await call('environment.create', { name: 'Test' }))
  const project = async (name: string, action: StepInput['actions'][number]) => {
    const { id } = must(await call('project.create', { name }))
    const steps = [{ name: 'Only', location: 'here' as const, roles: [], actions: [action] }]
    must(await call('process.save', { projectId: id, version: 0, steps }))
    return { id, release: must(await call('release.create', { projectId: id, version: '1.0.0' })) }
  }
  const web = await project('Web', { type: 'script', syntax: 'bash', body })
  const shop = await project('Shop', { type: 'deploy-release', projectId: web.id, when: 'always', variables: [] })
  return { workspace, shop: { releaseId: shop.release.id, environmentId: environment.id }, web: web.id, home }
}

const childOf = async ({ workspace, web }: World) => {
  const [child] = must(await workspace.call('deployment.list', { projectId: web }))
  return must(await workspace.call('deployment.get', { id: child!.id }))
}

/** What Grace, who is trusted from then on, says to a plan: a file that nobody brought in yet. */
async function fileOfGrace(
  { workspace: { call } }: World,
  what: World['shop'],
  decision: 'approved' | 'refused'
): Promise<string> {
  const grace = await makeWorld('grace')
  const asked = must(await call('approval.request', what))
  const signed = must(
    await grace.workspace.call('approval.sign', { text: await readFile(asked!.path, 'utf8'), decision })
  )
  const text = await readFile(signed!.path, 'utf8')
  const { name, publicKey } = must(await call('approval.readAnswer', { text }))
  must(await call('approver.add', { name, publicKey }))
  return text
}

/** The same, brought in. */
async function answer(world: World, what: World['shop'], decision: 'approved' | 'refused'): Promise<void> {
  const text = await fileOfGrace(world, what, decision)
  must(await world.workspace.call('approval.import', { text }))
}

/** Grace approves that “Shop” is deployed. */
const approve = (world: World): Promise<void> => answer(world, world.shop, 'approved')

/** A script of “Web” that fails until it is mended, which continuing does. */
const failing = 'test -e "$HOME/mended"'

/** A deployment of “Shop”, or of what `more` says, that failed in its step; and how it is mended and continued. */
async function failedDeployment(
  { workspace: { call, over }, shop, home }: World,
  more: Partial<Input<'deployment.start'>> = {}
) {
  const { id } = must(await call('deployment.start', { ...shop, ...more }))
  const ended = await over(id)
  expect(ended).toMatchObject({ outcome: 'failed' })
  const decisions = Object.keys(ended.runs).map(run => ({ run: run as RunId, choice: 'retry' as const }))
  const resume = async (reasons: Pick<Input<'deployment.resume'>, 'overridesFreeze'> = {}) => {
    await writeFile(join(home, 'mended'), '')
    return call('deployment.resume', { id, decisions, ...reasons })
  }
  return { id, resume }
}

/** “Web”, whose script fails the first time, may be deployed once somebody approves, and Grace has. */
async function approvedToFail(): Promise<World> {
  const world = await makeWorld('ada', failing)
  must(await world.workspace.call('project.setReleases', { id: world.web, value: { approval: { count: 1 } } }))
  await approve(world)
  return world
}

/** From now on “Web” is frozen. */
async function freezeWeb({ workspace: { call }, web }: World): Promise<void> {
  const times = { startsAt: Date.now() - 60_000, endsAt: Date.now() + 3_600_000 }
  must(await call('freeze.create', { name: 'Web rests', ...times, projects: [web] }))
}

const refusedByFreeze = {
  ok: false,
  failure: { kind: 'frozen', message: expect.stringContaining('frozen by “Web rests”') }
}

/** Gives the release of “Web” a variable that it did not have. */
async function renewVariables({ workspace: { call }, web }: World): Promise<void> {
  const variables = [{ type: 'text' as const, name: 'Colour', value: 'red' }]
  must(await call('variables.save', { projectId: web, version: 0, variables }))
  const [release] = must(await call('release.list', { projectId: web }))
  must(await call('release.updateVariables', { id: release!.id }))
}

const deployStep = (projectId: ProjectId): StepInput => ({
  name: 'Only',
  location: 'here',
  roles: [],
  actions: [{ type: 'deploy-release', projectId, when: 'always', variables: [] }]
})

/** A release of “All”, whose only step deploys “Shop”. */
async function releaseOverShop({ workspace: { call }, shop }: World): Promise<ReleaseId> {
  const { projectId } = must(await call('release.get', { id: shop.releaseId })).release
  const all = must(await call('project.create', { name: 'All' }))
  must(await call('process.save', { projectId: all.id, version: 0, steps: [deployStep(projectId)] }))
  return must(await call('release.create', { projectId: all.id, version: '1.0.0' })).id
}

const logOf = async ({ call }: TestWorkspace, id: DeploymentId): Promise<string> =>
  JSON.stringify(must(await call('deployment.events', { id })))

describe('a release that is deployed as a step', () => {
  it('is held back by a freeze of its own project, unless the reason of the whole goes for it, too', async () => {
    const world = await makeWorld()
    const { workspace, shop } = world
    const { call } = workspace
    await freezeWeb(world)
    const planned = must(await call('deployment.plan', shop))
    expect(planned.plan).toBeNull()
    expect(planned.problems.map(({ failure }) => failure.message).join(' ')).toContain('frozen by “Web rests”')
    const choices = { overridesFreeze: 'The shop is down.' }
    const { id } = must(await call('deployment.start', { ...shop, choices }))
    expect(await workspace.over(id)).toMatchObject({ outcome: 'succeeded' })
    expect(await childOf(world)).toMatchObject({ outcome: 'succeeded', plan: { choices } })
  })

  it('is held back so when the whole is continued, too', async () => {
    const world = await makeWorld('ada', failing)
    const { id, resume } = await failedDeployment(world)
    await freezeWeb(world)
    expect(await resume()).toMatchObject(refusedByFreeze)
    const overridesFreeze = 'The shop is down.'
    must(await resume({ overridesFreeze }))
    expect(await world.workspace.over(id)).toMatchObject({ outcome: 'succeeded' })
    expect(await childOf(world)).toMatchObject({ outcome: 'succeeded', plan: { choices: { overridesFreeze } } })
  })

  it('is held back so when a runbook that deploys it, or what is deployed in between, is continued', async () => {
    const world = await makeWorld('ada', failing)
    const { call } = world.workspace
    const runbook = must(await call('runbook.create', { projectId: world.web, value: { name: 'Renew' } }))
    must(await call('runbook.save', { id: runbook.id, version: 0, steps: [deployStep(world.web)] }))
    const prepared = must(await call('runbook.prepare', { id: runbook.id, isDraft: true }))
    const renewed = await failedDeployment(world, { releaseId: prepared.id })
    const all = await failedDeployment(world, { releaseId: await releaseOverShop(world) })
    await freezeWeb(world)
    expect(await renewed.resume()).toMatchObject(refusedByFreeze)
    expect(await all.resume()).toMatchObject(refusedByFreeze)
  })

  it('is held back by a freeze only where that is under way when the whole is to begin', async () => {
    const { workspace, shop, web } = await makeWorld()
    const { call } = workspace
    const [now, hour] = [Date.now(), 3_600_000]
    must(await call('freeze.create', { name: 'Web rests', startsAt: now - hour, endsAt: now + hour, projects: [web] }))
    expect(must(await call('deployment.plan', { ...shop, startAt: now + 2 * hour })).problems).toEqual([])
    must(await call('deployment.start', { ...shop, startAt: now + 2 * hour }))
    must(
      await call('freeze.create', { name: 'Later', startsAt: now + 3 * hour, endsAt: now + 5 * hour, projects: [web] })
    )
    expect(await call('deployment.start', { ...shop, startAt: now + 4 * hour })).toMatchObject({
      ok: false,
      failure: { kind: 'plan-has-problems', message: expect.stringContaining('frozen by “Later”') }
    })
  })

  it('is approved together with the whole, by as many as its own project asks for', async () => {
    const world = await makeWorld()
    const { workspace, shop, web } = world
    const { call } = workspace
    must(await call('project.setReleases', { id: web, value: { approval: { count: 1 } } }))
    expect(must(await call('deployment.plan', shop)).approvals).toMatchObject({ why: 'Web asks for 1 approval.' })
    expect(await call('deployment.start', shop)).toMatchObject({ failure: { kind: 'approval-needed' } })

    await approve(world)
    const { id } = must(await call('deployment.start', shop))
    expect(await workspace.over(id)).toMatchObject({ outcome: 'succeeded', approvals: [{ name: 'grace' }] })
    expect(await childOf(world)).toMatchObject({ outcome: 'succeeded', approvals: [{ name: 'grace' }] })
  })

  it('is approved as the whole is also after that was continued', async () => {
    const world = await approvedToFail()
    const { id, resume } = await failedDeployment(world, { comment: 'For the sale.' })
    must(await resume())
    expect(await world.workspace.over(id)).toMatchObject({
      outcome: 'succeeded',
      comment: 'For the sale.',
      approvals: [{ name: 'grace' }]
    })
    expect(await childOf(world)).toMatchObject({ outcome: 'succeeded', approvals: [{ name: 'grace' }] })
  })

  it('is not approved with the whole once its variables are others than those that were approved', async () => {
    const world = await approvedToFail()
    const { workspace, web } = world
    const { id, resume } = await failedDeployment(world)
    await renewVariables(world)
    must(await resume())
    expect(await workspace.over(id)).toMatchObject({ outcome: 'failed' })
    expect(await logOf(workspace, id)).toContain('Web asks for 1 approval. Needs 1 approval, has 0.')
    expect(must(await workspace.call('deployment.list', { projectId: web }))).toHaveLength(1)
  })

  it('is not approved with the whole once somebody has refused its own plan', async () => {
    const world = await approvedToFail()
    const { workspace, shop, web } = world
    const { id, resume } = await failedDeployment(world)
    const { plan } = await childOf(world)
    await answer(world, { ...shop, releaseId: plan.release.id }, 'refused')
    must(await resume())
    expect(await workspace.over(id)).toMatchObject({ outcome: 'failed' })
    expect(await logOf(workspace, id)).toContain('grace refused it.')
    expect(must(await workspace.call('deployment.list', { projectId: web }))).toHaveLength(1)
  })

  it('changes the plan of the whole with its variables, however deep it is', async () => {
    const world = await makeWorld()
    const { workspace, shop } = world
    const { call } = workspace
    const releaseId = await releaseOverShop(world)
    const before = must(await call('deployment.plan', { ...shop, releaseId }))
    await renewVariables(world)
    const after = must(await call('deployment.plan', { ...shop, releaseId }))
    expect(before.hash).not.toBeNull()
    expect(after.hash).not.toBeNull()
    expect(after.hash).not.toBe(before.hash)
  })

  it('is asked about in the plan of the whole, however deep it is', async () => {
    const world = await makeWorld()
    const { workspace, shop, web } = world
    const { call } = workspace
    const releaseId = await releaseOverShop(world)
    must(await call('project.setReleases', { id: web, value: { approval: { count: 1 } } }))
    const planned = must(await call('deployment.plan', { ...shop, releaseId }))
    expect(planned.approvals).toMatchObject({ needed: 1, why: 'Web asks for 1 approval.' })
    await answer(world, { ...shop, releaseId }, 'approved')
    const { id } = must(await call('deployment.start', { ...shop, releaseId }))
    expect(await workspace.over(id)).toMatchObject({ outcome: 'succeeded', approvals: [{ name: 'grace' }] })
    expect(await childOf(world)).toMatchObject({ outcome: 'succeeded', approvals: [{ name: 'grace' }] })
  })

  it('is approved together with the runbook that deploys it', async () => {
    const world = await makeWorld()
    const { workspace, shop, web } = world
    const { call } = workspace
    must(await call('environment.update', { id: shop.environmentId, value: { name: 'Test', approval: { count: 1 } } }))
    const runbook = must(await call('runbook.create', { projectId: web, value: { name: 'Renew' } }))
    const prepare = async (steps: StepInput[], version: number): Promise<World['shop']> => {
      must(await call('runbook.save', { id: runbook.id, version, steps }))
      return { ...shop, releaseId: must(await call('runbook.prepare', { id: runbook.id, isDraft: true })).id }
    }
    const script = { type: 'script' as const, syntax: 'bash' as const, body: 'true' }
    const plain = await prepare([{ name: 'Only', location: 'here', roles: [], actions: [script] }], 0)
    expect(must(await call('deployment.plan', plain)).approvals).toBeUndefined()

    const deploying = await prepare([deployStep(web)], 1)
    expect(must(await call('deployment.plan', deploying)).approvals).toMatchObject({ why: 'Test asks for 1 approval.' })
    expect(await call('deployment.start', deploying)).toMatchObject({ failure: { kind: 'approval-needed' } })
    await answer(world, deploying, 'approved')
    const { id } = must(await call('deployment.start', deploying))
    expect(await workspace.over(id)).toMatchObject({ outcome: 'succeeded', approvals: [{ name: 'grace' }] })
    const children = must(await call('deployment.list', { projectId: web })).filter(item => item.id !== id)
    expect(children).toMatchObject([{ outcome: 'succeeded', runbook: null }])
  })
})

describe('how old an approval may be when it is brought in', () => {
  const hour = 3_600_000

  it('is said by the project of a release that a step deploys, too', async () => {
    let late = 0
    const world = await makeWorld('ada', 'true', () => Date.now() + late)
    const { workspace, shop, web } = world
    const { call } = workspace
    must(await call('project.setReleases', { id: web, value: { approval: { count: 1, hours: 1 } } }))
    const text = await fileOfGrace(world, shop, 'approved')
    late = 2 * hour
    expect(await call('approval.import', { text })).toMatchObject({
      ok: false,
      failure: {
        kind: 'approval-refused',
        message: 'This approval is older than the 1 hour that it may be.',
        detail: { reason: 'too-old' }
      }
    })
    late = 0
    expect(await call('approval.import', { text })).toMatchObject({ ok: true })
  })

  it('is not said by the project whose runbook deploys it', async () => {
    let late = 0
    const world = await makeWorld('ada', 'true', () => Date.now() + late)
    const { workspace, shop, web } = world
    const { call } = workspace
    must(await call('environment.update', { id: shop.environmentId, value: { name: 'Test', approval: { count: 1 } } }))
    const { projectId } = must(await call('release.get', { id: shop.releaseId })).release
    must(await call('project.setReleases', { id: projectId, value: { approval: { count: 1, hours: 1 } } }))
    const runbook = must(await call('runbook.create', { projectId, value: { name: 'Renew' } }))
    must(await call('runbook.save', { id: runbook.id, version: 0, steps: [deployStep(web)] }))
    const renewal = { ...shop, releaseId: must(await call('runbook.prepare', { id: runbook.id, isDraft: true })).id }
    const text = await fileOfGrace(world, renewal, 'approved')
    late = 2 * hour
    expect(await call('approval.import', { text })).toMatchObject({ ok: true })
    const { id } = must(await call('deployment.start', renewal))
    expect(await workspace.over(id)).toMatchObject({ outcome: 'succeeded', approvals: [{ name: 'grace' }] })
  })
})
