import type { Deployment, DeploymentEvent, DeploymentFact } from '@shared/deployment'
import { isOpen } from '@shared/deployment'
import { applyEvent, foldEvents, summarize } from '@shared/deployment-reducer'
import type { Failure } from '@shared/failure'
import type { ArtifactId, RunId } from '@shared/ids'
import { allRuns } from '@shared/plan/plan'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ids, planOf, sshTarget } from '../support/plans'

const plan = planOf({ targets: [sshTarget(1), sshTarget(2)] })
const [first, second] = allRuns(plan).map(run => run.id) as [RunId, RunId]
const queued: DeploymentFact = { kind: 'queued', id: ids.deployment, plan, by: 'Ada' }
const failure: Failure = { kind: 'script-failed', message: 'It failed.', remedy: 'Mend it.' }
const finished: DeploymentFact = { kind: 'finished', outcome: 'failed', summary: 'Failed.' }

const stamped = (facts: readonly DeploymentFact[]): readonly DeploymentEvent[] =>
  facts.map((fact, i) => ({ ...fact, seq: i + 1, at: 100 + i }))
const fold = (...facts: readonly DeploymentFact[]) => foldEvents(stamped(facts))

describe('folding events', () => {
  it('adds up to a finished deployment', () => {
    const artifact = { id: 'artifact-0000000001' as ArtifactId, name: 'report', size: 3 }
    const state = fold(
      queued,
      { kind: 'started' },
      { kind: 'run-started', run: first },
      { kind: 'run-progress', run: first, percentage: 50, message: 'half' },
      { kind: 'output', run: first, stream: 'stderr', level: 'error', lines: 2, text: 'a\nb' },
      { kind: 'output', run: null, stream: 'slipway', level: 'info', lines: 1, text: 'c' },
      { kind: 'output-variable', run: first, variable: { name: 'A', value: '1' } },
      { kind: 'output-variable', run: first, variable: { name: 'A', value: '2' } },
      { kind: 'artifact', run: first, artifact },
      { kind: 'run-succeeded', run: first },
      { kind: 'run-started', run: second },
      { kind: 'run-failed', run: second, end: { kind: 'exited', code: 7 }, failure },
      finished
    )
    expect(state).toEqual({
      state: 'finished',
      id: ids.deployment,
      plan,
      queuedAt: 100,
      queuedBy: 'Ada',
      startedAt: 101,
      finishedAt: 112,
      outcome: 'failed',
      summary: 'Failed.',
      seq: 13,
      lines: 3,
      runs: {
        [first]: {
          id: first,
          state: 'succeeded',
          startedAt: 102,
          finishedAt: 109,
          lines: 2,
          warnings: 0,
          errors: 2,
          progress: { percentage: 50, message: 'half' },
          artifacts: [artifact],
          outputs: [{ name: 'A', value: '2', seq: 8 }]
        },
        [second]: {
          id: second,
          state: 'failed',
          startedAt: 110,
          finishedAt: 111,
          end: { kind: 'exited', code: 7 },
          failure,
          lines: 0,
          warnings: 0,
          errors: 0,
          progress: null,
          artifacts: [],
          outputs: []
        }
      }
    })
  })

  it('marks running runs unknown when the app ended, and leaves the others', () => {
    const state = fold(queued, { kind: 'started' }, { kind: 'run-started', run: first }, { kind: 'interrupted' })
    expect(state).toMatchObject({
      state: 'interrupted',
      interruptedAt: 103,
      runs: { [first]: { state: 'unknown' }, [second]: { state: 'pending' } }
    })
  })

  it('lets a start follow a request to cancel, which stays', () => {
    const state = fold(queued, { kind: 'cancel-requested', by: 'Eve' }, { kind: 'started' })
    expect(state).toMatchObject({ state: 'cancelling', cancelledBy: 'Eve', startedAt: 102 })
  })

  it('cancels a deployment that never started', () => {
    const state = fold(
      queued,
      { kind: 'cancel-requested', by: 'Eve' },
      { kind: 'run-cancelled', run: first },
      { kind: 'run-skipped', run: second, reason: 'No need.' },
      { kind: 'finished', outcome: 'cancelled', summary: 'Cancelled.' }
    )
    expect(state).toMatchObject({ state: 'finished', outcome: 'cancelled', startedAt: null })
  })

  it('is null without events', () => {
    expect(foldEvents([])).toBeNull()
  })
})

