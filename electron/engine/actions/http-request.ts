import type { Failure } from '@shared/failure'
import { fail, ok, type Result } from '@shared/result'
import type { Context } from '../context'
import type { HttpRequest } from '../ports'
import type { Attempt } from './action'

/** A request, and how its address may be shown. */
export interface Prepared {
  readonly request: HttpRequest
  /** `GET https://shop.example/health`: neither query nor password, nor a path that a secret is part of. */
  readonly shown: string
  /** How to show where an answer leads to. */
  readonly showAddress: (url: URL) => string
}

/** How long a request may take where the action does not say. In milliseconds. */
const usualTimeout = 30_000

/** The request of an action, with everything replaced; or why there can be none. */
export function prepareRequest({ action, render, context, staged }: Attempt<'http'>): Result<Prepared> {
  const written = render(action.url).trim()
  const url = webAddress(written)
  const showAddress = addressWords(hidesSecret(context, written))
  if (url === null) return fail(notAnAddress)
  const proxy = action.proxy === undefined ? '' : render(action.proxy).trim()
  if (proxy !== '' && webAddress(proxy) === null) return fail(badProxy)
  const headers = (action.headers ?? []).map(({ name, value }) => ({ name, value: render(value).trim() }))
  const broken = headers.find(({ value }) => !isHeaderValue.test(value))
  if (broken) return fail(badHeader(broken.name))
  const shown = `${action.method} ${showAddress(url)}`
  const request: HttpRequest = {
    why: `HTTP step “${staged.stage.name}” of ${context.request.plan.project.name}`,
    method: action.method,
    url: withoutLogin(url),
    headers: withDefaults(headers, url),
    body: action.body === undefined ? null : render(action.body),
    timeoutMs: action.requestSeconds === undefined ? usualTimeout : action.requestSeconds * 1000,
    proxy: proxy === '' ? null : proxy,
    caFile: (action.caFile === undefined ? '' : render(action.caFile).trim()) || null
  }
  return ok({ request, shown, showAddress })
}

/** An address of the web; null for anything else. */
export function webAddress(text: string, base?: string): URL | null {
  if (!URL.canParse(text, base)) return null
  const url = new URL(text, base)
  return url.protocol === 'http:' || url.protocol === 'https:' ? url : null
}

/** A fragment is no business of a server, and user and password travel in a header. */
export function withoutLogin(url: URL): string {
  const plain = new URL(url)
  plain.username = ''
  plain.password = ''
  plain.hash = ''
  return plain.href
}

type Header = HttpRequest['headers'][number]

// What HTTP allows in a value: tabs, and everything of Latin-1 that is no control character.
const isHeaderValue = /^[\t\x20-\x7e\x80-\xff]*$/

function withDefaults(headers: readonly Header[], { username, password }: URL): readonly Header[] {
  const has = (wanted: string) => headers.some(({ name }) => name.toLowerCase() === wanted)
  const login = `${decoded(username)}:${decoded(password)}`
  return [
    ...headers,
    ...(has('user-agent') ? [] : [{ name: 'User-Agent', value: 'Slipway' }]),
    ...(login === ':' || has('authorization')
      ? []
      : [{ name: 'Authorization', value: `Basic ${Buffer.from(login, 'utf8').toString('base64')}` }])
  ]
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

/** Whether something secret is part of an address, as it is or in the form that addresses have it in. */
function hidesSecret({ redactor, secrets }: Context, written: string): boolean {
  const forms = [written, decoded(written)]
  return (
    forms.some(form => redactor.text(form) !== form) ||
    [...secrets.values()].some(secret => written.includes(encodeURIComponent(secret.reveal())))
  )
}

const addressWords =
  (isHidden: boolean) =>
  ({ origin, pathname, search }: URL): string =>
    isHidden ? `${origin}/…` : `${origin}${pathname}${search === '' ? '' : '?…'}`

const notAnAddress: Failure = {
  kind: 'http-failed',
  message: 'What the step asks for is no web address once its variables are replaced.',
  remedy: 'Write an address that begins with http:// or https://, and check the variables in it.'
}

const badProxy: Failure = {
  kind: 'http-failed',
  message: 'The proxy is no address once its variables are replaced.',
  remedy: 'Write it as http://host:port, or leave it out.'
}

const badHeader = (name: string): Failure => ({
  kind: 'http-failed',
  message: `The value of the header “${name}” has a line break or another character that no header may have.`,
  remedy: 'Look at the variables that it is made of; a line break at the end of a secret is the usual cause.'
})
