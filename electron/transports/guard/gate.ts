import type { NetworkAttempt, NetworkEntry } from '@shared/network'

/** What a socket that was let through tells about itself. */
export interface Opened {
  update(change: Partial<Pick<NetworkEntry, 'address' | 'port' | 'state' | 'bytesIn' | 'bytesOut'>>): void
}

/** Where the patched parts of Node ask before they do what they were asked to. */
export interface Gate {
  /** Null when it is refused; nothing may leave the machine then. `close` is called when it is refused later on. */
  open(attempt: NetworkAttempt, close?: () => void): Opened | null
}
