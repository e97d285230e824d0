import { fitsPattern } from './known-hosts'

/** One setting of an OpenSSH client configuration (ssh_config(5)). */
interface Setting {
  /** In small letters, such as `proxyjump`. */
  readonly keyword: string
  /** As it was written, for people. */
  readonly word: string
  readonly values: readonly string[]
}

/** A `Host` or `Match` section; what stands before the first one belongs to all hosts. */
interface Section {
  readonly line: number
  /** Patterns of `Host`; null for a `Match` that needs more than the host's name to be decided. */
  readonly patterns: readonly string[] | null
  readonly settings: readonly Setting[]
}

export interface SshConfig {
  readonly sections: readonly Section[]
  /** What was left out, with its line. */
  readonly notes: readonly { readonly line: number; readonly message: string }[]
}

/** Reads a configuration. Nothing in it is carried out: no `Match exec`, no `Include`. */
export function parseSshConfig(text: string): SshConfig {
  const sections: { line: number; patterns: readonly string[] | null; settings: Setting[] }[] = [
    { line: 0, patterns: ['*'], settings: [] }
  ]
  const notes: { line: number; message: string }[] = []
  for (const [index, raw] of text.split(/\r?\n/).entries()) {
    const line = index + 1
    const content = raw.trim()
    if (content === '' || content.startsWith('#')) continue
    const [, word = '', rest = ''] = /^([A-Za-z][A-Za-z0-9]*)(?:\s*=\s*|\s+)(.*)$/.exec(content) ?? []
    const keyword = word.toLowerCase()
    const values = wordsIn(rest)
    if (values.length === 0) notes.push({ line, message: 'The line is no setting with a value.' })
    else if (keyword === 'host') sections.push({ line, patterns: values, settings: [] })
    else if (keyword === 'match') {
      const isAll = values.length === 1 && values[0]?.toLowerCase() === 'all'
      sections.push({ line, patterns: isAll ? ['*'] : null, settings: [] })
      if (!isAll) notes.push({ line, message: `The section “Match ${values.join(' ')}” is not carried over.` })
    } else if (keyword === 'include')
      notes.push({ line, message: `“Include ${values.join(' ')}” is not followed. Import that file as well.` })
    else sections.at(-1)?.settings.push({ keyword, word, values })
  }
  return { sections, notes }
}

/** Words apart by blanks; quotes hold one together, and a comment ends them. */
function wordsIn(text: string): readonly string[] {
  const words: string[] = []
  for (const [, quoted, plain] of text.matchAll(/"([^"]*)"|([^\s"]+)/g)) {
    if (plain?.startsWith('#')) break
    words.push(quoted ?? plain ?? '')
  }
  return words.filter(word => word !== '')
}

/** The names of single hosts, in the order of the file; patterns are for many and are no hosts. */
export function aliasesIn({ sections }: SshConfig): readonly string[] {
  const names = sections.flatMap(({ patterns }) => patterns ?? []).filter(name => !/[*?!]/.test(name))
  return [...new Set(names)]
}

/** Where a host is and how to log in to it, as the file says. */
export interface SshConfigHost {
  readonly host: string
  readonly port: number
  /** Null: the file names nobody. */
  readonly user: string | null
  /** As written, such as `~/.ssh/deploy`; null when the file names none. */
  readonly identityFile: string | null
  /** As written; null for a direct connection. */
  readonly proxyJump: string | null
  /** Settings that mean nothing to Slipway, as written. */
  readonly notCarried: readonly string[]
}

const carried = new Set(['hostname', 'port', 'user', 'identityfile', 'proxyjump'])

/** What all sections that fit a name say of it; the first value of a setting counts. */
export function settingsFor({ sections }: SshConfig, alias: string): SshConfigHost {
  const first = new Map<string, Setting>()
  for (const { patterns, settings } of sections) {
    if (patterns === null || !isFor(patterns, alias)) continue
    for (const setting of settings) if (!first.has(setting.keyword)) first.set(setting.keyword, setting)
  }
  const value = (keyword: string): string | null => first.get(keyword)?.values[0] ?? null
  const orNull = (text: string | null): string | null => (text?.toLowerCase() === 'none' ? null : text)
  return {
    host: (value('hostname') ?? alias).replaceAll('%h', alias),
    port: Number(value('port') ?? 22),
    user: value('user'),
    identityFile: orNull(value('identityfile')),
    proxyJump: orNull(value('proxyjump')),
    notCarried: [...first.values()].filter(({ keyword }) => !carried.has(keyword)).map(({ word }) => word)
  }
}

function isFor(patterns: readonly string[], alias: string): boolean {
  const name = alias.toLowerCase()
  const excluded = patterns.some(pattern => pattern.startsWith('!') && fitsPattern(pattern.slice(1), name))
  return !excluded && patterns.some(pattern => !pattern.startsWith('!') && fitsPattern(pattern, name))
}
