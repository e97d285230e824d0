import type { Step } from '@shared/model/process'
import type { ActionCondition, StepCondition } from '@shared/model/run-condition'
import type { Plan } from '@shared/plan/plan'
import { planDeployment } from '@shared/plan/plan-deployment'
import fc from 'fast-check'
import { ids, planInput, sshTarget } from '../../support/plans'

/** A process with its targets, and how the world treats it. */
export interface World {
  readonly steps: readonly Step[]
  readonly plan: Plan
  /** Decides everything that is left to chance. */
  readonly seed: number
  /** How often of a hundred times each of these happens where it can. */
  readonly odds: Readonly<
    Record<'fails' | 'cancels' | 'pauses' | 'crashes' | 'excludes' | 'narrows' | 'resumes', number>
  >
}

const expression = '#{Truth}'
const childConditions: readonly ActionCondition[] = [
  { when: 'failure' },
  { when: 'always' },
  { when: 'variable', expression },
  { when: 'success-and', expression }
]
const stepConditions: readonly StepCondition[] = [...childConditions, { when: 'cancel' }]

const mostly = <T>(usual: T, ...others: readonly T[]) =>
  fc.oneof({ weight: 4, arbitrary: fc.constant(usual) }, { weight: 3, arbitrary: fc.constantFrom(...others) })

const amounts = fc.oneof(
  fc.record({ unit: fc.constant('targets' as const), count: fc.integer({ min: 1, max: 4 }) }),
  fc.record({ unit: fc.constant('percent' as const), count: fc.constantFrom(10, 34, 50, 100) })
)

const actions = fc.record(
  {
    isDisabled: fc.constant(true),
    isRequired: fc.constant(true),
    condition: fc.constantFrom(...childConditions),
    packages: fc.constantFrom('Shop.Web', 'Shop.Db').map(packageId => [{ name: 'Web', packageId, isExtracted: true }]),
    retries: fc.record({ count: fc.integer({ min: 1, max: 3 }), backoffSeconds: fc.constantFrom(0, 15) })
  },
  { requiredKeys: [] }
)

const steps = fc.record({
  location: mostly<Step['location']>('targets', 'here', 'here-for-each-target'),
  role: fc.constantFrom('web', 'db', 'nobody'),
  isDisabled: fc.integer({ min: 0, max: 9 }).map(n => n === 0),
  actions: fc.oneof(
    fc.array(actions, { minLength: 1, maxLength: 1 }),
    fc.array(actions, { minLength: 2, maxLength: 3 })
  ),
  settings: fc.record(
    {
      condition: fc.constantFrom(...stepConditions),
      startsWithPrevious: fc.constant(true),
      window: amounts,
      maxParallel: fc.integer({ min: 1, max: 3 }),
      stopAfter: amounts,
      order: fc.constant({ by: 'name-backwards' as const }),
      packageRequirement: fc.constantFrom('before-packages' as const, 'after-packages' as const),
      canary: fc.record({
        targets: fc.integer({ min: 1, max: 2 }),
        holds: fc.boolean(),
        soakSeconds: fc.constantFrom(0, 60)
      })
    },
    { requiredKeys: [] }
  )
})

type StepShape = typeof steps extends fc.Arbitrary<infer T> ? T : never

function toStep({ location, role, isDisabled, actions: list, settings }: StepShape, index: number): Step {
  return {
    id: ids.step(index + 1),
    name: `Step ${index + 1}`,
    location,
    roles: location === 'here' ? [] : [role],
    isDisabled,
    actions: list.map((action, at) => ({
      type: 'script',
      id: ids.action(10 * (index + 1) + at),
      name: `Action ${index + 1}.${at + 1}`,
      syntax: 'bash',
      body: 'true',
      ...action
    })),
    ...settings
  }
}

const odds = (most: number) => fc.oneof(fc.constant(0), fc.integer({ min: 1, max: most }))

/** Small worlds, of which nearly everything can be different; every one has a plan. */
export const worlds: fc.Arbitrary<World> = fc
  .record({
    targets: fc.integer({ min: 1, max: 6 }),
    steps: fc.array(steps, { minLength: 1, maxLength: 6 }),
    maxParallel: fc.integer({ min: 1, max: 4 }),
    isGuided: fc.boolean(),
    seed: fc.integer({ min: 0, max: 0x7fffffff }),
    odds: fc.record({
      fails: odds(60),
      cancels: odds(6),
      pauses: odds(6),
      crashes: odds(6),
      excludes: odds(4),
      narrows: odds(6),
      resumes: odds(60)
    })
  })
  .map(({ targets, steps: shapes, seed, odds: chances, ...rest }) => {
    const all: readonly Step[] = shapes.map(toStep)
    const machines = Array.from({ length: targets }, (_, n) =>
      sshTarget(n + 1, { roles: n % 3 === 2 ? ['db'] : ['web', 'db'] })
    )
    return { steps: all, plan: planned({ ...rest, targets: machines, steps: all }), seed, odds: chances }
  })
  .filter((world): world is World => world.plan !== null)

const planned = (input: Parameters<typeof planInput>[0]): Plan | null => planDeployment(planInput(input)).plan
