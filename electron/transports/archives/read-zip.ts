import { open } from 'node:fs/promises'
import { crc32 } from 'node:zlib'
import { type Entry, fromFdPromise, getFileNameLowLevel, type ZipFile } from 'yauzl'
import type { ArchiveEntry } from './entries'
import type { ArchiveGuard } from './guard'
import { quoted, type Refuse } from './refusal'
import { checkLocal, checkStructure, type Span } from './zip-structure'

interface Named {
  readonly entry: Entry
  readonly name: string
}

const linkTextLimit = 4096
const unixHosts: ReadonlySet<number> = new Set([3, 19])
const fileTypes = { mask: 0o170000, link: 0o120000, folder: 0o040000, file: 0o100000 } as const

/** The entries of a zip, one after another. @throws FailureError and what reading throws. */
export async function* readZip(
  file: string,
  guard: ArchiveGuard,
  refuse: Refuse,
  reached: (bytes: number) => void
): AsyncGenerator<ArchiveEntry> {
  const handle = await open(file, 'r')
  try {
    // It gets a number and not the file: whoever opened it closes it.
    const zip = await fromFdPromise(handle.fd, { autoClose: false, decodeStrings: false, validateEntrySizes: true })
    // The types take its cursor for a yes or no.
    const start = Number(zip.readEntryCursor)
    const all = await namedEntries(zip, refuse)
    const spans: Span[] = []
    for (const { entry, name } of all)
      spans.push(checkLocal(entry, name, await zip.readLocalFileHeaderPromise(entry, {}), refuse))
    const directory = { start, end: Number(zip.readEntryCursor), commentLength: zip.comment.length }
    await checkStructure(handle, spans, directory, refuse)
    let before = 0
    for (const item of plumbed(all)) {
      const { compressedSize, uncompressedSize } = item.entry
      const start = before
      // How much of what is packed a piece comes from is not told; its share of what is unpacked is close.
      const share = (bytes: number) => reached(start + compressedSize * (bytes / Math.max(1, uncompressedSize)))
      const entry = await entryOf(zip, item, guard, refuse, share)
      if (entry !== null) yield entry
      before += compressedSize
    }
    guard.finish()
  } finally {
    await handle.close()
  }
}

async function namedEntries(zip: ZipFile, refuse: Refuse): Promise<readonly Named[]> {
  const all: Named[] = []
  for await (const entry of zip.eachEntry()) {
    const name = getFileNameLowLevel(entry.generalPurposeBitFlag, entry.fileNameRaw, entry.extraFields, true)
    if ((entry.generalPurposeBitFlag & 0x2041) !== 0) throw refuse(`its entry ${quoted(name)} is encrypted`)
    if (!entry.canDecodeFileData()) throw refuse(`its entry ${quoted(name)} is packed in a way that is not read`)
    // Old programs of Windows separate folders by backslashes.
    all.push({ entry, name: name.replaceAll('\\', '/') })
  }
  return all
}

/** Without what a NuGet package has for itself; names in one are written as in addresses. */
function plumbed(all: readonly Named[]): readonly Named[] {
  const names = new Set(all.map(({ name }) => name))
  const isNuGet = names.has('[Content_Types].xml') && [...names].some(name => /^[^/]+\.nuspec$/i.test(name))
  if (!isNuGet) return all
  const isOwn = (name: string) => /^(_rels\/|\[Content_Types\]\.xml$|package\/services\/metadata\/)/.test(name)
  return all.filter(({ name }) => !isOwn(name)).map(({ entry, name }) => ({ entry, name: unescaped(name) }))
}

function unescaped(name: string): string {
  try {
    return decodeURIComponent(name)
  } catch {
    return name
  }
}

async function entryOf(
  zip: ZipFile,
  { entry, name }: Named,
  guard: ArchiveGuard,
  refuse: Refuse,
  unpacked: (bytes: number) => void
): Promise<ArchiveEntry | null> {
  const mode = unixHosts.has(entry.versionMadeBy >>> 8) ? entry.externalFileAttributes >>> 16 : 0
  const type = mode & fileTypes.mask
  const bytes = entry.uncompressedSize
  if (name.endsWith('/') || type === fileTypes.folder) {
    if (bytes > 0) throw refuse(`its entry ${quoted(name)} is a folder with content`)
    const path = guard.enter({ kind: 'folder', path: name })
    return path === '' ? null : { kind: 'folder', path }
  }
  const content = () => contentOf(zip, { entry, name }, refuse, unpacked)
  if (type === fileTypes.link) {
    if (bytes > linkTextLimit) throw refuse(`its link ${quoted(name)} leads nowhere`)
    const to = await textOf(content())
    return { kind: 'link', path: guard.enter({ kind: 'link', path: name, to }), to }
  }
  if (type !== 0 && type !== fileTypes.file)
    throw refuse(`its entry ${quoted(name)} is a device or a pipe, and no file`)
  const path = guard.enter({ kind: 'file', path: name, bytes })
  return { kind: 'file', path, isExecutable: (mode & 0o111) !== 0, bytes, content }
}

async function textOf(content: AsyncIterable<Uint8Array>): Promise<string> {
  const parts: Uint8Array[] = []
  for await (const part of content) parts.push(part)
  return Buffer.concat(parts).toString('utf8')
}

async function* contentOf(
  zip: ZipFile,
  { entry, name }: Named,
  refuse: Refuse,
  unpacked: (bytes: number) => void
): AsyncGenerator<Uint8Array> {
  const stream = await zip.openReadStreamPromise(entry)
  let sum = 0
  let bytes = 0
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    sum = crc32(chunk, sum)
    bytes += chunk.length
    // Stored entries are not counted by the library.
    if (bytes > entry.uncompressedSize) throw refuse(`its entry ${quoted(name)} is larger than it says`)
    unpacked(bytes)
    yield chunk
  }
  if (bytes !== entry.uncompressedSize || sum !== entry.crc32)
    throw refuse(`its entry ${quoted(name)} is damaged: its content has another sum than it says`)
}
