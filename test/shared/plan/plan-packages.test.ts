import type { Step } from '@shared/model/process'
import type { StepCondition } from '@shared/model/run-condition'
import { acquireIds, type Plan, stageNumber, stepsOf } from '@shared/plan/plan'
import { stepCounts } from '@shared/plan/plan-blocks'
import { planDeployment } from '@shared/plan/plan-deployment'
import { packagesAt } from '@shared/plan/plan-packages'
import { bytesWords } from '@shared/plan/words'
import { runFacts } from '@shared/variables/system'
import { describe, expect, it } from 'vitest'
import {
  chosenPackage,
  ids,
  packageStep,
  planInput,
  planOf,
  planVariables,
  scriptStep,
  sshTarget,
  textVariable
} from '../../support/plans'

const targets = [1, 2, 3].map(n => sshTarget(n))
const together = { startsWithPrevious: true }

/** A script on this machine that has a package beside it. */
const hereStep = (n: number, packageId: string): Step => ({
  ...scriptStep(n, { location: 'here', roles: [] }),
  actions: [
    { type: 'script', id: ids.action(n), syntax: 'bash', body: 'true', packages: [{ name: 'Tools', packageId }] }
  ]
})

const acquired = (plan: Plan) => plan.stages.find(stage => stage.type === 'acquire')
const order = (plan: Plan) => stepsOf(plan).map(({ name, group }) => `${group} ${name}`)
const problemsOf = (changes: Parameters<typeof planInput>[0]) =>
  planDeployment(planInput(changes)).problems.map(
    ({ severity, failure, about }) => `${severity} ${about.kind}: ${failure.message}`
  )

