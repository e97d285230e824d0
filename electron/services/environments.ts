import { type Failure, notFound } from '@shared/failure'
import type { EnvironmentId } from '@shared/ids'
import type { Environment, EnvironmentInput } from '@shared/model/environment'
import { fail, ok, type Result } from '@shared/result'
import { draftsOf } from './audit-drafts'
import { environmentAudit } from './audit-subjects'
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
    const users = [
      ...targets.map(target => `the target “${target.name}”`),
      ...deployments.map(item => `a deployment of ${item.projectName} ${item.releaseVersion}`)
    ]
    if (users.length === 0) return null
    const remedy =
      targets.length > 0
        ? 'Take the environment off these targets first.'
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
        return put({ ...input, id: newId('environment'), sortOrder: last + 1 }, null)
      }),

    update: (id: EnvironmentId, input: EnvironmentInput): Promise<Result<Environment>> =>
      exclusive(async () => {
        const current = environments.get(id)
        if (!current) return fail(notFound('environment', id))
        const taken = nameTaken('an environment', environments.all(), input.name, 'value.name', id)
        return taken ? fail(taken) : put({ ...current, ...input }, current)
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

/** In the order of lists and of the dashboard. */
export const sortedEnvironments = (environments: readonly Environment[]): readonly Environment[] =>
  [...environments].sort((a, b) => a.sortOrder - b.sortOrder)
