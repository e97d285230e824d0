import type { Choice, DeploymentFact, Run } from '@shared/deployment'
import { foldEvents } from '@shared/deployment-reducer'
import type { Failure } from '@shared/failure'
import type { RunId } from '@shared/ids'
import { allRuns } from '@shared/plan/plan'
import { choicesOf } from '@shared/questions'
import { describe, expect, it } from 'vitest'
import { ids, manyStep, planOf, scriptStep, sshTarget } from '../support/plans'

const plan = planOf({ targets: [sshTarget(1)] })
const [run] = allRuns(plan).map(item => item.id) as [RunId]
const failure: Failure = { kind: 'script-failed', message: 'It failed.', remedy: 'Mend it.' }
const end = { kind: 'exited', code: 7 } as const

const fold = (...facts: readonly DeploymentFact[]) => {
  const all: readonly DeploymentFact[] = [
    { kind: 'queued', id: ids.deployment, plan, by: 'Ada' },
    { kind: 'started' },
    ...facts
  ]
  const state = foldEvents(all.map((fact, i) => ({ ...fact, seq: i + 1, at: 100 + i })))
  if (state === null) throw new Error('Nothing happened')
  return state
}
/** The run after what happened to it, and what it left in the log aside. */
const after = (...facts: readonly DeploymentFact[]): Partial<Run> => {
  const { lines, warnings, errors, progress, artifacts, id, ...rest } = fold(...facts).runs[run]!
  return rest
}

const begins: DeploymentFact = { kind: 'run-started', run }
const retries: DeploymentFact = { kind: 'run-retrying', run, end, failure, retryAt: 900 }
const asks: DeploymentFact = { kind: 'asked', question: { kind: 'failure', run, failure, end } }
const asksToLook: DeploymentFact = {
  kind: 'asked',
  question: { kind: 'manual', run, instructions: 'Look.', responsible: ['bob'] }
}
const answers = (choice: Choice | 'withdrawn', note = '', question = 1): DeploymentFact => ({
  kind: 'question-answered',
  question,
  choice,
  by: 'Eve',
  note
})

describe('a run that failed', () => {
  it('waits for its next attempt, and began when the first one did', () => {
    expect(after(begins, retries)).toEqual({
      state: 'retrying',
      attempt: 1,
      tries: 1,
      startedAt: 102,
      retryAt: 900,
      failure,
      outputs: []
    })
    expect(after(begins, retries, begins)).toMatchObject({ state: 'running', attempt: 2, tries: 2, startedAt: 102 })
  })

  it('keeps what an attempt passed on, until a later one replaces it', () => {
    const sets = (value: string): DeploymentFact => ({ kind: 'output-variable', run, variable: { name: 'A', value } })
    expect(after(begins, sets('1'), retries)).toMatchObject({ outputs: [{ name: 'A', value: '1' }] })
    expect(after(begins, sets('1'), retries, begins, sets('2'))).toMatchObject({ outputs: [{ name: 'A', value: '2' }] })
  })

  it('can be left out or cancelled before its next attempt', () => {
    expect(after(begins, retries, { kind: 'run-skipped', run, reason: 'Excluded.' })).toMatchObject({
      state: 'skipped',
      reason: 'Excluded.'
    })
    expect(after(begins, retries, { kind: 'run-cancelled', run })).toMatchObject({ state: 'cancelled', startedAt: 102 })
  })

  it('waits for a person who is asked', () => {
    const state = fold(begins, asks)
    expect(state.runs[run]).toMatchObject({ state: 'waiting', question: 1, startedAt: 102 })
    expect(state.questions).toEqual([
      { number: 1, kind: 'failure', run, failure, end, responsible: [], askedAt: 103, takenBy: null, answer: null }
    ])
  })

  it.each<[Choice | 'withdrawn', object]>([
    ['retry', { state: 'retrying', retryAt: 104, tries: 0, attempt: 1, failure }],
    ['ignore', { state: 'ignored', failure, by: 'Eve', startedAt: 102, finishedAt: 104 }],
    ['exclude', { state: 'ignored', failure, by: 'Eve' }],
    ['fail', { state: 'failed', failure, end, startedAt: 102, finishedAt: 104 }],
    ['withdrawn', { state: 'cancelled', startedAt: 102, finishedAt: 104 }]
  ])('becomes what is answered: %s', (choice, expected) => {
    expect(after(begins, asks, answers(choice))).toMatchObject(expected)
  })

  it('takes its target along when a person excludes it', () => {
    const targetId = ids.target(1)
    expect(fold(begins, asks, answers('exclude')).excluded).toEqual([
      { targetId, reason: 'Eve excluded it after a failure.' }
    ])
    expect(fold(begins, asks, answers('exclude', 'The disk is full.')).excluded).toEqual([
      { targetId, reason: 'Eve excluded it after a failure: The disk is full.' }
    ])
  })

  it('counts automatic retries anew after a person wanted another one', () => {
    expect(after(begins, retries, begins, asks, answers('retry'), begins)).toMatchObject({ attempt: 3, tries: 1 })
  })
})

