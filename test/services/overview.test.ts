import type { EnvironmentId, ProjectId, ReleaseId } from '@shared/ids'
import { describe, expect, it } from 'vitest'
import type { DeploymentRequest } from '../../electron/engine/context'
import { enteredBy, inShort } from '../support/audit-entries'
import { makeDeployable, scriptStep } from '../support/deployable'
import { idleEngine, must, openTestWorkspace, type TestWorkspace } from '../support/workspace'

/** A workspace whose deployments fail as long as the test says so. */
async function openMoody() {
  const mood = { fails: false }
  const runDeployment = async (request: DeploymentRequest): Promise<void> => {
    if (!mood.fails) return idleEngine(request)
    const { ports } = request
    await ports.emit({ kind: 'started' })
    for (const { id } of Object.values(ports.state().runs)) {
      await ports.emit({ kind: 'run-started', run: id })
      await ports.emit({
        kind: 'run-failed',
        run: id,
        end: null,
        failure: { kind: 'script-failed', message: 'No.', remedy: '' }
      })
    }
    await ports.emit({ kind: 'finished', outcome: 'failed', summary: 'It failed.' })
  }
  return { workspace: await openTestWorkspace({ ports: { runDeployment } }), mood }
}

async function deploy({ call, over }: TestWorkspace, releaseId: ReleaseId, environmentId: EnvironmentId) {
  const { id } = must(await call('deployment.start', { releaseId, environmentId }))
  await over(id)
  return id
}

const release = async ({ call }: TestWorkspace, projectId: ProjectId, version: string): Promise<ReleaseId> =>
  must(await call('release.create', { projectId, version })).id

describe('the dashboard', () => {
  it('shows the newest attempt, and beside it what is there', async () => {
    const { workspace, mood } = await openMoody()
    const { environmentId, projectId, releaseId } = await makeDeployable(workspace.call)
    const first = await deploy(workspace, releaseId, environmentId)
    mood.fails = true
    const second = await deploy(workspace, await release(workspace, projectId, '1.1.0'), environmentId)
    const { groups } = must(await workspace.call('dashboard.get', {}))
    const cell = groups[0]?.projects[0]?.cells[environmentId]
    expect([cell?.newest.id, cell?.newest.outcome, cell?.current?.id]).toEqual([second, 'failed', first])
  })

  it('says of empty cells why nothing may come there, until the phase before has had its success', async () => {
    const { workspace, mood } = await openMoody()
    const { call } = workspace
    const { environmentId, projectId, releaseId } = await makeDeployable(call)
    const { id: production } = must(await call('environment.create', { name: 'Production' }))
    const closed = async () => must(await call('dashboard.get', {})).groups[0]?.projects[0]?.closed
    const first = { [production]: { words: 'First Test', why: 'Production is closed: Test needs 1 success, has 0.' } }
    expect(await closed()).toEqual(first)
    mood.fails = true
    await deploy(workspace, releaseId, environmentId)
    expect(await closed()).toEqual(first)
    mood.fails = false
    await deploy(workspace, releaseId, environmentId)
    expect(await closed()).toBeUndefined()
    // What is there already may still go on.
    await release(workspace, projectId, '1.1.0')
    expect(await closed()).toBeUndefined()
    must(await call('release.prevent', { id: releaseId, reason: 'It loses orders.' }))
    expect(await closed()).toEqual(first)
  })

  it('says that nothing is deployed of a project that is disabled', async () => {
    const workspace = await openTestWorkspace()
    const { call } = workspace
    const { environmentId, projectId } = await makeDeployable(call)
    must(await call('project.setReleases', { id: projectId, value: { isDisabled: true } }))
    expect(must(await call('dashboard.get', {})).groups[0]?.projects[0]?.closed).toEqual({
      [environmentId]: { words: 'Disabled', why: 'The project “Shop” is disabled, so nothing of it is deployed.' }
    })
  })

  it('keeps favourites, also after a restart, and forgets one that is deleted', async () => {
    const workspace = await openTestWorkspace()
    const { projectId } = await makeDeployable(workspace.call)
    must(await workspace.call('dashboard.setFavourite', { projectId, isFavourite: true }))
    must(await workspace.call('dashboard.setFavourite', { projectId, isFavourite: true }))
    const again = await workspace.restart()
    expect(must(await again.call('dashboard.get', {})).favourites).toEqual([projectId])
    must(await again.call('project.delete', { id: projectId, confirmName: 'Shop' }))
    expect(must(await again.call('settings.get', {}))).not.toHaveProperty('favourites')
    expect(await again.call('dashboard.setFavourite', { projectId, isFavourite: true })).toMatchObject({
      ok: false,
      failure: { kind: 'not-found' }
    })
  })
})

