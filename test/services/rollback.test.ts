import type { ProjectId, ReleaseId } from '@shared/ids'
import type { StepInput } from '@shared/model/process'
import { describe, expect, it } from 'vitest'
import { type TestClock, testClock } from '../support/clock'
import { scriptStep } from '../support/deployable'
import { aPackage, storePackage } from '../support/stored-package'
import { openTenantShop } from '../support/tenant-shop'
import { idleEngine, must, openTestWorkspace } from '../support/workspace'

const migrate = (body: string): StepInput => ({
  name: 'Migrate',
  location: 'here',
  roles: [],
  actions: [{ type: 'script', syntax: 'bash', body, isIrreversible: true, isLeftOutOnRollback: true }]
})

const unpack: StepInput = {
  name: 'Unpack',
  location: 'targets',
  roles: ['server'],
  actions: [{ type: 'deploy-package', package: { packageId: 'Shop.Web' } }]
}

/** Project “Shop” with releases that differ in a script, and a way to deploy them to “Test” on two bundled hosts. */
async function shop(
  steps: (version: string) => readonly StepInput[],
  runDeployment = idleEngine,
  time: Partial<TestClock> = {}
) {
  const workspace = await openTestWorkspace({ ports: { runDeployment, ...time } })
  const { call, over } = workspace
  const { id: environmentId } = must(await call('environment.create', { name: 'Test' }))
  const where = { roles: ['server'], environmentIds: [environmentId] }
  must(await call('target.create', { kind: 'local', name: 'bench', ...where }))
  const { id: projectId } = must(await call('project.create', { name: 'Shop' }))
  const releases = new Map<string, ReleaseId>()
  let saved = must(await call('process.get', { projectId }))
  const release = async (version: string, notes = '') => {
    const known = new Map(saved.steps.map(step => [step.name, step]))
    const inputs = steps(version).map(step => {
      const old = known.get(step.name)
      const actions = step.actions.map((action, at) => ({
        ...action,
        ...(old?.actions[at] ? { id: old.actions[at].id } : {})
      }))
      return { ...step, ...(old ? { id: old.id } : {}), actions } as StepInput
    })
    saved = must(await call('process.save', { projectId, version: saved.version, steps: inputs }))
    const { id } = must(await call('release.create', { projectId, version, notes }))
    releases.set(version, id)
    return id
  }
  const deploy = async (version: string) => {
    const releaseId = releases.get(version) as ReleaseId
    return over(must(await call('deployment.start', { releaseId, environmentId })).id)
  }
  const idOf = (version: string): ReleaseId => releases.get(version) as ReleaseId
  return { ...workspace, environmentId, projectId: projectId as ProjectId, release, deploy, idOf }
}

const script = (version: string): readonly StepInput[] => [scriptStep('Install', `echo ${version}\necho done`)]

describe('what an environment can go back to', () => {
  it('is every release that succeeded there before what is there now, the newest success first', async () => {
    const { call, environmentId, projectId, release, deploy } = await shop(script)
    for (const version of ['1.0.0', '1.1.0', '1.2.0', '1.3.0']) await release(version)
    const ways = async () =>
      must(await call('rollback.ways', { projectId, environmentId })).map(way => [way.release.version, way.why])
    expect(await ways()).toEqual([])
    for (const version of ['1.0.0', '1.1.0', '1.0.0', '1.2.0']) await deploy(version)
    expect(await ways()).toEqual([
      ['1.0.0', null],
      ['1.1.0', null]
    ])
  })

  it('goes by when they ran: a deployment for later, queued before others, is what is there once it ran', async () => {
    const clock = testClock()
    const { call, over, environmentId, projectId, release, deploy } = await shop(script, idleEngine, {
      now: clock.now,
      sleep: clock.sleep
    })
    const later = await release('1.0.0')
    await release('1.1.0')
    const startAt = clock.now() + 3_600_000
    const { id } = must(await call('deployment.start', { releaseId: later, environmentId, startAt }))
    clock.advance(1000)
    await deploy('1.1.0')
    clock.advance(3_600_000)
    await over(id)
    const [group] = must(await call('dashboard.get', {})).groups
    const cell = group?.projects[0]?.cells[environmentId]
    expect([cell?.newest.releaseVersion, cell?.current?.releaseVersion]).toEqual(['1.1.0', '1.0.0'])
    const ways = must(await call('rollback.ways', { projectId, environmentId }))
    expect(ways.map(way => way.release.version)).toEqual(['1.1.0'])
  })

  it('says of a release whose package is gone that it cannot be', async () => {
    const { call, environmentId, projectId, release, deploy, ...workspace } = await shop(() => [unpack])
    const old = await storePackage(workspace, aPackage('Shop.Web', '1.0'))
    await release('1.0.0')
    await storePackage(workspace, aPackage('Shop.Web', '1.1'))
    await release('1.1.0')
    await deploy('1.0.0')
    await deploy('1.1.0')
    must(await call('package.remove', { ids: [old.id], evenIfUsed: true }))
    expect(must(await call('rollback.ways', { projectId, environmentId }))).toMatchObject([
      { release: { version: '1.0.0' }, why: 'Shop.Web 1.0 is not in the repository any more.' }
    ])
  })
})