describe('a manual intervention', () => {
  it('succeeds when a person lets it go on, and passes on who and what they said', () => {
    expect(after(begins, asksToLook, answers('proceed', 'Looks fine.'))).toEqual({
      state: 'succeeded',
      attempt: 1,
      tries: 1,
      startedAt: 102,
      finishedAt: 104,
      outputs: [
        { name: 'Manual.Notes', value: 'Looks fine.', seq: 5 },
        { name: 'Manual.Approved', value: 'True', seq: 5 },
        { name: 'Manual.ResponsibleUser.Id', value: 'Eve', seq: 5 },
        { name: 'Manual.ResponsibleUser.Username', value: 'Eve', seq: 5 },
        { name: 'Manual.ResponsibleUser.DisplayName', value: 'Eve', seq: 5 }
      ]
    })
  })

  it('fails when a person aborts it, in their words', () => {
    expect(after(begins, asksToLook, answers('abort', 'Not today.'))).toMatchObject({
      state: 'failed',
      end: null,
      failure: { kind: 'aborted', message: 'Eve answered “Abort”: Not today.' }
    })
  })

  it('can be taken by somebody before it is answered', () => {
    const taken: DeploymentFact = { kind: 'question-taken', question: 1, by: 'Bob' }
    expect(fold(begins, asksToLook, taken).questions).toMatchObject([
      { takenBy: 'Bob', answer: null, responsible: ['bob'] }
    ])
  })
})

describe('what may be answered', () => {
  const choices = (changes: Parameters<typeof manyStep>[1][number], location: 'targets' | 'here' = 'targets') => {
    const roles = location === 'here' ? [] : ['web']
    const asked = planOf({ steps: [manyStep(1, [changes], { location, roles })] })
    const base = { number: 1, responsible: [], askedAt: 0, takenBy: null, answer: null }
    return choicesOf(asked, { ...base, kind: 'failure', run: allRuns(asked)[0]!.id, failure, end: null })
  }

  it('to a failure is everything', () => expect(choices({})).toEqual(['retry', 'ignore', 'exclude', 'fail']))

  it('to a failure of a required action is neither to ignore it nor to exclude its target', () =>
    expect(choices({ isRequired: true })).toEqual(['retry', 'fail']))

  it('to a failure without a target is not to exclude one', () =>
    expect(choices({}, 'here')).toEqual(['retry', 'ignore', 'fail']))

  it('to other questions is what they are about', () => {
    const base = { number: 1, responsible: [], askedAt: 0, takenBy: null, answer: null }
    const asked = planOf({ steps: [scriptStep(1)] })
    expect(choicesOf(asked, { ...base, kind: 'manual', run, instructions: '' })).toEqual(['proceed', 'abort'])
    expect(choicesOf(asked, { ...base, kind: 'canary', step: 1 })).toEqual(['proceed', 'stop'])
  })
})
