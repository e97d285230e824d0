import type { ChannelId } from '@shared/ids'
import type { Step } from '@shared/model/process'
import { stageNumber, stagesOf, stepsOf } from '@shared/plan/plan'
import { groupsOf } from '@shared/plan/plan-steps'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ids, manyStep, planOf, scriptStep, sshTarget } from '../../support/plans'

const targets = [1, 2, 3, 4, 5].map(n => sshTarget(n))
const other = { startsWithPrevious: true }
/** The first step of a plan. */
const first = (step: Step, count = 5) => {
  const planned = planOf({ steps: [step], targets: targets.slice(0, count) }).steps?.[0]
  if (!planned) throw new Error('The plan has no step')
  return planned
}
const names = (lanes: readonly (string | null)[]) => lanes.map(lane => lane?.slice(-1) ?? 'here')

describe('groups', () => {
  const groups = (...steps: readonly Step[]) => planOf({ steps, targets }).steps?.map(step => step.group)

  it('follow each other, and a step that begins with the one before shares its group', () => {
    expect(groups(scriptStep(1), scriptStep(2, other), scriptStep(3, other), scriptStep(4))).toEqual([1, 1, 1, 2])
  })

  it('begin with the first step, whatever it says', () => {
    expect(groups(scriptStep(1, other), scriptStep(2))).toEqual([1, 2])
  })

  it.each<[string, Partial<Step>]>([
    ['disabled', { isDisabled: true }],
    ['without targets', { roles: ['nobody'] }]
  ])('whose leader is %s are led by whoever follows it, and do not slip into the group before', (_, leader) => {
    expect(groups(scriptStep(1), scriptStep(2, leader), scriptStep(3, other), scriptStep(4, other))).toEqual([
      1, 1, 2, 2
    ])
  })

  it('lose a member that does not run, and nothing else', () => {
    expect(groups(scriptStep(1), scriptStep(2, { ...other, isDisabled: true }), scriptStep(3, other))).toEqual([
      1, 1, 1
    ])
  })

  it('never fall behind, and a step shares its group only with what it begins together with', () => {
    const shapes = fc.array(fc.record({ startsWithPrevious: fc.boolean(), runs: fc.boolean() }), { minLength: 1 })
    fc.assert(
      fc.property(shapes, list => {
        const steps = list.map(({ startsWithPrevious }, n) => scriptStep(n + 1, { startsWithPrevious }))
        const runs = (step: Step) => list[steps.indexOf(step)]?.runs === true
        const groups = groupsOf(steps, runs)
        let leader = -1
        list.forEach((shape, n) => {
          expect(groups[n]).toBeGreaterThanOrEqual(groups[n - 1] ?? 1)
          if (!shape.startsWithPrevious) leader = -1
          if (!shape.runs) return
          const before = list.slice(0, n).findLastIndex(item => item.runs)
          if (leader === -1) expect(groups[n]).toBe(before === -1 ? 1 : (groups[before] ?? 0) + 1)
          else expect(groups[n]).toBe(groups[leader])
          if (leader === -1) leader = n
        })
      })
    )
  })
})

describe('a step with several actions', () => {
  const rolling = manyStep(1, [{ name: 'Drain', location: 'here-for-each-target' }, { name: 'Install' }], {
    name: 'Roll'
  })

  it('has a stage for each, numbered within it, and one lane for each target', () => {
    const plan = planOf({ steps: [rolling], targets: targets.slice(0, 2) })
    expect(plan.stages.map(stage => [stageNumber(stage), stage.name, stage.runs])).toEqual([
      [
        '1.1',
        'Drain',
        [
          { id: '1-1.target-0000000001', targetId: ids.target(1), on: 'here' },
          { id: '1-1.target-0000000002', targetId: ids.target(2), on: 'here' }
        ]
      ],
      [
        '1.2',
        'Install',
        [
          { id: '1-2.target-0000000001', targetId: ids.target(1), on: 'target' },
          { id: '1-2.target-0000000002', targetId: ids.target(2), on: 'target' }
        ]
      ]
    ])
    expect(plan.steps).toMatchObject([
      { number: 1, name: 'Roll', lanes: [ids.target(1), ids.target(2)], why: 'Runs 2 actions in order for 2 targets.' }
    ])
  })

  it('applies in part where only some of its actions are for the environment, and vanishes where none is', () => {
    const elsewhere = { environments: [ids.environment(2)] }
    const part = planOf({ steps: [manyStep(1, [elsewhere, {}]), scriptStep(2)], targets })
    expect(part.stages.map(stage => [stage.why, stage.runs.length])).toEqual([
      ['Skipped, because it is not for Test.', 0],
      ['Runs on 5 targets with the role web in Test.', 5],
      ['Runs on 5 targets with the role web in Test.', 5]
    ])
    expect(part.steps?.[0]?.lanes).toHaveLength(5)
    const none = planOf({ steps: [manyStep(1, [elsewhere, elsewhere]), scriptStep(2)], targets })
    expect(none.steps?.[0]).toMatchObject({ lanes: [], why: 'Skipped, because none of its actions runs.' })
  })

  it('keeps conditions, retries, timeouts and what is required of each', () => {
    const settings = { retries: { count: 2, backoffSeconds: 15 }, timeoutSeconds: 30, isRequired: true }
    const plan = planOf({ steps: [manyStep(1, [settings, { condition: { when: 'always' } }])] })
    expect(plan.stages).toMatchObject([
      { retries: settings.retries, timeoutMs: 30_000, isRequired: true },
      { condition: { when: 'always' } }
    ])
    expect(plan.stages[0]).not.toHaveProperty('condition')
  })

  it('of which there is one only has no condition of its own', () => {
    const plan = planOf({ steps: [manyStep(1, [{ condition: { when: 'always' } }])] })
    expect(plan.stages[0]).not.toHaveProperty('condition')
    expect(plan.stages[0]).not.toHaveProperty('child')
  })
})

