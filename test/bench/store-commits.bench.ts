import { mkdtemp, open, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import type { DeploymentSummary } from '@shared/deployment'
import type { DeploymentId, EnvironmentId, ProjectId, ReleaseId } from '@shared/ids'
import type { Release } from '@shared/model/release'
import { openStore } from '../../electron/store/open-store'
import type { Store } from '../../electron/store/store'
import { testActor } from '../support/actor'
import { aDraft } from '../support/audit'
import { calm } from '../support/summaries'
import { print, printGoal, printTable } from './support/table'

const numbered = (prefix: string, number: number): string => `${prefix}-${String(number).padStart(10, '0')}`

const release = (number: number): Release => ({
  id: numbered('release', number) as ReleaseId,
  projectId: 'project-0000000001' as ProjectId,
  version: `1.0.${number}`,
  notes: 'What changed.',
  snapshot: 'a'.repeat(64) as Release['snapshot'],
  createdAt: number,
  createdBy: 'ada'
})

const deployment = (number: number): DeploymentSummary => ({
  id: numbered('deployment', number) as DeploymentId,
  projectId: numbered('project', number % 20) as ProjectId,
  projectName: 'Shop',
  releaseId: 'release-0000000001' as ReleaseId,
  releaseVersion: '1.0.0',
  environmentId: numbered('environment', number % 5) as EnvironmentId,
  environmentName: 'Test',
  state: 'queued',
  outcome: null,
  hasWarnings: false,
  runsDone: 0,
  runsTotal: 2,
  queuedAt: number,
  queuedBy: 'ada',
  startedAt: null,
  finishedAt: null,
  ...calm,
  summary: null
})
const finished = (number: number): DeploymentSummary => ({
  ...deployment(number),
  state: 'finished',
  outcome: 'succeeded',
  runsDone: 2,
  startedAt: number,
  finishedAt: number,
  summary: 'The deployment of Shop 1.0.0 to Test succeeded.'
})

async function opened(folder: string): Promise<Store> {
  const store = await openStore({ folder, keyFile: `${folder}.key`, now: Date.now, actor: testActor, report: print })
  if (!store.ok) throw new Error(store.failure.message)
  return store.value
}

const timed = async (work: () => Promise<unknown>): Promise<number> => {
  const start = performance.now()
  await work()
  return performance.now() - start
}

function spread(times: readonly number[]): { readonly p50: number; readonly p99: number } {
  const sorted = [...times].sort((a, b) => a - b)
  const at = (share: number): number => sorted[Math.floor((sorted.length - 1) * share)] ?? 0
  return { p50: at(0.5), p99: at(0.99) }
}

/** The longest that a timer of 1 ms had to wait, in milliseconds. */
async function stallDuring(work: () => Promise<unknown>): Promise<number> {
  const delay = monitorEventLoopDelay({ resolution: 1 })
  delay.enable()
  await work()
  delay.disable()
  return delay.max / 1e6 - 1
}

/** Appends of as many bytes as a commit of that kind takes, each with its sync. */
async function rawAppends(folder: string, bytes: number) {
  const file = await open(join(folder, 'raw'), 'a')
  const line = Buffer.alloc(bytes, 'x')
  return {
    append: async () => {
      await file.write(line)
      await file.datasync()
    },
    close: () => file.close()
  }
}

interface Row {
  readonly name: string
  readonly raw: ReturnType<typeof spread>
  readonly alone: ReturnType<typeof spread>
  /** 50 bare appenders at once. */
  readonly rawTogether: ReturnType<typeof spread>
  readonly together: ReturnType<typeof spread>
  readonly stall: number
}

/** 40 times `work` for each of 50 writers at once. */
async function timesOf50(work: () => Promise<unknown>): Promise<readonly number[]> {
  const times: number[] = []
  const writer = async () => {
    for (let i = 0; i < 40; i++) times.push(await timed(work))
  }
  await Promise.all(Array.from({ length: 50 }, writer))
  return times
}

/** Commits of a record and an audit entry, in turns with bare appends; then 50 writers at once of each. */
async function measureCommits(name: string, folder: string, store: Store, from: number): Promise<Row> {
  const raw = await rawAppends(folder, 900)
  const rawTimes: number[] = []
  const alone: number[] = []
  let together: readonly number[] = []
  let number = from
  const commit = () => store.commit([store.deployments.putting(deployment(number++))], [aDraft(1)])
  const stall = await stallDuring(async () => {
    for (let i = 0; i < 1000; i++) {
      rawTimes.push(await timed(raw.append))
      alone.push(await timed(commit))
    }
    together = await timesOf50(commit)
  })
  const rawTogether = spread(await timesOf50(raw.append))
  await raw.close()
  return { name, raw: spread(rawTimes), alone: spread(alone), rawTogether, together: spread(together), stall }
}

function report(rows: readonly Row[]): void {
  const ms = (value: number): string => value.toFixed(2)
  printTable(
    ['commits', 'raw p50', 'p99', 'alone p50', 'p99', '50 raw p50', 'p99', '50 commits p50', 'p99', 'loop max'],
    rows.map(({ name, stall, ...row }) => [
      name,
      ...[row.raw, row.alone, row.rawTogether, row.together].flatMap(({ p50, p99 }) => [ms(p50), ms(p99)]),
      ms(stall)
    ])
  )
  for (const { name, raw, alone, rawTogether, together, stall } of rows) {
    const ratio = alone.p99 / raw.p99
    printGoal(`${name}, p99 alone`, '≤ 2x raw', `${ratio.toFixed(2)}x`, ratio <= 2)
    const many = together.p99 / rawTogether.p99
    printGoal(`${name}, p99 of 50 at once`, '≤ 2x raw', `${many.toFixed(2)}x`, many <= 2)
    print(`        against one appender alone: ${(together.p99 / raw.p99).toFixed(2)}x`)
    printGoal(`${name}, loop stall`, '≤ 20 ms', `${stall.toFixed(1)} ms`, stall <= 20)
  }
}

async function measureOpening(folder: string): Promise<void> {
  let store: Store | null = null
  let shown = 0
  const stallOpen = await stallDuring(async () => {
    shown = await timed(async () => {
      store = await opened(folder)
      await store.deployments.newest({}, 50)
    })
  })
  printGoal('open until the newest are shown', '≤ 500 ms', `${shown.toFixed(0)} ms`, shown <= 500)
  printGoal('loop stall meanwhile', '≤ 20 ms', `${stallOpen.toFixed(1)} ms`, stallOpen <= 20)
  const found = store as unknown as Store
  let known = 0
  const stallLater = await stallDuring(async () => {
    known = await timed(() => found.deployments.complete)
  })
  print(`all deployments known after another ${known.toFixed(0)} ms: ${found.deployments.ids().length}`)
  printGoal('loop stall meanwhile', '≤ 20 ms', `${stallLater.toFixed(1)} ms`, stallLater <= 20)
  const oldest = await timed(() => found.deployments.newest({ projectId: numbered('project', 0) as ProjectId }, 500))
  print(`500 of one project: ${oldest.toFixed(0)} ms`)
  const { rss, heapUsed } = process.memoryUsage()
  print(`memory: rss ${Math.round(rss / 1e6)} MB, heap ${Math.round(heapUsed / 1e6)} MB`)
  await found.close()
}

/** Prints what a commit takes beside a bare append and sync, and what opening takes. */
export async function run(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'slipway-bench-'))
  const data = join(folder, 'workspace')
  try {
    let store = await opened(data)
    const rows: Row[] = []
    const releases = async (from: number, to: number) => {
      const batch = Array.from({ length: to - from }, (_, i) => store.releases.put(release(from + i)))
      await Promise.all(batch)
    }
    await releases(0, 100)
    rows.push(await measureCommits('100 releases', folder, store, 1_000_000))
    await releases(100, 10_000)
    rows.push(await measureCommits('10,000 releases', folder, store, 2_000_000))
    for (let at = 0; at < 100_000; at += 5000)
      await Promise.all(Array.from({ length: 5000 }, (_, i) => store.deployments.put(finished(at + i))))
    rows.push(await measureCommits('100,000 deployments', folder, store, 3_000_000))
    report(rows)
    // Until the checkpoints have caught up with the burst: what opening takes after a usual day is measured.
    while ((await readdir(join(data, 'journal'))).length > 2) await new Promise(resolve => setTimeout(resolve, 500))
    print(`close: ${(await timed(() => store.close())).toFixed(0)} ms`)
    await measureOpening(data)
    store = await opened(data)
    await store.close()
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
