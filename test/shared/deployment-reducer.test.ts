import type { DeploymentEvent, DeploymentFact } from '@shared/deployment'
import { hasFailed } from '@shared/deployment'
import { applyEvent, foldEvents } from '@shared/deployment-reducer'
import { resuming } from '@shared/deployment-resume'
import type { Failure } from '@shared/failure'
import type { ArtifactId, RunId } from '@shared/ids'
import { allRuns } from '@shared/plan/plan'
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
      startAt: null,
      expiresAt: null,
      parent: null,
      seq: 13,
      lines: 3,
      steps: {},
      questions: [],
      excluded: [],
      isPaused: false,
      cancels: 0,
      resumedAt: [],
      isMovedOn: false,
      idle: { waiting: 0, paused: 0, over: 0, since: { why: 'over', at: 112 } },
      changedAt: 112,
      runs: {
        [first]: {
          id: first,
          state: 'succeeded',
          attempt: 1,
          tries: 1,
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
          attempt: 1,
          tries: 1,
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

  it('counts how often somebody wants it cancelled, however often that is', () => {
    const wants = ['Eve', 'Ada', 'Ada'].map((by): DeploymentFact => ({ kind: 'cancel-requested', by }))
    expect(fold(queued, { kind: 'started' }, ...wants)).toMatchObject({
      state: 'cancelling',
      cancels: 3,
      cancelledBy: 'Ada'
    })
  })

  it('knows when it is to begin, until when it must, and what it is a step of', () => {
    const parent = { id: ids.deployment, run: first }
    expect(fold({ ...queued, startAt: 500, expiresAt: 900, parent })).toMatchObject({
      startAt: 500,
      expiresAt: 900,
      parent
    })
  })

  it('expires with everything cancelled when it did not begin in time', () => {
    const late: DeploymentFact = { kind: 'finished', outcome: 'expired', summary: 'Too late.' }
    expect(fold({ ...queued, expiresAt: 101 }, late)).toMatchObject({
      state: 'finished',
      outcome: 'expired',
      startedAt: null,
      runs: { [first]: { state: 'cancelled' }, [second]: { state: 'cancelled' } }
    })
  })

  it('pauses and goes on', () => {
    const paused = [queued, { kind: 'started' }, { kind: 'paused', by: 'Ada' }] as const
    expect(fold(...paused)).toMatchObject({ state: 'running', isPaused: true })
    expect(fold(...paused, { kind: 'unpaused', by: 'Ada' })).toMatchObject({ isPaused: false })
  })

  it('excludes a target once, for the first reason', () => {
    const exclude = (reason: string): DeploymentFact => ({ kind: 'target-excluded', targetId: ids.target(1), reason })
    expect(fold(queued, exclude('Broken.'), exclude('Away.'))).toMatchObject({
      excluded: [{ targetId: ids.target(1), reason: 'Broken.' }]
    })
  })

  it('is null without events', () => {
    expect(foldEvents([])).toBeNull()
  })
})

describe('a step', () => {
  const begin = [queued, { kind: 'started' }] as const

  it('starts for the lanes for which its condition holds', () => {
    const skipped = [{ lane: ids.target(2), reason: 'Its condition evaluated to False.' }]
    expect(fold(...begin, { kind: 'step-started', step: 1, skipped })).toMatchObject({
      steps: { 1: { state: 'started', reason: null, decidedAt: 102, leftOut: [ids.target(2)] } },
      runs: {
        [first]: { state: 'pending' },
        [second]: { state: 'skipped', reason: 'Its condition evaluated to False.' }
      }
    })
  })

  it('that is skipped skips all that has not begun', () => {
    expect(fold(...begin, { kind: 'step-skipped', step: 1, reason: 'Nothing has failed before.' })).toMatchObject({
      steps: { 1: { state: 'skipped', reason: 'Nothing has failed before.' } },
      runs: { [first]: { state: 'skipped' }, [second]: { state: 'skipped' } }
    })
  })

  it('keeps a width that was given to it before its turn', () => {
    const narrowed = fold(...begin, { kind: 'width-changed', step: 1, width: 1, by: 'Ada' })
    expect(narrowed).toMatchObject({ steps: { 1: { decidedAt: 0, width: 1 } } })
    const started = fold(
      ...begin,
      { kind: 'width-changed', step: 1, width: 1, by: 'Ada' },
      { kind: 'step-started', step: 1 }
    )
    expect(started).toMatchObject({ steps: { 1: { state: 'started', decidedAt: 103, width: 1 } } })
  })

  it('goes on after its first targets when a person says so, or has failed when not', () => {
    const asked: DeploymentFact = { kind: 'asked', question: { kind: 'canary', step: 1 } }
    const answered = (choice: 'proceed' | 'stop') =>
      fold(...begin, { kind: 'step-started', step: 1 }, asked, {
        kind: 'question-answered',
        question: 1,
        choice,
        by: 'Ada',
        note: ''
      })
    expect(answered('proceed')).toMatchObject({ steps: { 1: { canary: 'proceed' } } })
    expect([answered('proceed'), answered('stop')].map(state => state !== null && hasFailed(state))).toEqual([
      false,
      true
    ])
  })
})

describe('an event that cannot follow', () => {
  const started: DeploymentFact = { kind: 'started' }
  const begun: DeploymentFact = { kind: 'run-started', run: first }
  const done: DeploymentFact = { kind: 'run-succeeded', run: first }
  const step: DeploymentFact = { kind: 'step-started', step: 1 }
  const askedAbout = (run: RunId) => ({ kind: 'manual', run, instructions: 'Look.', responsible: [] }) as const
  const proceed: DeploymentFact = { kind: 'question-answered', question: 1, choice: 'proceed', by: 'x', note: '' }
  const retrying: DeploymentFact = { kind: 'run-retrying', run: first, end: null, failure, retryAt: 200 }
  it.each<[string, readonly DeploymentFact[]]>([
    ['anything before queued', [started]],
    ['queued twice', [queued, queued]],
    ['a second start', [queued, started, started]],
    ['a second start while cancelling', [queued, started, { kind: 'cancel-requested', by: 'x' }, started]],
    ['a run that starts before the deployment', [queued, begun]],
    ['an end without a start', [queued, { kind: 'finished', outcome: 'succeeded', summary: 'Done.' }]],
    ['an end while a run is open', [queued, started, begun, finished]],
    ['an end while a run is pending', [queued, started, begun, done, finished]],
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
    ['a step that is decided twice', [queued, started, step, step]],
    [
      'a step that is skipped after it has started',
      [queued, started, step, { kind: 'step-skipped', step: 1, reason: '' }]
    ],
    ['a question about a run that does not run', [queued, started, { kind: 'asked', question: askedAbout(first) }]],
    ['an answer to what was not asked', [queued, started, proceed]],
    ['a second answer', [queued, started, begun, { kind: 'asked', question: askedAbout(first) }, proceed, proceed]],
    [
      'an end while a question is open',
      [
        queued,
        started,
        begun,
        done,
        { kind: 'run-skipped', run: second, reason: '' },
        { kind: 'asked', question: { kind: 'canary', step: 1 } },
        finished
      ]
    ],
    ['a run that is to be tried again without having begun', [queued, started, retrying]],
    ['a run that is to be tried again after its end', [queued, started, begun, done, retrying]],
    [
      'an end that came too late after it had begun',
      [queued, started, begun, { kind: 'finished', outcome: 'expired', summary: '' }]
    ],
    ['giving up what is under way', [queued, started, { kind: 'given-up', by: 'x', reason: '' }]],
    ['continuing what is under way', [queued, started, resuming('x', [])]],
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
