import type { DeploymentFact } from '@shared/deployment'
import { foldEvents } from '@shared/deployment-reducer'
import type { Step } from '@shared/model/process'
import { allRuns } from '@shared/plan/plan'
import { nextMoves } from '@shared/schedule/next-moves'
import { describe, expect, it } from 'vitest'
import { ids, manyStep, planOf, scriptStep } from '../../support/plans'
import { Walk } from './walk'

const window = (count: number) => ({ window: { unit: 'targets', count } as const })
const when = (condition: NonNullable<Step['condition']>['when']) =>
  ({
    condition:
      condition === 'variable' || condition === 'success-and'
        ? { when: condition, expression: 'x' }
        : { when: condition }
  }) as { readonly condition: NonNullable<Step['condition']> }
const together = { startsWithPrevious: true }

describe('a failed step', () => {
  const steps = [scriptStep(1), scriptStep(2), scriptStep(3, when('failure')), scriptStep(4, when('always'))]

  it('does not end the deployment: what is for failures and what always runs still have their turn, and it stays failed', () => {
    const walk = new Walk(steps, 1).fails('1.1')
    expect(walk.running).toEqual(['3.1'])
    walk.ok('3.1', '4.1')
    expect(walk.outcome).toBe('failed')
    expect(walk.reasons).toEqual({ '2.1': '“Step 1” failed before.' })
  })

  it('is what conditions look for in the whole deployment so far, not in the step before', () => {
    const walk = new Walk(
      [scriptStep(1), scriptStep(2, when('always')), scriptStep(3), scriptStep(4, when('failure'))],
      1
    )
    walk.fails('1.1').ok('2.1')
    expect(walk.running).toEqual(['4.1'])
    expect(walk.reasons).toEqual({ '3.1': '“Step 1” failed before.' })
  })

  it('leaves what is for failures alone when nothing has failed', () => {
    const walk = new Walk(steps, 1).ok('1.1', '2.1', '4.1')
    expect(walk.outcome).toBe('succeeded')
    expect(walk.reasons).toEqual({ '3.1': 'Nothing has failed before.' })
  })
})

describe('conditions with an expression', () => {
  it('replace “success”: a true one runs even after failures', () => {
    const walk = new Walk([scriptStep(1), scriptStep(2, when('variable'))], 1, { truths: { '2.1': true } }).fails('1.1')
    expect(walk.running).toEqual(['2.1'])
  })

  it('can be asked for together with success, and are not worked out after a failure', () => {
    const steps = [scriptStep(1), scriptStep(2, when('success-and'))]
    const truths = { '2.1': true }
    expect(new Walk(steps, 1, { truths }).ok('1.1').running).toEqual(['2.1'])
    expect(new Walk(steps, 1, { truths }).fails('1.1').reasons).toEqual({ '2.1': '“Step 1” failed before.' })
    expect(new Walk(steps, 1).ok('1.1').reasons).toEqual({ '2.1': 'It is false.' })
  })

  it('are worked out when the step starts, for each target, and not for excluded ones', () => {
    const walk = new Walk([scriptStep(1), scriptStep(2, when('variable'))], 3, { truths: { '2.2': true } })
    walk.exclude(3).ok('1.1', '1.2', '1.3')
    expect(walk.running).toEqual(['2.2'])
    expect(walk.reasons).toEqual({ '2.1': 'It is false.', '2.3': 'It is broken.' })
  })
})

