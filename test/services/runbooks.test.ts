import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { Input } from '@shared/api'
import type { DeploymentId, EnvironmentId, ReleaseId, RunbookId } from '@shared/ids'
import { describe, expect, it } from 'vitest'
import { makeDeployable, scriptStep } from '../support/deployable'
import { idleEngine, must, openTestWorkspace, patientEngine, type TestWorkspace } from '../support/workspace'

const here = (name: string, body = 'echo here') => ({ ...scriptStep(name, body), location: 'here' as const, roles: [] })

/** The project Shop with a runbook of one step on this machine. */
async function makeRunbook(options: Parameters<typeof openTestWorkspace>[0] = {}) {
  const workspace = await openTestWorkspace(options)
  const { call } = workspace
  const shop = await makeDeployable(call)
  const { projectId } = shop
  const created = must(await call('runbook.create', { projectId, value: { name: 'Rotate keys' } }))
  const runbook = must(await call('runbook.save', { id: created.id, version: 0, steps: [here('Rotate')] }))
  return { ...workspace, ...shop, workspace, runbook, id: runbook.id }
}

async function run(
  { call, over }: TestWorkspace,
  id: RunbookId,
  environmentId: EnvironmentId,
  isDraft = false
): Promise<DeploymentId> {
  const { id: releaseId } = must(await call('runbook.prepare', { id, isDraft }))
  const started = must(await call('deployment.start', { releaseId, environmentId }))
  await over(started.id)
  return started.id
}

const failureOf = (kind: string) => ({ ok: false, failure: expect.objectContaining({ kind }) })

describe('a runbook', () => {
  it('belongs to a project, has a name of its own there, and begins without steps', async () => {
    const { call } = await openTestWorkspace()
    const { id: projectId } = must(await call('project.create', { name: 'Shop' }))
    const made = must(await call('runbook.create', { projectId, value: { name: ' Restart ' } }))
    expect(made).toEqual({
      id: expect.stringMatching(/^runbook-/),
      projectId,
      name: 'Restart',
      description: '',
      version: 0,
      steps: [],
      environments: { kind: 'all' },
      published: null,
      createdAt: expect.any(Number)
    })
    const again: Input<'runbook.create'> = { projectId, value: { name: 'RESTART' } }
    expect(await call('runbook.create', again)).toMatchObject({
      ok: false,
      failure: { kind: 'conflict', issues: [{ path: 'value.name' }] }
    })
    const { id: other } = must(await call('project.create', { name: 'Till' }))
    expect((await call('runbook.create', { ...again, projectId: other })).ok).toBe(true)
    expect(must(await call('runbook.list', { projectId }))).toEqual([
      { ...made, published: null, isOutdated: false, lastRun: null }
    ])
  })

  it('is saved by whoever saw its newest steps, and keeps the ids of steps', async () => {
    const { call, id, runbook } = await makeRunbook()
    expect(await call('runbook.save', { id, version: 0, steps: [] })).toEqual(failureOf('conflict'))
    const steps = [...runbook.steps, here('Check')]
    const saved = must(await call('runbook.save', { id, version: 1, steps }))
    expect([saved.version, saved.steps.map(step => step.name)]).toEqual([2, ['Rotate', 'Check']])
    expect(saved.steps[0]).toEqual(runbook.steps[0])
  })

  it('forgets what is taken back of its settings', async () => {
    const { call, id, environmentId } = await makeRunbook()
    const environments = { kind: 'listed' as const, ids: [environmentId] }
    const value = { name: 'Keys', description: 'All of them', environments, guidedFailure: 'on' as const }
    expect(must(await call('runbook.update', { id, value }))).toMatchObject(value)
    expect(must(await call('runbook.update', { id, value: { name: 'Keys' } }))).not.toHaveProperty('guidedFailure')
    const gone = { kind: 'listed' as const, ids: ['environment-0000000000' as EnvironmentId] }
    expect(await call('runbook.update', { id, value: { ...value, environments: gone } })).toEqual(
      failureOf('invalid-input')
    )
  })

  it('keeps an environment that it is to be run in', async () => {
    const { call, id, environmentId, targetId } = await makeRunbook()
    const environments = { kind: 'listed' as const, ids: [environmentId] }
    must(await call('runbook.update', { id, value: { name: 'Keys', environments } }))
    must(await call('target.delete', { id: targetId }))
    expect(await call('environment.delete', { id: environmentId })).toMatchObject({
      ok: false,
      failure: { kind: 'in-use', message: 'The environment “Test” is used by the runbook “Keys”.' }
    })
  })
})

