import { Socket } from 'node:dgram'
import { AirGapError } from './air-gap-error'
import type { Gate } from './gate'

type Send = (this: Socket, ...words: unknown[]) => void

/** UDP, which nothing in Slipway uses: each place that a socket sends to is recorded once. */
export function patchDatagrams({ open }: Gate): () => void {
  const seen = new WeakMap<Socket, Map<string, boolean>>()
  const isAllowed = (socket: Socket, host: string, port: number): boolean => {
    const places = seen.get(socket) ?? new Map<string, boolean>()
    seen.set(socket, places)
    const key = `${host}:${port}`
    const known = places.get(key)
    if (known !== undefined) return known
    const opened = open({ kind: 'datagram', host, port }, () => places.set(key, false))
    opened?.update({ state: 'open' })
    if (opened) socket.once('close', () => opened.update({ state: 'closed' }))
    places.set(key, opened !== null)
    return opened !== null
  }
  const undo = (['send', 'connect'] as const).map(name => {
    const original = Socket.prototype[name] as Send
    const guarded: Send = function (...words) {
      const { host, port } = name === 'send' ? destinationOf(this, words) : placeIn(words)
      if (isAllowed(this, host, port)) return original.apply(this, words)
      const error = new AirGapError(`${host}:${port}`)
      const done = words.at(-1)
      process.nextTick(() => (typeof done === 'function' ? done(error) : this.emit('error', error)))
    }
    Socket.prototype[name] = guarded as never
    return () => {
      Socket.prototype[name] = original as never
    }
  })
  return () => {
    for (const each of undo) each()
  }
}

/** `port, host` among the words, which may be followed by a callback. */
function placeIn(words: readonly unknown[]): { readonly host: string; readonly port: number } {
  const host = words.find(word => typeof word === 'string')
  const port = words.filter(word => typeof word === 'number').at(-1)
  return { host: typeof host === 'string' ? host : 'localhost', port: typeof port === 'number' ? port : 0 }
}

/** After the message come `offset, length` (both or none), `port, host` (none when the socket is connected). */
function destinationOf(
  socket: Socket,
  [, ...rest]: readonly unknown[]
): { readonly host: string; readonly port: number } {
  const numbers = rest.filter(word => typeof word === 'number')
  const isConnected = numbers.length === 0 || numbers.length === 2
  if (!isConnected) return placeIn(rest)
  const { address, port } = socket.remoteAddress()
  return { host: address, port }
}
