import type { Action, Step } from '@shared/model/process'
import type { PlanChoices } from '@shared/plan/plan'
import { planDeployment } from '@shared/plan/plan-deployment'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ids, planInput, planOf, scriptStep, sshTarget } from '../../support/plans'

const targets = [1, 2, 3].map(n => sshTarget(n))

const requiredStep = (n: number): Step => {
  const step = scriptStep(n)
  return { ...step, actions: step.actions.map((action): Action => ({ ...action, isRequired: true })) }
}

const approval = (n: number, responsible?: string[]): Step => ({
  ...scriptStep(n, { location: 'here', roles: [] }),
  actions: [
    {
      type: 'manual',
      id: ids.action(n),
      instructions: 'Look at it.',
      ...(responsible === undefined ? {} : { responsible })
    }
  ]
})

const placesOf = (choices: PlanChoices, steps = [scriptStep(1), scriptStep(2)]) =>
  planOf({ steps, targets, choices }).stages.map(stage => stage.runs.map(run => run.targetId))

const errorsOf = (choices: PlanChoices, steps: readonly Step[] = [scriptStep(1)]) => {
  const { plan, draft, problems } = planDeployment(planInput({ steps, targets, choices }))
  return { hasPlan: plan !== null, hasDraft: draft !== undefined, says: problems.map(({ failure }) => failure.message) }
}

