import { readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { DeploymentEvent, DeploymentFact } from '@shared/deployment'
import { foldEvents } from '@shared/deployment-reducer'
import type { DeploymentId, RunId } from '@shared/ids'
import { type LogFilter, type LogLine, lineClip, logLevels, tailLimit } from '@shared/log'
import fc from 'fast-check'
import { describe, expect, onTestFinished, test } from 'vitest'
import { LogFiles } from '../../../electron/store/log/log-files'
import type { DeploymentLog } from '../../../electron/store/store'
import { storedDeploymentId as id, output, queued, stamped, storedRuns } from '../../support/deployment-events'
import { tempFolder } from '../../support/store'

const everything: LogFilter = { runs: null, levels: null }
const [onTarget, here] = storedRuns
const started: DeploymentFact = { kind: 'started' }
const startedRun = (run: RunId): DeploymentFact => ({ kind: 'run-started', run })

async function newLog() {
  const folder = await tempFolder()
  const logs = new LogFiles(folder)
  onTestFinished(() => logs.close())
  return { logs, log: await logs.open(id), file: join(folder, 'deployments', id, 'events.ndjson'), folder }
}

async function appendAll(log: DeploymentLog, events: readonly DeploymentEvent[]): Promise<void> {
  await Promise.all(events.map(event => log.append(event)))
}

/** Closes the log and opens it again, as a restart does. */
async function reopened(logs: LogFiles, log: DeploymentLog): Promise<DeploymentLog> {
  await log.close()
  return logs.open(id)
}

/** What a page has to show, straight from the events. */
function naiveLines(events: readonly DeploymentEvent[], filter: LogFilter): readonly LogLine[] {
  let number = 0
  return events.flatMap(event => {
    if (event.kind !== 'output') return []
    const { at, run, stream, level } = event
    const lines = event.text.split('\n').map(text => ({ number: ++number, at, run, stream, level, text }))
    const isRunWanted = filter.runs === null || (run !== null && filter.runs.includes(run))
    return isRunWanted && (filter.levels === null || filter.levels.includes(level)) ? lines : []
  })
}

const line = fc.string({ maxLength: 6, unit: fc.constantFrom('a', 'é', '"', '\\', '\u2028', '😀', '') })
const outputFact = fc
  .record({
    run: fc.constantFrom(null, ...storedRuns),
    texts: fc.array(line, { minLength: 1, maxLength: 5 }),
    level: fc.constantFrom(...logLevels),
    stream: fc.constantFrom('stdout' as const, 'stderr' as const, 'slipway' as const)
  })
  .map(({ run, texts, level, stream }) => output(run, texts, level, stream))
const progressFact = fc
  .record({ run: fc.constantFrom(...storedRuns), percentage: fc.nat(100), message: line })
  .map((fact): DeploymentFact => ({ kind: 'run-progress', ...fact }))
const logEvents = fc
  .array(fc.oneof({ weight: 5, arbitrary: outputFact }, { weight: 1, arbitrary: progressFact }), { maxLength: 40 })
  .map(facts => stamped([queued, started, startedRun(onTarget), startedRun(here), ...facts]))
const anyFilter: fc.Arbitrary<LogFilter> = fc.record({
  runs: fc.option(fc.subarray([...storedRuns, '9.here' as RunId])),
  levels: fc.option(fc.subarray([...logLevels]))
})

describe('pages', () => {
  test('show what a plain filter over all lines shows, before and after a restart', async () => {
    await fc.assert(
      fc.asyncProperty(
        logEvents,
        fc.array(fc.record({ filter: anyFilter, from: fc.integer({ min: -40, max: 90 }), count: fc.nat(30) }), {
          minLength: 1,
          maxLength: 6
        }),
        async (events, questions) => {
          const { logs, log } = await newLog()
          const answer = async (from: DeploymentLog) => {
            for (const { filter, from: position, count } of questions) {
              const all = naiveLines(events, filter)
              const start = position < 0 ? Math.max(0, all.length + position) : Math.min(position, all.length)
              const lines = all.slice(start, start + count)
              expect(await from.page(filter, position, count)).toEqual({ total: all.length, from: start, lines })
            }
          }
          await appendAll(log, events.slice(0, 6))
          await log.page(questions[0]?.filter ?? everything, 0, 5)
          await appendAll(log, events.slice(6))
          await answer(log)
          await answer(await reopened(logs, log))
        }
      ),
      { numRuns: 40 }
    )
  })

  test('can be asked for lines that are still on their way to the disk', async () => {
    const { log } = await newLog()
    for (const event of stamped([queued, output(null, ['one', 'two'])])) void log.append(event)
    expect((await log.page(everything, -1, 1)).lines.map(item => item.text)).toEqual(['two'])
  })

  test('hold at most a thousand lines, and the number of a line stays the same under any filter', async () => {
    const { log } = await newLog()
    const texts = Array.from({ length: 1500 }, (_, i) => `line ${i + 1}`)
    await appendAll(log, stamped([queued, started, startedRun(here), output(null, texts), output(here, ['last'])]))
    const page = await log.page(everything, 0, 5000)
    expect([page.total, page.lines.length, page.lines.at(-1)?.number]).toEqual([1501, 1000, 1000])
    expect((await log.page({ runs: [here], levels: null }, 0, 10)).lines.map(item => item.number)).toEqual([1501])
  })

  test('clip long lines without breaking a character, and the whole line can be had', async () => {
    const { log } = await newLog()
    const long = `${'x'.repeat(lineClip - 1)}😀${'y'.repeat(100)}`
    await appendAll(log, stamped([queued, output(null, ['a', long, 'b'])]))
    const [clipped] = (await log.page(everything, 1, 1)).lines
    expect(clipped).toMatchObject({ number: 2, text: 'x'.repeat(lineClip - 1), fullLength: long.length })
    expect(log.tail(2)[0]).toEqual(clipped)
    expect(await log.line(2)).toEqual({ ok: true, value: { text: long } })
    expect(await log.line(3)).toEqual({ ok: true, value: { text: 'b' } })
    for (const number of [0, 4, -1]) expect(await log.line(number)).toMatchObject({ ok: false })
  })
})

describe('the state', () => {
  test('is what the events add up to, at any moment and after a restart', async () => {
    await fc.assert(
      fc.asyncProperty(logEvents, fc.nat(40), async (events, moment) => {
        const { logs, log } = await newLog()
        const half = Math.min(moment, events.length)
        await appendAll(log, events.slice(0, half))
        expect(await log.state()).toEqual(foldEvents(events.slice(0, half)))
        await appendAll(log, events.slice(half))
        expect(await log.state()).toEqual(foldEvents(events))
        expect(await (await reopened(logs, log)).state()).toEqual(foldEvents(events))
      }),
      { numRuns: 40 }
    )
  })

  test('of a log without events is null, and opening it makes no file', async () => {
    const { logs, log } = await newLog()
    expect([await log.state(), await logs.ids(), log.tail(5)]).toEqual([null, [], []])
    expect(await log.page(everything, -10, 10)).toEqual({ total: 0, from: 0, lines: [] })
    await log.close()
    expect(await logs.ids()).toEqual([])
  })

  test.each([
    ['before the first', [started]],
    ['out of sequence', [queued, started, { ...output(null, ['x']), seq: 5, at: 1 }]],
    ['of a run that the plan does not have', [queued, output('7.here' as RunId, ['x'])]],
    ['that the state forbids', [queued, started, started]],
    ['with a wrong count of lines', [queued, { ...output(null, ['x']), lines: 2 } as DeploymentFact]],
    ['after the end', [queued, { kind: 'interrupted' } as const, output(null, ['x'])]]
  ])('refuses an event %s, and the log stays as it was', async (_, facts) => {
    const { log, file } = await newLog()
    const events = stamped(facts as DeploymentFact[]).map((event, i) => ({ ...event, ...facts[i] }) as DeploymentEvent)
    await appendAll(log, events.slice(0, -1))
    await expect(log.append(events.at(-1) as DeploymentEvent)).rejects.toThrow()
    expect(await log.state()).toEqual(foldEvents(events.slice(0, -1)))
    await log.close()
    const kept = (await readFile(file, 'utf8').catch(() => '')).split('\n').filter(Boolean)
    expect(kept.map(text => JSON.parse(text))).toEqual(events.slice(0, -1))
  })
})

describe('appending', () => {
  test('has a state event and all before it on disk when it settles', async () => {
    const { log, file } = await newLog()
    const events = stamped([queued, output(null, ['one']), started])
    const appended = events.map(event => log.append(event))
    await appended[2]
    expect(
      (await readFile(file, 'utf8'))
        .trim()
        .split('\n')
        .map(text => JSON.parse(text))
    ).toEqual(events)
  })

  test('keeps the order of the calls, whatever their kind', async () => {
    const { log, file } = await newLog()
    const runs = Array.from({ length: 300 }, (_, i) =>
      i % 3 === 0
        ? ({ kind: 'run-progress', run: here, percentage: i % 100, message: '' } as const)
        : output(here, [`${i}`])
    )
    const events = stamped([queued, started, startedRun(here), ...runs])
    await appendAll(log, events)
    await log.close()
    expect(
      (await readFile(file, 'utf8'))
        .trim()
        .split('\n')
        .map(text => JSON.parse(text))
    ).toEqual(events)
  })

  test('is refused once the log is closed; opening it again gives a new one', async () => {
    const { logs, log } = await newLog()
    const [first, second] = stamped([queued, started])
    await log.append(first as DeploymentEvent)
    expect(await logs.open(id)).toBe(log)
    await log.close()
    await expect(log.append(second as DeploymentEvent)).rejects.toThrow('is closed')
    const again = await logs.open(id)
    expect(again).not.toBe(log)
    await again.append(second as DeploymentEvent)
    expect((await again.state())?.state).toBe('running')
  })

  test('of records larger than every buffer keeps them whole', async () => {
    const { logs, log } = await newLog()
    const big = 'x'.repeat(5 * 1024 * 1024)
    await appendAll(log, stamped([queued, ...Array.from({ length: 3 }, () => output(null, [big, 'end']))]))
    const again = await reopened(logs, log)
    expect(await again.line(5)).toEqual({ ok: true, value: { text: big } })
    expect((await again.page(everything, -1, 1)).lines[0]?.text).toBe('end')
  })
})

describe('the tail', () => {
  test('is what the last page shows', async () => {
    await fc.assert(
      fc.asyncProperty(logEvents, fc.nat(60), async (events, count) => {
        const { log } = await newLog()
        await appendAll(log, events)
        expect(log.tail(count)).toEqual(count === 0 ? [] : (await log.page(everything, -count, count)).lines)
      }),
      { numRuns: 30 }
    )
  })

  test('holds no more than a screen needs, of however many lines', async () => {
    const { log } = await newLog()
    const batches = Array.from({ length: 40 }, (_, i) =>
      output(
        null,
        Array.from({ length: 37 }, (__, j) => `${i}.${j}`)
      )
    )
    await appendAll(log, stamped([queued, ...batches]))
    expect(log.tail(10_000)).toEqual((await log.page(everything, -tailLimit, tailLimit)).lines)
  })
})

describe('the logs', () => {
  test('lists every deployment that has one, and forgets a removed one', async () => {
    const { logs, log, folder } = await newLog()
    await appendAll(log, stamped([queued]))
    await writeFile(join(folder, 'deployments', 'notes.txt'), 'mine')
    expect(await logs.ids()).toEqual([id])
    await logs.remove(id)
    expect(await logs.ids()).toEqual([])
    expect(await (await logs.open(id)).state()).toBeNull()
  })

  test.each(['../../etc', '__proto__', ''])('makes no path of the id “%s”', async bad => {
    const logs = new LogFiles(await tempFolder())
    await expect(logs.open(bad as DeploymentId)).rejects.toThrow('must be an id')
    await expect(logs.remove(bad as DeploymentId)).rejects.toThrow('must be an id')
  })
})

test('a long log opens by its sidecar without reading the output', async () => {
  const { logs, log, file } = await newLog()
  const texts = Array.from({ length: 1000 }, (_, i) => `some output that is long enough ${i}`)
  const facts = Array.from({ length: 60 }, () => output(null, texts))
  await appendAll(log, stamped([queued, ...facts, started]))
  await log.close()
  // Spoiling the middle of an output record shows that opening did not look there, and reading it does.
  const { size } = await stat(file)
  const content = await readFile(file)
  content.fill(0, Math.floor(size / 2), Math.floor(size / 2) + 10)
  await writeFile(file, content)
  const again = await logs.open(id)
  expect((await again.state())?.lines).toBe(60_000)
  expect((await again.page(everything, -1, 1)).lines[0]?.number).toBe(60_000)
  await expect(again.page(everything, 29_000, 1000)).rejects.toMatchObject({ failure: { kind: 'storage-failed' } })
})
