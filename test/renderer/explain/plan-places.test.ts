import type { Plan, Stage } from '@shared/plan/plan'
import { expect, test } from 'vitest'
import { positionNear, stepOptions, targetOptions, thisMachine } from '../../../renderer/components/explain/plan-places'
import { ids } from '../../support/plans'

const run = (n: number, target: number | null): Stage['runs'][number] => ({
  id: `run-${n}` as Stage['runs'][number]['id'],
  targetId: target === null ? null : ids.target(target),
  on: target === null ? 'here' : 'target'
})

const stage = (number: number, runs: Stage['runs']): Stage => ({
  number,
  stepId: ids.step(number),
  actionId: ids.action(number),
  name: `Step ${number}`,
  syntax: 'bash',
  location: 'targets',
  roles: ['web'],
  why: '',
  runs
})

const plan = {
  stages: [stage(1, []), stage(2, [run(1, 1), run(2, 2)]), stage(3, [run(3, null)])],
  targets: [{ id: ids.target(1), name: 'web-1' }]
} as unknown as Plan

test('steps that run nowhere are not offered', () => {
  expect(stepOptions(plan)).toEqual([
    { value: ids.action(2), label: '2. Step 2' },
    { value: ids.action(3), label: '3. Step 3' }
  ])
})

test('a step offers the places that it runs on, this machine among them', () => {
  expect(targetOptions(plan, ids.action(2)).map(({ label }) => label)).toEqual(['web-1', ids.target(2)])
  expect(targetOptions(plan, ids.action(3))).toEqual([{ value: thisMachine, label: 'this machine' }])
})

test('what is wanted is met as nearly as the plan allows', () => {
  const at = (action: number, target: number | null) => ({
    actionId: ids.action(action),
    targetId: target === null ? null : ids.target(target)
  })
  expect(positionNear(plan, {})).toEqual(at(2, 1))
  expect(positionNear(plan, { actionId: ids.action(2), targetId: ids.target(2) })).toEqual(at(2, 2))
  expect(positionNear(plan, { actionId: ids.action(3), targetId: ids.target(2) })).toEqual(at(3, null))
  expect(positionNear(plan, { targetId: ids.target(2) })).toEqual(at(2, 2))
  expect(positionNear({ ...plan, stages: [stage(1, [])] }, {})).toBeNull()
})
