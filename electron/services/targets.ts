import type { AuditDraft } from '@shared/audit'
import { type Failure, type FieldIssue, notFound } from '@shared/failure'
import type { TargetId } from '@shared/ids'
import type { HostKeyPin, Target, TargetInput } from '@shared/model/target'
import { fail, ok, type Result } from '@shared/result'
import { draftsOf } from './audit-drafts'
import { targetAudit } from './audit-subjects'
import type { ServiceContext } from './context'
import type { Deployments } from './deployments'
import { keptHostKey, otherKeyAccepted, trustDrafts } from './host-keys'
import { byName, inUse, nameTaken } from './rules'

/**
 * Targets: what they refer to must exist, and a host key belongs to one host and port.
 */
export function createTargets(
  { store, newId, publish, exclusive }: ServiceContext,
  deployments: Pick<Deployments, 'openOn'>
) {
  const { targets } = store
  const audit = targetAudit(store)
  const put = async (record: Target, drafts: readonly AuditDraft[]): Promise<Result<Target>> => {
    await store.commit([targets.putting(record)], drafts)
    publish({ type: 'catalog.changed', entity: 'target' })
    return ok(record)
  }

  const danglingReference = (input: TargetInput, prefix: string): Failure | null => {
    const issues: FieldIssue[] = input.environmentIds.flatMap((id, index) =>
      store.environments.get(id) ? [] : [{ path: `${prefix}environmentIds.${index}`, message: 'no longer exists' }]
    )
    if (input.kind === 'ssh' && !store.accounts.get(input.accountId))
      issues.push({ path: `${prefix}accountId`, message: 'no longer exists' })
    if (input.kind === 'ssh' && input.viaId !== null && !store.jumpHosts.get(input.viaId))
      issues.push({ path: `${prefix}viaId`, message: 'no longer exists' })
    if (input.policyId !== null && !store.policies.get(input.policyId))
      issues.push({ path: `${prefix}policyId`, message: 'no longer exists' })
    if (issues.length === 0) return null
    return {
      kind: 'invalid-input',
      message: 'The target refers to something that does not exist.',
      remedy: 'Choose another one in the marked field.',
      issues
    }
  }

  return {
    list: async (): Promise<Result<readonly Target[]>> => ok(byName(targets.all())),

    create: (input: TargetInput): Promise<Result<Target>> =>
      exclusive(async () => {
        const refused = nameTaken('a target', targets.all(), input.name, 'name') ?? danglingReference(input, '')
        if (refused) return fail(refused)
        const id = newId('target')
        const made: Target = input.kind === 'ssh' ? { ...input, id, hostKey: null } : { ...input, id }
        return put(made, draftsOf(audit, null, made))
      }),

    update: (id: TargetId, input: TargetInput): Promise<Result<Target>> =>
      exclusive(async () => {
        const current = targets.get(id)
        if (!current) return fail(notFound('target', id))
        const refused =
          nameTaken('a target', targets.all(), input.name, 'value.name', id) ?? danglingReference(input, 'value.')
        if (refused) return fail(refused)
        const hostKey = current.kind === 'ssh' && input.kind === 'ssh' ? keptHostKey(current, input) : null
        const saved: Target = input.kind === 'ssh' ? { ...input, id, hostKey } : { ...input, id }
        return put(saved, draftsOf(audit, current, saved))
      }),

    delete: (id: TargetId): Promise<Result<null>> =>
      exclusive(async () => {
        const current = targets.get(id)
        if (!current) return fail(notFound('target', id))
        const users = deployments.openOn(id)
        if (users.length > 0)
          return fail(inUse(`The target “${current.name}”`, users, 'Wait for the deployment to end, or cancel it.'))
        await store.commit([targets.removing(id), store.targetHealth.removing(id)], draftsOf(audit, current, null))
        publish({ type: 'catalog.changed', entity: 'target' })
        return ok(null)
      }),

    trust: (id: TargetId, hostKey: HostKeyPin, replace: boolean): Promise<Result<Target>> =>
      exclusive(async () => {
        const current = targets.get(id)
        if (!current) return fail(notFound('target', id))
        if (current.kind !== 'ssh') return fail(noHostKey(current))
        const refused = otherKeyAccepted(current, hostKey, replace)
        if (refused) return fail(refused)
        return put({ ...current, hostKey }, trustDrafts('target', 'target', current, hostKey))
      })
  }
}

const noHostKey = (target: Target): Failure => ({
  kind: 'invalid-input',
  message: `“${target.name}” is this machine and has no host key.`,
  remedy: 'Only SSH targets have a host key to accept.',
  issues: [{ path: 'id', message: 'is not an SSH target' }]
})
