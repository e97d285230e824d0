import { phraseOf } from '@shared/deployment-title'
import { type Failure, invalid, notFound } from '@shared/failure'
import type { EnvironmentId } from '@shared/ids'
import type { Environment, EnvironmentInput } from '@shared/model/environment'
import { fail, ok, type Result } from '@shared/result'
import { changesOf } from './audit-changes'
import { draftsOf } from './audit-drafts'
import { environmentAudit, workspaceSubject } from './audit-subjects'
import type { ServiceContext } from './context'
import { byName, inUse, nameTaken } from './rules'

/** Environments: names are unique; one that targets or deployments refer to stays. */
export function createEnvironments({ store, newId, publish, exclusive }: ServiceContext) {
  const { environments } = store
  const changed = () => publish({ type: 'catalog.changed', entity: 'environment' })
  const put = async (record: Environment, before: Environment | null): Promise<Result<Environment>> => {
    await store.commit([environments.putting(record)], draftsOf(environmentAudit, before, record))
    changed()
    return ok(record)
  }

  const whyKept = (environment: Environment): Failure | null => {
    const targets = byName(store.targets.all().filter(target => target.environmentIds.includes(environment.id)))
    const deployments = store.deployments.latest().filter(deployment => deployment.environmentId === environment.id)
    const runbooks = byName(
      store.runbooks
        .all()
        .filter(({ environments: where }) => where.kind === 'listed' && where.ids.includes(environment.id))
    )
    const lifecycles = byName(
      store.lifecycles
        .all()
        .filter(({ phases }) => phases.some(phase => phase.environments.some(({ id }) => id === environment.id)))
    )
    const freezes = byName(store.freezes.all().filter(freeze => freeze.environments?.includes(environment.id)))
    const tenants = byName(
      store.tenants.all().filter(({ projects }) => projects.some(link => link.environmentIds.includes(environment.id)))
    )
    const users = [
      ...targets.map(target => `the target “${target.name}”`),
      ...runbooks.map(runbook => `the runbook “${runbook.name}”`),
      ...lifecycles.map(lifecycle => `the lifecycle “${lifecycle.name}”`),
      ...freezes.map(freeze => `the freeze “${freeze.name}”`),
      ...tenants.map(tenant => `the tenant “${tenant.name}”`),
      ...deployments.map(item => `a ${phraseOf(item)}`)
    ]
    if (users.length === 0) return null
    const all = { targets, runbooks, lifecycles, freezes, tenants }
    const others = Object.entries(all).find(([, items]) => items.length > 0)?.[0]
    const remedy =
      others !== undefined
        ? `Take the environment off these ${others} first.`
        : 'Its deployments are history that is kept; delete their projects first if they are not wanted any more.'
    return inUse(`The environment “${environment.name}”`, users, remedy)
  }

  return {
    list: async (): Promise<Result<readonly Environment[]>> => ok(sortedEnvironments(environments.all())),

    create: (input: EnvironmentInput): Promise<Result<Environment>> =>
      exclusive(async () => {
        const taken = nameTaken('an environment', environments.all(), input.name, 'name')
        if (taken) return fail(taken)
        const last = Math.max(-1, ...environments.all().map(item => item.sortOrder))
        return put({ ...asStored(input), id: newId('environment'), sortOrder: last + 1 }, null)
      }),

    update: (id: EnvironmentId, input: EnvironmentInput): Promise<Result<Environment>> =>
      exclusive(async () => {
        const current = environments.get(id)
        if (!current) return fail(notFound('environment', id))
        const taken = nameTaken('an environment', environments.all(), input.name, 'value.name', id)
        return taken ? fail(taken) : put({ id, sortOrder: current.sortOrder, ...asStored(input) }, current)
      }),

    /** Puts them in this order; `ids` has to name each environment once. Their order is that of lifecycles without phases. */
    reorder: (ids: readonly EnvironmentId[]): Promise<Result<readonly Environment[]>> =>
      exclusive(async () => {
        const before = sortedEnvironments(environments.all())
        if (
          new Set(ids).size !== ids.length ||
          ids.length !== before.length ||
          before.some(({ id }) => !ids.includes(id))
        )
          return fail(
            invalid(
              'ids',
              'must name each environment once',
              'The environments were changed meanwhile; look at them again.'
            )
          )
        const after = ids.flatMap((id, sortOrder) => {
          const environment = environments.get(id)
          return environment ? [{ ...environment, sortOrder }] : []
        })
        const moved = after.filter(({ id, sortOrder }) => environments.get(id)?.sortOrder !== sortOrder)
        if (moved.length === 0) return ok(before)
        const words = (list: readonly Environment[]) => list.map(({ name }) => name).join(', ')
        await store.commit(
          moved.map(environment => environments.putting(environment)),
          words(before) === words(after)
            ? []
            : [
                {
                  verb: 'changed',
                  subject: workspaceSubject,
                  summary: 'Changed the order of environments.',
                  changes: changesOf('Order of environments', words(before), words(after))
                }
              ]
        )
        changed()
        return ok(after)
      }),

    delete: (id: EnvironmentId): Promise<Result<null>> =>
      exclusive(async () => {
        const current = environments.get(id)
        if (!current) return fail(notFound('environment', id))
        const kept = whyKept(current)
        if (kept) return fail(kept)
        await store.commit([environments.removing(id)], draftsOf(environmentAudit, current, null))
        changed()
        return ok(null)
      })
  }
}

/** What is not so is not said. */
function asStored({ isGuided, approval, ...fields }: EnvironmentInput): EnvironmentInput {
  return {
    ...fields,
    ...(isGuided === true ? { isGuided } : {}),
    ...(approval === undefined ? {} : { approval })
  }
}

/** In the order of lists and of the dashboard. */
export const sortedEnvironments = (environments: readonly Environment[]): readonly Environment[] =>
  [...environments].sort((a, b) => a.sortOrder - b.sortOrder)
