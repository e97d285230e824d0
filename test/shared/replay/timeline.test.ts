import type { DeploymentEvent, DeploymentFact } from '@shared/deployment'
import { foldEvents } from '@shared/deployment-reducer'
import { resuming } from '@shared/deployment-resume'
import { logLevels } from '@shared/log'
import { longestSilence, ReplayAxis, shortSilence } from '@shared/replay/axis'
import { Timeline } from '@shared/replay/timeline'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { output, queued, storedRuns } from '../../support/deployment-events'

const [onTarget, here] = storedRuns
const begun: readonly DeploymentFact[] = [queued, { kind: 'started' }, { kind: 'run-started', run: onTarget }]

/** Events at given distances in time, from the moment 1000. */
function timed(facts: readonly DeploymentFact[], steps: readonly number[]): readonly DeploymentEvent[] {
  let at = 1000
  return facts.map((fact, i) => {
    at += i === 0 ? 0 : (steps[i % steps.length] ?? 0)
    return { ...fact, seq: i + 1, at }
  })
}

const some = fc.oneof(
  fc
    .record({
      run: fc.constantFrom(null, onTarget),
      lines: fc.integer({ min: 1, max: 4 }),
      level: fc.constantFrom(...logLevels)
    })
    .map(({ run, lines, level }) =>
      output(
        run,
        Array.from({ length: lines }, () => 'x'),
        level
      )
    ),
  fc.nat(100).map((percentage): DeploymentFact => ({ kind: 'run-progress', run: onTarget, percentage, message: '' }))
)
const past = fc
  .record({ facts: fc.array(some, { maxLength: 600 }), steps: fc.array(fc.nat(3), { minLength: 1, maxLength: 5 }) })
  .map(({ facts, steps }) => timed([...begun, ...facts], steps))

describe('a replay', () => {
  test('shows at any moment what the events until then add up to, in whatever order it is asked', () => {
    fc.assert(
      fc.property(past, fc.array(fc.nat(2000), { minLength: 1, maxLength: 12 }), (events, offsets) => {
        const timeline = new Timeline(events)
        for (const offset of offsets) {
          const moment = 1000 + offset
          const { deployment, counts } = timeline.at(moment)
          const until = events.filter(event => event.at <= moment)
          expect(deployment).toEqual(foldEvents(until.length === 0 ? events.slice(0, 1) : until))
          expect(counts.lines).toBe(deployment.lines)
          expect(counts.runs.flatMap(item => item.levels).reduce((sum, count) => sum + count, 0)).toBe(deployment.lines)
        }
      }),
      { numRuns: 40 }
    )
  })

  test('says where its failures, questions and turns are', () => {
    const failure = { kind: 'script-failed', message: 'It failed.', remedy: '' } as const
    const events = timed(
      [
        ...begun.slice(0, 2),
        { kind: 'step-started', step: 1 },
        { kind: 'run-started', run: onTarget },
        { kind: 'asked', question: { kind: 'manual', run: onTarget, instructions: 'Look', responsible: [] } },
        { kind: 'question-answered', question: 1, choice: 'proceed', by: 'ada', note: '' },
        { kind: 'interrupted' },
        resuming('ada', [{ run: onTarget, choice: 'retry', reason: '' }]),
        { kind: 'run-started', run: onTarget },
        { kind: 'run-failed', run: onTarget, end: null, failure }
      ],
      [10]
    )
    expect(new Timeline(events).marks).toEqual([
      { at: 1020, kind: 'step', label: 'Step 1: Stop' },
      { at: 1040, kind: 'question', label: 'A person was asked' },
      { at: 1050, kind: 'answer', label: 'ada answered: proceed' },
      { at: 1060, kind: 'turn', label: 'Interrupted' },
      { at: 1070, kind: 'turn', label: 'Continued by ada' },
      { at: 1090, kind: 'failure', label: 'Stop failed on web-1' }
    ])
  })

  test('does not go back in time with a clock that was set back', () => {
    const events = timed([...begun, output(here, ['a'])], [10]).map((event, i) =>
      i === 2 ? { ...event, at: 5 } : event
    )
    const timeline = new Timeline(events)
    expect([timeline.start, timeline.end]).toEqual([1000, 1030])
    expect(timeline.at(1010).deployment.runs[onTarget]?.state).toBe('running')
  })

  test('has to begin at the beginning', () => {
    expect(() => new Timeline(timed([{ kind: 'started' }], [1]))).toThrow('begins with the first event')
  })
})

describe('the track', () => {
  test('is as long as it took, and every place on it is one moment', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(200_000), { minLength: 1, maxLength: 30 }), steps => {
        let at = 0
        const axis = new ReplayAxis(steps.map(step => (at += step)))
        const expected = steps.slice(1).reduce((sum, step) => sum + (step > longestSilence ? shortSilence : step), 0)
        expect(axis.length).toBe(expected)
        for (let i = 0; i <= 10; i++) {
          const place = (axis.length * i) / 10
          expect(axis.positionOf(axis.momentAt(place))).toBeCloseTo(place, 3)
        }
      })
    )
  })

  test('shortens long silences and says so', () => {
    const axis = new ReplayAxis([0, 1000, 3_601_000, 3_602_000])
    expect(axis.length).toBe(1000 + shortSilence + 1000)
    expect(axis.momentAt(1000 + shortSilence)).toBe(3_601_000)
    expect(axis.silences).toEqual([{ from: 1000, to: 1000 + shortSilence, ms: 3_600_000 }])
  })
})
