import { addressOf, type HostKeyPin } from '../model/target'
import {
  type HashName,
  isAbout,
  type KnownHostLine,
  type KnownHostMatch,
  type KnownHostRef,
  knownHostName
} from './known-hosts'

/** A target or a jump host as far as its key is concerned. */
export interface KeyedHost {
  readonly ref: KnownHostRef
  readonly name: string
  readonly host: string
  readonly port: number
  readonly hostKey: HostKeyPin | null
}

export interface Hashes {
  readonly hashName: HashName
  /** `SHA256:…` of a key in base64. */
  readonly fingerprint: (key: string) => string
}

/** From the best to the least; what is not listed comes after them. */
const preference = ['ssh-ed25519', 'ecdsa-sha2-nistp256', 'ecdsa-sha2-nistp384', 'ecdsa-sha2-nistp521', 'ssh-rsa']

const rank = ({ algorithm }: HostKeyPin): number => {
  const place = preference.indexOf(algorithm)
  return place < 0 ? preference.length : place
}

/** What the lines of a file say about one host. */
export function matchKnownHost(lines: readonly KnownHostLine[], host: KeyedHost, hashes: Hashes): KnownHostMatch {
  const name = knownHostName(host.host, host.port)
  const about = lines.filter(line => line.marker !== 'cert-authority' && isAbout(line, name, hashes.hashName))
  const revokedKeys = new Set(about.filter(line => line.marker === 'revoked').map(line => line.key))
  const pinOf = (line: KnownHostLine): HostKeyPin => ({
    algorithm: line.algorithm,
    fingerprint: hashes.fingerprint(line.key)
  })
  const good = about.filter(line => line.marker === 'none' && !revokedKeys.has(line.key))
  const revoked = about.filter(line => revokedKeys.has(line.key)).map(pinOf)
  const base = {
    ref: host.ref,
    name: host.name,
    address: addressOf(host),
    accepted: host.hostKey,
    lines: about.map(({ line }) => line)
  }
  return { ...base, ...outcomeOf(distinct(good.map(pinOf)), revoked, host.hostKey) }
}

function outcomeOf(
  good: readonly HostKeyPin[],
  revoked: readonly HostKeyPin[],
  accepted: HostKeyPin | null
): Pick<KnownHostMatch, 'outcome' | 'pin'> {
  if (accepted && revoked.some(pin => isSame(pin, accepted))) return { outcome: 'revoked', pin: accepted }
  const [best, second] = [...good].sort((a, b) => rank(a) - rank(b))
  if (best === undefined) return revoked[0] ? { outcome: 'revoked', pin: revoked[0] } : { outcome: 'absent', pin: null }
  if (!accepted)
    return second?.algorithm === best.algorithm ? { outcome: 'ambiguous', pin: null } : { outcome: 'new', pin: best }
  if (good.some(pin => isSame(pin, accepted))) return { outcome: 'agrees', pin: accepted }
  const rival = good.find(pin => pin.algorithm === accepted.algorithm)
  return rival ? { outcome: 'conflict', pin: rival } : { outcome: 'other-algorithm', pin: best }
}

const isSame = (a: HostKeyPin, b: HostKeyPin): boolean => a.algorithm === b.algorithm && a.fingerprint === b.fingerprint

const distinct = (pins: readonly HostKeyPin[]): readonly HostKeyPin[] =>
  pins.filter((pin, index) => pins.findIndex(other => isSame(other, pin)) === index)
