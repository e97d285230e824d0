/** How an installation went: `began` is one that broke off, or that is under way. */
export type InstallationState = 'began' | 'succeeded' | 'failed'

/** One installation of a package at a place, as the place's journal has it. */
export interface Installation {
  /** Ten digits; later ones are greater. */
  readonly number: string
  readonly state: InstallationState
  /** Milliseconds since 1970 UTC, by the clock of the place. */
  readonly at: number
  readonly sha256: string
  readonly packageId: string
  readonly version: string
  /** The folder that it was unpacked to. */
  readonly path: string
  /** The folder of the person's own that it was copied to; null without one. */
  readonly custom: string | null
}

/** What an installing shell answered: its lines, what was installed before, and what lies in the folder now. */
export interface Answer {
  /** By the first word of the line. Of several the last one counts. */
  readonly values: ReadonlyMap<string, string>
  /** Oldest first. */
  readonly installations: readonly Installation[]
  /** Files in the root of the folder that may be scripts. */
  readonly scripts: readonly string[]
  /** All files in the folder, relative to it; empty where nobody asked. */
  readonly files: readonly string[]
}

/** Reads what `install.sh`, `copy.sh` and `look.sh` print. */
export function parseAnswer(output: Buffer): Answer {
  const marker = Buffer.from('\nlist\n')
  const at = output.indexOf(marker)
  const head = at < 0 ? output : output.subarray(0, at)
  const values = new Map<string, string>()
  const scripts: string[] = []
  const entries: Map<string, string>[] = []
  for (const line of head.toString('utf8').split('\n')) {
    const space = line.indexOf(' ')
    const [word, value] = space < 0 ? [line, ''] : [line.slice(0, space), line.slice(space + 1)]
    if (word === 'installation') entries.push(new Map())
    if (word === 'script') scripts.push(value)
    else if (entryWords.has(word) && values.size === 0) entries.at(-1)?.set(word, value)
    else if (word !== '') values.set(word, value)
  }
  return {
    values,
    installations: entries.flatMap(entry => installationOf(entry) ?? []),
    scripts,
    files: at < 0 ? [] : filesOf(output.subarray(at + marker.length))
  }
}

const entryWords = new Set(['installation', 'state', 'deployment', 'at', 'package', 'id', 'version', 'path', 'custom'])

/** A damaged entry, such as one that a full disk left empty, says nothing. */
function installationOf(entry: ReadonlyMap<string, string>): Installation | null {
  const [number, state, sha256] = [entry.get('installation'), entry.get('state'), entry.get('package')]
  const path = entry.get('path') ?? ''
  if (number === undefined || sha256 === undefined || !path.startsWith('/')) return null
  if (state !== 'began' && state !== 'succeeded' && state !== 'failed') return null
  return {
    number,
    state,
    at: Number(entry.get('at') ?? 0) * 1000,
    sha256,
    packageId: entry.get('id') ?? '',
    version: entry.get('version') ?? '',
    path,
    custom: entry.get('custom') ?? null
  }
}

/** Paths as `find -print0` gives them. Those with a line break or a backslash are nobody's configuration. */
export const filesOf = (list: Buffer): readonly string[] =>
  list
    .toString('utf8')
    .split('\0')
    .map(path => path.replace(/^\.\//, ''))
    .filter(path => path !== '' && !/[\n\\]/.test(path))

type Values = Readonly<Record<string, string>>

/** What was installed before, for scripts that go back to it; empty where nothing was. */
export function previousFacts(installations: readonly Installation[]): Values {
  const ended = installations.filter(item => item.state !== 'began')
  const succeeded = ended.filter(item => item.state === 'succeeded')
  return {
    ...factsOf('PreviousInstallation', ended.at(-1)),
    ...factsOf('PreviousSuccessfulInstallation', succeeded.at(-1))
  }
}

const factsOf = (what: string, installation: Installation | undefined): Values => ({
  [`Octopus.Tentacle.${what}.OriginalInstalledPath`]: installation?.path ?? '',
  [`Octopus.Tentacle.${what}.CustomInstallationDirectory`]: installation?.custom ?? '',
  [`Octopus.Tentacle.${what}.PackageVersion`]: installation?.version ?? '',
  [`Octopus.Tentacle.${what}.PackageFilePath`]: ''
})
