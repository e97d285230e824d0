import type { ActionId, ChannelId, EnvironmentId, ProjectId, StepId, TargetId } from '@shared/ids'
import { type Action, type ActionType, actionTypes, mayRetry } from '@shared/model/action'
import type { Step } from '@shared/model/process'
import fc from 'fast-check'

/** An id as records have it. */
export const testId = <T extends string>(prefix: string, number: number): T =>
  `${prefix}-${String(number).padStart(10, '0')}` as T

const ids = <T extends string>(prefix: string, least = 1) =>
  fc.uniqueArray(
    fc.integer({ min: 1, max: 9 }).map(number => testId<T>(prefix, number)),
    { minLength: least, maxLength: 3 }
  )

const text = fc.string({ maxLength: 30 })
const needed = fc.string({ minLength: 1, maxLength: 30 }).filter(value => value.trim() !== '')
const seconds = (most: number) => fc.integer({ min: 1, max: most })
const expression = needed

const byExpression = (...whens: readonly ('variable' | 'success-and')[]) =>
  fc.record({ when: fc.constantFrom(...whens), expression })
const actionCondition = fc.oneof(
  fc.record({ when: fc.constantFrom('success' as const, 'failure' as const, 'always' as const) }),
  byExpression('variable', 'success-and')
)
const stepCondition = fc.oneof(actionCondition, fc.constant({ when: 'cancel' as const }))

const amount = fc.oneof(
  fc.record({ unit: fc.constant('targets' as const), count: fc.integer({ min: 1, max: 100 }) }),
  fc.record({ unit: fc.constant('percent' as const), count: fc.integer({ min: 1, max: 100 }) })
)

/** Any of the members may be absent; absent is not undefined. */
const some = <T extends object>(members: { readonly [K in keyof T]: fc.Arbitrary<T[K]> }) =>
  fc.record(members as never, { requiredKeys: [] }) as fc.Arbitrary<Partial<T>>

const common = (type: ActionType) =>
  fc
    .tuple(
      some({
        notes: text,
        isDisabled: fc.boolean(),
        isRequired: fc.boolean(),
        channels: ids<ChannelId>('channel'),
        tenantTags: fc.uniqueArray(fc.constantFrom('Region/North', 'Region/South', 'Ring/Early'), { minLength: 1 }),
        location: fc.constantFrom('targets', 'here-for-each-target'),
        condition: actionCondition,
        properties: fc.dictionary(fc.constantFrom('Octopus.Action.Template.Id', 'OctopusUseBundledTooling'), text, {
          minKeys: 1
        })
      }),
      fc.oneof(
        fc.constant({}),
        ids<EnvironmentId>('environment').map(environments => ({ environments })),
        ids<EnvironmentId>('environment').map(excludedEnvironments => ({ excludedEnvironments }))
      ),
      mayRetry(type)
        ? some({
            retries: fc.record({
              count: fc.integer({ min: 1, max: 10 }),
              backoffSeconds: fc.integer({ min: 0, max: 3600 })
            }),
            timeoutSeconds: seconds(604_800)
          })
        : fc.constant({})
    )
    .map(([all, where, again]) => ({ ...all, ...where, ...again }))

const chosen = fc
  .tuple(fc.record({ packageId: needed }), some({ version: fc.constant('1.2.0') }))
  .map(([needs, may]) => ({ ...needs, ...may }))