describe('acquiring packages', () => {
  it('is one phase right before the first step that needs one, for the packages of all later steps', () => {
    const steps = [scriptStep(1), packageStep(2, 'Shop.Web'), scriptStep(3), packageStep(4, 'Shop.Db')]
    const plan = planOf({ steps, targets })
    expect(order(plan)).toEqual(['1 Step 1', '2 Acquire packages', '3 Step 2', '4 Step 3', '5 Step 4'])
    expect(acquired(plan)).toEqual({
      number: 1.5,
      stepId: acquireIds.step,
      actionId: acquireIds.action,
      name: 'Acquire packages',
      type: 'acquire',
      location: 'targets',
      roles: [],
      packages: plan.stages.flatMap(stage => (stage.type === 'acquire' ? [] : (stage.packages ?? []))),
      why: 'Brings 2 packages to 3 targets, before the first step that needs one.',
      runs: targets.map(({ id }) => ({ id: `acquire.${id}`, targetId: id, on: 'target' }))
    })
    expect(stepsOf(plan)[1]).toEqual({
      number: 1.5,
      stepId: acquireIds.step,
      name: 'Acquire packages',
      group: 2,
      condition: { when: 'success' },
      lanes: targets.map(({ id }) => id),
      width: 10,
      isRolling: false,
      stopAfter: null,
      canary: null,
      why: 'Brings 2 packages to 3 targets, before the first step that needs one.'
    })
    expect(plan.stages.map(stageNumber)).toEqual(['1', 'P', '2', '3', '4'])
    expect(stepCounts(plan)).toEqual({ running: 4, all: 4 })
  })

  it('does not happen where nothing uses a package', () => {
    expect(acquired(planOf({ steps: [scriptStep(1)] }))).toBeUndefined()
  })

  it('is never inside of a parallel group, and comes before its leader', () => {
    const steps = [scriptStep(1), scriptStep(2), packageStep(3, 'Shop.Web', together), scriptStep(4, together)]
    expect(order(planOf({ steps }))).toEqual(['1 Step 1', '2 Acquire packages', '3 Step 2', '3 Step 3', '3 Step 4'])
  })

  it('comes before a group whose first leader does not run, and not into the group before', () => {
    const steps = [
      scriptStep(1),
      scriptStep(2, { isDisabled: true }),
      packageStep(3, 'Shop.Web', together),
      scriptStep(4)
    ]
    expect(order(planOf({ steps }))).toEqual(['1 Step 1', '1 Step 2', '2 Acquire packages', '3 Step 3', '4 Step 4'])
  })

  it('comes first where a skipped step stands before it', () => {
    const steps = [scriptStep(1, { isDisabled: true }), packageStep(2)]
    expect(order(planOf({ steps }))).toEqual(['1 Step 1', '1 Acquire packages', '2 Step 2'])
  })

  it('leaves the packages of skipped, disabled and excluded steps out', () => {
    const skipped = packageStep(2, 'Shop.Db')
    const steps = [packageStep(1, 'Shop.Web'), skipped, packageStep(3, 'Shop.Jobs', { isDisabled: true })]
    const plan = planOf({ steps, choices: { skip: [ids.action(2)] } })
    expect(acquired(plan)?.packages?.map(item => item.packageId)).toEqual(['Shop.Web'])
  })

  it('brings nothing for a step without targets', () => {
    const plan = planOf({ steps: [scriptStep(1), packageStep(2, 'Shop.Web', { roles: ['nobody'] })] })
    expect(acquired(plan)).toBeUndefined()
  })

  it('brings to each place what runs there: packages of steps on this machine to this machine', () => {
    const plan = planOf({
      steps: [packageStep(1, 'Shop.Web'), packageStep(2, 'Shop.Db', { roles: ['db'] }), hereStep(3, 'Tools')],
      targets: [sshTarget(1), sshTarget(2, { roles: ['web', 'db'] }), sshTarget(3, { roles: ['nothing'] })]
    })
    expect(acquired(plan)?.why).toBe(
      'Brings 3 packages to 2 targets and this machine, before the first step that needs one.'
    )
    expect(acquired(plan)?.runs.map(run => run.id)).toEqual([
      'acquire.target-0000000001',
      'acquire.target-0000000002',
      'acquire.here'
    ])
    const at = (place: Parameters<typeof packagesAt>[1]) =>
      packagesAt(plan.stages, place).map(item => [item.packageId, item.asTree, item.asFile])
    expect(at(ids.target(1))).toEqual([['Shop.Web', true, false]])
    expect(at(ids.target(2))).toEqual([
      ['Shop.Web', true, false],
      ['Shop.Db', true, false]
    ])
    expect(at(null)).toEqual([['Tools', false, true]])
  })

  it('brings a package once, unpacked and as the file that it is, where both are used', () => {
    const transfer: Step = {
      ...scriptStep(2),
      actions: [{ type: 'transfer-package', id: ids.action(2), package: { packageId: 'Shop.Web' }, to: '/drop' }]
    }
    const plan = planOf({ steps: [packageStep(1), transfer] })
    expect(packagesAt(plan.stages, ids.target(1)).map(item => [item.packageId, item.asTree, item.asFile])).toEqual([
      ['Shop.Web', true, true]
    ])
  })

  it('brings packages of steps that run here for each target to this machine alone', () => {
    const step: Step = { ...hereStep(1, 'Tools'), location: 'here-for-each-target', roles: ['web'] }
    expect(acquired(planOf({ steps: [step], targets }))?.runs.map(run => run.id)).toEqual(['acquire.here'])
  })

  it.each<[StepCondition, 'success' | 'always']>([
    [{ when: 'success' }, 'success'],
    [{ when: 'success-and', expression: '#{Go}' }, 'success'],
    [{ when: 'always' }, 'always'],
    [{ when: 'failure' }, 'always'],
    [{ when: 'variable', expression: '#{Go}' }, 'always'],
    [{ when: 'cancel' }, 'always']
  ])(
    'also happens after a failure where a later step needs packages although something failed: %o',
    (condition, when) => {
      const plan = planOf({ steps: [packageStep(1), packageStep(2, 'Shop.Db', { condition })] })
      expect(stepsOf(plan)[0]?.condition).toEqual({ when })
    }
  )

  it('is earlier where a step before wants the packages to be there, as somebody does who is to say yes', () => {
    const steps = [
      scriptStep(1),
      scriptStep(2, { packageRequirement: 'after-packages' }),
      scriptStep(3),
      packageStep(4)
    ]
    expect(order(planOf({ steps }))[1]).toBe('2 Acquire packages')
  })

  it('stays where it is for steps in front of it that are to begin before the packages come', () => {
    const steps = [scriptStep(1, { packageRequirement: 'before-packages' }), scriptStep(2), packageStep(3)]
    expect(order(planOf({ steps }))[2]).toBe('3 Acquire packages')
    expect(problemsOf({ steps })).toEqual([])
  })

  it('says of a step that it cannot begin before the packages, because an earlier one needs them', () => {
    const steps = [packageStep(1), scriptStep(2, { packageRequirement: 'before-packages' })]
    expect(problemsOf({ steps })).toEqual([
      'warning step: “Step 2” is to begin before packages are brought to their places, and an earlier step has them brought.'
    ])
  })

  it('asks for no prompt and ties no variable, because it belongs to no action', () => {
    const onTarget = { targets: [ids.target(1)] }
    const variables = planVariables([
      textVariable(1, 'Colour', 'red', onTarget),
      textVariable(2, 'Colour', 'blue', onTarget),
      textVariable(3, 'Colour', 'green', { ...onTarget, actions: [ids.action(1)] })
    ])
    expect(planDeployment(planInput({ steps: [packageStep(1)], variables })).problems).toEqual([])
  })
})