describe('whoever deploys', () => {
  it('leaves an action out, and the plan says so', () => {
    const plan = planOf({ steps: [scriptStep(1), scriptStep(2)], targets, choices: { skip: [ids.action(1)] } })
    expect(plan.choices).toEqual({ skip: [ids.action(1)] })
    expect(plan.stages.map(({ name, isSkipped, why, runs }) => ({ name, isSkipped, why, runs: runs.length }))).toEqual([
      { name: 'Step 1', isSkipped: true, why: 'Skipped, because whoever deploys left it out.', runs: 0 },
      { name: 'Step 2', isSkipped: undefined, why: 'Runs on 3 targets with the role web in Test.', runs: 3 }
    ])
    expect(plan.steps?.map(step => step.lanes.length)).toEqual([0, 3])
  })

  it('chooses some targets only', () => {
    expect(placesOf({ only: [ids.target(2)] })).toEqual([[ids.target(2)], [ids.target(2)]])
  })

  it('leaves targets out, also of those that were chosen', () => {
    expect(placesOf({ without: [ids.target(2)] })[0]).toEqual([ids.target(1), ids.target(3)])
    expect(placesOf({ only: [ids.target(1), ids.target(2)], without: [ids.target(2)] })[0]).toEqual([ids.target(1)])
  })

  it('has failures put before a person, or not, whatever project and environment say', () => {
    const isGuided = (chosen: boolean | undefined, usual: boolean) =>
      planOf({ isGuided: usual, choices: { isGuided: chosen } }).isGuided
    expect([
      isGuided(undefined, true),
      isGuided(false, true),
      isGuided(true, false),
      isGuided(undefined, false)
    ]).toEqual([true, undefined, true, undefined])
  })

  it('chooses nothing, and the plan is the same as if nobody had been asked', () => {
    const asked = planOf({ targets, choices: { skip: [], only: [], without: [], isGuided: undefined } })
    expect(asked).toEqual(planOf({ targets }))
    expect('choices' in asked).toBe(false)
  })

  it('cannot leave out what is required', () => {
    expect(errorsOf({ skip: [ids.action(1)] }, [requiredStep(1), scriptStep(2)])).toEqual({
      hasPlan: false,
      hasDraft: true,
      says: ['“Step 1” is required and cannot be skipped.']
    })
  })

  it('cannot leave out an approval that is for certain people', () => {
    const skip = [ids.action(1)]
    expect(errorsOf({ skip }, [approval(1, ['alice']), scriptStep(2)]).says).toEqual([
      '“Step 1” is required and cannot be skipped.'
    ])
    expect(errorsOf({ skip }, [approval(1), scriptStep(2)]).says).toEqual([])
  })

  it('is told of an action to leave out that this release does not have, and can go on', () => {
    const { plan, problems } = planDeployment(planInput({ choices: { skip: [ids.action(99)] } }))
    expect(plan).not.toBeNull()
    expect(problems).toMatchObject([
      {
        severity: 'warning',
        about: { kind: 'process' },
        failure: { message: 'An action that was to be left out is not in this release.' }
      }
    ])
  })

  it('is told of a chosen target that is not there any more, once', () => {
    const gone = ids.target(9)
    expect(errorsOf({ only: [gone, ids.target(1)], without: [gone] }).says).toEqual([
      'A target that was chosen is not in Test any more.'
    ])
  })

  it('is told of a chosen target that is disabled', () => {
    const steps = [scriptStep(1, { location: 'here', roles: [] })]
    const off = [sshTarget(1, { isDisabled: true }), sshTarget(2)]
    const { problems } = planDeployment(planInput({ steps, targets: off, choices: { only: [ids.target(1)] } }))
    expect(problems.map(({ failure }) => failure.message)).toEqual([
      'web-1 was chosen and is disabled, so nothing runs on it.'
    ])
  })

  it('can narrow a step away without a warning, because that is what was asked for', () => {
    const both = [...targets, sshTarget(4, { name: 'db-1', roles: ['db'] })]
    const steps = [scriptStep(1), scriptStep(2, { roles: ['db'] })]
    const { plan, problems } = planDeployment(planInput({ steps, targets: both, choices: { only: [ids.target(4)] } }))
    expect(problems).toEqual([])
    expect(plan?.stages.map(stage => stage.why)).toEqual([
      'Skipped, because no enabled and chosen target with the role web in Test takes part.',
      'Runs on 1 target with the role db in Test.'
    ])
  })

  it('cannot narrow away a step that must not be skipped', () => {
    const both = [...targets, sshTarget(4, { name: 'db-1', roles: ['db'] })]
    const steps = [scriptStep(1, { needsTargets: true }), scriptStep(2, { roles: ['db'] })]
    const { plan, problems } = planDeployment(planInput({ steps, targets: both, choices: { only: [ids.target(4)] } }))
    expect(plan).toBeNull()
    expect(problems.map(({ failure }) => failure.message)).toEqual([
      '“Step 1” must not be skipped: no target with the role web is among those that were chosen.'
    ])
  })

  it('cannot leave everything out', () => {
    expect(errorsOf({ skip: [ids.action(1)] }).says).toEqual([
      'Nothing would run: every step is left out, disabled, not for Test, or only for a cancel.'
    ])
    expect(errorsOf({ without: targets.map(({ id }) => id) }).says).toEqual([
      'Nothing would run: none of the chosen targets has a role that the steps ask for.'
    ])
  })
})

describe('any choices', () => {
  const some = <T>(all: readonly T[]) => fc.subarray([...all])
  const choices = fc.record({
    skip: some([1, 2, 3].map(n => ids.action(n))),
    only: some(targets.map(({ id }) => id)),
    without: some(targets.map(({ id }) => id))
  })

  it('never make anything run that was left out, nor keep anything from running that was not', () => {
    fc.assert(
      fc.property(choices, chosen => {
        const input = planInput({ steps: [1, 2, 3].map(n => scriptStep(n)), targets, choices: chosen })
        const { plan, draft } = planDeployment(input)
        const isIn = (id: (typeof chosen.only)[number]) =>
          (chosen.only.length === 0 || chosen.only.includes(id)) && !chosen.without.includes(id)
        for (const stage of (plan ?? draft)?.stages ?? []) {
          const wanted = chosen.skip.includes(stage.actionId) ? [] : targets.map(({ id }) => id).filter(isIn)
          expect(stage.runs.map(run => run.targetId)).toEqual(wanted)
        }
      })
    )
  })
})