const own: { readonly [T in ActionType]: fc.Arbitrary<object> } = {
  'deploy-package': fc
    .tuple(
      fc.record({ package: chosen }),
      some({
        runAs: fc.constantFrom('root', 'postgres'),
        installTo: fc.record({ path: needed }),
        substituteIn: fc.constant(['*.json']),
        skipsIfInstalled: fc.boolean()
      })
    )
    .map(([needs, may]) => ({ ...needs, ...may })),
  'transfer-package': fc.record({ package: chosen, to: needed }),
  'package-script': fc
    .tuple(
      fc.record({ package: chosen, syntax: fc.constantFrom('bash', 'python', 'powershell'), file: needed }),
      some({ parameters: text })
    )
    .map(([needs, may]) => ({ ...needs, ...may })),
  script: fc
    .tuple(
      fc.record({ syntax: fc.constantFrom('bash', 'python', 'powershell'), body: needed }),
      some({ runAs: fc.constantFrom('root', 'postgres'), parameters: text })
    )
    .map(([needs, may]) => ({ ...needs, ...may })),
  manual: fc
    .tuple(
      fc.record({ instructions: needed }),
      some({ responsible: fc.constant(['ada', 'grace']), blocksOthers: fc.boolean() })
    )
    .map(([needs, may]) => ({ ...needs, ...may })),
  email: fc
    .tuple(
      fc.record({ to: needed, subject: needed, body: needed }),
      some({ cc: text, bcc: text, isHtml: fc.boolean(), priority: fc.constantFrom('low', 'normal', 'high') })
    )
    .map(([needs, may]) => ({ ...needs, ...may })),
  http: fc
    .tuple(
      fc.record({ method: fc.constantFrom('GET', 'POST'), url: needed }),
      some({
        headers: fc.array(fc.record({ name: fc.constantFrom('Accept', 'X-Key'), value: text }), { maxLength: 3 }),
        body: text,
        expectStatus: fc.constantFrom('200', '200-299, 304'),
        expectBody: fc.record({ kind: fc.constantFrom('contains', 'matches'), text: needed }),
        until: fc.record({ everySeconds: seconds(3600), forSeconds: seconds(86_400) }),
        requestSeconds: seconds(3600),
        proxy: text,
        caFile: text
      })
    )
    .map(([needs, may]) => ({ ...needs, ...may })),
  'health-check': fc.record({
    check: fc.constantFrom('full', 'connection'),
    unavailable: fc.constantFrom('fail', 'exclude')
  }),
  'deploy-release': fc
    .tuple(
      fc.record({
        projectId: fc.constant(testId<ProjectId>('project', 7)),
        when: fc.constantFrom('always', 'not-current', 'newer')
      }),
      some({ variables: fc.array(fc.record({ name: fc.constantFrom('A', 'B'), value: text }), { maxLength: 2 }) })
    )
    .map(([needs, may]) => ({ ...needs, ...may }))
}

/** Actions that make no sense in a step that runs once on this machine. */
const onTargets: ReadonlySet<ActionType> = new Set(['health-check', 'deploy-package', 'transfer-package'])

/** An action of any kind that fits into a step; its name and id come later. */
const bareAction = (isHere: boolean): fc.Arbitrary<Omit<Action, 'id' | 'name'>> =>
  fc
    .constantFrom(...actionTypes.filter(type => (isHere ? !onTargets.has(type) : type !== 'deploy-release')))
    .chain(type => fc.tuple(fc.constant(type), common(type), own[type]))
    .map(([type, all, more]) => ({ type, ...all, ...more }) as Omit<Action, 'id' | 'name'>)

const stepSettings = some({
  condition: stepCondition,
  startsWithPrevious: fc.boolean(),
  window: amount,
  maxParallel: fc.integer({ min: 1, max: 1000 }),
  order: fc.oneof(
    fc.constant({ by: 'name-backwards' as const }),
    ids<TargetId>('target').map(targets => ({ by: 'list' as const, targets }))
  ),
  stopAfter: amount,
  canary: fc.record({
    targets: fc.integer({ min: 1, max: 9 }),
    holds: fc.boolean(),
    soakSeconds: fc.integer({ min: 0, max: 600 })
  }),
  needsTargets: fc.boolean()
})

const bareStep = fc
  .tuple(
    fc.constantFrom('targets' as const, 'here' as const, 'here-for-each-target' as const),
    stepSettings,
    fc.boolean()
  )
  .chain(([location, settings, isDisabled]) =>
    fc
      .tuple(
        fc.uniqueArray(fc.constantFrom('web', 'db', 'worker'), { minLength: location === 'here' ? 0 : 1 }),
        fc.array(bareAction(location === 'here'), { minLength: 1, maxLength: 4 })
      )
      .map(([roles, actions]) => ({ location, roles, isDisabled, ...settings, actions }))
  )

/** Steps as they may be stored: everything that a process can say, in any combination that is valid. */
export const anySteps = (
  options: { readonly least?: number; readonly most?: number } = {}
): fc.Arbitrary<readonly Step[]> =>
  fc.array(bareStep, { minLength: options.least ?? 0, maxLength: options.most ?? 5 }).map(list => {
    let actions = 0
    return list.map((step, index): Step => {
      const isSingle = step.actions.length === 1
      return {
        ...step,
        id: testId<StepId>('step', index + 1),
        name: `Step ${index + 1}`,
        actions: step.actions.map(action => {
          actions += 1
          const id = testId<ActionId>('action', actions)
          return { ...action, id, ...(isSingle ? {} : { name: `Action ${actions}` }) } as Action
        })
      } as Step
    })
  })
