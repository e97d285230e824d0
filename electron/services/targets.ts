import type { AuditDraft } from '@shared/audit'
import { type Failure, type FieldIssue, notFound } from '@shared/failure'
import type { SecretId, TargetId } from '@shared/ids'
import { type HostKeyPin, type Target, type TargetInput, whereOf } from '@shared/model/target'
import { fail, ok, type Result } from '@shared/result'
import { Secret } from '@shared/secret'
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

  /** The record to store, with a new password in the vault. */
  const toRecord = async (id: TargetId, input: TargetInput, current: Target | null): Promise<Target> => {
    if (input.kind === 'local') return { ...input, id }
    if (input.kind === 'ssh')
      return { ...input, id, hostKey: current?.kind === 'ssh' ? keptHostKey(current, input) : null }
    if (input.password === '') return { ...input, id, password: null }
    const password = input.password === null ? passwordOf(current) : await store.vault.put(new Secret(input.password))
    return { ...input, id, password }
  }

  const forget = async (before: Target, after: Target | null): Promise<void> => {
    const old = passwordOf(before)
    if (old !== null && old !== passwordOf(after)) await store.vault.remove(old)
  }

  const danglingReference = (input: TargetInput, prefix: string): Failure | null => {
    const issues: FieldIssue[] = input.environmentIds.flatMap((id, index) =>
      store.environments.get(id) ? [] : [{ path: `${prefix}environmentIds.${index}`, message: 'no longer exists' }]
    )
    if (input.kind === 'ssh' && !store.accounts.get(input.accountId))
      issues.push({ path: `${prefix}accountId`, message: 'no longer exists' })
    if (input.kind === 'ssh' && input.viaId !== null && !store.jumpHosts.get(input.viaId))
      issues.push({ path: `${prefix}viaId`, message: 'no longer exists' })
    if (input.kind !== 'offline' && input.policyId !== null && !store.policies.get(input.policyId))
      issues.push({ path: `${prefix}policyId`, message: 'no longer exists' })
    for (const [index, id] of (input.tenancy?.tenantIds ?? []).entries())
      if (!store.tenants.get(id))
        issues.push({ path: `${prefix}tenancy.tenantIds.${index}`, message: 'no longer exists' })
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
        const made = await toRecord(id, input, null)
        return put(made, draftsOf(audit, null, made))
      }),

    update: (id: TargetId, input: TargetInput): Promise<Result<Target>> =>
      exclusive(async () => {
        const current = targets.get(id)
        if (!current) return fail(notFound('target', id))
        const refused =
          nameTaken('a target', targets.all(), input.name, 'value.name', id) ?? danglingReference(input, 'value.')
        if (refused) return fail(refused)
        const saved = await toRecord(id, input, current)
        const result = await put(saved, draftsOf(audit, current, saved))
        await forget(current, saved)
        return result
      }),

    delete: (id: TargetId): Promise<Result<null>> =>
      exclusive(async () => {
        const current = targets.get(id)
        if (!current) return fail(notFound('target', id))
        const users = deployments.openOn(id)
        if (users.length > 0)
          return fail(inUse(`The target “${current.name}”`, users, 'Wait for the deployment to end, or cancel it.'))
        await store.commit([targets.removing(id), store.targetHealth.removing(id)], draftsOf(audit, current, null))
        await forget(current, null)
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

const passwordOf = (target: Target | null): SecretId | null => (target?.kind === 'offline' ? target.password : null)

const noHostKey = (target: Target): Failure => ({
  kind: 'invalid-input',
  message: `“${target.name}” is ${whereOf(target)} and has no host key.`,
  remedy: 'Only SSH targets have a host key to accept.',
  issues: [{ path: 'id', message: 'is not an SSH target' }]
})