describe('publishing', () => {
  it('freezes the runbook and counts; what is edited later is no part of it', async () => {
    const { call, id, runbook } = await makeRunbook()
    const first = must(await call('runbook.publish', { id }))
    expect(first).toMatchObject({ version: '1', runbook: { id, name: 'Rotate keys', isDraft: false } })
    expect(must(await call('runbook.publish', { id }))).toEqual(first)
    must(await call('runbook.save', { id, version: 1, steps: [...runbook.steps, here('Check')] }))
    const { published } = must(await call('runbook.get', { id }))
    expect(published?.isOutdated).toBe(true)
    expect(published?.snapshot?.steps).toEqual(runbook.steps)
    const second = must(await call('runbook.publish', { id }))
    expect([second.version, must(await call('runbook.list', {}))[0]]).toMatchObject([
      '2',
      { published: second, isOutdated: false }
    ])
  })

  it('freezes the variables of the project, whose change makes it outdated', async () => {
    const { call, id, projectId } = await makeRunbook()
    must(await call('runbook.publish', { id }))
    const variables = [{ type: 'text' as const, name: 'Port', value: '80' }]
    must(await call('variables.save', { projectId, version: 0, variables }))
    expect(must(await call('runbook.get', { id })).published?.isOutdated).toBe(true)
  })

  it('is refused without steps, and where variables tie in the runbook only', async () => {
    const { call, projectId, id } = await makeRunbook()
    const empty = must(await call('runbook.create', { projectId, value: { name: 'Empty' } }))
    expect(await call('runbook.publish', { id: empty.id })).toEqual(failureOf('invalid-input'))
    const row = { type: 'text' as const, name: 'Port', scope: { processes: [id] } }
    const variables = [
      { ...row, value: '80' },
      { ...row, value: '81' }
    ]
    must(await call('variables.save', { projectId, version: 0, variables }))
    expect(await call('runbook.publish', { id })).toEqual(failureOf('variables-tied'))
  })

  it('makes nothing that counts as a release of the project', async () => {
    const { call, id, projectId, releaseId, environmentId, workspace } = await makeRunbook()
    must(await call('runbook.publish', { id }))
    await run(workspace, id, environmentId)
    const releases = must(await call('release.list', { projectId }))
    expect(releases.map(release => release.id)).toEqual([releaseId])
    expect(must(await call('release.suggest', { projectId })).version).toEqual('1.0.1')
    const { groups } = must(await call('dashboard.get', {}))
    expect(groups.flatMap(group => group.projects.map(({ cells, next }) => ({ cells, next })))).toEqual([
      { cells: {}, next: 'deploy' }
    ])
    const [published] = must(await call('runbook.list', { projectId }))
    const frozen = published?.published?.id as ReleaseId
    expect(await call('release.updateVariables', { id: frozen })).toEqual(failureOf('conflict'))
  })
})

