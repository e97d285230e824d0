import installedScript from '../../../resources/packages/installed.sh?raw'
import settleScript from '../../../resources/packages/settle.sh?raw'
import type { Command } from '../ports'
import { quoteShell } from '../quote'
import { parameters } from './task'

/** Names the folder of a place's journal for one action: installations of it, there, in that environment and for that tenant. */
export const journalSet = (of: {
  readonly projectId: string
  readonly environmentId: string
  /** Undefined for without a tenant. */
  readonly tenantId: string | undefined
  readonly actionId: string
  /** Null for this machine. */
  readonly targetId: string | null
}): string =>
  [
    of.projectId,
    of.environmentId,
    ...(of.tenantId === undefined ? [] : [of.tenantId]),
    of.actionId,
    of.targetId ?? 'here'
  ].join('.')

/** What a place says of an installation. */
export type InstalledFiles =
  /** Nothing was installed. */
  | { readonly kind: 'nothing' }
  /** The place said nothing that could be read. */
  | { readonly kind: 'silent' }
  | (InstalledBase & { readonly kind: 'unhashed' })
  | (InstalledBase & { readonly kind: 'gone' })
  | (InstalledBase & {
      readonly kind: 'found'
      /** Hashes by path, as they were after the installation, and as they are. */
      readonly recorded: ReadonlyMap<string, string>
      readonly present: ReadonlyMap<string, string>
    })

interface InstalledBase {
  /** Of the entry in the journal. */
  readonly number: string
  /** The folder that it was installed to. */
  readonly folder: string
  readonly sha256: string
  readonly version: string
}

/** A text for a plain shell as a command. The text travels as input, so that it may hold anything. */
function shellCommand(...parts: readonly string[]): Command {
  const program = 'eval "$(cat)"'
  return {
    argv: ['sh', '-c', program],
    line: `exec sh -c ${quoteShell(program)}`,
    stdin: new TextEncoder().encode(parts.join('\n'))
  }
}

/** @param token marks the answer: a login shell may say something before */
export const installedCommand = (set: string, token: string): Command =>
  shellCommand(parameters({ set, token }), installedScript)

/** Reads the answer to `installedCommand`. */
export function parseInstalled(output: string, token: string): InstalledFiles {
  const mark = `slipway-installed ${token}\n`
  const at = output.indexOf(mark)
  if (at < 0) return { kind: 'silent' }
  const lines = output.slice(at + mark.length).split('\n')
  const values = new Map<string, string>()
  for (const [index, line] of lines.entries()) {
    if (line === 'nothing') return { kind: 'nothing' }
    const base = installationOf(values)
    if (line === 'unhashed' || line === 'gone') return { ...base, kind: line }
    if (line === 'recorded') {
      const rest = lines.slice(index + 1)
      const end = rest.indexOf('present')
      if (end < 0) return { kind: 'silent' }
      return { ...base, kind: 'found', recorded: hashesOf(rest.slice(0, end)), present: hashesOf(rest.slice(end + 1)) }
    }
    const space = line.indexOf(' ')
    if (space > 0) values.set(line.slice(0, space), line.slice(space + 1))
  }
  return { kind: 'silent' }
}

const installationOf = (values: ReadonlyMap<string, string>): InstalledBase => ({
  number: values.get('number') ?? '',
  folder: values.get('custom') ?? values.get('path') ?? '',
  sha256: values.get('package') ?? '',
  version: values.get('version') ?? ''
})

/** Lines of sha256sum. One that begins with a backslash has a name with escapes, which stays as it is written. */
function hashesOf(lines: readonly string[]): ReadonlyMap<string, string> {
  const found = new Map<string, string>()
  for (const line of lines) {
    const match = /^\\?([0-9a-f]{64}) [ *](.+)$/.exec(line)
    if (match?.[1] !== undefined && match[2] !== undefined) found.set(match[2].replace(/^\.\//, ''), match[1])
  }
  return found
}

/** What of an installation is not as it was: paths, in order. */
export interface FileDrift {
  readonly changed: readonly string[]
  readonly missing: readonly string[]
  readonly extra: readonly string[]
}

export function driftOf({ recorded, present }: Extract<InstalledFiles, { kind: 'found' }>): FileDrift {
  const before = [...recorded.keys()].sort()
  return {
    changed: before.filter(path => present.has(path) && present.get(path) !== recorded.get(path)),
    missing: before.filter(path => !present.has(path)),
    extra: [...present.keys()].filter(path => !recorded.has(path)).sort()
  }
}

/** Prints one file of a place after a line with the token. */
export const fileCommand = (folder: string, path: string, token: string, limit: number): Command =>
  shellCommand(
    parameters({ folder, path, token, limit: String(limit) }),
    'cd -- "$p_folder" && [ -f "$p_path" ] || exit 50',
    'printf "\\nslipway-file %s\\n" "$p_token"',
    'head -c "$p_limit" -- "$p_path"'
  )

/** What `fileCommand` printed of the file; null where it did not come to that. */
export function parseFile(output: Buffer, token: string): Buffer | null {
  const mark = Buffer.from(`slipway-file ${token}\n`)
  const at = output.indexOf(mark)
  return at < 0 ? null : output.subarray(at + mark.length)
}

export interface Settling {
  readonly set: string
  readonly number: string
  readonly folder: string
  /** As it stands in the journal, without `./`. */
  readonly path: string
  /** Null keeps what is there; else it is written over that. */
  readonly content: { readonly bytes: Uint8Array; readonly isExecutable: boolean } | null
}

/** Settles one file: from then on what is there counts as installed. */
export const settleCommand = ({ content, path, ...rest }: Settling): Command =>
  shellCommand(
    parameters({
      ...rest,
      path: `./${path}`,
      how: content === null ? 'keep' : 'restore',
      executable: content?.isExecutable ? 'yes' : 'no',
      content: content === null ? '' : Buffer.from(content.bytes).toString('base64')
    }),
    settleScript
  )
