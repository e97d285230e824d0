import { Socket } from 'node:net'
import type { NetworkAttempt } from '@shared/network'
import { AirGapError } from './air-gap-error'
import type { Gate, Opened } from './gate'

type Connect = (this: Socket, ...words: unknown[]) => Socket

/** How often an open connection says how much went through. Milliseconds. */
const countEvery = 1_000

/** Every connection of this thread: TCP, TLS, HTTP and sockets of this machine all end in this one method. */
export function patchSockets({ open }: Gate): () => void {
  const original = Socket.prototype.connect as Connect
  const guarded: Connect = function (...words) {
    const attempt = attemptOf(words)
    const refuse = () => this.destroy(new AirGapError(placeOf(attempt)))
    const opened = open(attempt, refuse)
    if (opened) {
      follow(this, opened)
      return original.apply(this, words)
    }
    process.nextTick(refuse)
    return this
  }
  Socket.prototype.connect = guarded as typeof Socket.prototype.connect
  return () => {
    Socket.prototype.connect = original as typeof Socket.prototype.connect
  }
}

function follow(socket: Socket, opened: Opened): void {
  const counts = () => ({ bytesIn: socket.bytesRead, bytesOut: socket.bytesWritten })
  let last = 0
  const timer = setInterval(() => {
    const { bytesIn, bytesOut } = counts()
    if (bytesIn + bytesOut !== last) opened.update({ bytesIn, bytesOut })
    last = bytesIn + bytesOut
  }, countEvery)
  timer.unref()
  socket.on('connectionAttempt', (address: string) => opened.update({ address }))
  socket.once('connect', () => opened.update({ state: 'open', address: socket.remoteAddress ?? null }))
  socket.once('close', () => {
    clearInterval(timer)
    const wasOpen = socket.bytesRead + socket.bytesWritten > 0
    opened.update({ state: wasOpen || !socket.errored ? 'closed' : 'failed', ...counts() })
  })
}

/** What `connect` was called with: options, `port, host`, a path, or all of it in the list that Node makes of it. */
function attemptOf(words: readonly unknown[]): NetworkAttempt {
  const [first, second] = Array.isArray(words[0]) ? words[0] : words
  if (typeof first === 'object' && first !== null) {
    const { path, host, port } = first as { path?: unknown; host?: unknown; port?: unknown }
    return typeof path === 'string' && path !== '' ? local(path) : remote(host, port)
  }
  if (typeof first === 'string' && !/^\d+$/.test(first)) return local(first)
  return remote(second, first)
}

const local = (path: string): NetworkAttempt => ({ kind: 'connection', host: path, port: null })

const remote = (host: unknown, port: unknown): NetworkAttempt => ({
  kind: 'connection',
  host: typeof host === 'string' && host !== '' ? host : 'localhost',
  port: Number(port)
})

const placeOf = ({ host, port }: NetworkAttempt): string => (port === null ? host : `${host}:${port}`)
