import type { Step } from '@shared/model/process'
import { actionNotes, blocksOf, stepCounts, stepNotes } from '@shared/plan/plan-blocks'
import { describe, expect, it } from 'vitest'
import { ids, planOf, scriptStep, sshTarget } from '../../support/plans'

const targets = [1, 2, 3, 4].map(n => sshTarget(n))
const shape = (steps: readonly Step[]) =>
  blocksOf(planOf({ steps, targets })).map(({ items, isTogether }) => {
    const numbers = items.map(({ step }) => step.number)
    return isTogether ? numbers : (numbers[0] ?? 0)
  })

const withPrevious = { startsWithPrevious: true } as const

describe('the blocks of a plan', () => {
  it('are steps one after the other, and those that begin together as one', () => {
    expect(shape([scriptStep(1), scriptStep(2), scriptStep(3, withPrevious), scriptStep(4)])).toEqual([1, [2, 3], 4])
  })

  it('hold what is skipped between those that begin together, and nothing skipped at the edges', () => {
    const off = { isDisabled: true } as const
    expect(
      shape([
        scriptStep(1),
        scriptStep(2, { ...withPrevious, ...off }),
        scriptStep(3, withPrevious),
        scriptStep(4, off)
      ])
    ).toEqual([[1, 2, 3], 4])
    expect(shape([scriptStep(1), scriptStep(2, { ...withPrevious, ...off })])).toEqual([1, 2])
  })

  it('keep steps for a cancel to themselves', () => {
    expect(
      shape([scriptStep(1), scriptStep(2, { ...withPrevious, condition: { when: 'cancel' } }), scriptStep(3)])
    ).toEqual([1, 2, 3])
  })
})

describe('what is said of a step', () => {
  const notesOf = (step: Step) => {
    const plan = planOf({ steps: [scriptStep(9), step], targets })
    const item = blocksOf(plan)[1]?.items[0]
    if (!item) throw new Error('The step is not in the plan')
    return stepNotes(plan, item)
  }

  it('is nothing where everything is as usual', () => {
    expect(notesOf(scriptStep(1))).toEqual({ words: [], condition: null })
  })

  it('is how its targets go through it, and in which order where that is not by name', () => {
    expect(
      notesOf(
        scriptStep(1, {
          window: { unit: 'targets', count: 2 },
          order: { by: 'list', targets: [ids.target(3)] },
          condition: { when: 'variable', expression: '#{Go}' }
        })
      )
    ).toEqual({
      words: ['rolling, 2 at a time', 'stops once 1 target failed', 'in the order web-3, web-1, web-2, …'],
      condition: { words: 'if this is true, whatever happened before', expression: '#{Go}' }
    })
  })
})

describe('what is said of an action', () => {
  it('is who is asked, and how often and how long it is tried', () => {
    const approval: Step = {
      ...scriptStep(1, { location: 'here', roles: [] }),
      actions: [
        { type: 'manual', id: ids.action(1), instructions: 'Look.', responsible: ['ada', 'bob'], blocksOthers: true }
      ]
    }
    const script: Step = {
      ...scriptStep(2),
      actions: [
        {
          type: 'script',
          id: ids.action(2),
          syntax: 'python',
          body: 'pass',
          retries: { count: 1, backoffSeconds: 5 },
          timeoutSeconds: 60
        }
      ]
    }
    const [asking, trying] = planOf({ steps: [approval, script], targets }).stages
    if (!asking || !trying) throw new Error('The plan has no two stages')
    expect([actionNotes(asking).words, actionNotes(trying).words]).toEqual([
      ['waits for ada or bob', 'other deployments there wait as well'],
      ['1 retry, at once', 'at most 1 min each time']
    ])
  })
})

describe('the count of steps', () => {
  it('tells those that run from all', () => {
    expect(stepCounts(planOf({ steps: [scriptStep(1), scriptStep(2, { isDisabled: true })], targets }))).toEqual({
      running: 1,
      all: 2
    })
  })
})