describe('a parallel group', () => {
  it('begins together and is waited for as a whole', () => {
    const walk = new Walk([scriptStep(1), scriptStep(2, together), scriptStep(3)], 1)
    expect(walk.running).toEqual(['1.1', '2.1'])
    expect(walk.ok('1.1').running).toEqual(['2.1'])
    expect(walk.ok('2.1').running).toEqual(['3.1'])
  })

  it('looks at failures before it: a member’s failure stops what comes after the group, and no sibling', () => {
    const steps = [
      scriptStep(1),
      scriptStep(2, { ...together, ...when('failure') }),
      scriptStep(3, together),
      scriptStep(4)
    ]
    const walk = new Walk(steps, 1).fails('1.1')
    expect(walk.running).toEqual(['3.1'])
    walk.ok('3.1')
    expect(walk.reasons).toEqual({ '2.1': 'Nothing has failed before.', '4.1': '“Step 1” failed before.' })
  })

  it('is decided by what came before it, also where one of its members has failed already', () => {
    const plan = planOf({ steps: [scriptStep(1), scriptStep(2, together)] })
    const [first] = allRuns(plan)
    const facts: readonly DeploymentFact[] = [
      { kind: 'queued', id: ids.deployment, plan, by: 'Ada' },
      { kind: 'started' },
      { kind: 'step-started', step: 1 },
      { kind: 'run-started', run: first!.id },
      { kind: 'run-failed', run: first!.id, end: null, failure: { kind: 'script-failed', message: 'No.', remedy: '' } }
    ]
    const state = foldEvents(facts.map((fact, i) => ({ ...fact, seq: i + 1, at: i + 1 })))!
    expect(nextMoves(state, 10).moves).toEqual([{ kind: 'record', fact: { kind: 'step-started', step: 2 } }])
  })

  it('without its leader does not slip into the group before', () => {
    const walk = new Walk([scriptStep(1), scriptStep(2, { isDisabled: true }), scriptStep(3, together)], 1)
    expect(walk.running).toEqual(['1.1'])
    expect(walk.ok('1.1').running).toEqual(['3.1'])
  })

  it('goes on while one of its members waits for a person, and nothing after it does', () => {
    const walk = new Walk([scriptStep(1), scriptStep(2, together), scriptStep(3)], 2).asks('1.1').ok('1.2', '2.1')
    expect(walk.running).toEqual(['2.2'])
    walk.ok('2.2')
    expect(walk.running).toEqual([])
    expect(walk.answer('ignore').running).toEqual(['3.1', '3.2'])
  })
})

describe('a rolling window', () => {
  it('slides: the next target begins as soon as one has done all its actions', () => {
    const walk = new Walk([manyStep(1, [{}, {}], window(2))], 4)
    expect(walk.running).toEqual(['1-1.1', '1-1.2'])
    expect(walk.ok('1-1.2').running).toEqual(['1-1.1', '1-2.2'])
    expect(walk.ok('1-2.2').running).toEqual(['1-1.1', '1-1.3'])
  })

  it('has no barrier between the actions of several targets', () => {
    const walk = new Walk([manyStep(1, [{}, {}, {}], window(2))], 2).ok('1-1.1', '1-2.1')
    expect(walk.running).toEqual(['1-1.2', '1-3.1'])
  })

  it('of 2 lets the other target finish when one fails, and starts none of the rest of 5', () => {
    const walk = new Walk([scriptStep(1, window(2)), scriptStep(2)], 5).fails('1.1')
    expect(walk.running).toEqual(['1.2'])
    walk.ok('1.2')
    expect(walk.outcome).toBe('failed')
    const reason = '“Step 1” failed on 1 target, so no further one begins.'
    expect(walk.reasons).toMatchObject({
      '1.3': reason,
      '1.4': reason,
      '1.5': reason,
      '2.1': '“Step 1” failed before.'
    })
  })

  it('can bear some failures before it stops', () => {
    const walk = new Walk([scriptStep(1, { ...window(1), stopAfter: { unit: 'targets', count: 2 } })], 4).fails('1.1')
    expect(walk.running).toEqual(['1.2'])
    walk.fails('1.2')
    expect(walk.in('skipped')).toEqual(['1.3', '1.4'])
  })

  it('lets what has started do its actions to the end, though others have failed', () => {
    const walk = new Walk([manyStep(1, [{}, {}], window(2))], 3).fails('1-1.1').ok('1-1.2')
    expect(walk.running).toEqual(['1-2.2'])
    expect(walk.reasons).toMatchObject({ '1-2.1': '“1.1” failed before on this target.' })
  })

  it('keeps the place of a target that waits for a person or for its next attempt', () => {
    const walk = new Walk([scriptStep(1, window(1))], 2).asks('1.1')
    expect(walk.running).toEqual([])
    walk.answer('retry').retries('1.1', 5000)
    expect([walk.running, walk.wakeAt]).toEqual([[], 5000])
    expect(walk.until(5000).running).toEqual(['1.1'])
    expect(walk.ok('1.1').running).toEqual(['1.2'])
  })

  it('can be made narrower and wider meanwhile; what has started goes on', () => {
    const width = (count: number) => ({ kind: 'width-changed', step: 1, width: count, by: 'Eve' }) as const
    const walk = new Walk([manyStep(1, [{}, {}], window(2))], 5).happens(width(1)).ok('1-1.1')
    expect(walk.running).toEqual(['1-1.2', '1-2.1'])
    expect(walk.ok('1-2.1').running).toEqual(['1-1.2'])
    expect(walk.happens(width(3)).running).toEqual(['1-1.2', '1-1.3', '1-1.4'])
  })

  it('goes through the targets in the order that the step says', () => {
    const order = { by: 'list', targets: [ids.target(3)] } satisfies Step['order']
    expect(new Walk([scriptStep(1, { ...window(2), order })], 3).running).toEqual(['1.3', '1.1'])
  })
})

