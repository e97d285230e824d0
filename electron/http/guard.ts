import type { IncomingHttpHeaders } from 'node:http'

/**
 * Why a request is not listened to at all, in a sentence; null where it is. A page in a browser could reach this machine
 * by a name of its own (DNS rebinding) or from another origin; neither passes.
 * @param host that the API listens on
 */
export function whyNotFrom(headers: IncomingHttpHeaders, host: string): string | null {
  if (headers.origin !== undefined || isOfPage(headers['sec-fetch-site']))
    return 'Requests of web pages are not answered.'
  const name = hostIn(headers.host ?? '')
  if (name === null) return 'The request does not say which host it is for.'
  const isOwn = loopbackNames.has(name) || name === host.toLowerCase() || (isAnyAddress(host) && isAddress(name))
  return isOwn ? null : `This is not ${name}.`
}

/** Browsers say by it where a request comes from that has no origin, such as one for an image. Nobody else says that. */
const isOfPage = (site: string | readonly string[] | undefined): boolean =>
  site === 'cross-site' || site === 'same-site'

const loopbackNames: ReadonlySet<string> = new Set(['localhost', '127.0.0.1', '::1'])

const isAnyAddress = (host: string): boolean => host === '0.0.0.0' || host === '::'

/** An address needs no name to be looked up, so nobody can have bent it. */
const isAddress = (name: string): boolean =>
  /^\d{1,3}(\.\d{1,3}){3}$/.test(name) || /^[0-9a-f:.]*:[0-9a-f:.]*$/.test(name)

/** The host of a `Host` header, without its port and brackets; null for what is none. */
function hostIn(header: string): string | null {
  const match = /^(?:\[([0-9a-fA-F:.]+)\]|([A-Za-z0-9.-]+))(?::\d{1,5})?$/.exec(header.trim())
  const name = match?.[1] ?? match?.[2]
  return name === undefined ? null : name.toLowerCase()
}

/** The key that a request brings; null for none. */
export function keyIn(headers: IncomingHttpHeaders): string | null {
  const own = headers['x-octopus-apikey']
  const given =
    (Array.isArray(own) ? own[0] : own)?.trim() || /^Bearer\s+(\S+)\s*$/i.exec(headers.authorization ?? '')?.[1]
  return given === undefined || given === '' ? null : given
}
