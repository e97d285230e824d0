import type { DeploymentFact } from '@shared/deployment'
import { resuming } from '@shared/deployment-resume'
import type { RunId } from '@shared/ids'
import type { Step } from '@shared/model/process'
import { nextMoves } from '@shared/schedule/next-moves'
import { describe, expect, it } from 'vitest'
import { ids, manyStep, scriptStep } from '../../support/plans'
import { Walk } from './walk'

const window = (count: number) => ({ window: { unit: 'targets', count } as const })
const when = (condition: NonNullable<Step['condition']>['when']) =>
  ({
    condition:
      condition === 'variable' || condition === 'success-and'
        ? { when: condition, expression: 'x' }
        : { when: condition }
  }) as { readonly condition: NonNullable<Step['condition']> }

/** What is continued with one run that runs again; what else failed stays so. */
const retrying = (short: string): DeploymentFact => {
  const run = `${short.slice(0, -1)}target-000000000${short.slice(-1)}` as RunId
  return resuming('Eve', [{ run, choice: 'retry', reason: '' }])
}

describe('the first targets', () => {
  const canary = (holds: boolean, soakSeconds = 0, targets = 1) => ({ canary: { targets, holds, soakSeconds } })

  it('go first, and the rest after they all did well', () => {
    const walk = new Walk([scriptStep(1, canary(false, 0, 2))], 4)
    expect(walk.running).toEqual(['1.1', '1.2'])
    expect(walk.ok('1.1').running).toEqual(['1.2'])
    expect(walk.ok('1.2').running).toEqual(['1.3', '1.4'])
  })

  it('rest for as long as the step says', () => {
    const walk = new Walk([scriptStep(1, canary(false, 60))], 2).ok('1.1')
    const { finishedAt } = Object.values(walk.state.runs)[0] as { finishedAt: number }
    expect([walk.running, walk.wakeAt]).toEqual([[], finishedAt + 60_000])
    expect(walk.until(finishedAt + 60_000).running).toEqual(['1.2'])
  })

  it('are followed when a person agrees, who is asked once', () => {
    const walk = new Walk([scriptStep(1, canary(true))], 3).ok('1.1')
    expect(walk.story.filter(item => item === 'asked')).toHaveLength(1)
    expect(walk.state.questions).toMatchObject([{ kind: 'canary', step: 1, answer: null }])
    expect(walk.answer('proceed').running).toEqual(['1.2', '1.3'])
  })

  it('are the last ones when a person says so, and that is no success', () => {
    const walk = new Walk([scriptStep(1, canary(true)), scriptStep(2), scriptStep(3, when('failure'))], 2).ok('1.1')
    walk.answer('stop')
    expect(walk.reasons).toEqual({
      '1.2': 'Eve stopped “Step 1” after its first targets.',
      '2.1': '“Step 1” failed before.',
      '2.2': '“Step 1” failed before.'
    })
    expect(walk.ok('3.1', '3.2').outcome).toBe('failed')
  })

  it('are the last ones when one of them fails', () => {
    const walk = new Walk([scriptStep(1, canary(true, 0, 2))], 3).fails('1.1').ok('1.2')
    expect(walk.reasons).toEqual({ '1.3': '“Step 1” failed on its first targets, so no further one begins.' })
    expect(walk.outcome).toBe('failed')
  })

  it('are those that take part: one that is excluded before it begins is replaced by the next', () => {
    const walk = new Walk([scriptStep(1), scriptStep(2, canary(false))], 3).exclude(1).ok('1.1', '1.2', '1.3')
    expect(walk.running).toEqual(['2.2'])
  })

  it('have not done well where they were excluded after a failure: the next one goes first, and alone', () => {
    const walk = new Walk([scriptStep(1, canary(false))], 4).asks('1.1').answer('exclude')
    expect(walk.running).toEqual(['1.2'])
    expect(walk.ok('1.2').running).toEqual(['1.3', '1.4'])
  })

  it('have done well where they are excluded only afterwards', () => {
    const walk = new Walk([manyStep(1, [{}, { condition: { when: 'failure' } }], canary(false, 60))], 3).ok('1-1.1')
    expect(walk.exclude(1).running).toEqual([])
    expect(walk.until(walk.wakeAt ?? 0).running).toEqual(['1-1.2', '1-1.3'])
  })

  it('are waited for where one is excluded while it runs', () => {
    const walk = new Walk([manyStep(1, [{}, {}], canary(false))], 3).exclude(1)
    expect(walk.running).toEqual(['1-1.1'])
    expect(walk.ok('1-1.1').running).toEqual(['1-1.2'])
  })

  it('are not asked about when nothing is left to begin', () => {
    const walk = new Walk([scriptStep(1, canary(true))], 2).ok('1.1').exclude(2)
    expect(walk.state.questions).toMatchObject([{ answer: { choice: 'withdrawn', note: 'Nothing is left to begin.' } }])
    expect(walk.outcome).toBe('succeeded')
  })
})