describe('a step without a window', () => {
  it('starts all targets, whatever fails, as many at a time as the deployment allows', () => {
    const walk = new Walk([scriptStep(1)], 4, { maxParallel: 2 }).fails('1.1', '1.2')
    expect(walk.running).toEqual(['1.3', '1.4'])
  })

  it('runs several actions for each target in order, not action by action', () => {
    const walk = new Walk([manyStep(1, [{}, {}])], 2, { maxParallel: 1 })
    expect(walk.running).toEqual(['1-1.1'])
    expect(walk.ok('1-1.1').running).toEqual(['1-2.1'])
    expect(walk.ok('1-2.1').running).toEqual(['1-1.2'])
  })
})

describe('actions of a step', () => {
  const withConditions = (...conditions: readonly NonNullable<Step['condition']>['when'][]) =>
    manyStep(1, [
      {},
      ...conditions.map(condition => when(condition) as Pick<Step['actions'][number], 'condition'>)
    ] as never)

  it('look at what came before them on the same target, and not at other targets', () => {
    const walk = new Walk([withConditions('failure', 'always')], 2).fails('1-1.1').ok('1-1.2')
    expect(walk.running).toEqual(['1-2.1', '1-3.2'])
    walk.ok('1-2.1', '1-3.1', '1-3.2')
    expect(walk.reasons).toEqual({ '1-2.2': 'Nothing has failed before on this target.' })
    expect(walk.outcome).toBe('failed')
  })

  it('with an expression have it worked out when their turn comes', () => {
    const truths = { '1-2.1': true, '1-3.1': true }
    const walk = new Walk([withConditions('variable', 'success-and')], 1, { truths }).fails('1-1.1')
    expect(walk.running).toEqual(['1-2.1'])
    walk.ok('1-2.1')
    expect(walk.reasons).toEqual({ '1-3.1': '“1.1” failed before on this target.' })
  })

  it('that do not apply leave the others their turn', () => {
    const walk = new Walk([manyStep(1, [{}, { isDisabled: true }, {}])], 1).ok('1-1.1')
    expect(walk.running).toEqual(['1-3.1'])
  })
})

describe('steps of which nothing runs', () => {
  it('are skipped when their turn has come, with the reason, and the deployment can succeed', () => {
    const walk = new Walk([scriptStep(1), scriptStep(2, { roles: ['db'] }), scriptStep(3)], 1)
    expect(walk.state.steps[2]).toBeUndefined()
    walk.ok('1.1', '3.1')
    expect(walk.state.steps[2]).toMatchObject({
      state: 'skipped',
      reason: 'Skipped, because no enabled target with the role db in Test takes part.'
    })
    expect(walk.outcome).toBe('succeeded')
  })
})

