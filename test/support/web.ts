import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http'
import { createServer as createSecureServer } from 'node:https'
import { connect } from 'node:net'
import type { TestTls } from './tls'

export interface TestWeb {
  /** Without a slash at its end. */
  readonly origin: string
  readonly port: number
  /** What came, in order: `GET /path`. */
  readonly requests: readonly string[]
  close(): Promise<void>
}

/** A real web server on this machine; with `tls` it is one of HTTPS. */
export async function startWeb(listener: RequestListener, tls?: TestTls): Promise<TestWeb> {
  const requests: string[] = []
  const noted: RequestListener = (request, response) => {
    requests.push(`${request.method} ${request.url}`)
    listener(request, response)
  }
  const server = tls ? createSecureServer({ key: tls.key, cert: tls.cert }, noted) : createServer(noted)
  return { ...(await listening(server, tls ? 'https' : 'http')), requests }
}

/** A proxy that opens tunnels by CONNECT; with a login only to who has it. */
export async function startProxy(login?: string): Promise<TestWeb> {
  const requests: string[] = []
  const server = createServer()
  server.on('connect', (request: IncomingMessage, socket, head) => {
    requests.push(`CONNECT ${request.url}`)
    socket.on('error', () => undefined)
    const wanted = login === undefined ? undefined : `Basic ${Buffer.from(login).toString('base64')}`
    if (request.headers['proxy-authorization'] !== wanted) {
      socket.end('HTTP/1.1 407 Proxy Authentication Required\r\n\r\n')
      return
    }
    const { hostname, port } = new URL(`http://${request.url}`)
    const far = connect(Number(port || 80), hostname, () => {
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n')
      far.write(head)
      far.pipe(socket)
      socket.pipe(far)
    })
    far.on('error', () => socket.destroy())
    socket.on('close', () => far.destroy())
  })
  return { ...(await listening(server, 'http')), requests }
}

async function listening(server: Server, scheme: string) {
  await new Promise<void>(done => server.listen(0, '127.0.0.1', done))
  const address = server.address()
  const port = typeof address === 'object' && address ? address.port : 0
  const close = () =>
    new Promise<void>(done => {
      server.close(() => done())
      server.closeAllConnections()
    })
  return { origin: `${scheme}://127.0.0.1:${port}`, port, close }
}
