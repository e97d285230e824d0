import type { Duplex } from 'node:stream'
import type { Client } from 'ssh2'

/** The part of ssh2's client that starts its count of silent turns anew. It is none of its public parts. */
interface Counting {
  _resetKA(): void
}

/**
 * Takes everything that arrives for a sign of life. ssh2 counts only the answers to its own questions, and these stand in
 * line behind what is being sent: on a slow line a host that is busy taking it would count as silent.
 */
export function noticeLife(client: Client, stream: Duplex): void {
  if (isCounting(client)) stream.on('data', () => client._resetKA())
}

const isCounting = (client: Client): client is Client & Counting =>
  '_resetKA' in client && typeof client._resetKA === 'function'
