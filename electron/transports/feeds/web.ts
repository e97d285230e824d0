import { createWriteStream } from 'node:fs'
import { rm } from 'node:fs/promises'
import { pipeline } from 'node:stream/promises'
import type { Failure } from '@shared/failure'
import { addressOf } from '@shared/model/target'
import type { FeedAccess, FetchWatch } from '@shared/packages/feed-transport'
import { fail, ok, type Result } from '@shared/result'
import { webPlace } from '@shared/web-place'
import type { Dispatcher } from 'undici'
import { authoritiesOf } from '../authorities'
import { decoded } from '../http/decoded'
import { isCertificateTrouble, troubleWith } from '../net-trouble'
import { codeOf } from '../ssh/failures'
import { feedFailed, givenUp, otherHash, strangeAnswer } from './failures'
import { type Promised, promiseKeeper } from './hashes'

/** How long nothing may come; in milliseconds. */
const patience = 30_000
/** The most that an index may be long; in bytes. */
const longestIndex = 64_000_000
const mostRedirects = 5

/** A feed on the web, for one thing that is asked of it. What is not there is null. */
export interface FeedWeb {
  text(url: string): Promise<Result<string | null>>
  json(url: string): Promise<Result<unknown>>
  /** Whether somebody answers there who lets Slipway in, whatever the answer. */
  answers(url: string): Promise<Result<null>>
  /** Writes to `path`, and removes what it wrote when it fails. False for what is not there. */
  download(url: string, path: string, promised: Promised | null, watch: FetchWatch): Promise<Result<boolean>>
}

/** Opens the way to a feed for as long as `work` takes. Each connection is made anew and ends with it. */
export async function withWeb<T>(
  access: FeedAccess,
  signal: AbortSignal,
  work: (web: FeedWeb) => Promise<Result<T>>
): Promise<Result<T>> {
  const authorities = await authoritiesOf(access.caFile)
  if (!authorities.ok) return fail({ ...authorities.failure, kind: 'feed-failed' })
  const dispatcher = await dispatcherFor(access, authorities.value)
  try {
    return await work(webOf(access, dispatcher, signal))
  } finally {
    await dispatcher.destroy().catch(() => undefined)
  }
}

async function dispatcherFor({ proxy }: FeedAccess, ca: readonly string[] | undefined): Promise<Dispatcher> {
  const { Agent, ProxyAgent } = await import('undici')
  const tls = { timeout: patience, ...(ca === undefined ? {} : { ca: [...ca] }) }
  const limits = { headersTimeout: patience, bodyTimeout: patience, connections: 4, pipelining: 1 }
  if (proxy === null) return new Agent({ ...limits, connect: tls })
  const { origin, username, password } = new URL(proxy)
  const login = Buffer.from(`${decodeURIComponent(username)}:${decodeURIComponent(password)}`).toString('base64')
  const token = username === '' ? {} : { token: `Basic ${login}` }
  return new ProxyAgent({ ...limits, ...token, uri: origin, proxyTls: tls, requestTls: tls })
}

