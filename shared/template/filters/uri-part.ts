import type { Filter } from './filter'
import { parseUri, type Uri } from './uri'

/** A part of an address, by its name in lower case. Null for what only absolute addresses have. */
const parts: ReadonlyMap<string, (uri: Uri) => string> = new Map([
  ['absolutepath', uri => uri.path],
  [
    'absoluteuri',
    uri =>
      `${uri.prefix}${uri.userInfo === '' ? '' : `${uri.userInfo}@`}${authority(uri)}${uri.path}${uri.query}${uri.fragment}`
  ],
  ['authority', authority],
  ['dnssafehost', uri => uri.host.replace(/^\[|\]$/g, '')],
  ['fragment', uri => uri.fragment],
  ['host', uri => uri.host],
  ['hostandport', uri => (uri.port < 0 ? uri.host : `${uri.host}:${uri.port}`)],
  ['hostnametype', uri => uri.hostKind],
  ['isdefaultport', uri => String(uri.port === uri.usualPort)],
  ['isfile', uri => String(uri.scheme === 'file')],
  ['isloopback', uri => String(uri.isLoopback)],
  ['isunc', uri => String(uri.scheme === 'file' && uri.host !== '')],
  ['path', uri => unescaped(uri.path)],
  ['pathandquery', uri => uri.path + uri.query],
  ['port', uri => String(uri.port)],
  ['query', uri => uri.query],
  ['scheme', uri => uri.scheme],
  ['schemeandserver', uri => `${uri.prefix}${authority(uri)}`],
  ['userinfo', uri => uri.userInfo]
])

/** `UriPart`: what cannot be answered is told in the text itself, as Octostache does. */
export const uriPart: Filter = (input, [name]) => {
  if (input === null) return null
  if (name === undefined) return '[UriPart error: no argument given]'
  const uri = parseUri(input)
  if (uri === 'invalid') return input
  const key = name.toLowerCase()
  if (key === 'isabsoluteuri') return String(uri !== 'relative')
  const part = parts.get(key)
  if (part === undefined) return `[UriPart ${name} error: argument '${name}' not supported]`
  if (uri === 'relative') return `[UriPart ${name} error: This operation is not supported for a relative URI.]`
  return part(uri)
}

function authority({ host, port, usualPort }: Uri): string {
  return port === usualPort ? host : `${host}:${port}`
}

function unescaped(path: string): string {
  try {
    return decodeURIComponent(path)
  } catch {
    return path
  }
}