describe('packages of a plan', () => {
  it('are refused where the release has none for a slot, by the name of the action and of the reference', () => {
    const steps = [packageStep(1, 'Shop.Web'), hereStep(2, 'Tools')]
    expect(problemsOf({ steps, packages: [] })).toEqual([
      'error step: The release has no package for “Step 1”, which uses Shop.Web.',
      'error step: The release has no package for “Tools” of “Step 2”, which uses Tools.'
    ])
  })

  it('are not missed where the action does not run', () => {
    const steps = [scriptStep(1), packageStep(2, 'Shop.Web', { isDisabled: true })]
    expect(problemsOf({ steps, packages: [] })).toEqual([])
  })

  it('are refused where the repository does not have them any more', () => {
    const chosen = chosenPackage(ids.action(1), 'Shop.Web', { version: '1.4.2' })
    const given = { steps: [packageStep(1)], packages: [chosen] }
    expect(problemsOf({ ...given, storedPackages: new Set() })).toEqual([
      'error step: Shop.Web 1.4.2, which “Step 1” uses, is not in the repository any more.'
    ])
    expect(problemsOf({ ...given, storedPackages: new Set([chosen.sha256]) })).toEqual([])
  })

  it('are refused on Windows targets, which other steps may still be for', () => {
    const windows = sshTarget(2, { platform: 'windows' })
    expect(problemsOf({ steps: [packageStep(1)], targets: [sshTarget(1), windows] })).toEqual([
      'error target: web-2 is a Windows machine, and packages need a POSIX one for now.'
    ])
    expect(problemsOf({ steps: [scriptStep(1)], targets: [sshTarget(1), windows] })).toEqual([])
  })

  it('are worth a word where they are large', () => {
    const big = chosenPackage(ids.action(1), 'Shop.Web', { bytes: 3 * 1024 ** 3 })
    expect(problemsOf({ steps: [packageStep(1)], targets, packages: [big] })).toEqual([
      'warning process: Packages of 9.7 GB go to 3 places, at most 3.2 GB each.'
    ])
  })

  it('are known to variables of their action before it begins, all but where they lie', () => {
    const plan = planOf({ steps: [packageStep(1)] })
    const stage = plan.stages.find(item => item.actionId === ids.action(1))
    const [run] = stage?.runs ?? []
    if (!stage || !run) throw new Error('The plan has no such stage')
    const facts = runFacts(plan, stage, run)
    expect(Object.entries(facts).filter(([name]) => name.startsWith('Octopus.Action.Package.'))).toEqual([
      ['Octopus.Action.Package.PackageId', 'Shop.Web'],
      ['Octopus.Action.Package.PackageVersion', '1.0.0'],
      ['Octopus.Action.Package.PackageFileName', 'Shop.Web.1.0.0.zip'],
      ['Octopus.Action.Package.FeedId', 'feeds-builtin']
    ])
    expect(Object.keys(facts).filter(name => name.includes('Acquire'))).toEqual([])
  })
})

describe('amounts of data', () => {
  it.each([
    [0, '0 bytes'],
    [1, '1 byte'],
    [999, '999 bytes'],
    [96_400, '96 kB'],
    [1_460_000, '1.5 MB'],
    [999_600, '1 MB'],
    [100_000_000, '100 MB'],
    [1_400_000_000, '1.4 GB']
  ])('of %d bytes are said shortly', (bytes, words) => {
    expect(bytesWords(bytes)).toBe(words)
  })
})
