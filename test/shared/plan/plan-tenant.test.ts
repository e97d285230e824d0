import type { TargetTenancy } from '@shared/model/tenant'
import { planDeployment } from '@shared/plan/plan-deployment'
import { type TenantGround, whyNotForTenant } from '@shared/plan/plan-tenant'
import { contextOfRun } from '@shared/variables/resolve'
import { describe, expect, it } from 'vitest'
import {
  ids,
  planInput,
  planOf,
  planVariables,
  scriptStep,
  sshTarget,
  testEnvironment,
  textVariable
} from '../../support/plans'
import { aTenant, tenantIds } from '../../support/tenants'

const acme = aTenant()
const only = (...tags: string[]): TargetTenancy => ({ mode: 'tenanted', tenantIds: [], tags })
const targets = [
  sshTarget(1),
  sshTarget(2, { tenancy: only('Region/North') }),
  sshTarget(3, { tenancy: only('Region/South') }),
  sshTarget(4, { tenancy: { mode: 'both', tenantIds: [tenantIds(1)], tags: [] } })
]
const names = (tenant: typeof acme | null) => planOf({ targets, tenant }).targets.map(({ name }) => name)

describe('a plan for a tenant', () => {
  it('has the targets that are for it, and one without a tenant those that are for none', () => {
    expect(names(acme)).toEqual(['web-2', 'web-4'])
    expect(names(aTenant(2, { tags: ['Region/South'] }))).toEqual(['web-3'])
    expect(names(null)).toEqual(['web-1', 'web-4'])
  })

  it('keeps its name and its tags as they are, and gives them to variables', () => {
    const plan = planOf({ targets, tenant: acme })
    expect(plan.tenant).toEqual({ id: tenantIds(1), name: 'Acme', tags: ['Region/North'] })
    expect(plan.facts).toMatchObject({
      'Octopus.Deployment.Tenant.Id': tenantIds(1),
      'Octopus.Deployment.Tenant.Name': 'Acme',
      'Octopus.Deployment.Tenant.Tags': 'Region/North'
    })
    const [stage] = plan.stages
    expect(contextOfRun(plan, stage!, stage!.runs[0]!).tenantTags).toEqual(['Region/North'])
  })

  it('asks for what is prompted for its tags', () => {
    const prompt = { label: '', description: '', isRequired: true, control: { kind: 'single-line' } } as const
    const variables = [{ ...textVariable(1, 'Colour', 'blue', { tenantTags: ['Region/North'] }), prompt }]
    const prompts = (tenant: typeof acme | null) =>
      planDeployment(planInput({ targets, tenant, variables: planVariables(variables) })).prompts.map(
        ({ name }) => name
      )
    expect(prompts(acme)).toEqual(['Colour'])
    expect(prompts(null)).toEqual([])
  })

  it('leaves out actions that are for other tenants, and says so', () => {
    const step = scriptStep(1)
    const meant = (tags: string[]) => ({
      ...step,
      actions: step.actions.map(action => ({ ...action, tenantTags: tags }))
    })
    const why = (tags: string[], tenant: typeof acme | null) =>
      planOf({ steps: [meant(tags), scriptStep(2)], targets, tenant }).stages[0]!.why
    expect(why(['Region/North', 'Region/South'], acme)).toBe('Runs on 2 targets with the role web in Test for Acme.')
    expect(why(['Region/South'], acme)).toBe('Skipped, because it is not for Acme.')
    expect(why(['Region/North', 'Ring/Early'], null)).toBe(
      'Skipped, because it is only for tenants with Region/North, and Ring/Early.'
    )
  })

  it('says which targets would have done if they were for it', () => {
    const says = (tenant: typeof acme | null, some: typeof targets) =>
      planDeployment(planInput({ targets: some, tenant })).problems.map(({ failure }) => failure.message)
    expect(says(acme, [targets[0]!, targets[2]!])).toEqual([
      'Nothing would run: no enabled target in Test for Acme has a role that the steps ask for.',
      '“Step 1” is skipped: no enabled target in Test for Acme has the role web. web-1 and web-3 are not for Acme.'
    ])
    expect(says(null, [targets[1]!])).toContain(
      '“Step 1” is skipped: no enabled target in Test has the role web. web-2 is only for tenants.'
    )
  })

  it('refuses a target that was chosen and is not for it', () => {
    const { problems } = planDeployment(planInput({ targets, tenant: acme, choices: { only: [ids.target(1)] } }))
    expect(problems.map(({ failure }) => failure.message)).toContain(
      'A target that was chosen is not in Test for Acme any more.'
    )
  })
})

it('a plan without a tenant says nothing of tenants, so that its hash is what it always was', () => {
  const plan = planOf({ targets: [sshTarget(1)] })
  expect(Object.keys(plan)).not.toContain('tenant')
  expect(Object.keys(plan.facts ?? {}).filter(name => name.includes('Tenant'))).toEqual([])
})

describe('a project', () => {
  const ground = (changes: Partial<TenantGround> & { readonly tenancy?: 'allowed' | 'required' | undefined }) => {
    const { tenancy, ...rest } = { tenancy: 'allowed' as const, ...changes }
    return whyNotForTenant({
      project: { id: ids.project, name: 'Shop', ...(tenancy === undefined ? {} : { releases: { tenancy } }) },
      environment: testEnvironment,
      tenant: acme,
      channel: { name: 'Default' },
      isRunbook: false,
      ...rest
    })?.message
  }

  it('that allows tenants is deployed for those that are linked, and without one', () => {
    expect(ground({})).toBeUndefined()
    expect(ground({ tenant: null })).toBeUndefined()
  })

  it('that takes none is deployed for nobody in particular', () => {
    expect(ground({ tenancy: undefined })).toBe('Shop takes no tenants.')
    expect(ground({ tenancy: undefined, tenant: null })).toBeUndefined()
  })

  it('that needs one is not deployed without, and its runbooks are run so all the same', () => {
    expect(ground({ tenancy: 'required', tenant: null })).toBe('Shop is deployed for tenants only.')
    expect(ground({ tenancy: 'required', tenant: null, channel: null, isRunbook: true })).toBeUndefined()
  })

  it('goes to no tenant that is not linked to it there', () => {
    expect(ground({ tenant: aTenant(1, { projects: [] }) })).toBe('Acme does not get Shop in Test.')
    const elsewhere = [{ projectId: ids.project, environmentIds: [ids.environment(2)] }]
    expect(ground({ tenant: aTenant(1, { projects: elsewhere }) })).toBe('Acme does not get Shop in Test.')
  })

  it('goes to no tenant that the channel of the release is not for', () => {
    expect(ground({ channel: { name: 'Beta', tenantTags: ['Region/North', 'Region/South'] } })).toBeUndefined()
    expect(ground({ channel: { name: 'Beta', tenantTags: ['Region/South', 'Ring/Early'] } })).toBe(
      'The channel “Beta” is not for Acme: it is for Region/South, and Ring/Early.'
    )
  })
})
