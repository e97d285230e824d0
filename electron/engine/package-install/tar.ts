/** A file in a tar archive. */
export interface TarFile {
  /** Relative, with slashes, without `./` in front. */
  readonly path: string
  /** Permission bits. */
  readonly mode: number
  readonly bytes: Buffer
}

const block = 512

/**
 * Reads the ordinary files of tar archives, one behind the other, as GNU tar, bsdtar and busybox write them, long names included.
 * @throws when it ends in the middle
 */
export function readTar(archive: Buffer): readonly TarFile[] {
  const files: TarFile[] = []
  let name: string | null = null
  let at = 0
  while (at + block <= archive.length) {
    const header = archive.subarray(at, at + block)
    // The end of an archive, behind which another one may begin.
    if (header.every(byte => byte === 0)) {
      at += block
      continue
    }
    const size = numberOf(header.subarray(124, 136))
    const start = at + block
    if (start + size > archive.length) throw new Error('The archive ends in the middle of a file')
    const content = archive.subarray(start, start + size)
    const type = String.fromCharCode(header[156] ?? 0)
    at = start + Math.ceil(size / block) * block
    if (type === 'L') name = textOf(content)
    else if (type === 'x') name = paxPath(content) ?? name
    else if (type === 'g' || type === 'K') continue
    else {
      const path = (name ?? headerName(header)).replace(/^(?:\.\/)+/, '')
      if (type === '0' || type === '\0')
        files.push({ path, mode: numberOf(header.subarray(100, 108)) & 0o7777, bytes: content })
      name = null
    }
  }
  return files
}

const textOf = (bytes: Buffer): string => {
  const end = bytes.indexOf(0)
  return bytes.subarray(0, end < 0 ? bytes.length : end).toString('utf8')
}

const headerName = (header: Buffer): string => {
  const isUstar = header.toString('latin1', 257, 263) === 'ustar\0'
  const prefix = isUstar ? textOf(header.subarray(345, 500)) : ''
  const name = textOf(header.subarray(0, 100))
  return prefix === '' ? name : `${prefix}/${name}`
}

/** Octal digits, or a big-endian number behind a byte that says so. */
function numberOf(field: Buffer): number {
  if (((field[0] ?? 0) & 0x80) !== 0) return Number(field.readBigUInt64BE(field.length - 8))
  return Number.parseInt(field.toString('latin1').replaceAll('\0', ' ').trim() || '0', 8)
}

/** The `path` of a pax header: lines of a length, a name and a value. */
function paxPath(content: Buffer): string | null {
  let at = 0
  while (at < content.length) {
    const space = content.indexOf(0x20, at)
    const length = Number.parseInt(content.toString('latin1', at, space), 10)
    if (space < 0 || !(length > 0)) return null
    const [name, value] = splitOnce(content.toString('utf8', space + 1, at + length - 1))
    if (name === 'path') return value
    at += length
  }
  return null
}

const splitOnce = (text: string): readonly [string, string] => {
  const at = text.indexOf('=')
  return [text.slice(0, at), text.slice(at + 1)]
}

/**
 * Writes files as a tar archive that every tar reads.
 * @param seconds since 1970 UTC: when the files were changed
 */
export function writeTar(files: readonly TarFile[], seconds: number): Buffer {
  const parts = files.flatMap(({ path, mode, bytes }) => {
    const name = Buffer.from(`./${path}`)
    const long =
      name.length > 100
        ? entryOf(Buffer.from('././@LongLink'), 0o644, 'L', Buffer.concat([name, Buffer.alloc(1)]), 0)
        : []
    return [...long, ...entryOf(name.subarray(0, 100), mode, '0', bytes, seconds)]
  })
  return Buffer.concat([...parts, Buffer.alloc(2 * block)])
}

function entryOf(name: Buffer, mode: number, type: string, bytes: Buffer, seconds: number): readonly Buffer[] {
  const header = Buffer.alloc(block)
  const octal = (value: number, digits: number) => value.toString(8).padStart(digits, '0')
  name.copy(header, 0)
  header.write(`${octal(mode, 7)}\0`, 100)
  header.write(`${octal(0, 7)}\0${octal(0, 7)}\0`, 108)
  header.write(`${octal(bytes.length, 11)}\0${octal(seconds, 11)}\0`, 124)
  header.write(`        ${type}`, 148)
  header.write('ustar  \0', 257)
  header.write(
    `${octal(
      header.reduce((sum, byte) => sum + byte, 0),
      6
    )}\0 `,
    148
  )
  return [header, bytes, Buffer.alloc((block - (bytes.length % block)) % block)]
}