describe('the order of environments', () => {
  it('is changed as a whole, and the audit log says how', async () => {
    const workspace = await openTestWorkspace()
    const { call } = workspace
    const ids: EnvironmentId[] = []
    for (const name of ['Test', 'Staging', 'Production']) ids.push(must(await call('environment.create', { name })).id)
    const entries = await enteredBy(workspace, async () => {
      must(await call('environment.reorder', { ids: [...ids].reverse() }))
      must(await call('environment.reorder', { ids: [...ids].reverse() }))
    })
    expect(must(await call('environment.list', {})).map(({ name }) => name)).toEqual(['Production', 'Staging', 'Test'])
    expect(inShort(entries)).toEqual([
      {
        verb: 'changed',
        kind: 'workspace',
        summary: 'Changed the order of environments.',
        changes: [['Order of environments', 'Test, Staging, Production', 'Production, Staging, Test']]
      }
    ])
  })

  it('is refused when it does not name each of them once', async () => {
    const { call } = await openTestWorkspace()
    const { id } = must(await call('environment.create', { name: 'Test' }))
    must(await call('environment.create', { name: 'Production' }))
    for (const ids of [[id], [id, id]])
      expect(await call('environment.reorder', { ids })).toMatchObject({
        ok: false,
        failure: { kind: 'invalid-input' }
      })
  })
})

describe('releases by environment', () => {
  const shown = async ({ call }: TestWorkspace, projectId: ProjectId) =>
    must(await call('release.matrix', { projectId })).rows.map(({ release: { version } }) => version)

  it('are those that matter: the last attempts, the last successes, and three that were nowhere yet', async () => {
    const { workspace, mood } = await openMoody()
    const { environmentId, projectId, releaseId } = await makeDeployable(workspace.call)
    const second = await release(workspace, projectId, '1.1.0')
    const third = await release(workspace, projectId, '1.2.0')
    for (const id of [releaseId, second]) await deploy(workspace, id, environmentId)
    mood.fails = true
    await deploy(workspace, third, environmentId)
    for (const version of ['1.3.0', '1.4.0', '1.5.0', '1.6.0']) await release(workspace, projectId, version)
    expect(await shown(workspace, projectId)).toEqual(['1.6.0', '1.5.0', '1.4.0', '1.2.0', '1.1.0'])
    const matrix = must(await workspace.call('release.matrix', { projectId }))
    expect(matrix.total).toBe(7)
    const [, , , failed, current] = matrix.rows
    expect(failed?.cells[environmentId]).toMatchObject({ newest: { outcome: 'failed' }, isCurrent: false })
    expect(current?.cells[environmentId]).toMatchObject({ newest: { outcome: 'succeeded' }, isCurrent: true })
  })

  it('are all of them a page at a time', async () => {
    const workspace = await openTestWorkspace()
    const { projectId } = await makeDeployable(workspace.call)
    for (const version of ['1.1.0', '1.2.0']) await release(workspace, projectId, version)
    const page = async (skip: number) =>
      must(await workspace.call('release.matrix', { projectId, all: { skip, limit: 2 } })).rows.map(
        row => row.release.version
      )
    expect([await page(0), await page(2)]).toEqual([['1.2.0', '1.1.0'], ['1.0.0']])
  })

  it('say where a release may go and what comes next', async () => {
    const workspace = await openTestWorkspace()
    const { environmentId, projectId, releaseId } = await makeDeployable(workspace.call)
    const production = must(await workspace.call('environment.create', { name: 'Production' })).id
    const ways = async () => {
      const [row] = must(await workspace.call('release.matrix', { projectId })).rows
      return { deployable: row?.deployable, next: row?.next }
    }
    expect(await ways()).toEqual({ deployable: [environmentId], next: [environmentId] })
    await deploy(workspace, releaseId, environmentId)
    expect(await ways()).toEqual({ deployable: [environmentId, production], next: [production] })
  })
})

describe('an environment', () => {
  it('says what is in it', async () => {
    const workspace = await openTestWorkspace()
    const { environmentId, projectId, releaseId, targetId } = await makeDeployable(workspace.call)
    const id = await deploy(workspace, releaseId, environmentId)
    const overview = must(await workspace.call('environment.overview', { id: environmentId }))
    expect(overview).toMatchObject({
      environment: { name: 'Test' },
      targets: [{ id: targetId, name: 'bench', status: 'unknown', isDisabled: false }],
      projects: [{ project: { id: projectId }, cell: { newest: { id }, current: { id } } }],
      phases: [],
      freezes: [],
      deployments: [{ id }]
    })
  })

  it('names the phases and the freezes that are about it', async () => {
    const { call } = await openTestWorkspace()
    const { id } = must(await call('environment.create', { name: 'Production' }))
    const environments = [{ id, isAutomatic: true }]
    must(
      await call('lifecycle.create', {
        name: 'Careful',
        phases: [{ name: 'Live', environments, minimum: 0, isOptional: false }]
      })
    )
    const now = Date.now()
    const day = 24 * 60 * 60 * 1000
    must(
      await call('freeze.create', { name: 'Holidays', startsAt: now + day, endsAt: now + 2 * day, environments: [id] })
    )
    const { phases, freezes } = must(await call('environment.overview', { id }))
    expect(phases).toEqual([{ lifecycle: 'Careful', phase: 'Live', isAutomatic: true }])
    expect(freezes.map(({ name, state }) => [name, state])).toEqual([['Holidays', 'to-come']])
  })
})

