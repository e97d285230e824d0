import type { JumpHostId, TargetId } from '../ids'
import type { HostKeyPin } from '../model/target'

/** One line of an OpenSSH `known_hosts` file (sshd(8), SSH_KNOWN_HOSTS FILE FORMAT). */
export interface KnownHostLine {
  /** Counts from 1. */
  readonly line: number
  readonly marker: 'none' | 'revoked' | 'cert-authority'
  readonly hosts: HostPatterns
  /** Such as `ssh-ed25519`; it is the one inside the key as well. */
  readonly algorithm: string
  /** The public key in base64. */
  readonly key: string
}

export type HostPatterns =
  | { readonly kind: 'plain'; readonly patterns: readonly string[] }
  | { readonly kind: 'hashed'; readonly salt: string; readonly hash: string }

/** A line that could not be read. */
export interface BadLine {
  readonly line: number
  readonly message: string
}

export interface KnownHosts {
  readonly lines: readonly KnownHostLine[]
  readonly bad: readonly BadLine[]
}

/** Reads a whole file. Empty lines and comments are no lines; what cannot be read is told with its number. */
export function parseKnownHosts(text: string): KnownHosts {
  const lines: KnownHostLine[] = []
  const bad: BadLine[] = []
  for (const [index, raw] of text.split(/\r?\n/).entries()) {
    const content = raw.trim()
    if (content === '' || content.startsWith('#')) continue
    const line = index + 1
    const parsed = parseLine(content)
    if (typeof parsed === 'string') bad.push({ line, message: parsed })
    else lines.push({ line, ...parsed })
  }
  return { lines, bad }
}

const markers = { '@revoked': 'revoked', '@cert-authority': 'cert-authority' } as const

function parseLine(content: string): Omit<KnownHostLine, 'line'> | string {
  const words = content.split(/[ \t]+/)
  const first = words[0] ?? ''
  const isMarked = first.startsWith('@')
  if (isMarked && !(first in markers)) return `The marker ${first} is not known.`
  const marker = isMarked ? markers[first as keyof typeof markers] : 'none'
  const [names = '', algorithm = '', key = ''] = isMarked ? words.slice(1) : words
  if (key === '') return 'A line consists of host names, an algorithm and a key.'
  const hosts = parseHosts(names)
  if (hosts === null) return 'The host names cannot be read.'
  if (!isKey(algorithm, key)) return `The key is damaged, or is no ${algorithm} key.`
  return { marker, hosts, algorithm, key }
}

function parseHosts(names: string): HostPatterns | null {
  if (names.startsWith('|')) {
    const [, salt, hash] = /^\|1\|([A-Za-z0-9+/]+={0,2})\|([A-Za-z0-9+/]{27}=)$/.exec(names) ?? []
    return salt === undefined || hash === undefined ? null : { kind: 'hashed', salt, hash }
  }
  const patterns = names.split(',').filter(name => name !== '')
  return patterns.length === 0 ? null : { kind: 'plain', patterns }
}

/** Whether the key is base64 whose first field is the algorithm's own name, as in every SSH public key. */
function isKey(algorithm: string, key: string): boolean {
  if (!/^[a-z0-9@.-]{1,100}$/.test(algorithm)) return false
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(key) || key.length % 4 !== 0) return false
  const start = decodeStart(key, 4 + algorithm.length + 1)
  const name = [0, 0, 0, algorithm.length, ...[...algorithm].map(letter => letter.charCodeAt(0))]
  return start.length > name.length && name.every((byte, index) => start[index] === byte)
}

const digits = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'

/** The first bytes of a base64 text. */
function decodeStart(text: string, count: number): readonly number[] {
  const bytes: number[] = []
  let bits = 0
  let held = 0
  for (const letter of text) {
    if (letter === '=' || bytes.length >= count) break
    held = (held << 6) | digits.indexOf(letter)
    bits += 6
    if (bits < 8) continue
    bits -= 8
    bytes.push((held >> bits) & 0xff)
    held &= (1 << bits) - 1
  }
  return bytes
}

/** The name that a host has in such a file: with brackets and port unless the port is SSH's own. */
export const knownHostName = (host: string, port: number): string => {
  const name = host.toLowerCase()
  return port === 22 ? name : `[${name}]:${port}`
}

/** HMAC-SHA1 of a name under a salt, both ends in base64. */
export type HashName = (salt: string, name: string) => string

/** Whether a line is about a host, by its `knownHostName`. A pattern with `!` that fits rules the line out. */
export function isAbout({ hosts }: KnownHostLine, name: string, hashName: HashName): boolean {
  if (hosts.kind === 'hashed') return hashName(hosts.salt, name) === hosts.hash
  const fits = hosts.patterns.map(pattern =>
    pattern.startsWith('!')
      ? { isExcluding: true, does: fitsPattern(pattern.slice(1), name) }
      : { isExcluding: false, does: fitsPattern(pattern, name) }
  )
  return fits.some(({ does, isExcluding }) => does && !isExcluding) && !fits.some(fit => fit.does && fit.isExcluding)
}

/** OpenSSH's patterns: `*` is any text, `?` any character, nothing else is special. Capitals do not count. */
export function fitsPattern(pattern: string, name: string): boolean {
  const wanted = pattern.toLowerCase()
  let at = 0
  let from = 0
  let star = -1
  let mark = 0
  while (from < name.length) {
    if (wanted[at] === '*') {
      star = at++
      mark = from
    } else if (wanted[at] === '?' || wanted[at] === name[from]) {
      at++
      from++
    } else if (star >= 0) {
      at = star + 1
      from = ++mark
    } else return false
  }
  while (wanted[at] === '*') at++
  return at === wanted.length
}

/** A target or a jump host that a file may know. */
export type KnownHostRef =
  | { readonly kind: 'target'; readonly id: TargetId }
  | { readonly kind: 'jump-host'; readonly id: JumpHostId }

/**
 * What a file says about one host.
 * - `new`: it has no accepted key, and gets `pin` if that is wanted
 * - `agrees`: the accepted key is in the file
 * - `conflict`: the file has another key of the same algorithm; an import never replaces an accepted key
 * - `other-algorithm`: the file has keys of other algorithms only; the accepted one stays
 * - `ambiguous`: the file has several keys of the best algorithm, and cannot be relied on
 * - `revoked`: the file revokes its keys; when one is accepted, that one
 * - `absent`: the file does not know it
 */
export type KnownHostOutcome = 'new' | 'agrees' | 'conflict' | 'other-algorithm' | 'ambiguous' | 'revoked' | 'absent'

export interface KnownHostMatch {
  readonly ref: KnownHostRef
  readonly name: string
  /** `host:port` for people. */
  readonly address: string
  readonly outcome: KnownHostOutcome
  /** The key of the file: the one to accept, or the one that is in conflict. */
  readonly pin: HostKeyPin | null
  /** The key that was accepted before. */
  readonly accepted: HostKeyPin | null
  /** Where in the file. */
  readonly lines: readonly number[]
}

export interface KnownHostsPreview {
  readonly matches: readonly KnownHostMatch[]
  readonly bad: readonly BadLine[]
  /** Lines with `@cert-authority`, which Slipway does not use. */
  readonly authorities: readonly number[]
  /** How many lines were read. */
  readonly read: number
}
