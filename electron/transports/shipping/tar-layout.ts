/** Something to put into a tar archive. Paths are relative. */
export type TarEntry =
  | { readonly kind: 'file'; readonly path: string; readonly isExecutable: boolean; readonly bytes: number }
  | { readonly kind: 'link'; readonly path: string; readonly to: string }
  | { readonly kind: 'folder'; readonly path: string }

export const block = 512
// GNU tar reads and writes blocks by twenty.
const record = 20 * block

/** So many bytes, rounded up to whole blocks. */
export const padded = (bytes: number): number => Math.ceil(bytes / block) * block

/** How much an archive has at its end, after so many bytes of entries. */
export const tailOf = (bytes: number): number => Math.ceil((bytes + 2 * block) / record) * record - bytes

/** The length of what `tarHeader` answers. */
export function headerBytes(entry: TarEntry): number {
  const long = (text: string): number =>
    Buffer.byteLength(text) <= 100 ? 0 : block + padded(Buffer.byteLength(text) + 1)
  return block + long(nameOf(entry)) + (entry.kind === 'link' ? long(entry.to) : 0)
}

/**
 * What stands before the content of an entry. Long names are written as GNU tar does, which every tar reads, also that of
 * BusyBox, which skips the newer kind. The time is left at zero: whoever unpacks it uses their own.
 */
export function tarHeader(entry: TarEntry): Buffer {
  const parts: Buffer[] = []
  const name = nameOf(entry)
  if (Buffer.byteLength(name) > 100) parts.push(longText('L', name))
  if (entry.kind === 'link' && Buffer.byteLength(entry.to) > 100) parts.push(longText('K', entry.to))
  const header = plainHeader(name, entry.kind === 'file' ? entry.bytes : 0, typeOf[entry.kind])
  if (entry.kind === 'link') header.write(entry.to, 157, 100)
  header.write(entry.kind === 'folder' || (entry.kind === 'file' && entry.isExecutable) ? '0000755' : '0000644', 100)
  parts.push(withSum(header))
  return Buffer.concat(parts)
}

const typeOf = { file: '0', link: '2', folder: '5' } as const

const nameOf = (entry: TarEntry): string => (entry.kind === 'folder' ? `${entry.path}/` : entry.path)

function longText(type: 'L' | 'K', text: string): Buffer {
  const bytes = Buffer.byteLength(text) + 1
  const content = Buffer.alloc(padded(bytes))
  content.write(text)
  return Buffer.concat([withSum(plainHeader('././@LongLink', bytes, type)), content])
}

function plainHeader(name: string, bytes: number, type: string): Buffer {
  const header = Buffer.alloc(block)
  header.write(name, 0, 100)
  header.write('0000644\u00000000000\u00000000000\u0000', 100)
  writeSize(header, bytes)
  header.write('00000000000\u0000', 136)
  header.write(type, 156)
  header.write('ustar  \u0000', 257)
  return header
}

// Eleven octal digits, or a binary number as GNU tar writes it.
const octalLimit = 8 ** 11

function writeSize(header: Buffer, bytes: number): void {
  if (bytes < octalLimit) {
    header.write(`${bytes.toString(8).padStart(11, '0')}\u0000`, 124)
    return
  }
  header.writeUInt8(0x80, 124)
  header.writeBigUInt64BE(BigInt(bytes), 128)
}

function withSum(header: Buffer): Buffer {
  header.fill(' ', 148, 156)
  let sum = 0
  for (let at = 0; at < block; at++) sum += header[at] ?? 0
  header.write(`${sum.toString(8).padStart(6, '0')}\u0000 `, 148)
  return header
}