describe('what there is to go back to for a tenant', () => {
  it('cannot be gone back to where the tenant does not get the project any more', async () => {
    const { call, deploy, shop: at } = await openTenantShop()
    const { projectId, test, live, acme } = at
    const second = must(await call('release.create', { projectId, version: '1.1.0' })).id
    await deploy(test, acme.id)
    await deploy(test, acme.id, second)
    const ways = async () =>
      must(await call('rollback.ways', { projectId, environmentId: test, tenantId: acme.id })).map(way => [
        way.release.version,
        way.why
      ])
    expect(await ways()).toEqual([['1.0.0', null]])
    const { id, ...value } = acme
    must(await call('tenant.update', { id, value: { ...value, projects: [{ projectId, environmentIds: [live] }] } }))
    expect(await ways()).toEqual([['1.0.0', 'Acme does not get Shop in Test.']])
  })
})

describe('the plan of a rollback', () => {
  it('leaves out what says so of itself, warns of what cannot be undone, and says what differs', async () => {
    const { call, environmentId, release, deploy, idOf } = await shop(version => [migrate(version), ...script(version)])
    for (const version of ['1.0.0', '1.1.0']) {
      await release(version)
      await deploy(version)
    }
    const plan = must(await call('rollback.plan', { releaseId: idOf('1.0.0'), environmentId }))
    const [migration] = plan.leftOut
    expect(plan).toMatchObject({
      comparison: { before: { version: '1.1.0' }, after: { version: '1.0.0' }, notes: [{ version: '1.0.0' }] },
      leftOut: [{ name: 'Migrate' }],
      irreversible: [{ name: 'Migrate' }],
      packages: [],
      plan: { plan: { choices: { skip: [migration?.actionId] } } }
    })
    expect(plan.comparison.steps.map(({ name, kind }) => [name, kind])).toEqual([
      ['Migrate', 'changed'],
      ['Install', 'changed']
    ])
    expect(plan.plan.plan?.stages.map(({ name, isSkipped }) => [name, isSkipped === true])).toEqual([
      ['Migrate', true],
      ['Install', false]
    ])
    expect(plan.lastTook).toBeGreaterThanOrEqual(0)
  })

  it('knows which packages earlier deployments brought to which targets', async () => {
    const { call, environmentId, release, deploy, idOf, ...workspace } = await shop(() => [unpack])
    const addHost = async (name: string) => {
      const accounts = must(await call('account.list', {}))
      const account =
        accounts[0] ??
        must(await call('account.create', { kind: 'password', name: 'Deploy', username: 'x', password: 'y' }))
      const where = { roles: ['server'], environmentIds: [environmentId], host: `${name}.example`, port: 22 }
      const { id } = must(await call('target.create', { kind: 'ssh', name, accountId: account.id, ...where }))
      const hostKey = { algorithm: 'ssh-ed25519', fingerprint: `SHA256:${'a'.repeat(43)}` }
      must(await call('target.trust', { id, hostKey }))
    }
    await addHost('web-1')
    for (const version of ['1.0.0', '1.1.0']) {
      await storePackage(workspace, aPackage('Shop.Web', version))
      await release(version)
      await deploy(version)
    }
    await addHost('web-2')
    const { packages } = must(await call('rollback.plan', { releaseId: idOf('1.0.0'), environmentId }))
    expect(packages.map(item => [item.targetName, item.packageId, item.version, item.wasThere])).toEqual([
      ['web-1', 'Shop.Web', '1.0.0', true],
      ['web-2', 'Shop.Web', '1.0.0', false]
    ])
  })

  it('is carried out by a deployment with its hash and its choices', async () => {
    const { call, over, environmentId, projectId, release, deploy, idOf } = await shop(script)
    for (const version of ['1.0.0', '1.1.0']) {
      await release(version)
      await deploy(version)
    }
    const releaseId = idOf('1.0.0')
    const { plan } = must(await call('rollback.plan', { releaseId, environmentId }))
    const planHash = plan.hash ?? undefined
    const { id } = must(await call('deployment.start', { releaseId, environmentId, planHash }))
    expect(await over(id)).toMatchObject({ outcome: 'succeeded' })
    expect(must(await call('rollback.ways', { projectId, environmentId })).map(way => way.release.version)).toEqual([
      '1.1.0'
    ])
  })

  it('is refused for a release that was never there', async () => {
    const { call, environmentId, release, deploy, idOf } = await shop(script)
    for (const version of ['1.0.0', '1.1.0']) await release(version)
    await deploy('1.0.0')
    expect(await call('rollback.plan', { releaseId: idOf('1.1.0'), environmentId })).toMatchObject({
      ok: false,
      failure: {
        kind: 'conflict',
        message: 'The release 1.1.0 was never deployed there successfully before what is there now.'
      }
    })
  })
})

