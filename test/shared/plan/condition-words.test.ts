import { actionConditionWords, conditionWords, effortWords, paceWords } from '@shared/plan/condition-words'
import { spanOf } from '@shared/plan/words'
import { describe, expect, it } from 'vitest'
import { ids } from '../../support/plans'

const lanes = [1, 2, 3, 4].map(ids.target)
const pace = { lanes, width: 10, isRolling: false, stopAfter: null, canary: null }

describe('the words of a plan', () => {
  it('say when a step runs, with the template that decides it', () => {
    expect(conditionWords({ when: 'success' })).toEqual({
      words: 'only if everything before succeeded',
      expression: null
    })
    expect(conditionWords({ when: 'success-and', expression: '#{Run}' })).toEqual({
      words: 'only if everything before succeeded and this is true',
      expression: '#{Run}'
    })
    expect(actionConditionWords({ when: 'failure' }).words).toBe('only if an action before it on the target failed')
  })

  it('say how targets pass through a step, where there is something to tell', () => {
    expect(paceWords(pace)).toEqual([])
    expect(paceWords({ ...pace, width: 2 })).toEqual(['at most 2 at a time'])
    expect(paceWords({ ...pace, width: 2, isRolling: true, stopAfter: 1 })).toEqual([
      'rolling, 2 at a time',
      'stops once 1 target failed'
    ])
    expect(paceWords({ ...pace, lanes: lanes.slice(0, 1), isRolling: true, width: 1 })).toEqual([])
  })

  it('say what the first targets are for', () => {
    const canary = (holds: boolean, soakMs: number) => paceWords({ ...pace, canary: { targets: 1, holds, soakMs } })
    expect([canary(false, 0), canary(true, 0), canary(false, 300_000), canary(true, 300_000)]).toEqual([
      ['canary: 1 target first'],
      ['canary: 1 target first, asks before the rest'],
      ['canary: 1 target first, waits 5 min'],
      ['canary: 1 target first, waits 5 min, asks before the rest']
    ])
  })

  it('say how often and how long an action is tried', () => {
    expect(effortWords({ retries: { count: 2, backoffSeconds: 5 }, timeoutMs: 90_000 })).toEqual([
      '2 retries, the first at once, then 5 s apart',
      'at most 1 min 30 s each time'
    ])
  })

  it('leave out of a span what is zero', () => {
    expect([0, 45_000, 300_000, 5_400_000, 3_601_000].map(spanOf)).toEqual([
      '0 s',
      '45 s',
      '5 min',
      '1 h 30 min',
      '1 h 1 s'
    ])
  })
})
