import { createReadStream } from 'node:fs'
import { lstat, readdir, readlink } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { createGzip } from 'node:zlib'
import { Header, Pax } from 'tar'
import { quoted, refusing } from './refusal'
import { blockSize, padded } from './tar-headers'

interface Member {
  readonly path: string
  readonly type: 'File' | 'Directory' | 'SymbolicLink'
  readonly mode: number
  readonly size: number
  readonly linkpath: string
}

/** What every packed file says of its age, so that a folder that did not change makes the same package. */
const noTime = new Date(0)

/**
 * A folder as the bytes of a tar.gz. The same files make the same bytes, whoever packs them and when. Links stay links;
 * whether they lead outside is looked at when it is read. @throws FailureError `package-invalid`, the system's error
 */
export const packFolder = (folder: string, reached?: (bytes: number) => void): AsyncIterable<Uint8Array> =>
  Readable.from(tarOf(folder, reached), { objectMode: true, highWaterMark: 4 }).compose(
    createGzip({ level: 6 })
  ) as Readable

/** How many bytes the files in a folder have together. @throws as packing it does, or the signal's reason */
export async function measureFolder(folder: string, signal: AbortSignal): Promise<number> {
  let bytes = 0
  for await (const { size } of membersOf(folder, '')) {
    signal.throwIfAborted()
    bytes += size
  }
  return bytes
}

async function* tarOf(folder: string, reached?: (bytes: number) => void): AsyncGenerator<Buffer> {
  let isEmpty = true
  let before = 0
  for await (const member of membersOf(folder, '')) {
    isEmpty = false
    yield headerOf(member)
    if (member.type === 'File') yield* contentOf(folder, member, bytes => reached?.(before + bytes))
    before += member.size
  }
  if (isEmpty) throw refusing(folder)('there is nothing in it')
  yield Buffer.alloc(2 * blockSize)
}

/** Sorted by their names, folder by folder; folders themselves only where they are empty. */
async function* membersOf(folder: string, below: string): AsyncGenerator<Member> {
  const names = (await readdir(join(folder, below))).sort()
  if (names.length === 0 && below !== '')
    yield { path: `${below}/`, type: 'Directory', mode: 0o755, size: 0, linkpath: '' }
  for (const name of names) {
    const path = below === '' ? name : `${below}/${name}`
    const stats = await lstat(join(folder, path))
    if (stats.isDirectory()) yield* membersOf(folder, path)
    else if (stats.isSymbolicLink())
      yield { path, type: 'SymbolicLink', mode: 0o777, size: 0, linkpath: await readlink(join(folder, path)) }
    else if (stats.isFile()) {
      const mode = (stats.mode & 0o111) === 0 ? 0o644 : 0o755
      yield { path, type: 'File', mode, size: stats.size, linkpath: '' }
    } else throw refusing(folder)(`${quoted(path)} is a device or a pipe, and no file`)
  }
}

function headerOf(member: Member): Buffer {
  const nobody = { uid: 0, gid: 0, uname: '', gname: '', devmaj: 0, devmin: 0 }
  const header = new Header({ ...member, ...nobody, mtime: noTime })
  const block = Buffer.alloc(blockSize)
  if (!header.encode(block)) return block
  const { path, size, linkpath } = member
  const long = new Pax({ path, size, ...(linkpath === '' ? {} : { linkpath }) }).encode()
  return Buffer.concat([long, block])
}

async function* contentOf(
  folder: string,
  { path, size }: Member,
  reached: (bytes: number) => void
): AsyncGenerator<Buffer> {
  let bytes = 0
  const changed = () => refusing(folder)(`${quoted(path)} was changed while it was packed`)
  for await (const chunk of createReadStream(join(folder, path), { highWaterMark: 256 * 1024 })) {
    const data: Buffer = chunk
    bytes += data.length
    if (bytes > size) throw changed()
    reached(bytes)
    yield data
  }
  if (bytes < size) throw changed()
  yield Buffer.alloc(padded(size) - size)
}
