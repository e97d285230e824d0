import type { Action, Step } from '@shared/model/process'
import type { PlanInput } from '@shared/plan/plan-deployment'
import { planDeployment } from '@shared/plan/plan-deployment'
import { describe, expect, it } from 'vitest'
import { ids, planInput, planVariables, scriptStep, sshTarget, textVariable } from '../../support/plans'

const said = (changes: Parameters<typeof planInput>[0]) =>
  planDeployment(planInput(changes)).problems.map(({ severity, failure }) => `${severity}: ${failure.message}`)

const withActions = (step: Step, ...changes: readonly Partial<Action>[]): Step => ({
  ...step,
  actions: changes.map(
    (change, index) =>
      ({
        type: 'script',
        id: ids.action(10 + index),
        name: `Part ${index + 1}`,
        syntax: 'bash',
        body: 'true',
        ...change
      }) as Action
  )
})

const many = Array.from({ length: 30 }, (_, index) => sshTarget(index + 1))

describe('a step that runs only after a failure', () => {
  const failure = { condition: { when: 'failure' } } as const

  it('warns when nothing runs before it', () => {
    expect(said({ steps: [scriptStep(1, failure), scriptStep(2)] })).toEqual([
      'warning: “Step 1” runs only if something has failed before, and nothing runs before it.'
    ])
  })

  it('warns also when what stands before it does not run, or begins together with it', () => {
    expect(said({ steps: [scriptStep(1, { isDisabled: true }), scriptStep(2, failure), scriptStep(3)] })).toHaveLength(
      1
    )
    expect(said({ steps: [scriptStep(1), scriptStep(2, { ...failure, startsWithPrevious: true })] })).toHaveLength(1)
    const forCancel = scriptStep(1, { condition: { when: 'cancel' } })
    expect(said({ steps: [forCancel, scriptStep(2, failure), scriptStep(3)] })).toHaveLength(1)
  })

  it('says nothing behind another step', () => {
    expect(said({ steps: [scriptStep(1), scriptStep(2, failure)] })).toEqual([])
  })

  it('warns inside a step in the same way', () => {
    const failed = { condition: { when: 'failure' } } as const
    expect(said({ steps: [withActions(scriptStep(1), failed, {})] })).toEqual([
      'warning: “Part 1” runs only if an action before it failed, and it is the first one of “Step 1”.'
    ])
    expect(said({ steps: [withActions(scriptStep(1), {}, failed)] })).toEqual([])
  })
})

describe('a step for a cancel', () => {
  const cancel = { condition: { when: 'cancel' } } as const

  it('is no deployment on its own', () => {
    expect(said({ steps: [scriptStep(1, cancel)] })).toEqual([
      'error: Nothing would run: every step is left out, disabled, not for Test, or only for a cancel.'
    ])
  })

  it('warns when it is to begin with another one', () => {
    expect(said({ steps: [scriptStep(1), scriptStep(2, { ...cancel, startsWithPrevious: true })] })).toEqual([
      'warning: “Step 2” is to begin with the step before, and runs only if the deployment is cancelled.'
    ])
    expect(said({ steps: [scriptStep(1), scriptStep(2, cancel)] })).toEqual([])
  })
})

describe('a step without targets', () => {
  it('is an error where it must not be skipped', () => {
    expect(said({ steps: [scriptStep(1, { roles: ['db'], needsTargets: true }), scriptStep(2)] })).toEqual([
      'error: “Step 1” must not be skipped: no enabled target in Test has the role db.'
    ])
  })

  it('says nothing when it is not for the environment, or when all of its actions are disabled', () => {
    const elsewhere = { environments: [ids.environment(2)] }
    const db = scriptStep(1, { roles: ['db'], needsTargets: true })
    expect(said({ steps: [withActions(db, elsewhere, { isDisabled: true }), scriptStep(2)] })).toEqual([])
  })

  it('does not speak of a disabled target that it would not run on anyway', () => {
    const targets = [sshTarget(1), sshTarget(2, { isDisabled: true })]
    expect(said({ targets, choices: { without: [ids.target(2)] } })).toEqual([])
  })
})

describe('a rolling step', () => {
  it('warns when the limit of parallel targets makes its window smaller', () => {
    const window = { unit: 'targets', count: 20 } as const
    expect(said({ steps: [scriptStep(1, { window })], targets: many })).toEqual([
      'warning: “Step 1” asks for 20 targets at a time, and at most 10 run at the same time.'
    ])
    expect(said({ steps: [scriptStep(1, { window, maxParallel: 20 })], targets: many })).toEqual([])
    expect(said({ steps: [scriptStep(1, { window })], targets: many.slice(0, 8) })).toEqual([])
  })
})

describe('an approval', () => {
  const approval: Step = {
    ...scriptStep(1, { location: 'here', roles: [] }),
    actions: [{ type: 'manual', id: ids.action(1), instructions: 'Look.', responsible: ['alice', 'Carol'] }]
  }

  it('warns whoever deploys and may not answer it', () => {
    const asked = (user: string) => said({ steps: [approval], user })
    expect([asked('bob'), asked('carol')]).toEqual([
      ['warning: “Step 1” waits for alice or Carol, and you are bob.'],
      []
    ])
  })

  it('says in the plan who may answer', () => {
    expect(planDeployment(planInput({ steps: [approval] })).plan?.stages[0]).toMatchObject({
      type: 'manual',
      responsible: ['alice', 'Carol'],
      isRequired: true
    })
  })
})

describe('a step that sends a mail', () => {
  const notify: Step = {
    ...scriptStep(1, { location: 'here', roles: [], name: 'Notify' }),
    actions: [{ type: 'email', id: ids.action(1), to: 'a@b.example', subject: 'Done', body: 'It is.' }]
  }

  it('warns while there is no mail server, unless it is left out', () => {
    const steps = [notify, scriptStep(2)]
    expect(said({ steps, canMail: false })).toEqual([
      'warning: “Notify” sends a mail, and no mail server is set up, so it will fail.'
    ])
    expect(said({ steps, canMail: false, choices: { skip: [ids.action(1)] } })).toEqual([])
    expect(said({ steps, canMail: true })).toEqual([])
  })
})

describe('the variable Octopus.Action.MaxParallelism', () => {
  it('warns that steps have settings for it', () => {
    const variables: PlanInput['variables'] = planVariables([textVariable(4, 'octopus.action.MaxParallelism', '3')])
    const { problems } = planDeployment(planInput({ variables }))
    expect(problems).toEqual([
      {
        severity: 'warning',
        about: { kind: 'variable', name: 'octopus.action.MaxParallelism', variableId: ids.variable(4) },
        failure: {
          kind: 'plan-has-problems',
          message:
            '“octopus.action.MaxParallelism” is defined as a variable, and it does not limit how many targets run at the same time.',
          remedy: 'Use “At most at the same time” under “Pace” of the step instead, and remove the variable.'
        }
      }
    ])
  })
})

describe('a plan with errors', () => {
  it('is still there as a draft to look at, and only then', () => {
    const withError = planDeployment(planInput({ targets: [sshTarget(1, { hostKey: null })] }))
    expect([withError.plan, withError.draft?.stages.map(stage => stage.name)]).toEqual([null, ['Step 1']])
    expect('draft' in planDeployment(planInput())).toBe(false)
  })
})