describe('what is for some environments or channels only', () => {
  const stage = (action: Parameters<typeof manyStep>[1][number], channelId?: ChannelId) =>
    planOf({ steps: [manyStep(1, [action, {}])], channelId: channelId ?? null }).stages[0]
  const channel = 'channel-0000000001' as ChannelId

  it.each([
    ['another environment', { environments: [ids.environment(2)] }, 'Skipped, because it is not for Test.'],
    ['this environment', { environments: [ids.environment()] }, null],
    ['all but this environment', { excludedEnvironments: [ids.environment()] }, 'Skipped, because Test is excluded.'],
    ['all but another environment', { excludedEnvironments: [ids.environment(2)] }, null],
    ['nobody', { isDisabled: true }, 'Skipped, because the action is disabled.']
  ])('for %s', (_, action, why) => {
    expect(stage(action)).toMatchObject(why === null ? { runs: [{}] } : { runs: [], why })
  })

  it('for a channel runs for releases of it alone', () => {
    const why = 'Skipped, because it is not for the channel of this release.'
    expect(stage({ channels: [channel] })).toMatchObject({ runs: [], why })
    expect(stage({ channels: [channel] }, channel)).toMatchObject({ runs: [{}] })
  })
})

describe('how targets pass through a step', () => {
  it('is all at once up to the limit, whatever fails', () => {
    expect(first(scriptStep(1))).toMatchObject({ width: 10, isRolling: false, stopAfter: null, canary: null })
    expect(first(scriptStep(1, { maxParallel: 2 }))).toMatchObject({ width: 2, isRolling: false })
  })

  it.each<[NonNullable<Step['window']>, number]>([
    [{ unit: 'targets', count: 2 }, 2],
    [{ unit: 'percent', count: 1 }, 1],
    [{ unit: 'percent', count: 40 }, 2],
    [{ unit: 'percent', count: 41 }, 3],
    [{ unit: 'percent', count: 100 }, 5]
  ])('is a window of %j: %i of 5 targets', (window, width) => {
    expect(first(scriptStep(1, { window }))).toMatchObject({ width, isRolling: true, stopAfter: 1 })
  })

  it('is never wider than the limit', () => {
    const window = { unit: 'targets', count: 4 } as const
    expect(first(scriptStep(1, { window, maxParallel: 3 })).width).toBe(3)
  })

  it('stops after as many failures as it says, also a part of the targets', () => {
    expect(first(scriptStep(1, { stopAfter: { unit: 'targets', count: 2 } })).stopAfter).toBe(2)
    expect(first(scriptStep(1, { stopAfter: { unit: 'percent', count: 30 } })).stopAfter).toBe(2)
  })

  it('begins with a few, where there are more', () => {
    const canary = { targets: 2, holds: true, soakSeconds: 60 }
    expect(first(scriptStep(1, { canary })).canary).toEqual({ targets: 2, holds: true, soakMs: 60_000 })
    expect(first(scriptStep(1, { canary }), 2).canary).toBe(null)
  })

  it('is by name, backwards, or as listed with the others after that', () => {
    const order = (by: Step['order']) => names(first(scriptStep(1, by === undefined ? {} : { order: by })).lanes)
    expect(order(undefined)).toEqual(['1', '2', '3', '4', '5'])
    expect(order({ by: 'name-backwards' })).toEqual(['5', '4', '3', '2', '1'])
    expect(order({ by: 'list', targets: [ids.target(4), ids.target(9), ids.target(2)] })).toEqual([
      '4',
      '2',
      '1',
      '3',
      '5'
    ])
  })

  it('counts only targets that take part', () => {
    const step = scriptStep(1, { window: { unit: 'percent', count: 50 } })
    const plan = planOf({ steps: [step], targets, choices: { without: [ids.target(1), ids.target(2)] } })
    expect(plan.steps?.[0]).toMatchObject({ width: 2, lanes: [ids.target(3), ids.target(4), ids.target(5)] })
  })

  it('has one lane without a target where the step runs once on this machine', () => {
    expect(first(scriptStep(1, { location: 'here', roles: [] })).lanes).toEqual([null])
  })
})

describe('plans of Slipway 0.1.0', () => {
  it('mean a group for each step, all targets up to the limit, and nothing after a failure', () => {
    const { steps, ...old } = planOf({ steps: [scriptStep(1), scriptStep(2)], targets: targets.slice(0, 2) })
    expect(stepsOf(old)).toEqual(steps)
    expect(stagesOf(old, { number: 2 }).map(stage => stage.name)).toEqual(['Step 2'])
  })
})
