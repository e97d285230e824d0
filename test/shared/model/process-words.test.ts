import {
  canaryWords,
  conditionWords,
  environmentsWords,
  retriesWords,
  schedulingWords
} from '@shared/model/process-words'
import { describe, expect, it } from 'vitest'

describe('settings in words', () => {
  it('say when a step or an action runs', () => {
    expect([
      conditionWords(undefined),
      conditionWords({ when: 'success' }, 'action'),
      conditionWords({ when: 'success-and', expression: ' #{Go} ' }),
      conditionWords({ when: 'variable', expression: '#{Go}' }),
      conditionWords({ when: 'failure' }),
      conditionWords({ when: 'always' }),
      conditionWords({ when: 'cancel' })
    ]).toEqual([
      'only if everything before succeeded',
      'only if the actions before it on the target succeeded',
      'only if everything before succeeded and #{Go} is true',
      'if #{Go} is true, whatever happened before',
      'only if something before failed',
      'always, whatever happened before',
      'only after the deployment was cancelled'
    ])
  })

  it('say how a step goes through its targets', () => {
    expect([
      schedulingWords({}),
      schedulingWords({ maxParallel: 5 }),
      schedulingWords({ window: { unit: 'targets', count: 2 }, order: { by: 'name-backwards' } }),
      schedulingWords({
        window: { unit: 'percent', count: 25 },
        maxParallel: 20,
        stopAfter: { unit: 'targets', count: 1 },
        canary: { targets: 2, holds: false, soakSeconds: 0 }
      })
    ]).toEqual([
      ['all targets side by side'],
      ['all targets, at most 5 at the same time'],
      ['rolling, 2 at a time', 'by name backwards'],
      [
        'rolling, 25 % of the targets at a time',
        'never more than 20 at the same time',
        'stops once 1 target failed',
        'canary: 2 targets first'
      ]
    ])
    expect(canaryWords({ targets: 1, holds: true, soakSeconds: 90 })).toBe(
      'canary: 1 target first, waits 1 min 30 s, asks before the rest'
    )
  })

  it('say how often it is tried again, and where it takes part', () => {
    expect([retriesWords({ count: 1, backoffSeconds: 60 }), retriesWords({ count: 3, backoffSeconds: 15 })]).toEqual([
      '1 retry, at once',
      '3 retries, the first at once, then 15 s apart'
    ])
    const named = (part: object) => environmentsWords(part, id => `E${id}`)
    expect([named({}), named({ environments: [1, 2] }), named({ excludedEnvironments: [3] })]).toEqual([
      null,
      'only in E1, E2',
      'not in E3'
    ])
  })
})
