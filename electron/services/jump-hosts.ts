import type { AuditDraft } from '@shared/audit'
import { type Failure, type FieldIssue, notFound } from '@shared/failure'
import type { JumpHostId } from '@shared/ids'
import { hopLimit, hopsTo, type JumpHost, type JumpHostInput } from '@shared/model/jump-host'
import type { HostKeyPin } from '@shared/model/target'
import { fail, ok, type Result } from '@shared/result'
import { draftsOf } from './audit-drafts'
import { jumpHostAudit } from './audit-subjects'
import type { ServiceContext } from './context'
import { keptHostKey, otherKeyAccepted, trustDrafts } from './host-keys'
import { byName, inUse, nameTaken } from './rules'

/** Jump hosts: ways that end somewhere, never lead in a circle, and stay while somebody goes through them. */
export function createJumpHosts({ store, newId, publish, exclusive }: ServiceContext) {
  const { jumpHosts } = store
  const audit = jumpHostAudit(store)
  const put = async (record: JumpHost, drafts: readonly AuditDraft[]): Promise<Result<JumpHost>> => {
    await store.commit([jumpHosts.putting(record)], drafts)
    publish({ type: 'catalog.changed', entity: 'jump-host' })
    return ok(record)
  }

  const badReference = (input: JumpHostInput, prefix: string, id?: JumpHostId): Failure | null => {
    const issues: FieldIssue[] = []
    if (!store.accounts.get(input.accountId)) issues.push({ path: `${prefix}accountId`, message: 'no longer exists' })
    const wrongWay = whyNoWay(input.viaId, id)
    if (wrongWay !== null) issues.push({ path: `${prefix}viaId`, message: wrongWay })
    if (issues.length === 0) return null
    return {
      kind: 'invalid-input',
      message: 'The jump host cannot be reached that way.',
      remedy: 'Choose something else in the marked field.',
      issues
    }
  }

  const whyNoWay = (viaId: JumpHostId | null, id?: JumpHostId): string | null => {
    if (viaId !== null && !jumpHosts.get(viaId)) return 'no longer exists'
    const way = hopsTo(viaId, wanted => jumpHosts.get(wanted))
    if (way?.some(hop => hop.id === id)) return 'leads back to this jump host'
    return way === null || way.length >= hopLimit ? `makes a way of more than ${hopLimit} jump hosts` : null
  }

  const usersOf = (id: JumpHostId): readonly string[] => [
    ...byName(jumpHosts.all().filter(item => item.viaId === id)).map(item => `the jump host “${item.name}”`),
    ...byName(store.targets.all().filter(item => item.kind === 'ssh' && item.viaId === id)).map(
      item => `the target “${item.name}”`
    )
  ]

  return {
    list: async (): Promise<Result<readonly JumpHost[]>> => ok(byName(jumpHosts.all())),

    create: (input: JumpHostInput): Promise<Result<JumpHost>> =>
      exclusive(async () => {
        const refused = nameTaken('a jump host', jumpHosts.all(), input.name, 'name') ?? badReference(input, '')
        if (refused) return fail(refused)
        const made: JumpHost = { ...input, id: newId('jump'), hostKey: null }
        return put(made, draftsOf(audit, null, made))
      }),

    update: (id: JumpHostId, input: JumpHostInput): Promise<Result<JumpHost>> =>
      exclusive(async () => {
        const current = jumpHosts.get(id)
        if (!current) return fail(notFound('jump host', id))
        const refused =
          nameTaken('a jump host', jumpHosts.all(), input.name, 'value.name', id) ?? badReference(input, 'value.', id)
        if (refused) return fail(refused)
        const saved: JumpHost = { ...input, id, hostKey: keptHostKey(current, input) }
        return put(saved, draftsOf(audit, current, saved))
      }),

    delete: (id: JumpHostId): Promise<Result<null>> =>
      exclusive(async () => {
        const current = jumpHosts.get(id)
        if (!current) return fail(notFound('jump host', id))
        const users = usersOf(id)
        if (users.length > 0)
          return fail(inUse(`The jump host “${current.name}”`, users, 'Choose another way for these first.'))
        await store.commit([jumpHosts.removing(id)], draftsOf(audit, current, null))
        publish({ type: 'catalog.changed', entity: 'jump-host' })
        return ok(null)
      }),

    trust: (id: JumpHostId, hostKey: HostKeyPin, replace: boolean): Promise<Result<JumpHost>> =>
      exclusive(async () => {
        const current = jumpHosts.get(id)
        if (!current) return fail(notFound('jump host', id))
        const refused = otherKeyAccepted(current, hostKey, replace)
        if (refused) return fail(refused)
        return put({ ...current, hostKey }, trustDrafts('jump-host', 'jump host', current, hostKey))
      })
  }
}
