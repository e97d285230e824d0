import type { Deployment, DeploymentEvent, DeploymentFact } from '@shared/deployment'
import { isFlawed, isOpen, isRunOver } from '@shared/deployment'
import { applyEvent, foldEvents, summarize } from '@shared/deployment-reducer'
import { resuming } from '@shared/deployment-resume'
import type { Failure } from '@shared/failure'
import type { RunId, Sha256 } from '@shared/ids'
import { allRuns } from '@shared/plan/plan'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ids, planOf, sshTarget } from '../support/plans'

const plan = planOf({ targets: [sshTarget(1), sshTarget(2)] })
const [first, second] = allRuns(plan).map(run => run.id) as [RunId, RunId]
const queued = { kind: 'queued' as const, id: ids.deployment, plan, by: 'Ada' } satisfies DeploymentFact
const failure: Failure = { kind: 'script-failed', message: 'It failed.', remedy: 'Mend it.' }
const finished: DeploymentFact = { kind: 'finished', outcome: 'failed', summary: 'Failed.' }

const stamped = (facts: readonly DeploymentFact[]): readonly DeploymentEvent[] =>
  facts.map((fact, i) => ({ ...fact, seq: i + 1, at: 100 + i }))
const fold = (...facts: readonly DeploymentFact[]) => foldEvents(stamped(facts))

describe('the place in the queue', () => {
  const slotOf = (...facts: readonly DeploymentFact[]) => {
    const state = fold(...facts)
    return state && summarize(state).slot
  }
  const moved: DeploymentFact = { kind: 'moved-to-top', by: 'Ada' }

  it('is known where it is not the usual one, for as long as the deployment is not over', () => {
    const superseded: DeploymentFact = { kind: 'finished', outcome: 'cancelled', summary: 'It was superseded.' }
    expect([
      slotOf(queued),
      slotOf({ ...queued, hasPriority: true as const }, moved),
      slotOf(queued, moved, { kind: 'place-taken', since: 7 }),
      slotOf(queued, moved, superseded)
    ]).toEqual([undefined, { hasPriority: true, movedAt: 101 }, { since: 7 }, undefined])
  })

  it('is lost by one that is superseded before it began: nothing of it ran', () => {
    const state = fold(queued, { kind: 'finished', outcome: 'cancelled', summary: 'It was superseded.' })
    expect(state).toMatchObject({ state: 'finished', outcome: 'cancelled', startedAt: null })
    expect(Object.values(state?.runs ?? {}).map(run => run.state)).toEqual(['cancelled', 'cancelled'])
  })
})

describe('a success', () => {
  const end: DeploymentFact = { kind: 'finished', outcome: 'succeeded', summary: '' }
  const isTold = (...facts: readonly DeploymentFact[]) => {
    const state = fold(queued, { kind: 'started' }, ...facts)
    return state && summarize(state).isTold
  }
  const begins = (run: RunId): DeploymentFact => ({ kind: 'run-started', run })
  const ends = (run: RunId): DeploymentFact => ({ kind: 'run-succeeded', run })
  const done = (...runs: readonly RunId[]): DeploymentFact =>
    resuming(
      'Ada',
      runs.map(run => ({ run, choice: 'done' as const, reason: 'It was.' }))
    )
  const receipt: DeploymentFact = {
    kind: 'receipt',
    targetId: ids.target(1),
    receipt: 'a'.repeat(64) as Sha256,
    by: 'Ada'
  }

  it('is only told where a person says that all was done, or where a receipt says how it went', () => {
    const goesWell = [begins(first), ends(first), begins(second), ends(second)]
    expect([
      isTold(...goesWell, end),
      isTold(begins(first), begins(second), { kind: 'interrupted' }, done(first, second), end),
      isTold(begins(first), { kind: 'interrupted' }, done(first), begins(second), ends(second), end),
      isTold(...goesWell, end, receipt, end),
      isTold(...goesWell, end, receipt, finished)
    ]).toEqual([undefined, true, undefined, true, undefined])
  })
})