describe('a cancel', () => {
  it('is no failure: neither what always runs nor what is for failures begins', () => {
    const steps = [scriptStep(1), scriptStep(2, when('always')), scriptStep(3, when('failure'))]
    const walk = new Walk(steps, 1).cancel()
    expect(walk.running).toEqual(['1.1'])
    expect(walk.stopped('1.1').outcome).toBe('cancelled')
    expect(walk.in('cancelled')).toEqual(['1.1', '2.1', '3.1'])
  })

  it('withdraws what was asked, and cancels what waits for an answer or its next attempt', () => {
    const walk = new Walk([scriptStep(1)], 2).asks('1.1').retries('1.2', 9000).cancel()
    expect(walk.in('cancelled')).toEqual(['1.1', '1.2'])
    expect(walk.state.questions).toMatchObject([{ answer: { choice: 'withdrawn', by: 'Eve' } }])
    expect(walk.outcome).toBe('cancelled')
  })

  it('lets what is for a cancel run when everything else has ended, in order', () => {
    const steps = [scriptStep(1, when('cancel')), scriptStep(2), scriptStep(3, when('cancel'))]
    const walk = new Walk(steps, 1).cancel()
    expect(walk.running).toEqual(['2.1'])
    expect(walk.stopped('2.1').running).toEqual(['1.1'])
    expect(walk.fails('1.1').running).toEqual(['3.1'])
    expect(walk.ok('3.1').outcome).toBe('cancelled')
  })

  it('asked for twice stops that as well, and a third time changes nothing', () => {
    const walk = new Walk([scriptStep(1), scriptStep(2, { ...when('cancel'), ...window(1) })], 2).cancel()
    walk.stopped('1.1', '1.2')
    expect(walk.running).toEqual(['2.1'])
    walk.cancel().cancel()
    expect(walk.in('cancelled')).toEqual(['1.1', '1.2', '2.2'])
    expect(walk.stopped('2.1').outcome).toBe('cancelled')
  })

  it('leaves what is for a cancel alone where nobody cancels, or nothing is left to cancel', () => {
    const steps = [scriptStep(1), scriptStep(2, when('cancel'))]
    const reasons = { '2.1': 'It is only for when the deployment is cancelled.' }
    const usual = new Walk(steps, 1).ok('1.1')
    expect([usual.outcome, usual.reasons]).toEqual(['succeeded', reasons])
    const tooLate = new Walk(steps, 1).cancel().ok('1.1')
    expect([tooLate.outcome, tooLate.reasons]).toEqual(['succeeded', reasons])
  })

  it('goes before a pause', () => {
    const walk = new Walk([scriptStep(1), scriptStep(2, when('cancel'))], 1)
    walk.happens({ kind: 'paused', by: 'Eve' }).cancel().stopped('1.1')
    expect(walk.running).toEqual(['2.1'])
  })
})

describe('a pause', () => {
  it('lets what runs come to its end and nothing begin: no target, no action, no attempt, no step', () => {
    const walk = new Walk([manyStep(1, [{}, {}], window(2)), scriptStep(2)], 3).retries('1-1.1', 1500)
    walk.happens({ kind: 'paused', by: 'Eve' }).ok('1-1.2').until(2000)
    expect([walk.running, walk.wakeAt]).toEqual([[], null])
    walk.happens({ kind: 'unpaused', by: 'Eve' })
    expect(walk.running).toEqual(['1-1.1', '1-2.2'])
  })

  it('does not keep it from ending', () => {
    expect(new Walk([scriptStep(1)], 1).happens({ kind: 'paused', by: 'Eve' }).ok('1.1').outcome).toBe('succeeded')
  })
})

