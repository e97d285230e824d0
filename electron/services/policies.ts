import { type Failure, notFound } from '@shared/failure'
import type { PolicyId } from '@shared/ids'
import { type Policy, type PolicyInput, policyInput } from '@shared/model/health'
import { isReached, type Target } from '@shared/model/target'
import { fail, ok, type Result } from '@shared/result'
import { draftsOf } from './audit-drafts'
import { policyAudit } from './audit-subjects'
import type { ServiceContext } from './context'
import { byName, inUse, nameTaken } from './rules'

const firstPolicyName = 'Default Machine Policy'

/** Machine policies: exactly one is the default, for the targets that name none. */
export function createPolicies({ store, newId, publish, exclusive }: ServiceContext) {
  const { policies } = store
  const changed = () => publish({ type: 'catalog.changed', entity: 'policy' })
  const put = async (record: Policy, before: Policy | null): Promise<Result<Policy>> => {
    await store.commit([policies.putting(record)], draftsOf(policyAudit, before, record))
    changed()
    return ok(record)
  }

  return {
    list: async (): Promise<Result<readonly Policy[]>> => ok(byName(policies.all())),

    create: (input: PolicyInput): Promise<Result<Policy>> =>
      exclusive(async () => {
        const refused = nameTaken('a policy', policies.all(), input.name, 'name')
        return refused ? fail(refused) : put({ ...input, id: newId('policy'), isDefault: false }, null)
      }),

    update: (id: PolicyId, input: PolicyInput): Promise<Result<Policy>> =>
      exclusive(async () => {
        const current = policies.get(id)
        if (!current) return fail(notFound('policy', id))
        const refused = nameTaken('a policy', policies.all(), input.name, 'value.name', id)
        return refused ? fail(refused) : put({ ...input, id, isDefault: current.isDefault }, current)
      }),

    delete: (id: PolicyId): Promise<Result<null>> =>
      exclusive(async () => {
        const current = policies.get(id)
        if (!current) return fail(notFound('policy', id))
        const refused = whyKept(current, store.targets.all())
        if (refused) return fail(refused)
        await store.commit([policies.removing(id)], draftsOf(policyAudit, current, null))
        changed()
        return ok(null)
      }),

    /** Makes the default where there is none: in a workspace that is opened for the first time. */
    ensureDefault: (): Promise<void> =>
      exclusive(async () => {
        if (policies.all().some(policy => policy.isDefault)) return
        const input = policyInput.parse({ name: firstPolicyName })
        await policies.put({ ...input, id: newId('policy'), isDefault: true })
      }),

    /** The policy that a target is checked by. */
    of: (target: Pick<Target, 'kind'> & { readonly policyId?: PolicyId | null }): Policy => {
      const { policyId = null } = target
      const own = policyId === null ? undefined : policies.get(policyId)
      const found = own ?? policies.all().find(policy => policy.isDefault)
      if (!found) throw new Error('The workspace has no default policy')
      return found
    }
  }
}

export type Policies = ReturnType<typeof createPolicies>

function whyKept(policy: Policy, targets: readonly Target[]): Failure | null {
  if (policy.isDefault)
    return {
      kind: 'in-use',
      message: `“${policy.name}” is the default, for targets that name no policy.`,
      remedy: 'Change it to your needs instead.'
    }
  const users = byName(targets.filter(target => isReached(target) && target.policyId === policy.id)).map(
    item => `the target “${item.name}”`
  )
  return users.length === 0
    ? null
    : inUse(`The policy “${policy.name}”`, users, 'Give these targets another policy first.')
}
