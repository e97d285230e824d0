import type { Target } from '@shared/model/target'
import type { PlanTarget } from '@shared/plan/plan'
import type { HostBusy, HostLease, HostLocks, LockMode } from '../engine/ports'

/** The locks of a workspace. Deployments and runs of runbooks share it, each through locks of its own. */
export interface SharedHostLocks {
  /** The locks as one deployment asks for them; `who` describes it to those who wait for it. */
  for(who: string): HostLocks
}

interface Holder {
  readonly who: string
  /** Which deployment, because two of them may be described alike. */
  readonly owner: object
  /** The name of the target by which it has the host. */
  readonly target: string
  readonly mode: LockMode
}

interface Host {
  /** More than one where all of them share it. */
  readonly holders: Set<Holder>
  readonly waiting: Waiter[]
}

interface Waiter {
  readonly asks: Holder
  /** Tells it that it has the host. */
  readonly take: () => void
}

/** Who runs a script on which machine, by what the machine is. Workspaces that are open at the same time share one. */
export type HostTable = Map<string, Host>

/**
 * One script at a time on a host, or several that share it. Whoever comes later waits behind all who wait already, so
 * that nobody is passed: one who wants to be alone would wait for ever if others went on sharing.
 * @param identityOf what machine a target is: the same for two targets that are one machine
 */
export function createHostLocks(
  identityOf: (target: PlanTarget) => string,
  hosts: HostTable = new Map()
): SharedHostLocks {
  const admit = (identity: string, host: Host): void => {
    for (let next = host.waiting[0]; next && fits(host, next.asks.mode); next = host.waiting[0]) {
      host.waiting.shift()
      host.holders.add(next.asks)
      next.take()
    }
    if (host.holders.size === 0) hosts.delete(identity)
  }

  const leaseOf = (identity: string, host: Host, holder: Holder): HostLease => ({
    release: () => {
      if (host.holders.delete(holder)) admit(identity, host)
    }
  })

  const wait = (identity: string, host: Host, asks: Holder, signal: AbortSignal): Promise<HostLease | null> =>
    new Promise(resolve => {
      const leave = (): void => {
        host.waiting.splice(host.waiting.indexOf(waiter), 1)
        resolve(null)
        admit(identity, host)
      }
      const waiter: Waiter = {
        asks,
        take: () => {
          signal.removeEventListener('abort', leave)
          resolve(leaseOf(identity, host, asks))
        }
      }
      host.waiting.push(waiter)
      signal.addEventListener('abort', leave, { once: true })
    })

  return {
    for: who => {
      const owner = {}
      return {
        acquire: async (target, mode, signal, onWait) => {
          if (signal.aborted) return null
          const identity = identityOf(target)
          const host: Host = hosts.get(identity) ?? { holders: new Set(), waiting: [] }
          hosts.set(identity, host)
          const asks = { who, owner, target: target.name, mode }
          if (host.waiting.length === 0 && fits(host, mode)) {
            host.holders.add(asks)
            return leaseOf(identity, host, asks)
          }
          const busy = busyFor(host, asks)
          if (busy !== null) onWait(busy)
          return wait(identity, host, asks, signal)
        }
      }
    }
  }
}

/** Whether one of this mode may go beside those who have the host. */
const fits = ({ holders }: Host, mode: LockMode): boolean =>
  holders.size === 0 || (mode === 'shared' && [...holders].every(holder => holder.mode === 'shared'))

/** For whom it waits: for one that has the host, or where it could share that, for the first that wants to be alone. */
function busyFor(host: Host, asks: Holder): HostBusy | null {
  const isAhead = fits(host, asks.mode)
  const other = isAhead ? host.waiting[0]?.asks : [...host.holders][0]
  if (other === undefined) return null
  return {
    who: other.owner === asks.owner ? 'this deployment' : other.who,
    alias: other.target === asks.target ? null : other.target,
    isAhead
  }
}

/**
 * What machine a target is: by the host key that was accepted, which two targets on one machine share, or else by its
 * address and the way to it.
 */
export const hostIdentity =
  (find: (id: PlanTarget['id']) => Target | undefined) =>
  (planned: PlanTarget): string => {
    if (planned.kind === 'local') return 'this machine'
    const target = find(planned.id)
    if (target?.kind !== 'ssh') return `target ${planned.id}`
    if (target.hostKey !== null) return `key ${target.hostKey.fingerprint}`
    return `address ${target.host.toLowerCase()} ${target.port} via ${target.viaId ?? 'nothing'}`
  }
