import { type Failure, type FieldIssue, invalid, notFound } from '@shared/failure'
import type { EnvironmentId, ProjectId, TenantId } from '@shared/ids'
import type { Tenant, TenantInput } from '@shared/model/tenant'
import { fail, ok, type Result } from '@shared/result'
import type { TenantOverview, TenantPlace } from '@shared/tenant-calls'
import type { Store } from '../store/store'
import { type AuditedChange, draftsOf } from './audit-drafts'
import { tenantAudit } from './audit-tenant'
import type { ServiceContext } from './context'
import type { Deployments } from './deployments'
import { sortedEnvironments } from './environments'
import { cellOf } from './release-cells'
import { byName, inUse, nameTaken } from './rules'

/** How many deployments of a tenant are listed. */
const listed = 30

/** Tenants: for whom releases are deployed separately, and where each gets which project. */
export function createTenants(
  { store, newId, publish, exclusive }: ServiceContext,
  deployments: Pick<Deployments, 'openFor' | 'latest' | 'list'>
) {
  const { tenants } = store
  const audit = tenantAudit(store)

  const put = async (record: Tenant, before: Tenant | null): Promise<Result<Tenant>> => {
    await store.commit([tenants.putting(record)], draftsOf(audit, before, record))
    publish({ type: 'catalog.changed', entity: 'tenant' })
    return ok(record)
  }

  const refusal = (input: TenantInput, prefix: string, self?: TenantId): Failure | null =>
    nameTaken('a tenant', tenants.all(), input.name, `${prefix}name`, self) ?? danglingLink(store, input, prefix)

  const placesOf = (tenant: Tenant): readonly TenantPlace[] => {
    const newest = new Map(
      deployments
        .latest()
        .filter(item => item.tenant?.id === tenant.id && item.runbook === null)
        .map(item => [`${item.projectId} ${item.environmentId}`, item])
    )
    const environments = sortedEnvironments(store.environments.all())
    return byName(store.projects.all()).flatMap(project => {
      const linked = tenant.projects.find(({ projectId }) => projectId === project.id)?.environmentIds ?? []
      return environments.flatMap(environment => {
        const summary = newest.get(`${project.id} ${environment.id}`)
        const isLinked = linked.includes(environment.id)
        if (!isLinked && summary === undefined) return []
        return [{ project, environment, isLinked, cell: summary === undefined ? null : cellOf(store, summary) }]
      })
    })
  }

  return {
    list: async (): Promise<Result<readonly Tenant[]>> => ok(byName(tenants.all())),

    create: (input: TenantInput): Promise<Result<Tenant>> =>
      exclusive(async () => {
        const refused = refusal(input, '')
        return refused ? fail(refused) : put({ ...input, id: newId('tenant') }, null)
      }),

    update: (id: TenantId, input: TenantInput): Promise<Result<Tenant>> =>
      exclusive(async () => {
        const current = tenants.get(id)
        if (!current) return fail(notFound('tenant', id))
        const refused = refusal(input, 'value.', id)
        return refused ? fail(refused) : put({ ...input, id }, current)
      }),

    link: (id: TenantId, projectId: ProjectId, wanted: readonly EnvironmentId[]): Promise<Result<Tenant>> =>
      exclusive(async () => {
        const current = tenants.get(id)
        if (!current) return fail(notFound('tenant', id))
        if (!store.projects.get(projectId)) return fail(notFound('project', projectId))
        const environmentIds = [...new Set(wanted)]
        const gone = environmentIds.find(environment => !store.environments.get(environment))
        if (gone !== undefined) return fail(notFound('environment', gone))
        const others = current.projects.filter(link => link.projectId !== projectId)
        const projects = environmentIds.length === 0 ? others : [...others, { projectId, environmentIds }]
        return put({ ...current, projects }, current)
      }),

    /** Deployments for it stay, with its name. */
    delete: (id: TenantId): Promise<Result<null>> =>
      exclusive(async () => {
        const current = tenants.get(id)
        if (!current) return fail(notFound('tenant', id))
        const kept = whyKept(store, current, deployments.openFor(id))
        if (kept) return fail(kept)
        await store.commit([tenants.removing(id)], draftsOf(audit, current, null))
        publish({ type: 'catalog.changed', entity: 'tenant' })
        return ok(null)
      }),

    overview: async (id: TenantId): Promise<Result<TenantOverview>> => {
      const tenant = tenants.get(id)
      if (!tenant) return fail(notFound('tenant', id))
      const found = await deployments.list({ tenantId: id, limit: listed })
      return found.ok ? ok({ tenant, places: placesOf(tenant), deployments: found.value }) : found
    }
  }
}

/** Takes a project that goes out of the links of tenants. */
export const withoutLinksTo = (store: Store, id: ProjectId): readonly AuditedChange[] =>
  store.tenants.all().flatMap(tenant => {
    const projects = tenant.projects.filter(({ projectId }) => projectId !== id)
    if (projects.length === tenant.projects.length) return []
    const after = { ...tenant, projects }
    return [{ change: store.tenants.putting(after), drafts: draftsOf(tenantAudit(store), tenant, after) }]
  })

function danglingLink(store: Store, { projects }: TenantInput, prefix: string): Failure | null {
  const issues: FieldIssue[] = projects.flatMap(({ projectId, environmentIds }, index) => [
    ...(store.projects.get(projectId)
      ? []
      : [{ path: `${prefix}projects.${index}.projectId`, message: 'no longer exists' }]),
    ...environmentIds.flatMap((id, at) =>
      store.environments.get(id)
        ? []
        : [{ path: `${prefix}projects.${index}.environmentIds.${at}`, message: 'no longer exists' }]
    )
  ])
  const [first] = issues
  if (first === undefined) return null
  return { ...invalid(first.path, first.message, 'Take it out of what the tenant gets.'), issues }
}

function whyKept(store: Store, { id, name }: Tenant, open: readonly string[]): Failure | null {
  if (open.length > 0) return inUse(`The tenant “${name}”`, open, 'Wait for the deployment to end, or cancel it.')
  const targets = byName(store.targets.all().filter(({ tenancy }) => tenancy?.tenantIds.includes(id) === true))
  return targets.length === 0
    ? null
    : inUse(
        `The tenant “${name}”`,
        targets.map(target => `the target “${target.name}”`),
        'Take the tenant off these targets first.'
      )
}
