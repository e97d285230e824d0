import { notFound } from '@shared/failure'
import type { TargetId } from '@shared/ids'
import type { SshTarget } from '@shared/model/target'
import type { Plan } from '@shared/plan/plan'
import { fail, ok, type Result } from '@shared/result'
import type { Sudo } from '../engine/ports'
import type { Store } from '../store/store'
import { secretOf } from './endpoints'

/** How the accounts of a plan's SSH targets become other users; taken once at its start, as their endpoints are. */
export async function sudoersOf(store: Store, plan: Plan): Promise<Result<ReadonlyMap<TargetId, Sudo>>> {
  const all = new Map<TargetId, Sudo>()
  for (const { id } of plan.targets) {
    const target = store.targets.get(id)
    if (target?.kind !== 'ssh') continue
    const sudo = await sudoOf(store, target)
    if (!sudo.ok) return sudo
    all.set(id, sudo.value)
  }
  return ok(all)
}

/** How a target's account becomes another user there, with its secret from the vault. */
export async function sudoOf(store: Store, target: SshTarget): Promise<Result<Sudo>> {
  const account = store.accounts.get(target.accountId)
  if (!account) return fail(notFound('account', target.accountId))
  const { sudo } = account
  if (sudo.kind !== 'password') return ok(sudo)
  const id = sudo.password ?? (account.kind === 'password' ? account.password : null)
  if (id === null) return ok({ kind: 'none' })
  const password = await secretOf(store, account, id)
  return password.ok ? ok({ kind: 'password', password: password.value }) : password
}
