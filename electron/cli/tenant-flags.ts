import type { Output } from '@shared/api'
import { isLinked, type TargetTenancy, type Tenant } from '@shared/model/tenant'
import { fitsTags, tagWords } from '@shared/model/tenant-tag'
import { type Command, Option } from 'commander'
import { CommandFailed, UsageError } from './errors'
import { repeatable } from './flags'
import type { Session } from './session'

/** Whom something is done for. */
export interface TenantOptions {
  readonly tenant?: readonly string[]
  readonly tenantTag?: readonly string[]
}

/** Adds the flags that name tenants, by name or by tag. */
export const addTenantFlags = (command: Command): Command =>
  command
    .option('--tenant <tenant>', 'for this tenant; may be given several times', repeatable)
    .option('--tenant-tag <tag>', 'for all tenants with this tag; may be given several times', repeatable)

/** The flag that names one tenant at the most. */
export const tenantOption = () => new Option('--tenant <tenant>', 'for this tenant')

/** The id that `--tenant` names, as inputs take it; nothing where it was not given. */
export async function tenantIn(session: Session, reference: string | undefined) {
  return reference === undefined ? {} : { tenantId: (await session.tenant(reference)).id }
}

type Environment = Output<'environment.list'>[number]

/**
 * The tenants that flags name: each that is named, and those with the tags that get the project in that environment. Null
 * without such a flag. @throws CommandFailed when tags mean nobody there
 */
export async function tenantsFor(
  session: Session,
  { tenant: names = [], tenantTag: tags = [] }: TenantOptions,
  project: Output<'project.list'>[number],
  environment: Environment
): Promise<readonly Tenant[] | null> {
  if (names.length === 0 && tags.length === 0) return null
  const found = new Map<string, Tenant>()
  for (const reference of names) {
    const named = await session.tenant(reference)
    found.set(named.id, named)
  }
  const tagged =
    tags.length === 0
      ? []
      : (await session.call('tenant.list', {})).filter(
          item => fitsTags(tags, item.tags) && isLinked(item, project.id, environment.id)
        )
  if (tags.length > 0 && tagged.length === 0) throw new CommandFailed(nobody(tags, project, environment))
  for (const item of tagged) found.set(item.id, item)
  return [...found.values()]
}

const nobody = (tags: readonly string[], project: { readonly name: string }, environment: Environment) =>
  ({
    kind: 'not-found',
    message: `No tenant with ${tagWords(tags)} gets “${project.name}” in ${environment.name}.`,
    remedy: 'Look at the tags of tenants with “slipway tenant list”, and link them to the project and the environment.'
  }) as const

/** Which tenants a target is for, as flags say it; undefined for none of them. @throws UsageError */
export async function tenancyFrom(
  session: Session,
  options: TenantOptions & { readonly tenants?: string }
): Promise<TargetTenancy | undefined> {
  const { tenant = [], tenantTag = [], tenants: mode } = options
  const isNamed = tenant.length + tenantTag.length > 0
  if (mode === undefined || mode === 'none') {
    if (isNamed) throw new UsageError('--tenant and --tenant-tag need --tenants only, or --tenants both.')
    return undefined
  }
  if (!isNamed) throw new UsageError('Name tenants with --tenant, or their tags with --tenant-tag.')
  const tenantIds: Tenant['id'][] = []
  for (const reference of tenant) tenantIds.push((await session.tenant(reference)).id)
  return { mode: mode === 'only' ? 'tenanted' : 'both', tenantIds, tags: [...tenantTag] }
}

/** The flag that says whether a target is for tenants. */
export const tenancyOption = () =>
  new Option(
    '--tenants <mode>',
    'deployments for tenants: none of them, only these, or these and those without a tenant'
  ).choices(['none', 'only', 'both'])