function webOf(access: FeedAccess, dispatcher: Dispatcher, signal: AbortSignal): FeedWeb {
  /** Follows redirections by hand, so that the login stays where it belongs. */
  const ask = async <T>(
    url: string,
    read: (answer: Dispatcher.ResponseData, url: string) => Promise<Result<T>>,
    encoding = 'gzip, deflate'
  ): Promise<Result<T>> => {
    let at = url
    for (let hop = 0; hop <= mostRedirects; hop++) {
      if (!/^https?:\/\//.test(at)) return fail<T>(strangeAnswer(at, 'an address of the web'))
      const reached = await reach(access, { dispatcher, url: at, encoding, signal }, answer => read(answer, at))
      if (!reached.ok) return reached
      if (reached.value.kind === 'done') return reached.value.result
      const next = new URL(reached.value.to, at)
      if (at.startsWith('https:') && next.protocol !== 'https:')
        return fail<T>(
          feedFailed(`${at} leads away from HTTPS, to ${next.origin}.`, 'Use an address that stays with HTTPS.')
        )
      at = next.href
    }
    return fail<T>(
      feedFailed(`${url} leads from one address to the next without end.`, 'Check the address of the feed.')
    )
  }

  const text = (url: string) =>
    ask<string | null>(url, async (answer, at) => {
      if (isMissing(answer)) return ok(null)
      const refused = refusalOf(answer, at)
      return refused ? fail(refused) : readText(answer, at)
    })

  return {
    text,
    json: async url => {
      const found = await text(url)
      if (!found.ok || found.value === null) return found
      try {
        return ok(JSON.parse(found.value.replace(/^\uFEFF/, '')) as unknown)
      } catch {
        return fail(strangeAnswer(url, 'an index of packages'))
      }
    },
    answers: url =>
      ask(url, async (answer, at) => {
        const refused = answer.statusCode < 500 && !isRefusal(answer) ? null : refusalOf(answer, at)
        return refused ? fail(refused) : ok(null)
      }),
    // As it is: what says that it is packed is a file that was packed before it was put there.
    download: (url, path, promised, watch) =>
      ask(
        url,
        async (answer, at) => {
          if (isMissing(answer)) return ok(false)
          const refused = refusalOf(answer, at)
          return refused ? fail(refused) : save(answer, at, path, promised, watch)
        },
        'identity'
      )
  }
}

type Reached<T> =
  | { readonly kind: 'done'; readonly result: Result<T> }
  | { readonly kind: 'elsewhere'; readonly to: string }

interface Asked {
  readonly dispatcher: Dispatcher
  readonly url: string
  /** In which form the answer may come. */
  readonly encoding: string
  readonly signal: AbortSignal
}

async function reach<T>(
  access: FeedAccess,
  { dispatcher, url, encoding, signal }: Asked,
  read: (answer: Dispatcher.ResponseData) => Promise<Result<T>>
): Promise<Result<Reached<T>>> {
  access.onConnect(access.proxy ?? url)
  try {
    const { request } = await import('undici')
    const answer = await request(url, {
      dispatcher,
      method: 'GET',
      headers: { accept: '*/*', 'accept-encoding': encoding, 'user-agent': 'Slipway', ...loginFor(access, url) },
      signal
    })
    const { location } = answer.headers
    const to = Array.isArray(location) ? location[0] : location
    if ([301, 302, 303, 307, 308].includes(answer.statusCode) && to !== undefined) {
      await answer.body.dump()
      return ok({ kind: 'elsewhere', to })
    }
    const result = await read(answer)
    answer.body.on('error', () => undefined).destroy()
    return ok({ kind: 'done', result })
  } catch (error) {
    return fail(troubleOf(access, url, error, signal))
  }
}

/** Only the feed itself hears who logs in, and not the places that it leads to. */
function loginFor({ location, login }: FeedAccess, url: string): Readonly<Record<string, string>> {
  if (login === null || new URL(location).origin !== new URL(url).origin) return {}
  const secret = login.secret.reveal()
  if (login.username === '') return { authorization: `Bearer ${secret}` }
  return { authorization: `Basic ${Buffer.from(`${login.username}:${secret}`).toString('base64')}` }
}

const isMissing = ({ statusCode }: Dispatcher.ResponseData): boolean => statusCode === 404 || statusCode === 410
const isRefusal = ({ statusCode }: Dispatcher.ResponseData): boolean =>
  statusCode === 401 || statusCode === 403 || statusCode === 407

function refusalOf(answer: Dispatcher.ResponseData, url: string): Failure | null {
  const { statusCode } = answer
  if (statusCode >= 200 && statusCode < 300) return null
  const where = new URL(url).origin
  if (isRefusal(answer))
    return feedFailed(
      `${where} does not let Slipway in (${statusCode}).`,
      'Check user and password of the feed, and what that user may read.'
    )
  return feedFailed(
    `${where} answered with ${statusCode}.`,
    'Try again later, or look at what the feed’s own log says.'
  )
}

async function readText(answer: Dispatcher.ResponseData, url: string): Promise<Result<string>> {
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of decoded(answer.body, answer.headers['content-encoding'])) {
    const bytes = chunk as Uint8Array
    chunks.push(bytes)
    size += bytes.length
    if (size > longestIndex) return fail(strangeAnswer(url, 'an index of packages, because it is too long'))
  }
  return ok(Buffer.concat(chunks).toString('utf8'))
}

/** How long an answer says that it is, in bytes; null where it does not. */
function lengthOf({ headers }: Dispatcher.ResponseData): number | null {
  const said = headers['content-length']
  return typeof said === 'string' && /^\d{1,15}$/.test(said) ? Number(said) : null
}

async function save(
  answer: Dispatcher.ResponseData,
  url: string,
  path: string,
  promised: Promised | null,
  { signal, begin, reach }: FetchWatch
): Promise<Result<boolean>> {
  const keeper = promiseKeeper(promised, reach)
  begin(lengthOf(answer))
  try {
    await pipeline(answer.body, keeper.through, createWriteStream(path, { flags: 'wx' }), { signal })
  } catch (error) {
    await rm(path, { force: true })
    throw error
  }
  if (keeper.isKept()) return ok(true)
  await rm(path, { force: true })
  return otherHash(new URL(url).pathname.split('/').at(-1) ?? url, promised?.algorithm ?? 'hash')
}

function troubleOf({ proxy }: FeedAccess, url: string, error: unknown, signal: AbortSignal): Failure {
  if (signal.aborted) return givenUp
  const code = codeOf(error)
  if (code === 'ENOSPC' || code === 'EACCES' || code === 'EDQUOT')
    return {
      kind: 'storage-failed',
      message: `The package cannot be written on this machine: ${code === 'EACCES' ? 'access is denied' : 'there is no space left'}.`,
      remedy: 'Make room on the disk of the data folder, then try again.'
    }
  const place = webPlace(proxy === null || isCertificateTrouble(error) ? url : proxy) ?? { host: 'nowhere', port: 0 }
  if (proxy !== null && code === 'UND_ERR_ABORTED')
    return feedFailed(
      `The proxy ${addressOf(place)} did not let the request through.`,
      'Check what the proxy allows, and the user and password for it.'
    )
  const { message, remedy, isAirGapped } = troubleWith(place, error, patience / 1000)
  return { kind: isAirGapped ? 'air-gapped' : 'feed-failed', message, remedy }
}