describe('statistics', () => {
  it('count what ended, for all projects or for one place', async () => {
    const { workspace, mood } = await openMoody()
    const { environmentId, releaseId } = await makeDeployable(workspace.call)
    await deploy(workspace, releaseId, environmentId)
    mood.fails = true
    await deploy(workspace, releaseId, environmentId)
    const other = must(await workspace.call('environment.create', { name: 'Staging' })).id
    const counted = async (where: { readonly environmentId?: EnvironmentId }) => {
      const { total, succeeded, failed, buckets } = must(
        await workspace.call('deployment.statistics', { days: 7, ...where })
      )
      return [total, succeeded, failed, buckets.length]
    }
    expect(await counted({})).toEqual([2, 1, 1, 7])
    expect(await counted({ environmentId })).toEqual([2, 1, 1, 7])
    expect(await counted({ environmentId: other })).toEqual([0, 0, 0, 7])
  })
})

describe('searching', () => {
  const found = async ({ call }: Pick<TestWorkspace, 'call'>, text: string) =>
    must(await call('search.find', { text })).map(({ kind, name, within }) => [kind, name, within])

  it('finds whatever has the words in its name or in what it belongs to', async () => {
    const workspace = await openTestWorkspace()
    await makeDeployable(workspace.call)
    expect(await found(workspace, 'shop 1.0')).toEqual([['release', '1.0.0', 'Shop']])
    expect(await found(workspace, 'install')).toEqual([['step', 'Install', 'Shop']])
    expect(await found(workspace, 'bench')).toEqual([['target', 'bench', null]])
    expect(await found(workspace, 'server')).toEqual([['target', 'bench', null]])
    expect(await found(workspace, '  ')).toEqual([])
    // Not everything that the project has.
    expect(await found(workspace, 'shop')).toEqual([['project', 'Shop', null]])
  })

  it('finds variables by their names and never by their values', async () => {
    const { call } = await openTestWorkspace()
    const { projectId } = await makeDeployable(call)
    const variables = [
      { name: 'Db.Host', type: 'text', value: 'needle.example' },
      { name: 'Db.Host', type: 'text', value: 'other.example', scope: { roles: ['server'] } },
      { name: 'Db.Password', type: 'sensitive', value: 'needle-secret' }
    ]
    must(await call('variables.save', { projectId, version: 0, variables: variables as never }))
    expect(await found({ call }, 'db.')).toEqual([
      ['variable', 'Db.Host', 'Shop'],
      ['variable', 'Db.Password', 'Shop']
    ])
    expect(await found({ call }, 'needle')).toEqual([])
  })

  it('finds triggers with their project, and freezes', async () => {
    const { call } = await openTestWorkspace()
    const { projectId } = await makeDeployable(call)
    const value = {
      name: 'Nightly build',
      when: { kind: 'schedule' as const, cron: '0 3 * * *' },
      does: { kind: 'create-release' as const }
    }
    must(await call('trigger.create', { projectId, value }))
    must(await call('freeze.create', { name: 'Winter nights', startsAt: 1, endsAt: 2 }))
    expect(await found({ call }, 'night')).toEqual([
      ['trigger', 'Nightly build', 'Shop'],
      ['freeze', 'Winter nights', null]
    ])
    expect(await found({ call }, 'shop build')).toEqual([['trigger', 'Nightly build', 'Shop']])
  })

  it('answers with so many at most, the best first', async () => {
    const { call } = await openTestWorkspace()
    for (const name of ['Showboat', 'Boats', 'Boat']) must(await call('project.create', { name }))
    const hits = must(await call('search.find', { text: 'boat', limit: 2 }))
    expect(hits.map(({ name }) => name)).toEqual(['Boat', 'Boats'])
  })

  it('finds the steps of a process that were named anew', async () => {
    const { call } = await openTestWorkspace()
    const { projectId } = await makeDeployable(call)
    must(await call('process.save', { projectId, version: 1, steps: [scriptStep('Migrate')] }))
    expect(await found({ call }, 'install')).toEqual([])
    expect(await found({ call }, 'migr')).toEqual([['step', 'Migrate', 'Shop']])
  })
})