describe('an event that cannot follow', () => {
  const started: DeploymentFact = { kind: 'started' }
  const begun: DeploymentFact = { kind: 'run-started', run: first }
  const done: DeploymentFact = { kind: 'run-succeeded', run: first }
  it.each<[string, readonly DeploymentFact[]]>([
    ['anything before queued', [started]],
    ['queued twice', [queued, queued]],
    ['a second start', [queued, started, started]],
    ['a second start while cancelling', [queued, started, { kind: 'cancel-requested', by: 'x' }, started]],
    ['a run that starts before the deployment', [queued, begun]],
    ['an end without a start', [queued, finished]],
    ['an end while a run is open', [queued, started, begun, finished]],
    ['an end while a run is pending', [queued, started, begun, done, finished]],
    [
      'a second request to cancel',
      [queued, { kind: 'cancel-requested', by: 'x' }, { kind: 'cancel-requested', by: 'x' }]
    ],
    ['a run that succeeds without a start', [queued, started, done]],
    ['a run that ends twice', [queued, started, begun, done, done]],
    ['a run that starts twice', [queued, started, begun, begun]],
    ['a run that is skipped while it runs', [queued, started, begun, { kind: 'run-skipped', run: first, reason: '' }]],
    ['a run that is cancelled after its end', [queued, started, begun, done, { kind: 'run-cancelled', run: first }]],
    ['progress of a pending run', [queued, started, { kind: 'run-progress', run: first, percentage: 1, message: '' }]],
    ['a run that the plan does not have', [queued, started, { kind: 'run-started', run: '9.here' as RunId }]],
    [
      'output of a run that the plan does not have',
      [queued, { kind: 'output', run: '9.here' as RunId, stream: 'stdout', level: 'info', lines: 1, text: '' }]
    ],
    ['anything after an interruption', [queued, { kind: 'interrupted' }, started]]
  ])('throws: %s', (_, facts) => {
    expect(foldEvents(stamped(facts.slice(0, -1)))).toBeDefined()
    expect(() => fold(...facts)).toThrow(/^(Event \d+ “[a-z-]+” cannot follow|Event \d+ names the run)/)
  })

  it('throws when a number is left out or comes twice', () => {
    const state = fold(queued)
    for (const seq of [1, 3]) {
      expect(() => applyEvent(state, { kind: 'started', seq, at: 1 })).toThrow(`Event ${seq} came after event 1`)
    }
  })
})

describe('any course of events', () => {
  const run = fc.constantFrom(first, second)
  const fact: fc.Arbitrary<DeploymentFact> = fc.oneof(
    fc.constantFrom<DeploymentFact>(
      { kind: 'started' },
      { kind: 'cancel-requested', by: 'x' },
      { kind: 'interrupted' },
      finished
    ),
    run.map((id): DeploymentFact => ({ kind: 'run-started', run: id })),
    run.map((id): DeploymentFact => ({ kind: 'run-succeeded', run: id })),
    run.map((id): DeploymentFact => ({ kind: 'run-failed', run: id, end: null, failure })),
    run.map((id): DeploymentFact => ({ kind: 'run-cancelled', run: id })),
    run.map((id): DeploymentFact => ({ kind: 'run-skipped', run: id, reason: 'x' })),
    run.map(
      (id): DeploymentFact => ({ kind: 'output', run: id, stream: 'stdout', level: 'warning', lines: 2, text: 'a\nb' })
    )
  )
  /** Applies what can be applied and drops the rest, as a legal log would never hold it. */
  const legal = (facts: readonly DeploymentFact[]): readonly DeploymentEvent[] => {
    let state: Deployment | null = null
    const events: DeploymentEvent[] = []
    for (const item of [queued, ...facts]) {
      const event = { ...item, seq: events.length + 1, at: events.length }
      try {
        state = applyEvent(state, event)
        events.push(event)
      } catch {
        // An illegal event leaves no trace.
      }
    }
    return events
  }

  it('folds to the same state each time, also after a trip through JSON, and never changes an earlier state', () => {
    fc.assert(
      fc.property(fc.array(fact, { maxLength: 30 }), facts => {
        const events = legal(facts)
        const states = events.map((_, i) => foldEvents(events.slice(0, i + 1)))
        const copies = JSON.parse(JSON.stringify(states)) as unknown[]
        expect(foldEvents(JSON.parse(JSON.stringify(events)) as DeploymentEvent[])).toEqual(states.at(-1))
        expect(JSON.parse(JSON.stringify(states))).toEqual(copies)
      })
    )
  })

  it('takes nothing more once it is over', () => {
    fc.assert(
      fc.property(fc.array(fact, { maxLength: 40 }), fact, (facts, more) => {
        const state = foldEvents(legal(facts))
        if (state === null || isOpen(state)) return
        expect(() => applyEvent(state, { ...more, seq: state.seq + 1, at: 1 })).toThrow('cannot follow')
      })
    )
  })

  it('counts the lines of its runs and the runs that are over', () => {
    fc.assert(
      fc.property(fc.array(fact, { maxLength: 40 }), facts => {
        const state = foldEvents(legal(facts))
        if (state === null) return
        const summary = summarize(state)
        const runs = Object.values(state.runs)
        expect(state.lines).toBe(runs.reduce((sum, item) => sum + item.lines, 0))
        expect(summary.runsDone).toBe(runs.filter(item => !['pending', 'running'].includes(item.state)).length)
        expect(summary.hasWarnings).toBe(runs.some(item => item.lines > 0))
        expect(summary.outcome).toBe(state.state === 'finished' ? state.outcome : null)
      })
    )
  })
})
