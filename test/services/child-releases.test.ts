import type { ActionId, ProjectId, ReleaseId } from '@shared/ids'
import type { StepInput } from '@shared/model/process'
import { describe, expect, it } from 'vitest'
import type { Call } from '../../electron/ipc/dispatch'
import { makeDeployable, scriptStep } from '../support/deployable'
import { must, openTestWorkspace } from '../support/workspace'
import { openEverywhere } from '../support/world'

const deployStep = (projectId: ProjectId, name = 'Deploy Web'): StepInput => ({
  name,
  location: 'here',
  roles: [],
  actions: [{ type: 'deploy-release', projectId, when: 'always' }]
})

interface Made {
  readonly projectId: ProjectId
  readonly actionIds: readonly ActionId[]
}

async function makeProject(call: Call, name: string, steps: StepInput[]): Promise<Made> {
  const { id } = must(await call('project.create', { name }))
  return { projectId: id, actionIds: await saveSteps(call, id, steps) }
}

async function saveSteps(call: Call, projectId: ProjectId, steps: StepInput[]): Promise<readonly ActionId[]> {
  const { version } = must(await call('process.get', { projectId }))
  const saved = must(await call('process.save', { projectId, version, steps }))
  return saved.steps.flatMap(step => step.actions.map(action => action.id))
}

const releaseOf = async (
  call: Call,
  projectId: ProjectId,
  version: string,
  children?: { actionId: ActionId; releaseId: ReleaseId }[]
) => must(await call('release.create', { projectId, version, ...(children === undefined ? {} : { children }) }))

/** “Web” with two releases, the second one made last though its version is lower, and “Shop”, which deploys it. */
async function shopOverWeb() {
  const { call } = await openTestWorkspace()
  const made = await makeDeployable(call, 'Web')
  const newest = await releaseOf(call, made.projectId, '0.9.0')
  const shop = await makeProject(call, 'Shop', [deployStep(made.projectId)])
  return { call, web: made, newest, shop, actionId: shop.actionIds[0] as ActionId }
}

const snapshotOf = async (call: Call, id: ReleaseId) => must(await call('release.get', { id })).snapshot

describe('a release of a project that deploys another one', () => {
  it('freezes the release that was made last, with its hash', async () => {
    const { call, newest, shop, actionId } = await shopOverWeb()
    const { id } = await releaseOf(call, shop.projectId, '1.0.0')
    expect((await snapshotOf(call, id))?.children).toEqual([
      { actionId, releaseId: newest.id, version: '0.9.0', snapshot: newest.snapshot }
    ])
  })

  it('freezes the release that was chosen', async () => {
    const { call, web, shop, actionId } = await shopOverWeb()
    const { id } = await releaseOf(call, shop.projectId, '1.0.0', [{ actionId, releaseId: web.releaseId }])
    expect((await snapshotOf(call, id))?.children).toMatchObject([{ releaseId: web.releaseId, version: '1.0.0' }])
  })

  it('keeps its choice when its variables are updated, and has no list of children where it deploys none', async () => {
    const { call, web, shop } = await shopOverWeb()
    const { id } = await releaseOf(call, shop.projectId, '1.0.0')
    const before = await snapshotOf(call, id)
    must(
      await call('variables.save', {
        projectId: shop.projectId,
        version: 0,
        variables: [{ type: 'text', name: 'Colour', value: 'blue' }]
      })
    )
    must(await call('release.updateVariables', { id }))
    const after = await snapshotOf(call, id)
    expect([after?.variables.length, after?.children]).toEqual([1, before?.children])
    expect('children' in ((await snapshotOf(call, web.releaseId)) ?? {})).toBe(false)
  })

  it('is refused while the other project has no release, naming the step', async () => {
    const { call } = await openTestWorkspace()
    const web = await makeProject(call, 'Web', [scriptStep('Install')])
    const shop = await makeProject(call, 'Shop', [deployStep(web.projectId)])
    expect(await call('release.create', { projectId: shop.projectId, version: '1.0.0' })).toEqual({
      ok: false,
      failure: {
        kind: 'invalid-input',
        message: 'Web has no release that “Deploy Web” could deploy.',
        remedy: 'Create a release of Web first.',
        issues: [
          {
            path: `children.${shop.actionIds[0]}`,
            message: 'Web has no release that “Deploy Web” could deploy.'
          }
        ]
      }
    })
  })

  it('is refused with a release of another project, or for a step that there is not', async () => {
    const { call, web, shop, actionId } = await shopOverWeb()
    const attempt = async (child: { actionId: ActionId; releaseId: ReleaseId }) => {
      const result = await call('release.create', { projectId: shop.projectId, version: '1.0.0', children: [child] })
      return result.ok ? 'made' : result.failure.issues?.map(issue => issue.message)
    }
    const stranger = await makeProject(call, 'Stranger', [scriptStep('Install')])
    const foreign = await releaseOf(call, stranger.projectId, '1.0.0')
    expect(await attempt({ actionId, releaseId: foreign.id })).toEqual(['must be a release of Web'])
    expect(await attempt({ actionId: stranger.actionIds[0] as ActionId, releaseId: web.releaseId })).toEqual([
      'must be a step of this process that deploys a release'
    ])
  })

  it('does not need a release for a step that is disabled', async () => {
    const { call } = await openTestWorkspace()
    const web = await makeProject(call, 'Web', [scriptStep('Install')])
    const off = { ...deployStep(web.projectId), isDisabled: true }
    const shop = await makeProject(call, 'Shop', [off, scriptStep('Install')])
    expect('children' in ((await snapshotOf(call, (await releaseOf(call, shop.projectId, '1.0.0')).id)) ?? {})).toBe(
      false
    )
  })
})

