import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'

/** A way to a server that can fall silent without closing anything, as a cut cable does. */
export interface StallingProxy {
  readonly host: string
  readonly port: number
  /** From now on nothing passes, in either direction, and nobody is told. */
  stall(): void
  stop(): Promise<void>
}

export async function startStallingProxy(to: { readonly host: string; readonly port: number }): Promise<StallingProxy> {
  const sockets = new Set<Socket>()
  let isStalled = false
  const pass = (from: Socket, into: Socket): void => {
    sockets.add(from)
    from.on('data', chunk => {
      if (!isStalled) into.write(chunk)
    })
    from.on('close', () => {
      sockets.delete(from)
      if (!isStalled) into.destroy()
    })
    from.on('error', () => undefined)
  }
  const server = createServer(client => {
    const upstream = connect(to.port, to.host)
    pass(client, upstream)
    pass(upstream, client)
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
    stop: async () => {
      for (const socket of sockets) socket.destroy()
      server.close()
      await once(server, 'close')
    }
  }
}
