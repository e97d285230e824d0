import type { Input } from '@shared/api'
import type { Failure } from '@shared/failure'
import { FailureError } from '@shared/failure-error'
import type { ReleaseId } from '@shared/ids'
import type { Environment } from '@shared/model/environment'
import type { Project } from '@shared/model/project'
import { isLinked, type TenantRef } from '@shared/model/tenant'
import { fitsTags, tagWords } from '@shared/model/tenant-tag'
import type { Fields } from './fields'
import { foundIn, refuse, type SpaceRequest } from './request'
import { environments } from './routes/environments'
import { tenants } from './routes/tenants'
import { tagsIn } from './tags'

/** Where something is to go, and for which tenant; without one where that is absent. */
export type Place = Pick<Input<'deployment.startAll'>['places'][number], 'environmentId' | 'tenantId'>

/** Every tenant that may get something in an environment, which is what `*` stands for. */
type Everybody = (environment: Environment) => Promise<readonly TenantRef[]>

/**
 * The environments of a deployment without a tenant, in the order in which they are named.
 * @throws FailureError where one is not there, and for tenants: their deployments have a route of their own
 */
export async function placesWithoutTenant(request: SpaceRequest, fields: Fields): Promise<readonly Place[]> {
  if (namesTenants(fields))
    refuse(
      'Tenants',
      'What is sent here is deployed without a tenant.',
      'Send it to deployments/create/tenanted/v1, or leave Tenants and TenantTags out.'
    )
  return (await environmentsIn(request, fields)).map(({ id }) => ({ environmentId: id }))
}

/**
 * The environment of a deployment for each tenant that a request means. None where it means nobody at all, as in Octopus.
 * @throws FailureError where an environment or tenant is not there, and where tags or `*` stand for nobody
 */
export async function placesOfTenants(
  request: SpaceRequest,
  fields: Fields,
  { project, releaseId }: { readonly project: Project; readonly releaseId: ReleaseId }
): Promise<readonly Place[]> {
  const all = await environments.all(request)
  const environment = foundIn(all, fields.needed('EnvironmentName'), environments.what, environments.idOf)
  const everybody: Everybody = async ({ id }) =>
    (await request.ask('release.tenants', { id: releaseId }))
      .filter(item => item.environments.some(place => place.id === id && place.why === null))
      .map(({ tenant }) => tenant)
  return placesIn(request, fields, { project, environment, everybody })
}

/**
 * The environments of a run of a runbook, in the order in which they are named, each for every tenant that the request
 * means, or without one where it means nobody. @throws FailureError as for deployments
 */
export async function placesOfRuns(request: SpaceRequest, fields: Fields, project: Project): Promise<readonly Place[]> {
  const wanted = await environmentsIn(request, fields)
  if (!namesTenants(fields)) return wanted.map(({ id }) => ({ environmentId: id }))
  const everybody: Everybody = async ({ id }) =>
    (await tenants.all(request)).filter(tenant => isLinked(tenant, project.id, id))
  const places: Place[] = []
  for (const environment of wanted)
    places.push(...(await placesIn(request, fields, { project, environment, everybody })))
  return places
}

const namesTenants = (fields: Fields): boolean =>
  fields.texts('Tenants').length > 0 || fields.texts('TenantTags').length > 0

async function environmentsIn(request: SpaceRequest, fields: Fields): Promise<readonly Environment[]> {
  const names = fields.texts('EnvironmentNames')
  const all = await environments.all(request)
  if (names.length === 0)
    refuse('EnvironmentNames', 'The request names no environment.', 'Name at least one in EnvironmentNames.')
  return names.map(name => foundIn(all, name, environments.what, environments.idOf))
}

interface There {
  readonly project: Project
  readonly environment: Environment
  readonly everybody: Everybody
}

/** An environment for each tenant that is named, and then for those with the tags that get the project there; each once. */
async function placesIn(request: SpaceRequest, fields: Fields, there: There): Promise<readonly Place[]> {
  const { project, environment } = there
  const all = await tenants.all(request)
  const names = fields.texts('Tenants')
  const isForAll = names.length === 1 && names[0]?.trim() === '*'
  const chosen = isForAll
    ? await there.everybody(environment)
    : names.map(name => foundIn(all, name, tenants.what, tenants.idOf))
  const tags = tagsIn(fields.texts('TenantTags'), 'TenantTags')
  const tagged =
    tags.length === 0 ? [] : all.filter(item => fitsTags(tags, item.tags) && isLinked(item, project.id, environment.id))
  if (isForAll && chosen.length === 0) throw new FailureError(noTenant('No tenant may get', there))
  if (tags.length > 0 && tagged.length === 0)
    throw new FailureError(noTenant(`No tenant with ${tagWords(tags)} gets`, there))
  const ids = new Set([...chosen, ...tagged].map(({ id }) => id))
  return [...ids].map(tenantId => ({ environmentId: environment.id, tenantId }))
}

const noTenant = (who: string, { project, environment }: There): Failure => ({
  kind: 'not-found',
  message: `${who} “${project.name}” in ${environment.name}.`,
  remedy: 'Look at what tenants are linked to, and at what the release says of each.'
})