describe('a circle of projects', () => {
  it('is refused and named, also when it is long', async () => {
    const { call } = await openTestWorkspace()
    const shop = await makeProject(call, 'Shop', [scriptStep('Install')])
    await releaseOf(call, shop.projectId, '1.0.0')
    const web = await makeProject(call, 'Web', [deployStep(shop.projectId, 'Deploy Shop')])
    await releaseOf(call, web.projectId, '1.0.0')
    const edge = await makeProject(call, 'Edge', [deployStep(web.projectId)])
    await releaseOf(call, edge.projectId, '1.0.0')
    await saveSteps(call, shop.projectId, [deployStep(edge.projectId, 'Deploy Edge')])
    const refused = await call('release.create', { projectId: shop.projectId, version: '1.1.0' })
    expect(refused).toMatchObject({
      ok: false,
      failure: { message: '“Deploy Edge” leads back to its own project: Shop → Edge → Web → Shop.' }
    })
  })

  it('of one project is refused in the same way', async () => {
    const { call } = await openTestWorkspace()
    const shop = await makeProject(call, 'Shop', [scriptStep('Install')])
    await releaseOf(call, shop.projectId, '1.0.0')
    await saveSteps(call, shop.projectId, [deployStep(shop.projectId, 'Deploy itself')])
    expect(await call('release.create', { projectId: shop.projectId, version: '1.1.0' })).toMatchObject({
      ok: false,
      failure: { message: '“Deploy itself” leads back to its own project: Shop → Shop.' }
    })
  })
})

