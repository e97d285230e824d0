import { judge, type NetworkAttempt, type NetworkEntry, type NetworkPolicy } from '@shared/network'
import { patchDatagrams } from './guard/datagrams'
import type { Gate } from './guard/gate'
import { patchListeners } from './guard/listeners'
import { patchLookUps } from './guard/look-ups'
import { patchSockets } from './guard/sockets'

export interface SocketGuard {
  /** Judges by this from now on; what is open and may not be any more is closed at once. */
  apply(policy: NetworkPolicy): void
  /** Gives Node back as it was. */
  release(): void
}

interface Options {
  readonly thread: NetworkEntry['thread']
  /** Tells this guard's entries from those of others. */
  readonly name: string
  readonly policy: NetworkPolicy
  readonly now: () => number
  /** Told of each change of an entry, and of how much went through while it is open. */
  readonly report: (entry: NetworkEntry) => void
}

interface Live {
  readonly attempt: NetworkAttempt
  readonly close: (() => void) | undefined
}

/**
 * Stands at the lowest place in this thread that all sockets pass: Node's own functions. Whoever opens a connection, looks
 * up a name, listens or sends a datagram, also inside a library, is recorded, and refused where the policy says so.
 */
export function guardSockets({ thread, name, policy: first, now, report }: Options): SocketGuard {
  let policy = first
  let count = 0
  const live = new Map<string, Live>()

  const open: Gate['open'] = (attempt, close) => {
    const { why, isAllowed } = judge(policy, attempt)
    const id = `${name}-${++count}`
    const state = isAllowed ? 'opening' : 'blocked'
    let entry: NetworkEntry = { id, at: now(), thread, ...attempt, address: null, why, state, bytesIn: 0, bytesOut: 0 }
    report(entry)
    if (!isAllowed) return null
    live.set(id, { attempt, close })
    return {
      update: change => {
        if (!live.has(id)) return
        entry = { ...entry, ...change }
        if (entry.state === 'closed' || entry.state === 'failed') live.delete(id)
        report(entry)
      }
    }
  }

  const undo = [patchSockets, patchLookUps, patchListeners, patchDatagrams].map(patch => patch({ open }))
  return {
    apply: next => {
      policy = next
      for (const { attempt, close } of [...live.values()]) if (!judge(policy, attempt).isAllowed) close?.()
    },
    release: () => {
      for (const each of undo) each()
    }
  }
}