describe('a run', () => {
  it('is of what was published, or of the draft as it is; drafts that are alike share a snapshot', async () => {
    const { call, id, runbook } = await makeRunbook()
    expect(await call('runbook.prepare', { id, isDraft: false })).toEqual(failureOf('conflict'))
    const draft = must(await call('runbook.prepare', { id, isDraft: true }))
    expect(draft).toMatchObject({ version: 'draft-1', runbook: { isDraft: true } })
    expect(must(await call('runbook.prepare', { id, isDraft: true }))).toEqual(draft)
    const published = must(await call('runbook.publish', { id }))
    expect(must(await call('runbook.prepare', { id, isDraft: false }))).toEqual(published)
    must(await call('runbook.save', { id, version: 1, steps: [...runbook.steps, here('Check')] }))
    expect(must(await call('runbook.prepare', { id, isDraft: true })).version).toBe('draft-2')
  })

  it('keeps its snapshot when the runbook changes, and is known by the runbook’s name', async () => {
    const { call, id, environmentId, workspace } = await makeRunbook()
    must(await call('runbook.publish', { id }))
    const first = await run(workspace, id, environmentId)
    must(await call('runbook.save', { id, version: 1, steps: [here('Something else')] }))
    must(await call('runbook.publish', { id }))
    const deployment = must(await call('deployment.get', { id: first }))
    expect(deployment.plan).toMatchObject({ runbook: { id, name: 'Rotate keys' }, stages: [{ name: 'Rotate' }] })
    const { snapshot } = must(await call('release.get', { id: deployment.plan.release.id }))
    expect(snapshot?.steps.map(step => step.name)).toEqual(['Rotate'])
    expect(must(await call('runbook.list', {}))[0]?.lastRun).toMatchObject({ id: first, outcome: 'succeeded' })
  })

  it('is listed beside deployments, each apart where that is asked for', async () => {
    const { call, over, id, environmentId, releaseId, workspace } = await makeRunbook()
    must(await call('runbook.publish', { id }))
    const deployed = must(await call('deployment.start', { releaseId, environmentId })).id
    await over(deployed)
    const ran = await run(workspace, id, environmentId)
    const listed = async (filter: Input<'deployment.list'>) =>
      must(await call('deployment.list', filter)).map(item => item.id)
    expect(await listed({})).toEqual([ran, deployed])
    expect(await listed({ kind: 'deployment' })).toEqual([deployed])
    expect(await listed({ runbookId: id })).toEqual([ran])
    expect(await listed({ states: ['failed'] })).toEqual([])
    expect(await listed({ skip: 1, limit: 1 })).toEqual([deployed])
    const restarted = await workspace.restart()
    const { groups } = must(await restarted.call('dashboard.get', {}))
    expect(groups.flatMap(group => group.projects.map(project => Object.values(project.cells)))).toEqual([
      [expect.objectContaining({ newest: expect.objectContaining({ id: deployed }) })]
    ])
  })

  it('is planned without targets where all of its steps are here, and only where it may be run', async () => {
    const { call, id, environmentId } = await makeRunbook()
    const { id: bare } = must(await call('environment.create', { name: 'Bare' }))
    const { id: releaseId } = must(await call('runbook.prepare', { id, isDraft: true }))
    const planIn = async (environment: EnvironmentId) =>
      must(await call('deployment.plan', { releaseId, environmentId: environment }))
    expect(await planIn(bare)).toMatchObject({ plan: { targets: [], runbook: { id } }, problems: [] })
    const environments = { kind: 'listed' as const, ids: [environmentId] }
    must(await call('runbook.update', { id, value: { name: 'Rotate keys', environments } }))
    expect(await planIn(bare)).toMatchObject({
      plan: null,
      hash: null,
      problems: [{ about: { kind: 'environment' }, failure: { message: '“Rotate keys” is not to be run in Bare.' } }]
    })
  })

  it('asks about failures as the runbook says, and not as its project does', async () => {
    const { call, id, environmentId, projectId } = await makeRunbook()
    must(await call('project.update', { id: projectId, value: { name: 'Shop', guidedFailure: 'on' } }))
    const { id: releaseId } = must(await call('runbook.prepare', { id, isDraft: true }))
    const isGuided = async () => must(await call('deployment.plan', { releaseId, environmentId })).plan?.isGuided
    expect(await isGuided()).toBeUndefined()
    must(await call('runbook.update', { id, value: { name: 'Rotate keys', guidedFailure: 'on' } }))
    expect(await isGuided()).toBe(true)
  })

  it('takes the values that are meant for it', async () => {
    const { call, id, environmentId, projectId } = await makeRunbook()
    const variables = [
      { type: 'text' as const, name: 'Port', value: 'everywhere' },
      { type: 'text' as const, name: 'Port', value: 'runbook', scope: { processes: [id] } },
      { type: 'text' as const, name: 'Port', value: 'deployment', scope: { processes: [projectId] } }
    ]
    must(await call('variables.save', { projectId, version: 0, variables }))
    const release = must(await call('runbook.publish', { id }))
    const winnerIn = async (source: Input<'variables.explain'>['source']) => {
      const { explanation } = must(await call('variables.explain', { name: 'Port', source, environmentId }))
      return explanation.candidates[0]
    }
    expect(await winnerIn({ kind: 'runbook', id })).toMatchObject({ template: { text: 'runbook' } })
    expect(await winnerIn({ kind: 'release', id: release.id })).toMatchObject({ template: { text: 'runbook' } })
    expect(await winnerIn({ kind: 'project', id: projectId })).toMatchObject({ template: { text: 'deployment' } })
  })
})

describe('what is looked at with a runbook', () => {
  it('is what its steps use: such a variable is not unused, and one that is not there is missed', async () => {
    const { call, id, runbook, projectId } = await makeRunbook()
    const steps = [...runbook.steps, here('Check', 'echo "#{Port} #{Host}"')]
    must(await call('runbook.save', { id, version: 1, steps }))
    const variables = [{ type: 'text' as const, name: 'Port', value: '80' }]
    must(await call('variables.save', { projectId, version: 0, variables }))
    const { findings } = must(await call('variables.check', { projectId }))
    expect(findings).toEqual([
      { kind: 'undefined', name: 'Host', in: { kind: 'step', stepId: expect.any(String), name: 'Check' } }
    ])
  })

  it('is told by the check of the files where something of it is gone', async () => {
    const { call, id, workspaces, workspace, environmentId } = await makeRunbook()
    must(await call('runbook.publish', { id }))
    await run(workspace, id, environmentId)
    expect(must(await call('data.verify', {})).faults).toEqual([])
    await workspaces.use(({ store }) => store.runbooks.remove(id))
    const { faults } = must(await call('data.verify', {}))
    expect(faults.map(({ what }) => what).sort()).toEqual([
      expect.stringMatching(/^The release 1 \(release-.*\) refers to the runbook .*, which is not there\.$/),
      expect.stringMatching(/^The runbook run deployment-.* refers to the runbook .*, which is not there\.$/)
    ])
  })
})