describe('comparing releases', () => {
  it('tells the lines of a script, the values of an environment, and the notes of what comes along', async () => {
    const { call, environmentId, projectId, release, deploy, idOf } = await shop(script)
    const save = (version: number, value: string) =>
      call('variables.save', { projectId, version, variables: [{ type: 'text', name: 'Port', value }], includes: [] })
    must(await save(0, '80'))
    await release('1.0.0', 'First')
    must(await save(1, '8080'))
    await release('1.1.0', 'Second')
    await release('1.2.0', 'Third')
    await deploy('1.0.0')
    const found = must(await call('release.wouldChange', { releaseId: idOf('1.2.0'), environmentId }))
    expect(found).toMatchObject({
      before: { version: '1.0.0' },
      after: { version: '1.2.0' },
      environment: { id: environmentId, name: 'Test' },
      notes: [
        { version: '1.2.0', notes: 'Third' },
        { version: '1.1.0', notes: 'Second' }
      ],
      packages: []
    })
    expect(found.variables).toMatchObject([
      { name: 'Port', kind: 'changed', before: { text: '80' }, after: { text: '8080' }, scope: '' }
    ])
    expect(found.steps[0]?.actions[0]?.texts).toEqual([
      {
        field: 'script',
        lines: [
          { kind: 'removed', text: 'echo 1.0.0' },
          { kind: 'added', text: 'echo 1.2.0' },
          { kind: 'same', text: 'echo done' }
        ]
      }
    ])
    const same = must(await call('release.compare', { before: idOf('1.1.0'), after: idOf('1.1.0') }))
    expect([same.steps, same.variables, same.packages]).toEqual([[], [], []])
  })

  it('is also what a deployment knows of itself: the releases that come along, for scripts and for people', async () => {
    const { call, environmentId, release, deploy, idOf } = await shop(script)
    for (const version of ['1.0.0', '1.1.0', '1.2.0']) await release(version, `About ${version}`)
    await deploy('1.0.0')
    const { plan } = must(await call('deployment.plan', { releaseId: idOf('1.2.0'), environmentId }))
    const { 'Octopus.Deployment.Changes': changes, 'Octopus.Deployment.ChangesMarkdown': markdown } = plan?.facts ?? {}
    expect(JSON.parse(changes ?? '').map((item: { Version: string }) => item.Version)).toEqual(['1.2.0', '1.1.0'])
    expect(markdown).toBe('**1.2.0**\n\nAbout 1.2.0\n\n**1.1.0**\n\nAbout 1.1.0')
  })

  it('tells everything as new where nothing is there yet', async () => {
    const { call, environmentId, release, idOf } = await shop(script)
    await release('1.0.0')
    const found = must(await call('release.wouldChange', { releaseId: idOf('1.0.0'), environmentId }))
    expect(found).toMatchObject({ before: null, steps: [{ name: 'Install', kind: 'added' }] })
  })

  it('holds what is there against what it was deployed with, also after its variables were taken anew', async () => {
    const { call, environmentId, projectId, release, deploy, idOf } = await shop(script)
    const save = (version: number, value: string) =>
      call('variables.save', { projectId, version, variables: [{ type: 'text', name: 'Port', value }], includes: [] })
    must(await save(0, '80'))
    await release('1.0.0')
    await deploy('1.0.0')
    must(await save(1, '8080'))
    must(await call('release.updateVariables', { id: idOf('1.0.0') }))
    const found = must(await call('release.wouldChange', { releaseId: idOf('1.0.0'), environmentId }))
    expect(found.variables).toMatchObject([{ name: 'Port', before: { text: '80' }, after: { text: '8080' } }])
  })

  it('refuses releases of two projects', async () => {
    const { call, release, idOf } = await shop(script)
    await release('1.0.0')
    const other = must(await call('project.create', { name: 'Blog' }))
    must(await call('process.save', { projectId: other.id, version: 0, steps: [scriptStep('Install')] }))
    const { id } = must(await call('release.create', { projectId: other.id, version: '1.0.0' }))
    expect(await call('release.compare', { before: idOf('1.0.0'), after: id })).toMatchObject({
      ok: false,
      failure: { kind: 'invalid-input' }
    })
  })
})