describe('a deployment', () => {
  it('starts not before its time', () => {
    const walk = new Walk([scriptStep(1)], 1)
    const queued = { ...walk.state, state: 'queued', startAt: 9000 } as typeof walk.state
    expect(nextMoves(queued, 8999)).toEqual({ moves: [], wakeAt: 9000 })
    expect(nextMoves(queued, 9000)).toEqual({ moves: [{ kind: 'record', fact: { kind: 'started' } }], wakeAt: null })
  })

  it('that was continued begins where it had ended: what succeeded runs no more', () => {
    const walk = new Walk([manyStep(1, [{}, {}], window(1)), scriptStep(2)], 2).ok('1-1.1').fails('1-2.1')
    expect(walk.outcome).toBe('failed')
    const decisions = [{ run: '1-2.target-0000000001' as never, choice: 'retry' as const, reason: '' }]
    walk.happens(resuming('Eve', decisions))
    expect(walk.running).toEqual(['1-2.1'])
    walk.ok('1-2.1', '1-1.2', '1-2.2', '2.1', '2.2')
    expect(walk.outcome).toBe('succeeded')
    expect(walk.story.filter(item => item === 'run-started 1-1.1')).toHaveLength(1)
  })

  it('that was continued lets targets in again no more at a time than its width', () => {
    const walk = new Walk([manyStep(1, [{}, {}])], 4, { maxParallel: 2 })
    walk.ok('1-1.1').fails('1-2.1').ok('1-1.2').fails('1-2.2').ok('1-1.3').fails('1-2.3').ok('1-1.4').fails('1-2.4')
    const decisions = [1, 2, 3, 4].map(n => ({
      run: `1-2.${ids.target(n)}` as never,
      choice: 'retry' as const,
      reason: ''
    }))
    expect(walk.happens(resuming('Eve', decisions)).running).toEqual(['1-2.1', '1-2.2'])
  })

  it('that was continued has again the failures ahead of it that a step can bear', () => {
    const walk = new Walk([scriptStep(1, window(2))], 4).fails('1.1', '1.2')
    expect(walk.outcome).toBe('failed')
    expect(walk.happens(retrying('1.2')).running).toEqual(['1.2', '1.3'])
    expect(walk.ok('1.2').running).toEqual(['1.3', '1.4'])
    const again = new Walk([scriptStep(1, window(2))], 4).fails('1.1', '1.2').happens(retrying('1.2')).fails('1.2')
    expect(again.running).toEqual(['1.3'])
    expect(again.reasons).toEqual({ '1.4': '“Step 1” failed on 1 target, so no further one begins.' })
  })

  it('that was continued has others go first in the place of first targets that stay failed', () => {
    const first = { canary: { targets: 2, holds: false, soakSeconds: 0 } }
    const walk = new Walk([scriptStep(1, first)], 5).fails('1.1', '1.2')
    expect(walk.happens(retrying('1.2')).running).toEqual(['1.2', '1.3'])
    expect(walk.ok('1.2').running).toEqual(['1.3'])
    expect(walk.ok('1.3').running).toEqual(['1.4', '1.5'])
    const again = new Walk([scriptStep(1, first)], 5).fails('1.1', '1.2').happens(retrying('1.2')).fails('1.2')
    expect(again.ok('1.3').reasons).toEqual({
      '1.4': '“Step 1” failed on its first targets, so no further one begins.',
      '1.5': '“Step 1” failed on its first targets, so no further one begins.'
    })
  })

  it('that is over has no moves', () => {
    const walk = new Walk([scriptStep(1)], 1).ok('1.1')
    expect(nextMoves(walk.state, walk.now)).toEqual({ moves: [], wakeAt: null })
    expect(walk.story.filter(item => item === 'finished')).toHaveLength(1)
  })
})
