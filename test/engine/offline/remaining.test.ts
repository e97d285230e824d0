import type { StepCondition } from '@shared/model/run-condition'
import { describe, expect, it } from 'vitest'
import { remainingOn } from '../../../electron/engine/offline/remaining'
import { recording } from '../../support/engine'
import { ids, planOf, scriptStep } from '../../support/plans'

const conditioned = (n: number, condition?: StepCondition, more: object = {}) =>
  scriptStep(n, { name: `Step ${n}`, ...(condition === undefined ? {} : { condition }), ...more })

/** A deployment on its first target, of which the first step has begun. */
function begun(...conditions: readonly (StepCondition | undefined)[]) {
  const plan = planOf({ steps: conditions.map((condition, index) => conditioned(index + 1, condition)) })
  const record = recording(plan)
  record.add({ kind: 'started' })
  record.add({ kind: 'step-started', step: 1 })
  const runs = plan.stages.map(stage => stage.runs[0]!.id)
  record.add({ kind: 'run-started', run: runs[0]! })
  return { record, runs, target: plan.targets[0]!.id }
}

describe('what is still to come on an offline target', () => {
  it('is every later action, with what the far end has to decide', () => {
    const { record, runs, target } = begun(undefined, { when: 'failure' }, { when: 'always' }, { when: 'cancel' })
    expect(remainingOn(record.state(), target, runs[0]!, () => true)).toEqual({
      runs: [
        { id: runs[0], when: { step: 'success', action: 'success' } },
        { id: runs[1], when: { step: 'failure', action: 'success' } },
        { id: runs[2], when: { step: 'always', action: 'success' } }
      ],
      leftOut: [],
      waitsFor: null
    })
  })

  it('is decided now where an expression decides: Variable replaces success, SuccessAnd keeps it', () => {
    const expression = '#{Is}'
    const { record, runs, target } = begun(
      undefined,
      { when: 'variable', expression },
      { when: 'success-and', expression }
    )
    const found = (isTrue: boolean) => remainingOn(record.state(), target, runs[0]!, () => isTrue)
    expect(found(true).runs.map(({ when }) => when.step)).toEqual(['success', 'always', 'success'])
    expect(found(false).leftOut.map(({ id }) => id)).toEqual([runs[1], runs[2]])
  })

  it('lacks what depends on a success that is out of reach, because something failed before', () => {
    const { record, runs, target } = begun(undefined, undefined, { when: 'failure' })
    const failure = { kind: 'script-failed', message: 'No.', remedy: '' } as const
    record.add({ kind: 'run-failed', run: runs[0]!, end: null, failure })
    const found = remainingOn(record.state(), target, runs[2]!, () => true)
    expect(found.runs).toEqual([{ id: runs[2], when: { step: 'success', action: 'success' } }])
  })

  it('is nothing for a target that was excluded', () => {
    const { record, runs, target } = begun(undefined, undefined)
    record.add({
      kind: 'asked',
      question: { kind: 'failure', run: runs[0]!, end: null, failure: { kind: 'aborted', message: '', remedy: '' } }
    })
    record.add({ kind: 'question-answered', question: 1, choice: 'exclude', by: 'Ada', note: '' })
    expect(remainingOn(record.state(), target, runs[0]!, () => true).runs).toEqual([])
    expect(ids.deployment).toBe(record.state().id)
  })
})
