import type { RequestListener } from 'node:http'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import type { HttpRequest } from '../../../electron/engine/ports'
import { createHttpTransport } from '../../../electron/transports/http/http-transport'
import { guardSockets } from '../../../electron/transports/socket-guard'
import { makeTls, type TestTls } from '../../support/tls'
import { startProxy, startWeb } from '../../support/web'

let tls: TestTls
beforeAll(async () => {
  tls = await makeTls()
})
afterAll(() => tls.close())

const never = new AbortController().signal
const http = createHttpTransport()

const requestTo = (url: string, more: Partial<HttpRequest> = {}): HttpRequest => ({
  why: 'HTTP step “Warm up” of Shop',
  method: 'GET',
  url,
  headers: [],
  body: null,
  timeoutMs: 5000,
  proxy: null,
  caFile: null,
  ...more
})

async function web(listener: RequestListener, secure = false) {
  const server = await startWeb(listener, secure ? tls : undefined)
  onTestFinished(server.close)
  return server
}

const failureOf = async (request: HttpRequest, signal = never) => {
  const answer = await http.request(request, signal)
  return answer.ok ? null : answer.failure
}

describe('a request', () => {
  it('carries method, headers and body, and brings back status and body whatever they are', async () => {
    const { origin } = await web((request, response) => {
      const chunks: Buffer[] = []
      request.on('data', (chunk: Buffer) => chunks.push(chunk))
      request.on('end', () => {
        response.statusCode = 418
        const { 'x-key': key, 'content-type': type } = request.headers
        response.end(JSON.stringify([request.method, request.url, key, type, Buffer.concat(chunks).toString()]))
      })
    })
    const headers = [
      { name: 'X-Key', value: 'käse' },
      { name: 'Content-Type', value: 'text/plain' }
    ]
    const request = requestTo(`${origin}/a?b=1`, { method: 'PUT', headers, body: 'Grüße' })
    expect(await http.request(request, never)).toEqual({
      ok: true,
      value: {
        status: 418,
        location: null,
        body: JSON.stringify(['PUT', '/a?b=1', 'käse', 'text/plain', 'Grüße'])
      }
    })
  })

  it('follows no redirect, and says where it leads', async () => {
    const { origin, requests } = await web((_request, response) =>
      response.writeHead(302, { Location: '/there' }).end()
    )
    expect(await http.request(requestTo(origin), never)).toEqual({
      ok: true,
      value: { status: 302, location: '/there', body: '' }
    })
    expect(requests).toEqual(['GET /'])
  })

  it('reads what is packed, in the charset that it has, and never more than a million characters', async () => {
    const { origin } = await web((request, response) => {
      if (request.url === '/packed') response.setHeader('Content-Encoding', 'gzip').end(gzipSync('x'.repeat(3_000_000)))
      else response.setHeader('Content-Type', 'text/html; charset=ISO-8859-1').end(Buffer.from('Grüße', 'latin1'))
    })
    const packed = await http.request(requestTo(`${origin}/packed`), never)
    expect(packed.ok && packed.value.body.length).toBe(1_000_000)
    expect(await http.request(requestTo(`${origin}/latin`), never)).toMatchObject({ value: { body: 'Grüße' } })
  })

  it('trusts a server of an own authority with its file, and no other', async () => {
    const { origin, port } = await web((_request, response) => response.end('safe'), true)
    expect(await http.request(requestTo(origin, { caFile: tls.caFile }), never)).toMatchObject({
      value: { body: 'safe' }
    })
    expect(await failureOf(requestTo(origin))).toEqual({
      kind: 'http-failed',
      message: `The certificate of 127.0.0.1:${port} is from an authority that is not trusted here.`,
      remedy: 'Give the file of the authority that issued it (CA file), if you trust it.',
      detail: { again: 'useless' }
    })
    expect(await failureOf(requestTo(origin, { caFile: `${tls.caFile}/..` }))).toMatchObject({ kind: 'http-failed' })
  })

  it.each([false, true])('goes through a proxy, which may want a log-in (https: %s)', async secure => {
    const { origin, port } = await web((_request, response) => response.end('through'), secure)
    const proxy = await startProxy('ada:pass word')
    onTestFinished(proxy.close)
    const { host } = new URL(proxy.origin)
    const more = { proxy: `http://ada:pass%20word@${host}`, caFile: secure ? tls.caFile : null }
    expect(await http.request(requestTo(origin, more), never)).toMatchObject({ value: { body: 'through' } })
    expect(proxy.requests).toEqual([`CONNECT 127.0.0.1:${port}`])
    expect(await failureOf(requestTo(origin, { ...more, proxy: proxy.origin }))).toMatchObject({
      kind: 'http-failed',
      message: `The proxy ${host} did not let the request through.`
    })
  })
})

