import { trim } from '../characters'

/** An absolute address, its parts as .NET writes them. */
export interface Uri {
  readonly scheme: string
  /** The scheme with what separates it from the rest: `https://`, `mailto:`. */
  readonly prefix: string
  readonly userInfo: string
  readonly host: string
  readonly hostKind: 'Dns' | 'IPv4' | 'IPv6' | 'Basic' | 'Unknown'
  /** -1 when the scheme knows none. */
  readonly port: number
  readonly usualPort: number
  readonly path: string
  /** With its `?`; empty when there is none. */
  readonly query: string
  /** With its `#`; empty when there is none. */
  readonly fragment: string
  readonly isLoopback: boolean
}

const usualPorts: ReadonlyMap<string, number> = new Map([
  ['http', 80],
  ['https', 443],
  ['ws', 80],
  ['wss', 443],
  ['ftp', 21],
  ['gopher', 70],
  ['ldap', 389],
  ['mailto', 25],
  ['net.tcp', 808],
  ['nntp', 119],
  ['telnet', 23]
])
/** These mean nothing without a host. */
const needHost: ReadonlySet<string> = new Set([
  'http',
  'https',
  'ws',
  'wss',
  'ftp',
  'gopher',
  'net.tcp',
  'telnet',
  'nntp'
])

/** Reads an address; most texts that are no absolute one are relative ones. */
export function parseUri(text: string): Uri | 'relative' | 'invalid' {
  const trimmed = trim(text)
  const path = filePath(trimmed)
  if (path !== undefined) return parseUri(`file:${path}`)
  const [, name, rest = ''] = /^([A-Za-z][A-Za-z0-9+.-]*):([\s\S]*)$/.exec(trimmed) ?? []
  if (name === undefined) return 'relative'
  const scheme = name.toLowerCase()
  if (!/^[\\/]{2}/.test(rest)) return needHost.has(scheme) ? 'invalid' : withoutAuthority(scheme, rest)
  const [, server = '', tail = ''] = /^..([^/?#\\]*)([\s\S]*)$/.exec(rest) ?? []
  return withAuthority(scheme, server, tail)
}

/** Paths of Windows are addresses of files. */
function filePath(text: string): string | undefined {
  if (/^[A-Za-z]:[\\/]/.test(text)) return `///${text.replaceAll('\\', '/')}`
  return text.startsWith('\\\\') ? text.replaceAll('\\', '/') : undefined
}

function withAuthority(scheme: string, server: string, tail: string): Uri | 'invalid' {
  const user = server.slice(0, Math.max(server.lastIndexOf('@'), 0))
  const [, host = '\0', port] = /^(\[[^\]]*\]|[^:]*)(?::(\d*))?$/.exec(server.slice(server.lastIndexOf('@') + 1)) ?? []
  const hostKind = kindOf(host, scheme)
  const number = port ? Number(port) : undefined
  if (hostKind === undefined || (number ?? 0) > 65535) return 'invalid'
  const usualPort = usualPorts.get(scheme) ?? -1
  const lower = host.toLowerCase()
  return {
    scheme,
    prefix: `${scheme}://`,
    userInfo: encoded(user),
    host: lower,
    hostKind,
    port: number ?? usualPort,
    usualPort,
    ...partsOf(tail, true),
    isLoopback: /^(?:localhost|loopback|127\.\d+\.\d+\.\d+|\[::1\])$/.test(lower) || (scheme === 'file' && host === '')
  }
}

function withoutAuthority(scheme: string, rest: string): Uri {
  const [, user = '', host = '', tail = rest] =
    (scheme === 'mailto' ? /^([^@?#]*)@([^/?#]*)([\s\S]*)$/.exec(rest) : null) ?? []
  const usualPort = usualPorts.get(scheme) ?? -1
  const hostKind = host === '' ? 'Unknown' : 'Dns'
  const common = { scheme, prefix: `${scheme}:`, userInfo: user, host: host.toLowerCase(), hostKind } as const
  return { ...common, port: usualPort, usualPort, ...partsOf(tail, false), isLoopback: false }
}

function kindOf(host: string, scheme: string): Uri['hostKind'] | undefined {
  if (host === '') return needHost.has(scheme) ? undefined : 'Basic'
  if (/^\[[0-9a-fA-F:.]+(?:%\w+)?\]$/.test(host)) return 'IPv6'
  if (/^(?:\d{1,3}\.){3}\d{1,3}$/.test(host)) return host.split('.').every(byte => Number(byte) < 256) ? 'IPv4' : 'Dns'
  return /^[\p{L}\p{N}_](?:[\p{L}\p{N}_.-]*)$/u.test(host) ? 'Dns' : undefined
}

function partsOf(text: string, isRooted: boolean): Pick<Uri, 'path' | 'query' | 'fragment'> {
  const [, path = '', query = '', fragment = ''] = /^([^?#]*)(\?[^#]*)?(#[\s\S]*)?$/.exec(text) ?? []
  const slashed = path.replaceAll('\\', '/')
  return {
    path: encoded(isRooted ? withoutDots(slashed) : path),
    query: query === '?' ? '' : encoded(query),
    fragment: fragment === '#' ? '' : encoded(fragment)
  }
}

/** From the root, with `.` and `..` resolved. */
function withoutDots(path: string): string {
  const steps: string[] = []
  const names = path.split('/').slice(1)
  for (const [i, name] of names.entries()) {
    const isLast = i === names.length - 1
    if (name === '..') steps.pop()
    if (name !== '.' && name !== '..') steps.push(name)
    else if (isLast) steps.push('')
  }
  return `/${steps.join('/')}`
}

/** Signs that addresses do not hold become codes of UTF-8; codes that are there stay. */
const encoded = (text: string): string =>
  text.replace(/%(?![0-9a-fA-F]{2})|[^A-Za-z0-9\-_.~;/?:@&=+$,#[\]!*'()%]+/g, run =>
    Array.from(new TextEncoder().encode(run), byte => `%${byte.toString(16).toUpperCase().padStart(2, '0')}`).join('')
  )
