import type { Target } from '@shared/model/target'
import type { PlanTarget } from '@shared/plan/plan'
import type { HostLease, HostLocks } from '../engine/ports'

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
}

interface Host {
  holder: Holder | null
  readonly waiting: Waiter[]
}

interface Waiter {
  readonly asks: Holder
  /** Gives it the host. */
  readonly take: () => void
}

/** Who runs a script on which machine, by what the machine is. Workspaces that are open at the same time share one. */
export type HostTable = Map<string, Host>

/**
 * One script at a time on a host. Whoever comes later waits behind all who wait already, so that nobody is passed.
 * @param identityOf what machine a target is: the same for two targets that are one machine
 */
export function createHostLocks(
  identityOf: (target: PlanTarget) => string,
  hosts: HostTable = new Map()
): SharedHostLocks {
  const passOn = (identity: string, host: Host): void => {
    const next = host.waiting.shift()
    host.holder = next?.asks ?? null
    if (next) next.take()
    else hosts.delete(identity)
  }

  const leaseOf = (identity: string, host: Host): HostLease => {
    let isHeld = true
    return {
      release: () => {
        if (isHeld) passOn(identity, host)
        isHeld = false
      }
    }
  }

  const wait = (identity: string, host: Host, asks: Holder, signal: AbortSignal): Promise<HostLease | null> =>
    new Promise(resolve => {
      const leave = (): void => {
        host.waiting.splice(host.waiting.indexOf(waiter), 1)
        resolve(null)
      }
      const waiter: Waiter = {
        asks,
        take: () => {
          signal.removeEventListener('abort', leave)
          resolve(leaseOf(identity, host))
        }
      }
      host.waiting.push(waiter)
      signal.addEventListener('abort', leave, { once: true })
    })

  return {
    for: who => {
      const owner = {}
      return {
        acquire: async (target, signal, onWait) => {
          if (signal.aborted) return null
          const identity = identityOf(target)
          const host: Host = hosts.get(identity) ?? { holder: null, waiting: [] }
          hosts.set(identity, host)
          const asks = { who, owner, target: target.name }
          if (host.holder === null) {
            host.holder = asks
            return leaseOf(identity, host)
          }
          const { holder } = host
          const alias = holder.target === target.name ? null : holder.target
          onWait(holder.owner === owner ? 'this deployment' : holder.who, alias)
          return wait(identity, host, asks, signal)
        }
      }
    }
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
