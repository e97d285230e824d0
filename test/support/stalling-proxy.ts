import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'
import { setTimeout as wait } from 'node:timers/promises'

/** A way to a server that can be slow, or fall silent without closing anything, as a cut cable does. */
export interface StallingProxy {
  readonly host: string
  readonly port: number
  /** From now on nothing passes, in either direction, and nobody is told. */
  stall(): void
  /** The same for those who are connected now; whoever comes later gets through. */
  stallThoseThere(): void
  /** How many have come so far. */
  connections(): number
  stop(): Promise<void>
}

/** @param upwards how many bytes per second pass to the server; what is more waits in line */
export async function startStallingProxy(
  to: { readonly host: string; readonly port: number },
  upwards: number = Number.POSITIVE_INFINITY
): Promise<StallingProxy> {
  const sockets = new Set<Socket>()
  let isStalled = false
  let count = 0
  const stalled = new Set<Socket>()
  const pass = (from: Socket, into: Socket, bytesPerSecond: number): void => {
    const isHeld = (): boolean => isStalled || stalled.has(from)
    sockets.add(from)
    // Each chunk stands in line behind those before it.
    let line: Promise<void> = Promise.resolve()
    from.on('data', (chunk: Buffer) => {
      line = line.then(async () => {
        await wait((chunk.byteLength / bytesPerSecond) * 1000)
        if (!isHeld()) into.write(chunk)
      })
    })
    from.on('close', () => {
      sockets.delete(from)
      if (!isHeld()) into.destroy()
    })
    from.on('error', () => undefined)
  }
  const server = createServer(client => {
    count++
    const upstream = connect(to.port, to.host)
    pass(client, upstream, upwards)
    pass(upstream, client, Number.POSITIVE_INFINITY)
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('The proxy has no port')
  return {
    host: '127.0.0.1',
    port: address.port,
    stall: () => {
      isStalled = true
    },
    stallThoseThere: () => {
      for (const socket of sockets) stalled.add(socket)
    },
    connections: () => count,
    stop: async () => {
      for (const socket of sockets) socket.destroy()
      server.close()
      await once(server, 'close')
    }
  }
}