describe('a request fails', () => {
  it('when nobody listens, the name is unknown, or the server hangs up', async () => {
    const { origin, port, close } = await startWeb(request => request.socket.destroy())
    expect((await failureOf(requestTo(origin)))?.message).toBe(
      `127.0.0.1:${port} closed the connection before it answered.`
    )
    await close()
    const refused = await failureOf(requestTo(origin))
    expect(refused).toEqual({
      kind: 'http-failed',
      message: `127.0.0.1:${port} refused the connection.`,
      remedy: 'Check host and port, and that the server runs.'
    })
  })

  it('when the server takes too long, for the beginning or for the rest', async () => {
    const { origin, port } = await web((request, response) => {
      if (request.url === '/rest') response.write('so far')
    })
    for (const path of ['/', '/rest'])
      expect((await failureOf(requestTo(`${origin}${path}`, { timeoutMs: 100 })))?.message).toBe(
        `127.0.0.1:${port} did not answer within 0 s.`
      )
  })

  it('at once when it is given up', async () => {
    const stop = new AbortController()
    const { origin } = await web(() => stop.abort())
    expect((await failureOf(requestTo(origin), stop.signal))?.kind).toBe('cancelled')
  })

  it('behind the air gap, before anything leaves', async () => {
    const { origin, port, requests } = await web((_request, response) => response.end())
    const policy = { isAirGapped: true, destinations: [], listener: null }
    const guard = guardSockets({ thread: 'app', name: 't', policy, now: Date.now, report: () => undefined })
    onTestFinished(guard.release)
    expect(await failureOf(requestTo(origin))).toEqual({
      kind: 'air-gapped',
      message: `The air gap is on, and nothing may connect to 127.0.0.1:${port}.`,
      remedy: 'Turn the air gap off in Settings → Network, or leave this out.',
      detail: { again: 'useless' }
    })
    expect(requests).toEqual([])
  })
})

describe('a regular expression', () => {
  it('is looked for anywhere in the text', async () => {
    expect(await http.matches('status.*up', '{"status": "up"}')).toEqual({ ok: true, value: true })
    expect(await http.matches('^down', 'up\ndown')).toEqual({ ok: true, value: false })
  })

  it('that cannot be read is refused', async () => {
    expect(await http.matches('(', '')).toEqual({
      ok: false,
      failure: {
        kind: 'http-failed',
        message: 'The regular expression for the body cannot be read.',
        remedy: 'Write it as JavaScript does, without slashes around it.',
        detail: { again: 'useless' }
      }
    })
  })

  it('that would take for ever holds nothing else up and is given up', async () => {
    const endless = http.matches('^(a|aa)+$', `${'a'.repeat(100)}b`)
    let turns = 0
    const others = setInterval(() => turns++, 10)
    onTestFinished(() => clearInterval(others))
    expect(await endless).toEqual({
      ok: false,
      failure: {
        kind: 'http-failed',
        message: 'The regular expression for the body was not done within 3 s.',
        remedy: 'Make it simpler: repetitions inside of repetitions, such as (a+)+, can take for ever.',
        detail: { again: 'useless' }
      }
    })
    // Blocked for those three seconds, it would have been none.
    expect(turns).toBeGreaterThan(10)
    expect(await http.matches('a', 'a')).toEqual({ ok: true, value: true })
  })
})
