import { channelInput } from '@shared/model/channel'
import { releaseSettings } from '@shared/model/project'
import { targetInput } from '@shared/model/target'
import { type TenantRef, tenantInput } from '@shared/model/tenant'
import { expect, test } from 'vitest'
import { channelInputOf, channelValuesOf } from '../../../renderer/screens/channels/channel-form'
import { changesAddress, comparisonAddress, rollbackAddress } from '../../../renderer/screens/comparison/addresses'
import { deployCommand, runbookCommand } from '../../../renderer/screens/deploy/cli-command'
import { environmentsOf, placeKey, placesFor, placesWords } from '../../../renderer/screens/deploy/place'
import { tenantWords } from '../../../renderer/screens/process/draft/tenant-words'
import { settingsInputOf, settingsValuesOf } from '../../../renderer/screens/projects/settings/settings-form'
import { targetFormValues, targetInputOf } from '../../../renderer/screens/targets/target-form'
import { tenantInputOf, tenantValuesOf } from '../../../renderer/screens/tenants/tenant-form'
import { matchingOptions } from '../../../renderer/screens/variables/grid/scope-options'
import {
  aChannel,
  anEnvironment,
  aProject,
  aTenant,
  environmentIdOf,
  projectIdOf,
  releaseIdOf,
  tenantIdOf
} from '../../support/catalogue'
import { sshTarget } from '../../support/plans'

test('a stored tenant goes through its form unchanged', () => {
  const { id: _, ...input } = aTenant(1, { description: 'In the north', tags: ['Region/North', 'Ring/Early'] })
  expect(tenantInput.parse(tenantInputOf(tenantValuesOf(aTenant(1, input))))).toEqual(input)
})

test('whom a target is for goes through its form unchanged, and is nothing where nobody said so', () => {
  const tenancy = { mode: 'both' as const, tenantIds: [tenantIdOf(1)], tags: ['Region/North'] }
  expect(targetInput.parse(targetInputOf(targetFormValues(sshTarget(1, { tenancy }))))).toMatchObject({ tenancy })
  expect(targetInputOf(targetFormValues(sshTarget(1)))).not.toHaveProperty('tenancy')
})

test('the tags of a channel and whether a project takes tenants go through their forms unchanged', () => {
  const channel = aChannel(1, { tenantTags: ['Ring/Early'] })
  expect(channelInput.parse(channelInputOf(channelValuesOf(channel)))).toMatchObject({ tenantTags: ['Ring/Early'] })
  expect(channelInputOf(channelValuesOf(aChannel(1)))).not.toHaveProperty('tenantTags')
  for (const tenancy of ['allowed', 'required'] as const) {
    const project = aProject(1, { releases: { tenancy } })
    expect(releaseSettings.parse(settingsInputOf(settingsValuesOf(project)))).toEqual({ tenancy })
  }
  expect(settingsInputOf(settingsValuesOf(aProject(1)))).toEqual({})
})

test('an action says for which tenants it is, and nothing where it is for all', () => {
  expect(tenantWords({ tenantTags: ['Region/North', 'Region/South', 'Ring/Early'] })).toBe(
    'only for tenants with Region/North or Region/South, and Ring/Early'
  )
  expect(tenantWords({})).toBeNull()
})

const environments = [anEnvironment(1, { name: 'Test' }), anEnvironment(2, { name: 'Live' })]
const acme: TenantRef = { id: tenantIdOf(1), name: 'Acme', tags: [] }
const beta: TenantRef = { id: tenantIdOf(2), name: 'Beta', tags: [] }
const linkedTo = (...numbers: readonly number[]) =>
  numbers.map(n => ({ id: environmentIdOf(n), why: null, isNext: false, cell: null, current: null }))

test('places are where a chosen tenant is linked, and everywhere for one that nothing is known of', () => {
  const places = placesFor(environments, [acme, beta], [{ tenant: acme, environments: linkedTo(2) }])
  expect(places.map(placeKey)).toEqual([
    `${environmentIdOf(1)} ${beta.id}`,
    `${environmentIdOf(2)} ${acme.id}`,
    `${environmentIdOf(2)} ${beta.id}`
  ])
  expect(environmentsOf(places)).toEqual(environments)
})

test('a button says where all of it goes, and for whom', () => {
  const at = (n: 0 | 1, tenant: TenantRef | null) => ({ environment: environments[n]!, tenant })
  expect(
    [
      [at(0, null)],
      [at(0, acme)],
      [at(0, null), at(1, null)],
      [at(0, acme), at(0, beta)],
      [at(0, acme), at(1, acme)],
      [at(0, acme), at(1, beta)]
    ].map(placesWords)
  ).toEqual([
    'Test',
    'Test for Acme',
    '2 environments',
    'Test for 2 tenants',
    '2 environments for Acme',
    '2 environments for 2 tenants'
  ])
})

test('commands name the tenants', () => {
  expect(deployCommand('Shop', '1.0', ['Test'], ['Acme', 'Beta & Sons'])).toBe(
    "slipway deploy --project Shop --release 1.0 --to Test --tenant Acme --tenant 'Beta & Sons'"
  )
  expect(runbookCommand('Shop', 'Rotate', true, 'Test', ['Acme'])).toBe(
    'slipway runbook run Rotate --project Shop --in Test --draft --tenant Acme'
  )
})

test('addresses of what a tenant would get and of its way back name it', () => {
  const [project, environment, release, tenant] = [projectIdOf(1), environmentIdOf(1), releaseIdOf(1), tenantIdOf(1)]
  expect([
    changesAddress(release, environment, tenant),
    changesAddress(release, environment),
    rollbackAddress(project, environment, { release, tenant }),
    rollbackAddress(project, environment, { tenant }),
    rollbackAddress(project, environment),
    comparisonAddress(release, releaseIdOf(2), environment, tenant)
  ]).toEqual([
    `/releases/${release}/changes/${environment}?for=${tenant}`,
    `/releases/${release}/changes/${environment}`,
    `/projects/${project}/rollback/${environment}?to=${release}&for=${tenant}`,
    `/projects/${project}/rollback/${environment}?for=${tenant}`,
    `/projects/${project}/rollback/${environment}`,
    `/releases/compare/${release}/${releaseIdOf(2)}?in=${environment}&for=${tenant}`
  ])
})

test('a scope is offered the tags in use, and a typed tag that nobody has yet', () => {
  const labels = {
    environments: new Map(),
    targets: new Map(),
    actions: new Map(),
    processes: new Map(),
    channels: new Map()
  }
  const north = { dimension: 'tenantTags', value: 'Region/North', label: 'Region/North' } as const
  const offered = (text: string) => matchingOptions({ options: [north], labels }, {}, text)
  expect(offered('north tenant')).toEqual([
    north,
    { dimension: 'roles', value: 'north tenant', label: 'north tenant (new role)' }
  ])
  expect(offered('region/north')).toEqual([north])
  expect(offered('Region/West')).toEqual([
    { dimension: 'tenantTags', value: 'Region/West', label: 'Region/West (new tag)' }
  ])
})
