import type { Failure } from '../failure'
import type { Channel } from '../model/channel'
import type { Environment } from '../model/environment'
import type { Project } from '../model/project'
import { isLinked, type Tenant } from '../model/tenant'
import { fitsTags, tagWords } from '../model/tenant-tag'

/** What decides whether a release is for a tenant, or for none. */
export interface TenantGround {
  readonly project: Pick<Project, 'id' | 'name' | 'releases'>
  readonly environment: Pick<Environment, 'id' | 'name'>
  /** Null for a deployment without a tenant. */
  readonly tenant: Tenant | null
  /** Of the release; null for a runbook, which has none. */
  readonly channel: Pick<Channel, 'name' | 'tenantTags'> | null
  /** A runbook may be run without a tenant also where releases may not be deployed so. */
  readonly isRunbook: boolean
}

/** Why nothing of a project is deployed for that tenant there, or for none; null where it may be. */
export function whyNotForTenant(ground: TenantGround): Failure | null {
  const { project, tenant, environment, channel, isRunbook } = ground
  const tenancy = project.releases?.tenancy
  if (tenant === null)
    return tenancy === 'required' && !isRunbook
      ? notOpen(`${project.name} is deployed for tenants only.`, 'Choose at least one tenant.')
      : null
  if (tenancy === undefined)
    return notOpen(
      `${project.name} takes no tenants.`,
      `Deploy it without ${tenant.name}, or allow tenants in the settings of the project.`
    )
  if (!isLinked(tenant, project.id, environment.id))
    return notOpen(
      `${tenant.name} does not get ${project.name} in ${environment.name}.`,
      'Link the tenant to the project in this environment, or choose another tenant.'
    )
  const tags = channel?.tenantTags ?? []
  if (channel === null || fitsTags(tags, tenant.tags)) return null
  return notOpen(
    `The channel “${channel.name}” is not for ${tenant.name}: it is for ${tagWords(tags)}.`,
    'Choose a tenant with these tags, or give the release another channel.'
  )
}

const notOpen = (message: string, remedy: string): Failure => ({ kind: 'not-open', message, remedy })
