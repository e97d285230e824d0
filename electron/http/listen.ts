import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { Failure } from '@shared/failure'
import { fail, ok, type Result } from '@shared/result'
import type { Answer } from './answer'
import type { HttpApi } from './http-api'
import type { Respond } from './respond'

const minute = 60_000

/** Addresses name hundreds of tasks. */
const headerLimit = 128 * 1024
/** How long requests may go on that are under way when the API is closed. */
const graceMs = 2000

/** Serves at an address until it is closed. */
export async function listen(
  respond: Respond,
  { host, port }: { readonly host: string; readonly port: number }
): Promise<Result<HttpApi>> {
  const server = createServer({ maxHeaderSize: headerLimit }, (request, response) => {
    void serve(respond, request, response)
  })
  server.headersTimeout = minute / 2
  // Of a whole request: a large package over a slow line.
  server.requestTimeout = 30 * minute
  server.keepAliveTimeout = 10_000
  server.on('clientError', (_error, socket) => {
    if (socket.writable) socket.end(badRequest)
  })
  try {
    await listening(server, host, port)
  } catch (error) {
    return fail(notListening(error, host, port))
  }
  const address = server.address() as AddressInfo
  return ok({ address: { host, port: address.port }, close: () => closed(server) })
}

async function serve(respond: Respond, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const answer = await respond(request)
  try {
    await send(answer, request, response)
  } catch {
    // Whoever asked has gone; nobody else is to hear of it.
    response.destroy()
  }
}

async function send(answer: Answer, request: IncomingMessage, response: ServerResponse): Promise<void> {
  response.statusCode = answer.status
  response.setHeader('Cache-Control', 'no-store')
  response.setHeader('X-Content-Type-Options', 'nosniff')
  if (!request.complete) {
    // The rest of a body that was refused is let go of, so that whoever sends it comes to read the answer.
    request.resume()
    response.setHeader('Connection', 'close')
  }
  if ('text' in answer) {
    response.setHeader('Content-Type', 'text/plain; charset=utf-8')
    return pipeline(Readable.from(answer.text), response)
  }
  response.setHeader('Content-Type', 'application/json; charset=utf-8')
  const body = Buffer.from(JSON.stringify(answer.json))
  response.setHeader('Content-Length', body.length)
  response.end(body)
}

const badRequest = (() => {
  const body = JSON.stringify({
    ErrorMessage: 'This is no request that can be read, or its header is too long.',
    Errors: []
  })
  return `HTTP/1.1 400 Bad Request\r\nContent-Type: application/json\r\nContent-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`
})()

const listening = (server: Server, host: string, port: number): Promise<void> =>
  new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, () => {
      server.off('error', reject)
      resolve()
    })
  })

async function closed(server: Server): Promise<void> {
  const over = new Promise<void>(resolve => {
    server.close(() => resolve())
  })
  server.closeIdleConnections()
  const timer = setTimeout(() => server.closeAllConnections(), graceMs)
  await over
  clearTimeout(timer)
}

function notListening(error: unknown, host: string, port: number): Failure {
  const code = (error as NodeJS.ErrnoException).code
  if (code === 'EADDRINUSE')
    return {
      kind: 'in-use',
      message: `The port ${port} is used by another program already.`,
      remedy: 'Choose another port for the HTTP API, or end that program.'
    }
  if (code === 'EACCES')
    return {
      kind: 'forbidden',
      message: `Slipway may not listen on the port ${port}.`,
      remedy: 'Choose a port from 1024 on.'
    }
  return {
    kind: 'invalid-input',
    message: `Slipway cannot listen on ${host}:${port}: ${error instanceof Error ? error.message : String(error)}.`,
    remedy: 'Choose an address of this machine, such as 127.0.0.1.'
  }
}