describe('the plan of a release that deploys another one', () => {
  it('looks into the plan of that one', async () => {
    const { call, web, newest, shop } = await shopOverWeb()
    const { id } = await releaseOf(call, shop.projectId, '1.0.0')
    const planned = must(await call('deployment.plan', { releaseId: id, environmentId: web.environmentId }))
    expect([planned.problems, planned.plan?.stages[0]?.deploys]).toEqual([
      [],
      {
        project: { id: web.projectId, name: 'Web' },
        release: { id: newest.id, version: '0.9.0', snapshot: newest.snapshot },
        when: 'always',
        steps: 1,
        targets: ['bench']
      }
    ])
  })

  it('becomes another one, with another hash, when the other one would run elsewhere', async () => {
    const { call, web, shop } = await shopOverWeb()
    const { id } = await releaseOf(call, shop.projectId, '1.0.0')
    const request = { releaseId: id, environmentId: web.environmentId }
    const before = must(await call('deployment.plan', request))
    must(
      await call('target.create', {
        kind: 'local',
        name: 'second',
        roles: ['server'],
        environmentIds: [web.environmentId]
      })
    )
    const after = must(await call('deployment.plan', request))
    expect(after.plan?.stages[0]?.why).toBe('Deploys Web 0.9.0: 1 step on 2 targets.')
    expect(after.hash).not.toBe(before.hash)
  })

  it('is closed where the lifecycle of the other project closes it', async () => {
    const { call, web, shop } = await shopOverWeb()
    const { id } = await releaseOf(call, shop.projectId, '1.0.0')
    const live = must(await call('environment.create', { name: 'Live' }))
    const anywhere = { name: 'Anywhere', environments: [], minimum: 0, isOptional: false }
    const open = must(await call('lifecycle.create', { name: 'Open', phases: [anywhere] }))
    must(await call('project.setReleases', { id: shop.projectId, value: { lifecycleId: open.id } }))
    must(await call('target.create', { kind: 'local', name: 'live', roles: ['server'], environmentIds: [live.id] }))
    const problems = async () =>
      must(await call('deployment.plan', { releaseId: id, environmentId: live.id })).problems.map(
        ({ failure }) => failure.message
      )
    expect(await problems()).toEqual([
      '“Deploy Web” cannot deploy Web 0.9.0: Live is closed: Test needs 1 success, has 0.'
    ])
    must(await call('project.setReleases', { id: web.projectId, value: { lifecycleId: open.id } }))
    expect(await problems()).toEqual([])
  })

  it('is not closed by what it passes over, because there is something newer', async () => {
    const workspace = await openTestWorkspace()
    const { call } = workspace
    const web = await makeDeployable(call, 'Web')
    const older = await releaseOf(call, web.projectId, '0.9.0')
    const live = must(await call('environment.create', { name: 'Live' }))
    must(await call('target.create', { kind: 'local', name: 'live', roles: ['server'], environmentIds: [live.id] }))
    for (const environmentId of [web.environmentId, live.id])
      await workspace.over(must(await call('deployment.start', { releaseId: web.releaseId, environmentId })).id)
    const anywhere = { name: 'Anywhere', environments: [], minimum: 0, isOptional: false }
    const open = must(await call('lifecycle.create', { name: 'Open', phases: [anywhere] }))
    for (const when of ['newer', 'always'] as const) {
      const step: StepInput = {
        ...deployStep(web.projectId),
        actions: [{ type: 'deploy-release', projectId: web.projectId, when }]
      }
      const shop = await makeProject(call, `Shop ${when}`, [step])
      must(await call('project.setReleases', { id: shop.projectId, value: { lifecycleId: open.id } }))
      const children = [{ actionId: shop.actionIds[0] as ActionId, releaseId: older.id }]
      const { id } = await releaseOf(call, shop.projectId, '1.0.0', children)
      const { problems } = must(await call('deployment.plan', { releaseId: id, environmentId: live.id }))
      expect(problems.map(({ failure }) => failure.message)).toEqual(
        when === 'newer' ? [] : ['“Deploy Web” cannot deploy Web 0.9.0: Live is closed: Test needs 1 success, has 0.']
      )
    }
  })

  it('has the errors of that one, and says when it is gone', async () => {
    const { call, web, shop } = await shopOverWeb()
    const { id } = await releaseOf(call, shop.projectId, '1.0.0')
    const other = must(await call('environment.create', { name: 'Empty' }))
    await openEverywhere({ call })
    const errors = async (environmentId: typeof other.id) =>
      must(await call('deployment.plan', { releaseId: id, environmentId })).problems.map(
        ({ failure }) => failure.message
      )
    expect(await errors(other.id)).toEqual([
      '“Deploy Web” cannot deploy Web 0.9.0: Nothing would run: no enabled target in Empty has a role that the steps ask for.'
    ])
    must(await call('project.delete', { id: web.projectId, confirmName: 'Web' }))
    expect(await errors(web.environmentId)).toEqual([
      'The release 0.9.0 that “Deploy Web” deploys does not exist any more.'
    ])
  })
})
