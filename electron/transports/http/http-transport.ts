import { TextDecoder } from 'node:util'
import type { Failure } from '@shared/failure'
import { addressOf } from '@shared/model/target'
import { fail, ok, type Result } from '@shared/result'
import { webPlace } from '@shared/web-place'
import type { Dispatcher } from 'undici'
import type { HttpPort, HttpRequest, HttpResponse } from '../../engine/ports'
import { authoritiesOf } from '../authorities'
import { isCertificateTrouble, troubleWith } from '../net-trouble'
import { codeOf } from '../ssh/failures'
import { decoded } from './decoded'
import { findPattern } from './find-pattern'

/** The most of a body that is read, after decompression; in bytes and in characters. */
const mostBytes = 4_000_000
const mostCharacters = 1_000_000

/** Asks by undici. Each request has a connection of its own, which ends with it. */
export function createHttpTransport(): HttpPort {
  return { request: ask, matches: findPattern }
}

async function ask(request: HttpRequest, signal: AbortSignal): Promise<Result<HttpResponse>> {
  const authorities = await authoritiesOf(request.caFile)
  if (!authorities.ok) return fail({ ...authorities.failure, kind: 'http-failed', detail: { again: 'useless' } })
  const timer = AbortSignal.timeout(request.timeoutMs)
  const dispatcher = await dispatcherFor(request, authorities.value)
  try {
    const { request: send } = await import('undici')
    const answer = await send(request.url, {
      dispatcher,
      method: request.method as Dispatcher.HttpMethod,
      headers: request.headers.flatMap(({ name, value }) => [name, value]),
      body: request.body,
      signal: AbortSignal.any([signal, timer])
    })
    const { location } = answer.headers
    return ok({
      status: answer.statusCode,
      location: (Array.isArray(location) ? location[0] : location) ?? null,
      body: await textOf(answer)
    })
  } catch (error) {
    return fail(failureOf(request, error, signal, timer))
  } finally {
    // What is left of an answer that was long enough goes with it.
    await dispatcher.destroy().catch(() => undefined)
  }
}

/** The proxy and who may sign for the servers; in no request are headers or bodies waited for longer than allowed. */
async function dispatcherFor(
  { proxy, timeoutMs }: HttpRequest,
  ca: readonly string[] | undefined
): Promise<Dispatcher> {
  const { Agent, ProxyAgent } = await import('undici')
  const tls = { timeout: timeoutMs, ...(ca === undefined ? {} : { ca: [...ca] }) }
  const limits = { headersTimeout: timeoutMs, bodyTimeout: timeoutMs, connections: 1, pipelining: 1 }
  if (proxy === null) return new Agent({ ...limits, connect: tls })
  const { origin, username, password } = new URL(proxy)
  const login = Buffer.from(`${decodeURIComponent(username)}:${decodeURIComponent(password)}`).toString('base64')
  const token = username === '' ? {} : { token: `Basic ${login}` }
  return new ProxyAgent({ ...limits, ...token, uri: origin, proxyTls: tls, requestTls: tls })
}

async function textOf({ body, headers }: Dispatcher.ResponseData): Promise<string> {
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of decoded(body, headers['content-encoding'])) {
    const bytes = chunk as Uint8Array
    chunks.push(bytes)
    size += bytes.length
    if (size >= mostBytes) break
  }
  const text = decoderFor(headers['content-type']).decode(Buffer.concat(chunks))
  return text.length <= mostCharacters ? text : text.slice(0, mostCharacters).replace(/[\uD800-\uDBFF]$/, '')
}

function decoderFor(type: string | readonly string[] | undefined): TextDecoder {
  const [, charset] = /charset="?([\w.:-]+)/i.exec(String(type ?? '')) ?? []
  try {
    return new TextDecoder(charset ?? 'utf-8')
  } catch {
    // A charset that nobody knows.
    return new TextDecoder('utf-8')
  }
}

function failureOf(request: HttpRequest, error: unknown, signal: AbortSignal, timer: AbortSignal): Failure {
  if (signal.aborted) return { kind: 'cancelled', message: 'The request was given up.', remedy: 'Ask again.' }
  const { url, proxy, timeoutMs } = request
  if (proxy !== null && codeOf(error) === 'UND_ERR_ABORTED') return refusedBy(proxy)
  const cause = timer.aborted ? Object.assign(new Error('Too late'), { code: 'ETIMEDOUT' }) : error
  // Through a proxy the connection is to the proxy, and the certificate is that of the server behind it.
  const place = webPlace(proxy === null || isCertificateTrouble(cause) ? url : proxy) ?? nowhere
  const { message, remedy, isAirGapped, isLasting } = troubleWith(place, cause, Math.round(timeoutMs / 1000))
  return {
    kind: isAirGapped ? 'air-gapped' : 'http-failed',
    message,
    remedy,
    ...(isLasting ? { detail: { again: 'useless' } } : {})
  }
}

const nowhere = { host: 'nowhere', port: 0 }

const refusedBy = (proxy: string): Failure => ({
  kind: 'http-failed',
  message: `The proxy ${addressOf(webPlace(proxy) ?? nowhere)} did not let the request through.`,
  remedy: 'Check what the proxy allows, and the user and password for it.'
})
