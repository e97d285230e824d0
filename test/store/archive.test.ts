import { mkdtemp, readdir, rename, rm, truncate } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { DeploymentSummary } from '@shared/deployment'
import type { DeploymentId, EnvironmentId, ProjectId, ReleaseId } from '@shared/ids'
import fc from 'fast-check'
import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { CountedWhere, Store } from '../../electron/store/store'
import { testActor } from '../support/actor'
import { asIfKilled, manualTime, openOrThrow, tempFolder } from '../support/store'
import { calm } from '../support/summaries'

const numbered = (prefix: string, number: number): string => `${prefix}-${String(number).padStart(10, '0')}`
const idOf = (number: number) => numbered('deployment', number) as DeploymentId
const projectOf = (number: number) => numbered('project', number) as ProjectId
const environmentOf = (number: number) => numbered('environment', number) as EnvironmentId
const releaseOf = (number: number) => numbered('release', number) as ReleaseId

const queued = (number: number, project = 1, environment = 1): DeploymentSummary => ({
  id: idOf(number),
  projectId: projectOf(project),
  projectName: `P${project}`,
  releaseId: releaseOf(project),
  releaseVersion: '1.0.0',
  environmentId: environmentOf(environment),
  environmentName: `E${environment}`,
  state: 'queued',
  outcome: null,
  hasWarnings: false,
  runsDone: 0,
  runsTotal: 1,
  queuedAt: number,
  queuedBy: 'ada',
  startedAt: null,
  finishedAt: null,
  ...calm,
  summary: null
})
const over = (number: number, project = 1, environment = 1): DeploymentSummary => ({
  ...queued(number, project, environment),
  state: 'finished',
  outcome: 'succeeded',
  finishedAt: number,
  ...calm,
  summary: 'Done.'
})

/** More than the 2,000 that are read at the start, and more than stay in memory beside those. */
const many = 5300
/** The first hundred are of a project of their own. */
const projectOfNumber = (number: number): number => (number < 100 ? 9 : 1 + (number % 2))
const made = (number: number) => over(number, projectOfNumber(number))
const newestFirst = (numbers: Iterable<number>) => [...numbers].reverse().map(made)
const range = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => from + i)

const time = manualTime()
const open = (folder: string) =>
  openOrThrow({ folder, keyFile: `${folder}.key`, now: () => 1, actor: testActor, repeat: time.repeat })

async function fill(store: Store): Promise<void> {
  await Promise.all(range(0, many).map(number => store.deployments.put(made(number))))
}

