import { mkdtemp, open, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { DeploymentEvent } from '@shared/deployment'
import { LogFiles } from '../../electron/store/log/log-files'
import type { DeploymentLog } from '../../electron/store/store'
import { storedDeploymentId as id, output, queued, stamped } from '../support/deployment-events'

const everything = { runs: null, levels: null }
const linesPerRecord = 1250
const records = 800

/** A million lines of 50 bytes, in records as the engine makes them. */
function outputEvents(): readonly DeploymentEvent[] {
  const facts = Array.from({ length: records }, (_, i) =>
    output(
      null,
      Array.from({ length: linesPerRecord }, (__, j) => `${i}.${j} `.padEnd(49, 'x'))
    )
  )
  return stamped([queued, ...facts])
}

async function seconds(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now()
  await work()
  return (performance.now() - start) / 1000
}

const say = (name: string, text: string): void => console.log(`${name.padEnd(34)}${text}`)

/** Sorted times in milliseconds as their middle and their 99th percentile. */
function spread(times: readonly number[]): { readonly p50: number; readonly p99: number } {
  const sorted = [...times].sort((a, b) => a - b)
  const at = (share: number): number => sorted[Math.floor((sorted.length - 1) * share)] ?? 0
  return { p50: at(0.5), p99: at(0.99) }
}

async function repeat(count: number, work: (i: number) => Promise<unknown>): Promise<ReturnType<typeof spread>> {
  const times: number[] = []
  for (let i = 0; i < count; i++) times.push((await seconds(() => work(i))) * 1000)
  return spread(times)
}

async function appendAll(log: DeploymentLog, events: readonly DeploymentEvent[]): Promise<void> {
  for (const event of events) await log.append(event)
  await log.close()
}

async function benchLog(folder: string): Promise<void> {
  const events = outputEvents()
  const logs = new LogFiles(folder)
  const bytes = Buffer.from(events.map(event => JSON.stringify(event)).join('\n'))
  const raw = await seconds(async () => {
    const file = await open(join(folder, 'raw'), 'a')
    await file.appendFile(bytes)
    await file.datasync()
    await file.close()
  })
  const appended = await seconds(async () => appendAll(await logs.open(id), events))
  const lines = records * linesPerRecord
  say('append a million lines', `${Math.round(lines / appended)} lines/s, ${(appended / raw).toFixed(2)}x a raw write`)
  const opened = await seconds(() => logs.open(id))
  await (await logs.open(id)).close()
  await rm(join(folder, 'deployments', id, 'lines.idx'))
  const scanned = await seconds(() => logs.open(id))
  say('open it', `${(opened * 1000).toFixed(1)} ms, ${(scanned / opened).toFixed(0)}x faster than by a scan`)
  const log = await logs.open(id)
  const page = await repeat(200, i => log.page(everything, (i * 7919 * 131) % lines, 200))
  say('any page of 200 lines', `p50 ${page.p50.toFixed(2)} ms, p99 ${page.p99.toFixed(2)} ms`)
  await log.close()
}

async function benchCommits(folder: string): Promise<void> {
  const other = 'deployment-0000000002' as typeof id
  const log = await new LogFiles(folder).open(other)
  const event = (seq: number): DeploymentEvent => ({
    kind: 'run-progress',
    run: '2.here' as never,
    percentage: 1,
    message: '',
    seq,
    at: 1
  })
  await log.append({ ...queued, seq: 1, at: 1 } as DeploymentEvent)
  await log.append({ kind: 'started', seq: 2, at: 1 })
  await log.append({ kind: 'run-started', run: '2.here' as never, seq: 3, at: 1 })
  const file = await open(join(folder, 'raw-commits'), 'a')
  const line = Buffer.from(`${JSON.stringify(event(3))}\n`)
  const raw = await repeat(500, async () => {
    await file.appendFile(line)
    await file.datasync()
  })
  await file.close()
  const own = await repeat(500, i => log.append(event(4 + i)))
  say(
    'a state event, alone',
    `p50 ${(own.p50 / raw.p50).toFixed(2)}x, p99 ${(own.p99 / raw.p99).toFixed(2)}x raw append and sync`
  )
  let seq = 503
  const group = await seconds(async () => {
    for (let i = 0; i < 40; i++) await Promise.all(Array.from({ length: 50 }, () => log.append(event(++seq))))
  })
  say(
    'state events, 50 at once',
    `${Math.round(2000 / group)}/s, ${((raw.p50 * 2) / group).toFixed(0)}x raw append and sync`
  )
  await log.close()
}

/** Prints how the store does beside what the disk itself does. */
export async function run(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'slipway-bench-'))
  try {
    await benchLog(folder)
    await benchCommits(folder)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
