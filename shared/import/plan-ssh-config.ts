import { accountInput } from '../model/account'
import { hopLimit } from '../model/jump-host'
import { host as hostName, port as portNumber } from '../model/target'
import { name, sameName } from '../model/text'
import { aliasesIn, parseSshConfig, type SshConfig, type SshConfigHost, settingsFor } from './ssh-config'

/** A machine to log in to, completed from the configuration. */
export interface PlannedPlace {
  readonly host: string
  readonly port: number
  readonly user: string
  readonly identityFile: string | null
}

/**
 * One host of the configuration.
 * - `new`: becomes a target called `name`
 * - `exists`: there is a target for the same host, port and user already
 * - `unsupported`: cannot be reached with what is carried over; `reason` says why
 */
export interface PlannedTarget extends PlannedPlace {
  readonly alias: string
  readonly name: string
  readonly outcome: 'new' | 'exists' | 'unsupported'
  readonly reason: string | null
  /** The jump hosts on the way, the one that is dialled first at the head. */
  readonly hops: readonly PlannedPlace[]
  /** Settings that mean nothing to Slipway, as written. */
  readonly notCarried: readonly string[]
}

export interface SshConfigPreview {
  readonly targets: readonly PlannedTarget[]
  readonly notes: readonly { readonly line: number; readonly message: string }[]
}

/** What there is in the workspace already, and who logs in where the file names nobody. */
export interface ImportSurroundings {
  readonly user: string
  readonly targets: readonly {
    readonly name: string
    readonly host: string
    readonly port: number
    readonly user: string
  }[]
}

/** What importing a configuration would make. */
export function planSshConfig(text: string, around: ImportSurroundings): SshConfigPreview {
  const config = parseSshConfig(text)
  const names = around.targets.map(target => target.name)
  const targets = aliasesIn(config).map((alias): PlannedTarget => {
    const settings = settingsFor(config, alias)
    const place = placeOf(settings, around)
    const hops = hopsFor(config, settings.proxyJump, around, [alias])
    const badName = name.safeParse(alias).success ? null : 'Its name cannot be used.'
    const reason = badName ?? whyNot(settings, place) ?? (typeof hops === 'string' ? hops : null)
    const twin = around.targets.find(target => isSamePlace(target, place))
    const outcome = reason !== null ? 'unsupported' : twin ? 'exists' : 'new'
    const called = outcome === 'new' ? freeName(alias, names) : (twin?.name ?? alias)
    if (outcome === 'new') names.push(called)
    const way = typeof hops === 'string' ? [] : hops
    return { alias, name: called, ...place, outcome, reason, hops: way, notCarried: settings.notCarried }
  })
  return { targets, notes: config.notes }
}

const placeOf = ({ host, port, user, identityFile }: SshConfigHost, around: ImportSurroundings): PlannedPlace => ({
  host,
  port,
  user: user ?? around.user,
  identityFile
})

function whyNot({ notCarried, proxyJump }: SshConfigHost, place: PlannedPlace): string | null {
  if (proxyJump === null && notCarried.some(word => word.toLowerCase() === 'proxycommand'))
    return 'It is reached by a ProxyCommand.'
  return isUsable(place) ? null : 'Its host name, port, user or key file cannot be used.'
}

const isUsable = ({ host, port, user, identityFile }: PlannedPlace): boolean =>
  hostName.safeParse(host).success &&
  name.safeParse(host).success &&
  portNumber.safeParse(port).success &&
  !user.includes('%') &&
  [null, identityFile].every(
    file => accountInput.safeParse({ kind: 'agent', name: accountName(user, file), username: user }).success
  )

/**
 * What an account is called that logs in with a key file, or with the SSH agent where that is null. With the path,
 * because keys of one user may differ by their folders only.
 */
export const accountName = (user: string, identityFile: string | null): string =>
  `${user} (${identityFile === null ? 'SSH agent' : identityFile.slice(-120)})`

/** The way that `ProxyJump` describes; why there is none, in words. */
function hopsFor(
  config: SshConfig,
  proxyJump: string | null,
  around: ImportSurroundings,
  seen: readonly string[]
): readonly PlannedPlace[] | string {
  if (proxyJump === null) return []
  const hops: PlannedPlace[] = []
  for (const [index, written] of proxyJump.split(',').entries()) {
    const hop = readHop(written)
    if (hop === null) return `Its jump host “${written}” cannot be read.`
    if (seen.includes(hop.alias)) return 'Its way leads in a circle.'
    const settings = settingsFor(config, hop.alias)
    // As OpenSSH does: only the first jump host may be reached through others in turn.
    if (index === 0) {
      const before = hopsFor(config, settings.proxyJump, around, [...seen, hop.alias])
      if (typeof before === 'string') return before
      hops.push(...before)
    }
    const place = placeOf(settings, around)
    const own = { ...place, user: hop.user ?? place.user, port: hop.port ?? place.port }
    const reason = whyNot({ ...settings, proxyJump: index === 0 ? settings.proxyJump : '' }, own)
    if (reason !== null) return `Its jump host “${written}” cannot be used: ${reason}`
    hops.push(own)
  }
  return hops.length > hopLimit ? `Its way has more than ${hopLimit} jump hosts.` : hops
}

/** `[user@]host[:port]`, also as an `ssh://` address. */
function readHop(written: string) {
  const [, user, host, port] =
    /^(?:ssh:\/\/)?(?:([^@]+)@)?(\[[^\]]+\]|[^:@/[\]]+)(?::(\d{1,5}))?\/?$/.exec(written.trim()) ?? []
  if (host === undefined) return null
  return { alias: host.replace(/^\[(.*)\]$/, '$1'), user: user ?? null, port: port === undefined ? null : Number(port) }
}

/** Whether two places are the same machine for the same user. */
export const isSamePlace = (
  a: Pick<PlannedPlace, 'host' | 'port' | 'user'>,
  b: Pick<PlannedPlace, 'host' | 'port' | 'user'>
): boolean => a.host.toLowerCase() === b.host.toLowerCase() && a.port === b.port && a.user === b.user

/** The name itself, or with the first number that makes it free. */
export function freeName(wanted: string, taken: readonly string[]): string {
  for (let number = 1; ; number++) {
    const name = number === 1 ? wanted : `${wanted} ${number}`
    if (!taken.some(other => sameName(other, name))) return name
  }
}
