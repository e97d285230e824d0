import type { LogFilter } from '@shared/log'
import { fail, ok } from '@shared/result'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { LogLines, pageSize, pagesKept } from '../../../renderer/stores/log-lines'
import { deploymentId, everything, FakeLog, runA, runB, settle } from './fake-log'

const errorsOfA: LogFilter = { runs: [runA], levels: ['error'] }
const numbers = (lines: LogLines, first: number, end: number) =>
  Array.from({ length: end - first }, (_, index) => lines.lineAt(first + index)?.number ?? null)

async function opened(log: FakeLog, filter: LogFilter = everything): Promise<LogLines> {
  const lines = log.open(filter)
  await lines.load()
  return lines
}

describe('lines of a log', () => {
  it('opens a long log with one call, at its end', async () => {
    const log = new FakeLog()
    log.append([{ lines: 100_000 }])
    const lines = await opened(log)
    expect({ total: lines.total, asked: log.asked, last: lines.lineAt(99_999)?.number, held: lines.held }).toEqual({
      total: 100_000,
      asked: [-pageSize],
      last: 100_000,
      held: pageSize
    })
  })

  it('follows growth without a call', async () => {
    const log = new FakeLog()
    log.append([{ lines: 10 }])
    const lines = await opened(log)
    for (let push = 0; push < 50; push += 1) lines.apply(log.append([{ run: runA, lines: 7 }]))
    expect({ total: lines.total, asked: log.asked.length, shown: numbers(lines, 355, 360) }).toEqual({
      total: 360,
      asked: 1,
      shown: [356, 357, 358, 359, 360]
    })
  })

  it('knows the total of a filtered log from the counts of each push', async () => {
    const log = new FakeLog()
    log.append([
      { run: runA, level: 'error', lines: 2 },
      { run: runB, level: 'error', lines: 5 }
    ])
    const lines = await opened(log, errorsOfA)
    lines.apply(
      log.append([{ run: runA, level: 'info', lines: 3 }, { run: runA, level: 'error', lines: 2 }, { lines: 1 }])
    )
    expect({ total: lines.total, shown: numbers(lines, 0, 4), asked: log.asked.length }).toEqual({
      total: 4,
      shown: [1, 2, 11, 12],
      asked: 1
    })
  })

  it('counts lines once that both the first page and a push tell of', async () => {
    const log = new FakeLog()
    log.append([{ lines: 5 }])
    const lines = log.open()
    const early = log.append([{ lines: 4 }])
    log.hold()
    const loading = lines.load()
    lines.apply(early)
    const late = log.append([{ lines: 3 }])
    lines.apply(late)
    await log.release()
    await loading
    expect({ total: lines.total, shown: numbers(lines, 0, 12) }).toEqual({
      total: 12,
      shown: Array.from({ length: 12 }, (_, index) => index + 1)
    })
  })

  it('reads rows that a push was too large to carry when they are looked at', async () => {
    const log = new FakeLog()
    const lines = await opened(log)
    lines.apply(log.append([{ lines: 5000 }], 500))
    lines.want(2000, 2040)
    await settle()
    expect({ total: lines.total, row: lines.lineAt(2039)?.number, asked: log.asked }).toEqual({
      total: 5000,
      row: 2040,
      asked: [-pageSize, 2000]
    })
  })

  it('does not ask again for rows it holds', async () => {
    const log = new FakeLog()
    log.append([{ lines: 3000 }])
    const lines = await opened(log)
    lines.want(0, 40)
    await settle()
    lines.want(10, 60)
    await settle()
    expect(log.asked).toEqual([-pageSize, 0])
  })

  it('asks for what is in view now, not for what the scroll bar flew over', async () => {
    const log = new FakeLog()
    log.append([{ lines: 100_000 }])
    const lines = await opened(log)
    log.hold()
    for (let first = 0; first < 90_000; first += 1000) lines.want(first, first + 40)
    await log.release()
    await settle()
    expect({ calls: log.asked.length, row: lines.lineAt(89_000)?.number }).toEqual({ calls: 5, row: 89_001 })
  })

  it('holds a bounded number of lines however far one scrolls', async () => {
    const log = new FakeLog()
    log.append([{ lines: 200_000 }])
    const lines = await opened(log)
    for (let first = 0; first < 100_000; first += 500) {
      lines.want(first, first + 40)
      await settle()
    }
    expect(lines.held).toBeLessThanOrEqual(pageSize * pagesKept)
    expect(lines.lineAt(99_500)?.number).toBe(99_501)
  })

  it('tells at most once a frame, and always at the next one', async () => {
    const log = new FakeLog()
    const lines = await opened(log)
    log.frame()
    let told = 0
    lines.subscribe(() => {
      told += 1
    })
    for (let push = 0; push < 100; push += 1) lines.apply(log.append([{ lines: 1 }]))
    expect({ updates: log.frame(), told, version: lines.version }).toEqual({ updates: 1, told: 1, version: 2 })
  })

  it('reads again from the end after pushes were missed', async () => {
    const log = new FakeLog()
    const lines = await opened(log)
    log.append([{ lines: 70 }])
    await lines.load()
    lines.apply(log.append([{ lines: 5 }]))
    expect({ total: lines.total, last: lines.lineAt(74)?.number }).toEqual({ total: 75, last: 75 })
  })

  it('says why it cannot read, and goes on when asked to', async () => {
    const failure = { kind: 'storage-failed' as const, message: 'The disk is gone.', remedy: 'Plug it in.' }
    let isBroken = true
    const log = new FakeLog()
    log.append([{ lines: 3 }])
    const lines = new LogLines(
      { ...log.ports, readPage: input => (isBroken ? Promise.resolve(fail(failure)) : log.ports.readPage(input)) },
      deploymentId,
      everything
    )
    await lines.load()
    expect({ failure: lines.failure, total: lines.total }).toEqual({ failure, total: null })
    isBroken = false
    lines.retry()
    await settle()
    expect({ failure: lines.failure, total: lines.total }).toEqual({ failure: null, total: 3 })
  })

  it('does not ask for ever when the log is shorter than announced', async () => {
    const calls: number[] = []
    const lines = new LogLines(
      {
        onFrame: () => undefined,
        readPage: input => {
          calls.push(input.from)
          const from = Math.max(0, input.from)
          return Promise.resolve(ok({ total: input.from < 0 ? 1000 : 0, from, lines: [] }))
        }
      },
      deploymentId,
      everything
    )
    await lines.load()
    lines.want(0, 40)
    await settle()
    lines.want(1, 41)
    await settle()
    expect(calls).toEqual([-pageSize, 0])
  })

  it('shows the same as the log itself, whatever grows and wherever one looks', async () => {
    const block = fc.record({
      run: fc.constantFrom(runA, runB, null),
      level: fc.constantFrom('info' as const, 'error' as const),
      lines: fc.integer({ min: 1, max: 900 })
    })
    const steps = fc.array(
      fc.oneof(
        fc.record({ push: fc.array(block, { minLength: 1, maxLength: 3 }), tail: fc.nat(500) }),
        fc.record({ look: fc.double({ min: 0, max: 1, noNaN: true }) })
      ),
      { maxLength: 12 }
    )
    await fc.assert(
      fc.asyncProperty(steps, fc.constantFrom(everything, errorsOfA), async (plan, filter) => {
        const log = new FakeLog()
        log.append([{ run: runA, level: 'error', lines: 20 }])
        const lines = await opened(log, filter)
        for (const step of plan) {
          if ('push' in step) lines.apply(log.append(step.push, step.tail))
          else lines.want(Math.floor(step.look * (lines.total ?? 0)), Math.floor(step.look * (lines.total ?? 0)) + 30)
          await settle()
        }
        const shown = log.lines.filter(line => filter === everything || (line.run === runA && line.level === 'error'))
        expect(lines.total).toBe(shown.length)
        const first = Math.max(0, shown.length - 30)
        lines.want(first, shown.length)
        await settle()
        expect(numbers(lines, first, shown.length)).toEqual(shown.slice(first).map(line => line.number))
      }),
      { numRuns: 60 }
    )
  })
})
