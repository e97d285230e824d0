import type { AccountId, JumpHostId } from '@shared/ids'
import type { JumpHost } from '@shared/model/jump-host'
import type { Target } from '@shared/model/target'
import { plural } from '../../lib/plural'

interface Hosts {
  readonly targets: readonly Target[]
  readonly jumpHosts: readonly JumpHost[]
}

/** Who logs in with an account: `2 targets, 1 jump host`. */
export const usersOfAccount = (id: AccountId, { targets, jumpHosts }: Hosts): string =>
  words(
    targets.filter(target => target.kind === 'ssh' && target.accountId === id).length,
    jumpHosts.filter(({ accountId }) => accountId === id).length
  )

/** Who is reached through a jump host, in the same words; other jump hosts may be. */
export const usersOfJumpHost = (id: JumpHostId, { targets, jumpHosts }: Hosts): string =>
  words(
    targets.filter(target => target.kind === 'ssh' && target.viaId === id).length,
    jumpHosts.filter(({ viaId }) => viaId === id).length
  )

/** Jump hosts are told of only where there are any. */
const words = (targets: number, jumpHosts: number): string =>
  [
    ...(targets > 0 || jumpHosts === 0 ? [plural(targets, 'target')] : []),
    ...(jumpHosts > 0 ? [plural(jumpHosts, 'jump host')] : [])
  ].join(', ')
