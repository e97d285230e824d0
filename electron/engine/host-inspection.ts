import type { Failure } from '@shared/failure'
import { bytesWords } from '@shared/plan/words'
import type { Command } from './ports'
import { quoteShell } from './quote'

/** What a host is expected to have. */
export interface HostExpectations {
  /** Programs on the account's PATH without which the host is of no use; besides those that Slipway works with. */
  readonly requiredTools: readonly string[]
  /** Free megabytes in the home folder below which to warn; 0 never warns. */
  readonly warnBelowMegabytes: number
}

/** What scripts' helper functions, cancelling and cleaning up start on a host. */
export const ownTools: readonly string[] = ['base64', 'cat', 'mkdir', 'ps', 'rm', 'sleep', 'tr', 'wc']

const marker = 'slipway-doctor'

/** Asks a POSIX host for everything at once. The line is a constant; the script comes over stdin. */
export function inspectionCommand({ requiredTools }: HostExpectations): Command {
  const tools = [...new Set([...ownTools, ...requiredTools])].map(quoteShell).join(' ')
  const script = [
    `say() { printf '${marker} %s %s\\n' "$1" "$2"; }`,
    // First, because the time that it takes to arrive blurs it.
    'say clock "$(date +%s)"',
    'say shell "GNU bash, version $BASH_VERSION ($MACHTYPE)"',
    'd=; while IFS= read -r l; do d=$l; done < <(LC_ALL=C df -Pk "$HOME" 2>/dev/null)',
    'say disk "$d"',
    'm=',
    `for t in ${tools}; do type -P -- "$t" >/dev/null 2>&1 || m="$m $t"; done`,
    'say missing "$m"',
    'exit 0',
    ''
  ].join('\n')
  return { line: 'exec bash -s', argv: ['bash', '-s'], stdin: new TextEncoder().encode(script) }
}

/** One line of the answer, or null for what the login said besides. */
export function parseAnswer(line: string): { readonly what: string; readonly text: string } | null {
  const found = /^slipway-doctor (clock|shell|disk|missing) (.*)$/.exec(line.trimEnd())
  return found === null ? null : { what: found[1] ?? '', text: (found[2] ?? '').trim() }
}

/** A finding that is worth a line: what was found, and what is wrong with it. */
export interface Finding {
  readonly outcome: 'ok' | 'warning' | 'failed'
  readonly detail: string
  readonly failure?: Failure
}

const finding = (outcome: 'warning' | 'failed', failure: Failure, detail = failure.message): Finding => ({
  outcome,
  detail,
  failure
})

/**
 * How much room there is in the home folder.
 * @param text the last line of `df -Pk`
 */
export function judgeDisk(text: string, { warnBelowMegabytes }: HostExpectations, host: string): Finding {
  // The name of the device may hold spaces; the numbers before the percentage do not.
  const found = / (\d+) +(\d+) +(-?\d+) +\d+% +(\/.*)$/.exec(text)
  if (found === null)
    return finding('warning', {
      kind: 'disk-low',
      message: `How much disk space ${host} has left could not be found out.`,
      remedy: 'Check on the host that the account can run df -Pk "$HOME".'
    })
  const bytes = Number(found[3]) * 1024
  const free = Math.floor(bytes / 1024 ** 2)
  const detail = `${bytesWords(bytes)} free on ${found[4]}`
  if (free >= warnBelowMegabytes) return { outcome: 'ok', detail }
  const failure: Failure = {
    kind: 'disk-low',
    message: `${host} has ${free} MB of disk space left in the account’s home folder, less than ${warnBelowMegabytes} MB.`,
    remedy: 'Make room on the host before something there fails to write.',
    detail: { freeMegabytes: String(free) }
  }
  return finding('warning', failure, detail)
}

/** Seconds by which a clock may be off. */
const clockLimit = 2

/**
 * How far the host's clock is from ours. The question's way there and back blurs the answer by half its time.
 * @param text what `date +%s` printed
 * @param askedAt milliseconds since 1970 UTC, as `answeredAt`
 */
export function judgeClock(text: string, askedAt: number, answeredAt: number, host: string): Finding {
  if (!/^\d{1,12}$/.test(text))
    return finding('warning', {
      kind: 'clock-off',
      message: `What time it is on ${host} could not be found out.`,
      remedy: 'Check on the host that the account can run date +%s.'
    })
  // The host's second has begun up to a second ago.
  const skew = Number(text) + 0.5 - (askedAt + answeredAt) / 2000
  const blur = (answeredAt - askedAt) / 2000 + 0.5
  const least = Math.max(0, Math.abs(skew) - blur)
  if (least <= clockLimit) return { outcome: 'ok', detail: `in step with this machine (within ${inSeconds(blur)})` }
  const words = `${inSeconds(Math.abs(skew))} ${skew > 0 ? 'ahead of' : 'behind'} this machine`
  const failure: Failure = {
    kind: 'clock-off',
    message: `The clock of ${host} is ${words}.`,
    remedy: 'Let the host set its clock by NTP, and check this machine’s own clock.',
    detail: { skewSeconds: String(Math.round(skew)) }
  }
  return finding('warning', failure, words)
}

const inSeconds = (seconds: number): string => (seconds < 10 ? `${seconds.toFixed(1)} s` : `${Math.round(seconds)} s`)

/**
 * Which programs are missing.
 * @param text their names with spaces in between
 */
export function judgeTools(text: string, { requiredTools }: HostExpectations, host: string): Finding {
  const missing = text.split(/\s+/).filter(Boolean)
  const required = missing.filter(tool => requiredTools.includes(tool))
  const all = new Set([...ownTools, ...requiredTools])
  if (missing.length === 0) return { outcome: 'ok', detail: `all ${all.size} programs found` }
  const names = missing.join(', ')
  const failure: Failure = {
    kind: 'tools-missing',
    message: `${host} lacks ${missing.length === 1 ? 'a program' : `${missing.length} programs`}: ${names}.`,
    remedy:
      required.length > 0
        ? 'Install what is missing so that the account finds it on its PATH, or take it out of the policy.'
        : 'Install what is missing: helper functions in scripts, cancelling or cleaning up does not work without it.',
    detail: { missing: missing.join(' ') }
  }
  return finding(required.length > 0 ? 'failed' : 'warning', failure, `missing: ${names}`)
}