describe('deleting a runbook', () => {
  it('takes its snapshots and its runs along, and the secrets that only they knew', async () => {
    const { call, id, environmentId, projectId, releaseId, home, over, workspace } = await makeRunbook()
    const secret = (value: string) => [{ type: 'sensitive' as const, name: 'Key', value }]
    must(await call('variables.save', { projectId, version: 0, variables: secret('tangerine-lighthouse') }))
    must(await call('runbook.publish', { id }))
    const ran = await run(workspace, id, environmentId)
    must(await call('variables.save', { projectId, version: 1, variables: secret('marmalade-windmill') }))
    const deployed = must(await call('deployment.start', { releaseId, environmentId })).id
    await over(deployed)
    const count = async (folder: string) =>
      (await readdir(join(home, 'workspaces', 'main', folder))).filter(
        name => folder !== 'vault' || name.startsWith('secret-')
      ).length
    expect([await count('snapshots'), await count('vault'), await count('deployments')]).toEqual([2, 2, 2])
    expect(await call('runbook.delete', { id, confirmName: 'rotate keys' })).toEqual(failureOf('invalid-input'))
    must(await call('runbook.delete', { id, confirmName: 'Rotate keys' }))
    expect([await count('snapshots'), await count('vault'), await count('deployments')]).toEqual([1, 1, 1])
    expect(await call('deployment.get', { id: ran })).toEqual(failureOf('not-found'))
    expect(must(await call('deployment.list', {})).map(item => item.id)).toEqual([deployed])
    expect(must(await call('runbook.list', {}))).toEqual([])
    expect(must(await call('data.verify', {}))).toMatchObject({ faults: [], warnings: [] })
  })

  it('is refused while it runs', async () => {
    const { call, id, environmentId, over } = await makeRunbook({ ports: { runDeployment: patientEngine } })
    const { id: releaseId } = must(await call('runbook.prepare', { id, isDraft: true }))
    const started = must(await call('deployment.start', { releaseId, environmentId }))
    expect(await call('runbook.delete', { id, confirmName: 'Rotate keys' })).toMatchObject({
      ok: false,
      failure: {
        kind: 'in-use',
        message: 'The runbook “Rotate keys” is used by the runbook run of Rotate keys draft-1 of Shop in Test.'
      }
    })
    must(await call('deployment.cancel', { id: started.id }))
    await over(started.id)
    expect((await call('runbook.delete', { id, confirmName: 'Rotate keys' })).ok).toBe(true)
  })

  it('happens with its project', async () => {
    const { call, id, projectId, environmentId, home, workspace } = await makeRunbook()
    must(await call('runbook.publish', { id }))
    await run(workspace, id, environmentId)
    must(await call('project.delete', { id: projectId, confirmName: 'Shop' }))
    expect(await call('runbook.get', { id })).toEqual(failureOf('not-found'))
    for (const folder of ['snapshots', 'deployments'])
      expect(await readdir(join(home, 'workspaces', 'main', folder))).toEqual([])
  })
})

describe('the audit log', () => {
  it('tells of everything that is done to a runbook', async () => {
    const { call, id, environmentId, workspace } = await makeRunbook({ ports: { runDeployment: idleEngine } })
    must(await call('runbook.publish', { id }))
    await run(workspace, id, environmentId)
    must(await call('runbook.update', { id, value: { name: 'Keys' } }))
    must(await call('runbook.delete', { id, confirmName: 'Keys' }))
    const { entries } = must(await call('audit.list', { filter: { text: 'keys' } }))
    expect(entries.map(entry => entry.summary).reverse()).toEqual([
      'Created the runbook “Rotate keys”.',
      'Changed the steps of the runbook “Rotate keys”: step “Rotate”.',
      'Published the runbook “Rotate keys” of “Shop” as 1.',
      'Launched the runbook run of Rotate keys 1 of Shop in Test on this machine.',
      'The runbook run of Rotate keys 1 of Shop in Test succeeded.',
      'Changed the runbook “Rotate keys”: name.',
      'Deleted the runbook “Keys”.'
    ])
  })
})