describe('retries', () => {
  it('are per action and target: another target goes on, and what follows on this one waits', () => {
    const retries = { count: 2, backoffSeconds: 15 }
    const walk = new Walk([manyStep(1, [{ retries }, {}])], 2).retries('1-1.1', 9000).ok('1-1.2')
    expect(walk.running).toEqual(['1-2.2'])
    expect(walk.wakeAt).toBe(9000)
    walk.until(9000).ok('1-1.1')
    expect(walk.running).toEqual(['1-2.1', '1-2.2'])
  })

  it('begin at once where they may', () => {
    const walk = new Walk([scriptStep(1)], 1)
    expect(walk.retries('1.1', walk.now).running).toEqual(['1.1'])
  })
})

describe('guided failure', () => {
  it('ignored is no failure for conditions', () => {
    const walk = new Walk([manyStep(1, [{}, {}]), scriptStep(2, when('failure')), scriptStep(3)], 1)
    walk.asks('1-1.1').answer('ignore').ok('1-2.1', '3.1')
    expect(walk.reasons).toEqual({ '2.1': 'Nothing has failed before.' })
    expect(walk.outcome).toBe('succeeded')
  })

  it('with an excluded target leaves it out of the rest of the deployment, and the roll goes on', () => {
    const walk = new Walk([manyStep(1, [{}, {}], window(1)), scriptStep(2)], 2).asks('1-1.1').answer('exclude')
    expect(walk.running).toEqual(['1-1.2'])
    walk.ok('1-1.2', '1-2.2')
    expect(walk.running).toEqual(['2.2'])
    const reason = 'Eve excluded it after a failure.'
    expect(walk.reasons).toEqual({ '1-2.1': reason, '2.1': reason })
    expect(walk.ok('2.2').outcome).toBe('succeeded')
  })

  it('failed is a failure like any other', () => {
    expect(new Walk([scriptStep(1), scriptStep(2)], 1).asks('1.1').answer('fail').outcome).toBe('failed')
  })

  it('has one answer for each target, which counts for no other', () => {
    const walk = new Walk([scriptStep(1)], 2).asks('1.1').asks('1.2').answer('ignore', 1)
    expect(walk.in('waiting')).toEqual(['1.2'])
    expect(walk.answer('fail', 2).outcome).toBe('failed')
  })
})

describe('excluded targets', () => {
  it('are out of all later steps at once, also of what is for a cancel, and while nothing may begin', () => {
    const steps = [scriptStep(1), manyStep(2, [{}, {}]), scriptStep(3, when('variable')), scriptStep(4, when('cancel'))]
    const walk = new Walk(steps, 2).happens({ kind: 'paused', by: 'Eve' }).exclude(1)
    const reason = 'It is broken.'
    expect(walk.reasons).toEqual({ '2-1.1': reason, '2-2.1': reason, '3.1': reason, '4.1': reason })
    expect([walk.running, walk.in('pending')]).toEqual([
      ['1.1', '1.2'],
      ['2-1.2', '2-2.2', '3.2', '4.2']
    ])
  })

  it('have nothing cleaned up when they are excluded during a cancel', () => {
    const walk = new Walk([scriptStep(1), scriptStep(2, when('cancel'))], 2).cancel().exclude(1).stopped('1.1', '1.2')
    expect(walk.reasons).toEqual({ '2.1': 'It is broken.' })
    expect(walk.running).toEqual(['2.2'])
    expect(walk.cancel().stopped('2.2').outcome).toBe('cancelled')
  })

  it('leave a step undone where no other has a part in it', () => {
    const walk = new Walk([scriptStep(1), scriptStep(2, when('success-and')), scriptStep(3)], 1).exclude(1)
    expect(walk.ok('1.1').outcome).toBe('succeeded')
    expect(walk.in('skipped')).toEqual(['2.1', '3.1'])
  })

  it('start nothing more, also not what was to be tried again', () => {
    const walk = new Walk([manyStep(1, [{}, {}])], 2).retries('1-1.1', 9000).exclude(1).exclude(2)
    expect(walk.in('skipped')).toEqual(['1-1.1', '1-2.1', '1-2.2'])
    expect(walk.running).toEqual(['1-1.2'])
    expect(walk.ok('1-1.2').outcome).toBe('succeeded')
  })
})
