import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { rootRoutes, spaceRoutes } from '../../electron/http/routes/routes'
import { onlySpace, startTestApi } from '../support/http-api'
import { makeTasks } from '../support/tasks'
import { openTestWorkspace } from '../support/workspace'

/** Members that routes know, with values of any kind, and some that nobody knows. */
const memberNames = [
  'Name',
  'Description',
  'ProjectName',
  'ReleaseVersion',
  'EnvironmentName',
  'EnvironmentNames',
  'Tenants',
  'TenantTags',
  'ProjectEnvironments',
  'TenantedDeploymentMode',
  'Packages',
  'Variables',
  'CustomFields',
  'Steps',
  'Version',
  'Phases',
  'RunAt',
  'SkipStepNames',
  'UseGuidedFailure',
  'FeedType',
  'FeedUri',
  'RunbookId',
  'EnvironmentScope',
  'ReleaseRetentionPolicy',
  'Properties',
  'Actions',
  'ActionType',
  'Id',
  'LifecycleId',
  '__proto__'
] as const
const known = [
  'Shop',
  '1.0.0',
  'Test',
  '*',
  'Region/North',
  'Octopus.Script',
  'Octopus.TentaclePackage',
  'NuGet',
  'All',
  '',
  '2030-01-01T00:00:00Z'
]
const leaf = fc.oneof(
  fc.constantFrom(...known),
  fc.string({ maxLength: 20 }),
  fc.integer(),
  fc.boolean(),
  fc.constant(null)
)
const { body } = fc.letrec<{ body: unknown; value: unknown }>(tie => ({
  value: fc.oneof({ maxDepth: 4 }, leaf, fc.array(tie('value'), { maxLength: 3 }), tie('body')),
  body: fc
    .array(fc.tuple(fc.constantFrom(...memberNames), tie('value')), { maxLength: 8 })
    .map(entries => Object.fromEntries(entries))
}))
const queries = fc
  .array(
    fc.tuple(
      fc.constantFrom(
        'ids',
        'skip',
        'take',
        'partialName',
        'projects',
        'tenants',
        'tenantIds',
        'tags',
        'taskState',
        'filter',
        'overwriteMode',
        'type',
        'x'
      ),
      fc.oneof(
        fc.constantFrom('', '0', '1', 'a,b', '%2C', '%ZZ', '2147483647', '-1'),
        fc.string({ maxLength: 10 }).map(encodeURIComponent)
      )
    ),
    { maxLength: 4 }
  )
  .map(pairs => pairs.map(([name, value]) => `${name}=${value}`).join('&'))

const routes = [...rootRoutes, ...spaceRoutes].filter(({ pattern }) => !pattern.endsWith('raw'))

describe('the HTTP API', () => {
  it('answers whatever is sent to it with JSON, and never with a defect of its own', async () => {
    const { call } = await openTestWorkspace()
    await makeTasks(call, ['Shop'])
    const api = await startTestApi(onlySpace(call), {
      spaces: { ...onlySpace(call), create: refusing, update: refusing, remove: refusing }
    })
    const params = fc.oneof(
      fc.constantFrom('Shop', 'Test', 'feeds-builtin', 'Spaces-1', 'ServerTasks-0000000000'),
      fc.string({ minLength: 1, maxLength: 10 })
    )
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...routes),
        params,
        queries,
        fc.oneof(body, leaf),
        async (route, param, query, sent) => {
          const path = route.pattern.replaceAll(/:[a-z]+/g, encodeURIComponent(param))
          const reply = await api.send(route.method, `/${path}?${query}`, route.method === 'GET' ? undefined : sent)
          expect(reply.type).toContain('application/json')
          expect(reply.status).toBeLessThan(500)
          if (reply.status >= 400) expect(reply.json.ErrorMessage).toEqual(expect.any(String))
        }
      ),
      { numRuns: 400 }
    )
  })
})

const refusing = async () =>
  ({ ok: false, failure: { kind: 'forbidden', message: 'Not in this test.', remedy: '' } }) as const