describe('many deployments', () => {
  let template = ''
  let store: Store
  beforeAll(async () => {
    template = await mkdtemp(join(tmpdir(), 'slipway-test-'))
    const first = await open(join(template, 'data'))
    await fill(first)
    // What closing has no time for on a slow machine would stay in the journal, and be in memory after the start.
    for (let i = 0; i < 5; i++) await time.tick()
    await first.close()
    return () => rm(template, { recursive: true, force: true })
  })
  beforeEach(async () => {
    store = await open(await asIfKilled(join(template, 'data')))
    return () => store.close()
  })

  /** When those ended that statistics count: here that is their number. */
  const counted = async (where: CountedWhere = {}): Promise<readonly number[]> => {
    const found: number[] = []
    for await (const some of store.deployments.counted(where)) found.push(...some.map(item => item.finishedAt))
    return found.sort((a, b) => a - b)
  }

  /** Opened just now: the others are looked at from the next turn on. */
  const reopen = async (): Promise<void> => {
    await store.close()
    store = await open(store.folder)
    expect(store.deployments.isComplete).toBe(false)
  }

  test('are all there after a restart, the newest before the others were looked at', async () => {
    await reopen()
    expect(await store.deployments.newest({}, 3)).toEqual(newestFirst(range(many - 3, many)))
    expect(await store.deployments.get(idOf(7))).toEqual(made(7))
    await store.deployments.complete
    expect([...store.deployments.ids()].sort()).toEqual(range(0, many).map(idOf))
    expect(await store.deployments.get(idOf(3))).toEqual(made(3))
    expect(await store.deployments.get(idOf(many))).toBeUndefined()
    expect(await store.deployments.newest({}, Number.POSITIVE_INFINITY)).toEqual(newestFirst(range(0, many)))
  })

  test('of a project are found however old they are', async () => {
    expect(await store.deployments.newest({ projectId: projectOf(9) }, 2)).toEqual(newestFirst([98, 99]))
    expect(await store.deployments.newest({ projectId: projectOf(5) }, 2)).toEqual([])
    expect(await store.deployments.newest({ environmentId: environmentOf(1) }, 1)).toEqual([made(many - 1)])
    expect(await store.deployments.newest({ environmentId: environmentOf(2) }, 1)).toEqual([])
  })

  test('of a release are found however old they are', async () => {
    expect(await store.deployments.newest({ releaseId: releaseOf(9) }, 500)).toEqual(newestFirst(range(0, 100)))
    expect(await store.deployments.newest({ releaseId: releaseOf(5) }, 500)).toEqual([])
  })

  test('show the newest of each project in each environment at once', async () => {
    expect(store.deployments.latest()).toEqual([made(99), made(many - 2), made(many - 1)])
  })

  test('that are not over are known at once, however old they are', async () => {
    const [older, newer] = [queued(many + 1, 7), queued(many + 2, 7)]
    await store.deployments.put(older)
    await store.deployments.put(newer)
    await store.deployments.put({ ...older, isPaused: true })
    expect(store.deployments.latest().find(item => item.projectId === projectOf(7))).toEqual(newer)
    await store.deployments.put(over(many + 2, 7))
    expect(store.deployments.open()).toEqual([older.id])
    await store.close()
    store = await open(store.folder)
    expect(store.deployments.open()).toEqual([older.id])
    await store.deployments.remove(newer.id)
    expect(store.deployments.open()).toEqual([older.id])
    await store.deployments.remove(older.id)
    expect(store.deployments.open()).toEqual([])
  })

  test('are counted without reading again what was read once', async () => {
    await reopen()
    expect(await counted()).toEqual(range(0, many))
    await Promise.all([store.deployments.complete, store.checked])
    const files = join(store.folder, 'records/deployments')
    await rename(files, `${files}.away`)
    const whole = store.deployments.newest({}, Number.POSITIVE_INFINITY)
    await expect(whole).rejects.toMatchObject({ failure: { kind: 'storage-damaged' } })
    expect(await counted()).toEqual(range(0, many))
    expect(await counted({ projectId: projectOf(9) })).toEqual(range(0, 100))
    expect(await counted({ environmentId: environmentOf(2) })).toEqual([])
    await rename(`${files}.away`, files)
  })

  test('that are old are counted as they are after a change, and no more when they are gone', async () => {
    await counted()
    await store.deployments.put(queued(many))
    await store.deployments.put({ ...made(5), state: 'interrupted', outcome: null, finishedAt: null })
    await store.deployments.put({ ...made(6), finishedAt: many + 6 })
    await store.deployments.remove(idOf(7))
    expect(await counted()).toEqual([...range(0, 5), ...range(8, many), many + 6])
  })

  test('that are old can be changed and removed, and newer ones come in front', async () => {
    await store.deployments.put(queued(many))
    const changed = { ...made(5), summary: 'Looked at again.' }
    await store.deployments.put(changed)
    await store.deployments.remove(idOf(99))
    const killed = await asIfKilled(store.folder)
    for (let i = 0; i < 3; i++) await time.tick()
    for (const folder of [killed, store.folder]) {
      if (folder === store.folder) await store.close()
      const again = await open(folder)
      expect(await again.deployments.get(idOf(5))).toEqual(changed)
      expect(await again.deployments.get(idOf(99))).toBeUndefined()
      expect(await again.deployments.newest({ projectId: projectOf(9) }, 1)).toEqual([made(98)])
      expect(again.deployments.latest()).toEqual([made(98), queued(many), made(many - 1)])
      expect(await again.deployments.newest({}, 2)).toEqual([queued(many), made(many - 1)])
      if (folder === killed) await again.close()
      else store = again
    }
  })

  test('that lie in a damaged file come from its other copy', async () => {
    await time.tick()
    await time.tick()
    await store.close()
    const names = (await readdir(join(store.folder, 'records/deployments'))).filter(name => name.startsWith('000002'))
    expect(names).toEqual(['000002.a.json', '000002.b.json'])
    await truncate(join(store.folder, 'records/deployments/000002.a.json'), 100)
    store = await open(store.folder)
    await store.checked
    expect(await store.deployments.newest({}, Number.POSITIVE_INFINITY)).toEqual(newestFirst(range(0, many)))
    expect(store.repairs().map(repair => repair.file)).toEqual(['records/deployments/000002.a.json'])
  })

  test('that lie in two damaged files are said to be damaged, and the others can be read', async () => {
    await store.close()
    for (const name of await readdir(join(store.folder, 'records/deployments')))
      if (name.startsWith('000002')) await rm(join(store.folder, 'records/deployments', name))
    store = await open(store.folder)
    const failure = { failure: { kind: 'storage-damaged' } }
    expect(await store.deployments.newest({}, 2000)).toEqual(newestFirst(range(many - 2000, many)))
    await expect(store.deployments.newest({}, many)).rejects.toMatchObject(failure)
    await expect(store.deployments.get(idOf(60))).rejects.toMatchObject(failure)
    expect(await store.deployments.get(idOf(3))).toEqual(made(3))
  })
})

test('an archive is a list that remembers, with the newest of each place, across restarts', async () => {
  const change = fc.record({
    kind: fc.constantFrom('begin', 'begin', 'end', 'remove', 'checkpoint', 'reopen'),
    number: fc.nat(40),
    project: fc.nat(2)
  })
  await fc.assert(
    fc.asyncProperty(fc.array(change, { maxLength: 60 }), async changes => {
      let store = await open(join(await tempFolder(), 'data'))
      const model = new Map<number, DeploymentSummary>()
      let next = 1
      for (const { kind, number, project } of changes) {
        const known = model.get(number)
        if (kind === 'begin') {
          model.set(next, queued(next, project))
          await store.deployments.put(queued(next++, project))
        } else if (kind === 'end' && known !== undefined) {
          const ended = { ...known, state: 'finished', outcome: 'failed', finishedAt: 1, summary: 'x' } as const
          model.set(number, ended)
          await store.deployments.put(ended)
        } else if (kind === 'remove') {
          model.delete(number)
          await store.deployments.remove(idOf(number))
        } else if (kind === 'checkpoint') await time.tick()
        else if (kind === 'reopen') {
          await store.close()
          store = await open(store.folder)
        }
      }
      const all = [...model.values()].reverse()
      expect(await store.deployments.newest({}, 99)).toEqual(all)
      const latest = [0, 1, 2].flatMap(project => all.find(item => item.projectId === projectOf(project)) ?? [])
      const shown = [...store.deployments.latest()].sort((a, b) => (a.projectId < b.projectId ? -1 : 1))
      expect(shown).toEqual(latest)
      await store.close()
    }),
    { numRuns: 30 }
  )
})
