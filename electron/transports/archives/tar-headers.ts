import { Header } from 'tar'
import type { ByteReader } from './byte-reader'
import { quoted, type Refuse } from './refusal'

/** Bytes of a block of a tar. */
export const blockSize = 512
/** Names and the like that are longer than this are refused. */
const metaLimit = 1024 * 1024
/** Headers in front of one entry. */
const aheadLimit = 8
/** Programs fill up what they write with empty blocks, but not without end. Bytes. */
const emptyLimit = 64 * 1024 * 1024

/** What a header in front of an entry says of it: a name that is too long for the entry's own, or the size. */
interface Ahead {
  path?: string
  linkpath?: string
  size?: number
}

/** The header of an entry, with what the headers in front of it said. */
export interface TarHeader {
  readonly path: string
  readonly linkpath: string
  readonly size: number
  readonly mode: number
  readonly type: string
}

export const padded = (size: number): number => Math.ceil(size / blockSize) * blockSize

/** Reads headers up to the next entry; null at the end of the archive. @throws FailureError and what reading throws. */
export async function nextHeader(bytes: ByteReader, refuse: Refuse): Promise<TarHeader | null> {
  let ahead: Ahead = {}
  for (let count = 0; ; count++) {
    if (count > aheadLimit) throw refuse('it has too many headers in front of an entry')
    const block = await bytes.read(blockSize)
    if (block.length < blockSize) throw refuse('it is cut short')
    if (block.every(byte => byte === 0)) return endOf(bytes, refuse)
    const header = new Header(block, 0, ahead)
    if (!header.cksumValid) throw refuse('it is damaged, or no tar archive: the sum of a header is wrong')
    const { type, size = 0 } = header
    switch (type) {
      case 'ExtendedHeader':
      case 'OldExtendedHeader':
        ahead = { ...ahead, ...paxOf(await meta(bytes, size, refuse), refuse) }
        break
      case 'GlobalExtendedHeader':
        // What it says of all entries is about owners and comments; a name or a size of all would be a trick.
        if (Object.keys(paxOf(await meta(bytes, size, refuse), refuse)).length > 0)
          throw refuse('it gives all of its entries the same name or size')
        break
      case 'NextFileHasLongPath':
      case 'OldGnuLongPath':
        ahead = { ...ahead, path: textOf(await meta(bytes, size, refuse)) }
        break
      case 'NextFileHasLongLinkpath':
        ahead = { ...ahead, linkpath: textOf(await meta(bytes, size, refuse)) }
        break
      default:
        return {
          path: header.path ?? '',
          // What only links have is noise elsewhere.
          linkpath: header.linkpath ?? '',
          size,
          mode: header.mode ?? 0,
          type
        }
    }
  }
}

async function meta(bytes: ByteReader, size: number, refuse: Refuse): Promise<Buffer> {
  if (size > metaLimit) throw refuse('it has a header that is too long')
  const found = await bytes.read(padded(size))
  if (found.length < padded(size)) throw refuse('it is cut short')
  return found.subarray(0, size)
}

/** Two empty blocks end an archive; one does for many programs. Behind them nothing may hide. */
async function endOf(bytes: ByteReader, refuse: Refuse): Promise<null> {
  let empty = 0
  for (let part = await bytes.next(1 << 20); part !== null; part = await bytes.next(1 << 20)) {
    empty += part.length
    if (empty > emptyLimit || part.some(byte => byte !== 0)) throw refuse('there is something behind its end')
  }
  return null
}

const textOf = (bytes: Buffer): string => bytes.toString('utf8').replace(/\0[\s\S]*$/, '')

/** The records of a pax header that decide about entries: `<length> <key>=<value>\n`. */
function paxOf(bytes: Buffer, refuse: Refuse): Ahead {
  const ahead: Ahead = {}
  for (let at = 0; at < bytes.length; ) {
    const space = bytes.indexOf(0x20, at)
    const length = Number(bytes.toString('latin1', at, space))
    const end = at + length
    if (space === -1 || !Number.isInteger(length) || length < 4 || end > bytes.length || bytes[end - 1] !== 10)
      throw refuse('it has an extended header that cannot be read')
    const record = bytes.toString('utf8', space + 1, end - 1)
    const split = record.indexOf('=')
    const [key, value] = [record.slice(0, split), record.slice(split + 1)]
    if (key.startsWith('GNU.sparse')) throw refuse('it has files with holes, which are not read')
    if (key === 'path') ahead.path = value
    if (key === 'linkpath') ahead.linkpath = value
    if (key === 'size') ahead.size = sizeIn(value, refuse)
    at = end
  }
  return ahead
}

function sizeIn(value: string, refuse: Refuse): number {
  const size = Number(value)
  if (/^\d{1,16}$/.test(value) && Number.isSafeInteger(size)) return size
  throw refuse(`it says a size that cannot be: ${quoted(value)}`)
}
