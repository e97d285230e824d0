// Archives byte by byte, also ones that no program would write.
import { crc32, deflateRawSync } from 'node:zlib'

export interface ZipEntry {
  readonly name: string | Buffer
  readonly content?: string | Buffer
  /** Of Unix, with the type of the file; 0 as if Windows had packed it. */
  readonly mode?: number
  readonly method?: number
  readonly flags?: number
  /** What the header in front of the data says instead. */
  readonly local?: { readonly name?: string; readonly size?: number; readonly method?: number }
  /** What the directory says instead. */
  readonly says?: { readonly size?: number; readonly crc?: number; readonly offset?: number }
}

export interface ZipOptions {
  readonly before?: Buffer
  readonly beforeDirectory?: Buffer
  readonly after?: Buffer
  readonly comment?: Buffer
  /** How many entries the end record tells of. */
  readonly count?: number
}

const numbers = (...fields: readonly (readonly [bytes: 2 | 4, value: number])[]): Buffer => {
  const out = Buffer.alloc(fields.reduce((sum, [bytes]) => sum + bytes, 0))
  let at = 0
  for (const [bytes, value] of fields) at = out.writeUIntLE(value, at, bytes)
  return out
}

/** A zip of these entries. */
export function zipOf(entries: readonly ZipEntry[], options: ZipOptions = {}): Buffer {
  const parts: Buffer[] = [options.before ?? Buffer.alloc(0)]
  const directory: Buffer[] = []
  let at = parts[0]?.length ?? 0
  for (const entry of entries) {
    const name = Buffer.from(entry.name as string)
    const content = Buffer.from((entry.content ?? '') as string)
    const { method = 8, flags = 0x800, mode = 0, local = {}, says = {} } = entry
    const data = method === 8 ? deflateRawSync(content) : content
    const crc = says.crc ?? crc32(content)
    const size = says.size ?? content.length
    const localName = local.name === undefined ? name : Buffer.from(local.name)
    const head = Buffer.concat([
      numbers([4, 0x04034b50], [2, 20], [2, flags], [2, local.method ?? method], [4, 0x5a210000], [4, crc]),
      numbers([4, data.length], [4, local.size ?? size], [2, localName.length], [2, 0]),
      localName
    ])
    directory.push(
      Buffer.concat([
        numbers([4, 0x02014b50], [2, mode === 0 ? 20 : 0x0314], [2, 20], [2, flags], [2, method], [4, 0x5a210000]),
        numbers([4, crc], [4, data.length], [4, size], [2, name.length], [2, 0], [2, 0], [2, 0], [2, 0]),
        numbers([4, (mode << 16) >>> 0], [4, says.offset ?? at]),
        name
      ])
    )
    parts.push(head, data)
    at += head.length + data.length
  }
  const beforeDirectory = options.beforeDirectory ?? Buffer.alloc(0)
  at += beforeDirectory.length
  const list = Buffer.concat(directory)
  const comment = options.comment ?? Buffer.alloc(0)
  const count = options.count ?? entries.length
  const end = numbers([4, 0x06054b50], [2, 0], [2, 0], [2, count], [2, count], [4, list.length], [4, at])
  const after = options.after ?? Buffer.alloc(0)
  return Buffer.concat([...parts, beforeDirectory, list, end, numbers([2, comment.length]), comment, after])
}

export interface TarEntry {
  readonly name: string
  readonly content?: string | Buffer
  readonly mode?: number
  /** As the header writes it: `0` file, `1` hard link, `2` link, `3` and `4` devices, `5` folder, `6` pipe. */
  readonly type?: string
  readonly link?: string
  /** What the header says of the size instead. */
  readonly size?: number
  /** Records of an extended header in front of it. */
  readonly pax?: Readonly<Record<string, string>>
}

const block = 512

/** A tar of these entries, with its end. */
export function tarOf(entries: readonly TarEntry[], end: Buffer = Buffer.alloc(2 * block)): Buffer {
  return Buffer.concat([...entries.flatMap(tarEntry), end])
}

function tarEntry(entry: TarEntry): readonly Buffer[] {
  const { pax, ...plain } = entry
  const records = Object.entries(pax ?? {}).map(([key, value]) => paxRecord(key, value))
  const ahead = records.length === 0 ? [] : tarEntry({ name: 'PaxHeader/x', type: 'x', content: records.join('') })
  const content = Buffer.from((plain.content ?? '') as string)
  const padding = Buffer.alloc((block - (content.length % block)) % block)
  return [...ahead, tarHeader(plain, content.length), content, padding]
}

function tarHeader({ name, mode = 0o644, type = '0', link = '', size }: TarEntry, length: number): Buffer {
  const header = Buffer.alloc(block)
  header.write(name, 0, 100)
  header.write(`${mode.toString(8).padStart(7, '0')}\0`, 100)
  header.write('0000000\0', 108)
  header.write('0000000\0', 116)
  header.write(`${(size ?? length).toString(8).padStart(11, '0')} `, 124)
  header.write('00000000000 ', 136)
  header.write('        ', 148)
  header.write(type, 156)
  header.write(link, 157, 100)
  header.write('ustar\u000000', 257, 'latin1')
  const sum = header.reduce((total, byte) => total + byte, 0)
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148)
  return header
}

function paxRecord(key: string, value: string): string {
  const rest = ` ${key}=${value}\n`
  let length = Buffer.byteLength(rest) + 1
  while (String(length).length + Buffer.byteLength(rest) !== length)
    length = String(length).length + Buffer.byteLength(rest)
  return `${length}${rest}`
}
