import type { DeploymentEvent, DeploymentFact } from '@shared/deployment'
import { foldEvents } from '@shared/deployment-reducer'
import type { RunId } from '@shared/ids'
import { type LogFilter, lets, logLevels } from '@shared/log'
import fc from 'fast-check'
import { describe, expect, onTestFinished, test } from 'vitest'
import { LogFiles } from '../../../electron/store/log/log-files'
import type { DeploymentLog } from '../../../electron/store/store'
import { storedDeploymentId as id, output, queued, stamped, storedRuns } from '../../support/deployment-events'
import { tempFolder } from '../../support/store'

const [onTarget, here] = storedRuns

async function logOf(events: readonly DeploymentEvent[]) {
  const logs = new LogFiles(await tempFolder())
  onTestFinished(() => logs.close())
  const log = await logs.open(id)
  await Promise.all(events.map(event => log.append(event)))
  return { logs, log }
}

const begun: readonly DeploymentFact[] = [
  queued,
  { kind: 'started' },
  { kind: 'run-started', run: onTarget },
  { kind: 'run-started', run: here }
]
const fact = fc.oneof(
  fc
    .record({
      run: fc.constantFrom(null, ...storedRuns),
      texts: fc.array(fc.constantFrom('a', 'b'), { minLength: 1, maxLength: 4 }),
      level: fc.constantFrom(...logLevels)
    })
    .map(({ run, texts, level }) => output(run, texts, level)),
  fc.constant<DeploymentFact>({ kind: 'run-progress', run: here, percentage: 1, message: '' })
)
const events = fc.array(fact, { maxLength: 30 }).map(facts => stamped([...begun, ...facts]))
const filter: fc.Arbitrary<LogFilter> = fc.record({
  runs: fc.option(fc.subarray([...storedRuns])),
  levels: fc.option(fc.subarray([...logLevels]))
})

interface Line {
  readonly run: RunId | null
  readonly level: (typeof logLevels)[number]
  readonly at: number
}

const linesOf = (all: readonly DeploymentEvent[]): readonly Line[] =>
  all.flatMap(event =>
    event.kind === 'output'
      ? event.text.split('\n').map(() => ({ run: event.run, level: event.level, at: event.at }))
      : []
  )

/** Asks the log as it is and as it is after a restart. */
async function both(logs: LogFiles, log: DeploymentLog, ask: (log: DeploymentLog) => Promise<void>): Promise<void> {
  await ask(log)
  await log.close()
  await ask(await logs.open(id))
}

describe('without reading a line, a log knows', () => {
  test('how many lines of each level each run wrote, and where each began', async () => {
    await fc.assert(
      fc.asyncProperty(events, async all => {
        const { logs, log } = await logOf(all)
        const lines = linesOf(all)
        await both(logs, log, async asked => {
          const { lines: total, runs } = await asked.counts()
          expect(total).toBe(lines.length)
          for (const { run, first, levels } of runs) {
            const own = lines.filter(line => line.run === run)
            expect(lines[first - 1]).toBe(own[0])
            expect(levels).toEqual(logLevels.map(level => own.filter(line => line.level === level).length))
          }
          expect(new Set(runs.map(item => item.run))).toEqual(new Set(lines.map(line => line.run)))
        })
      }),
      { numRuns: 30 }
    )
  })

  test('where a line or a moment is under any filter', async () => {
    await fc.assert(
      fc.asyncProperty(events, fc.array(filter, { minLength: 1, maxLength: 3 }), async (all, filters) => {
        const { logs, log } = await logOf(all)
        const lines = linesOf(all)
        await both(logs, log, async asked => {
          for (let number = 1; number <= lines.length + 1; number++) {
            const place = await asked.locate({ kind: 'line', number }, filters)
            const before = filters.map(item => lines.slice(0, number - 1).filter(line => lets(item, line)).length)
            expect(place).toEqual({ run: lines[number - 1]?.run ?? null, positions: before })
          }
          for (const at of [0, ...lines.map(line => line.at), Number.MAX_SAFE_INTEGER]) {
            const { positions } = await asked.locate({ kind: 'moment', at }, filters)
            expect(positions).toEqual(
              filters.map(item => lines.filter(line => lets(item, line) && line.at < at).length)
            )
          }
        })
      }),
      { numRuns: 20 }
    )
  })

  test('all that happened, with sums in the place of output', async () => {
    await fc.assert(
      fc.asyncProperty(events, async all => {
        const { logs, log } = await logOf(all)
        await both(logs, log, async asked => {
          const thin = await asked.thinEvents()
          const states = (list: readonly DeploymentEvent[]) => list.filter(event => event.kind !== 'output')
          expect(states(thin)).toEqual(states(all))
          expect(thin.every(event => event.kind !== 'output' || event.text === '')).toBe(true)
          // Numbered anew, they add up to the same.
          const whole = foldEvents(all)
          const folded = foldEvents(thin.map((event, index) => ({ ...event, seq: index + 1 })))
          expect({ ...folded, seq: 0 }).toEqual({ ...whole, seq: 0 })
        })
      }),
      { numRuns: 30 }
    )
  })
})

test('output that comes at nearly the same time becomes one event for each run and level', async () => {
  const facts = [output(here, ['a', 'b']), output(onTarget, ['c']), output(here, ['d'], 'error'), output(here, ['e'])]
  const all = stamped([...begun, ...facts]).map((event, i) => ({ ...event, at: 1000 + i * 10 }))
  const { log } = await logOf([...all, { ...output(here, ['f']), seq: 9, at: 5000 }])
  expect((await log.thinEvents()).slice(4)).toEqual([
    { kind: 'output', run: here, stream: 'stdout', level: 'info', lines: 3, text: '', seq: 8, at: 1070 },
    { kind: 'output', run: onTarget, stream: 'stdout', level: 'info', lines: 1, text: '', seq: 8, at: 1070 },
    { kind: 'output', run: here, stream: 'stdout', level: 'error', lines: 1, text: '', seq: 8, at: 1070 },
    { kind: 'output', run: here, stream: 'stdout', level: 'info', lines: 1, text: '', seq: 9, at: 5000 }
  ])
})
