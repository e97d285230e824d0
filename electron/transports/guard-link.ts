import type { NetworkEntry, NetworkPolicy } from '@shared/network'

/** What the guards of all threads report to and take their policy from. */
export interface GuardLink {
  record(entry: NetworkEntry): void
  /** A thread ended, and all that it held with it. */
  lost(thread: NetworkEntry['thread']): void
  policy(): NetworkPolicy
  /** Tells each change of the policy; returns the undo. */
  follow(follower: (policy: NetworkPolicy) => void): () => void
}