describe('what lists show', () => {
  const ends = (outcome: 'succeeded' | 'failed'): DeploymentFact => ({ kind: 'finished', outcome, summary: '' })
  const skip = (run: RunId): DeploymentFact => ({ kind: 'run-skipped', run, reason: 'No.' })
  const flaws = (...facts: readonly DeploymentFact[]) => {
    const state = fold(queued, { kind: 'started' }, ...facts)
    return state && summarize(state).hasWarnings
  }

  it('is a reason to look where it warned, where a failure was ignored, and where nothing ran', () => {
    const asked: DeploymentFact = { kind: 'asked', question: { kind: 'failure', run: first, failure, end: null } }
    const ignored: DeploymentFact = { kind: 'question-answered', question: 1, choice: 'ignore', by: 'Ada', note: '' }
    const begins: DeploymentFact = { kind: 'run-started', run: first }
    const goesWell: readonly DeploymentFact[] = [begins, { kind: 'run-succeeded', run: first }]
    expect([
      flaws(...goesWell, skip(second), ends('succeeded')),
      flaws(skip(first), skip(second), ends('succeeded')),
      flaws(skip(first), skip(second)),
      flaws(begins, asked, ignored, skip(second), ends('succeeded'))
    ]).toEqual([false, true, false, true])
  })
})

describe('any course of events', () => {
  const run = fc.constantFrom(first, second)
  const fact: fc.Arbitrary<DeploymentFact> = fc.oneof(
    fc.constantFrom<DeploymentFact>(
      { kind: 'started' },
      { kind: 'cancel-requested', by: 'x' },
      { kind: 'interrupted' },
      { kind: 'step-started', step: 1 },
      { kind: 'step-skipped', step: 1, reason: 'x' },
      { kind: 'paused', by: 'x' },
      { kind: 'unpaused', by: 'x' },
      { kind: 'moved-to-top', by: 'x' },
      { kind: 'place-taken', since: 1 },
      { kind: 'width-changed', step: 1, width: 2, by: 'x' },
      { kind: 'asked', question: { kind: 'canary', step: 1 } },
      resuming('x', []),
      { kind: 'given-up', by: 'x', reason: 'y' },
      finished
    ),
    fc
      .constantFrom('retry', 'ignore', 'exclude', 'fail', 'proceed', 'stop', 'withdrawn')
      .map((choice): DeploymentFact => ({ kind: 'question-answered', question: 1, choice, by: 'x', note: '' })),
    run.map((id): DeploymentFact => ({ kind: 'asked', question: { kind: 'failure', run: id, failure, end: null } })),
    run.map((id): DeploymentFact => ({ kind: 'run-retrying', run: id, end: null, failure, retryAt: 5 })),
    run.map((id): DeploymentFact => resuming('x', [{ run: id, choice: 'retry', reason: '' }])),
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

  it('adds up to the same event by event and as a whole', () => {
    fc.assert(
      fc.property(fc.array(fact, { maxLength: 40 }), facts => {
        const events = legal(facts)
        let state: Deployment | null = null
        for (const event of events) state = applyEvent(state, event)
        expect(foldEvents(events)).toEqual(state)
      })
    )
  })

  it('takes nothing more once it is over, but that a person continues it or gives it up', () => {
    fc.assert(
      fc.property(fc.array(fact, { maxLength: 40 }), fact, (facts, more) => {
        const state = foldEvents(legal(facts))
        if (state === null || isOpen(state) || more.kind === 'resumed' || more.kind === 'given-up') return
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
        expect(summary.runsDone).toBe(runs.filter(item => isRunOver(item)).length)
        expect(summary.hasWarnings).toBe(isFlawed(state) || runs.some(item => item.lines > 0))
        expect(summary.outcome).toBe(state.state === 'finished' ? state.outcome : null)
      })
    )
  })
})
