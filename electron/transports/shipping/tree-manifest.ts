import type { ManifestEntry, PackageManifest } from '@shared/packages/manifest'

// The text that lies beside a complete tree at a place. One line an entry, so that a shell can read it, too:
//
//   slipway-tree 1 <key>
//   file <sha256> <mode> <path>
//   link <leads to> <path>
//   folder <path>

/** The manifest of a tree as text. */
export const treeText = (key: string, { entries }: PackageManifest): string =>
  [`slipway-tree 1 ${key}`, ...entries.map(lineOf), ''].join('\n')

/** What a tree holds, by path; null when the text is none of ours. */
export function readTreeText(text: string): ReadonlyMap<string, TreeEntry> | null {
  const [head = '', ...lines] = text.split('\n')
  if (!head.startsWith('slipway-tree 1 ')) return null
  const entries = new Map<string, TreeEntry>()
  for (const line of lines) {
    if (line === '') continue
    const found = /^(?:(file) ([0-9a-f]{64} \d{3})|(link) (\S+)|(folder)) (.+)$/.exec(line)
    if (found === null) return null
    const [, file, content, link, to] = found
    const path = decode(found[6] ?? '')
    entries.set(path, {
      kind: file !== undefined ? 'file' : link !== undefined ? 'link' : 'folder',
      is: content ?? to ?? ''
    })
  }
  return entries
}

/** An entry of a tree at a place; two of a kind are the same when `is` is the same. */
interface TreeEntry {
  readonly kind: ManifestEntry['kind']
  readonly is: string
}

/** What makes a tree that is there the one that is wanted. */
interface TreeChanges {
  readonly send: readonly ManifestEntry[]
  /** Paths to be removed before, with everything below them. */
  readonly gone: readonly string[]
}

/** Compares what is there with what is wanted. */
export function changesOf(there: ReadonlyMap<string, TreeEntry>, { entries }: PackageManifest): TreeChanges {
  const wanted = new Map(entries.map(entry => [entry.path, entry]))
  const folders = foldersOf(entries)
  const foldersThere = foldersOf([...there].map(([path, { kind }]) => ({ path, kind })))
  const isSame = (path: string): boolean => {
    const [one, other] = [there.get(path), wanted.get(path)]
    return one !== undefined && other !== undefined && one.kind === other.kind && one.is === whatIs(other)
  }
  const send = entries.filter(entry => (entry.kind === 'folder' ? !foldersThere.has(entry.path) : !isSame(entry.path)))
  const goneEntries = [...there].filter(([path, { kind }]) => kind !== 'folder' && !isSame(path)).map(([path]) => path)
  const goneFolders = [...foldersThere].filter(path => !folders.has(path))
  return { send, gone: [...goneEntries, ...goneFolders] }
}

/** The files of a broken transfer as its hashes say, from the output of `openssl dgst -r` or `sha256sum`. */
export function readSums(text: string): ReadonlyMap<string, string> {
  const sums = new Map<string, string>()
  for (const line of text.split('\n')) {
    const found = /^(\\?)([0-9a-f]{64}) [ *]\.\/(.+)$/.exec(line)
    if (found === null) continue
    const [, escaped, sum = '', path = ''] = found
    sums.set(escaped === '' ? path : path.replaceAll('\\n', '\n').replaceAll('\\r', '\r'), sum)
  }
  return sums
}

/** The hashes of files as `sha256sum -c` reads them and `openssl dgst -r` writes them. */
export const sumsText = (entries: readonly ManifestEntry[]): string =>
  entries
    .map(entry => {
      if (entry.kind !== 'file') return ''
      const path = `./${entry.path}`
      const escaped = path.replaceAll('\n', '\\n').replaceAll('\r', '\\r')
      return `${escaped === path ? '' : '\\'}${entry.sha256} *${escaped}\n`
    })
    .join('')

/** All folders that are there because something is in them, and those that are entries themselves. */
function foldersOf(entries: readonly { readonly path: string; readonly kind: string }[]): ReadonlySet<string> {
  const folders = new Set<string>()
  for (const { path, kind } of entries) {
    if (kind === 'folder') folders.add(path)
    for (let end = path.lastIndexOf('/'); end > 0; end = path.lastIndexOf('/', end - 1)) {
      const folder = path.slice(0, end)
      if (folders.has(folder)) break
      folders.add(folder)
    }
  }
  return folders
}

function whatIs(entry: ManifestEntry): string {
  if (entry.kind === 'file') return `${entry.sha256} ${modeOf(entry)}`
  return entry.kind === 'link' ? encode(entry.to) : ''
}

const lineOf = (entry: ManifestEntry): string => {
  const what = whatIs(entry)
  return `${entry.kind} ${what}${what === '' ? '' : ' '}${encodePath(entry.path)}`
}

const modeOf = ({ isExecutable }: { readonly isExecutable: boolean }): string => (isExecutable ? '755' : '644')

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is to be kept out of a line.
const encodePath = (path: string): string => path.replace(/[%\x00-\x1f\x7f]/g, hex)
const encode = (text: string): string => encodePath(text).replaceAll(' ', '%20')
const hex = (character: string): string => `%${character.charCodeAt(0).toString(16).padStart(2, '0')}`
const decode = (text: string): string =>
  text.replace(/%([0-9a-f]{2})/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)))
