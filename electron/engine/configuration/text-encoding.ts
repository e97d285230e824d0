import iconv from 'iconv-lite'

/** How a file's text is stored: the name of the encoding, and whether its byte order mark stands in front. */
export interface TextEncoding {
  /** A name that iconv-lite knows, in lower case. */
  readonly name: string
  readonly hasMark: boolean
}

/** What a file says and how it said it. */
export interface DecodedText {
  readonly text: string
  readonly encoding: TextEncoding
}

/** Bytes for a file, and the encoding that was really used for them. */
export interface EncodedText {
  readonly bytes: Uint8Array
  readonly encoding: TextEncoding
  readonly warnings: readonly string[]
}

// The longer marks come first: UTF-32 begins like UTF-16.
const marks: readonly (readonly [name: string, bytes: readonly number[]])[] = [
  ['utf-32le', [0xff, 0xfe, 0x00, 0x00]],
  ['utf-32be', [0x00, 0x00, 0xfe, 0xff]],
  ['utf-8', [0xef, 0xbb, 0xbf]],
  ['utf-16le', [0xff, 0xfe]],
  ['utf-16be', [0xfe, 0xff]]
]

const plainUtf8: TextEncoding = { name: 'utf-8', hasMark: false }

/**
 * Reads a file's text. A byte order mark decides; without one the encoding that an XML declaration names, when
 * `isXml` says so; then UTF-8, when all bytes are valid; else Windows-1252, in which everything is.
 */
export function decodeText(bytes: Uint8Array, options: { readonly isXml?: boolean } = {}): DecodedText {
  const marked = marks.find(([, mark]) => mark.every((byte, at) => bytes[at] === byte))
  if (marked) {
    const [name, mark] = marked
    return { text: decodeAs(name, bytes.subarray(mark.length)), encoding: { name, hasMark: true } }
  }
  const declared = options.isXml === true ? declaredEncoding(bytes) : null
  const text = declared === null ? null : decodeExactly(declared, bytes)
  if (declared !== null && text !== null) return { text, encoding: { name: declared, hasMark: false } }
  const utf8 = decodeUtf8(bytes)
  if (utf8 !== null) return { text: utf8, encoding: plainUtf8 }
  return { text: decodeAs('windows-1252', bytes), encoding: { name: 'windows-1252', hasMark: false } }
}

/** Writes a text as its file was stored. What does not fit there is written as UTF-8 without a mark, and said. */
export function encodeText(text: string, encoding: TextEncoding): EncodedText {
  const body = encodeAs(encoding.name, text)
  if (decodeAs(encoding.name, body) !== text) {
    const warnings = [
      `The text has characters that ${encoding.name} cannot hold. The file is written as UTF-8 without a byte order mark instead.`
    ]
    return { bytes: new TextEncoder().encode(text), encoding: plainUtf8, warnings }
  }
  const mark = encoding.hasMark ? (marks.find(([name]) => name === encoding.name)?.[1] ?? []) : []
  const bytes = new Uint8Array(mark.length + body.length)
  bytes.set(mark)
  bytes.set(body, mark.length)
  return { bytes, encoding, warnings: [] }
}

/** Like `encodeText`, for XML: where another encoding has to be used, the declaration says so. */
export function encodeXmlText(text: string, encoding: TextEncoding): EncodedText {
  const encoded = encodeText(text, encoding)
  if (encoded.encoding.name === encoding.name) return encoded
  const declared = text.replace(declaration, whole =>
    whole.replace(/(encoding\s*=\s*)(?:"[^"]*"|'[^']*')$/, `$1"${declaredName(encoded.encoding)}"`)
  )
  return { ...encodeText(declared, encoded.encoding), warnings: encoded.warnings }
}

/**
 * The encoding that a person asked for by name. Null for a name that nobody knows. As in .NET, asking for a Unicode
 * encoding by name asks for its byte order mark too.
 */
export function findEncoding(name: string): TextEncoding | null {
  const known = normalName(name)
  return known === null ? null : { name: known, hasMark: marks.some(([marked]) => marked === known) }
}

// Names of .NET and IANA that iconv-lite does not know, or takes for something that needs a mark to be read.
const synonyms: ReadonlyMap<string, string> = new Map([
  ['utf8', 'utf-8'],
  ['unicode-1-1-utf-8', 'utf-8'],
  ['x-unicode-1-1-utf-8', 'utf-8'],
  ['unicode-2-0-utf-8', 'utf-8'],
  ['x-unicode-2-0-utf-8', 'utf-8'],
  ['utf-16', 'utf-16le'],
  ['utf16', 'utf-16le'],
  ['ucs-2', 'utf-16le'],
  ['unicode', 'utf-16le'],
  ['iso-10646-ucs-2', 'utf-16le'],
  ['unicodefffe', 'utf-16be'],
  ['utf-32', 'utf-32le'],
  ['utf32', 'utf-32le'],
  ['us-ascii', 'ascii'],
  ['ansi_x3.4-1968', 'ascii'],
  ['x-cp1252', 'windows-1252']
])

/** The name that an XML declaration has for an encoding. UTF-16 and UTF-32 leave the order of bytes to their mark. */
export const declaredName = ({ name }: TextEncoding): string =>
  name === 'utf-16le' ? 'utf-16' : name === 'utf-32le' ? 'utf-32' : name === 'ascii' ? 'us-ascii' : name

/** What iconv-lite offers beyond encodings of text: base64, hex and their like. */
const notForText = /^(base64|hex|binary|utf7imap|utf-7-imap|_internal|internal)$/

function normalName(name: string): string | null {
  const lower = name.trim().toLowerCase()
  const known = synonyms.get(lower) ?? lower
  return known !== '' && !notForText.test(known) && iconv.encodingExists(known) ? known : null
}

const declaration = /^\s*<\?xml\s[^>]*?\bencoding\s*=\s*(?:"([^"]*)"|'([^']*)')/

/** The encoding in an XML declaration. It is in ASCII, or every other byte of it is zero. */
function declaredEncoding(bytes: Uint8Array): string | null {
  const start = decodeAs('latin1', bytes.subarray(0, 1024))
  const [, double, single] = declaration.exec(start.replaceAll('\0', '')) ?? []
  const name = double ?? single
  if (name === undefined) return null
  const known = normalName(name)
  // Without a mark the zeros tell which way round the bytes of UTF-16 are.
  if (known === 'utf-16le') return start.startsWith('\0') ? 'utf-16be' : start[1] === '\0' ? 'utf-16le' : null
  return known
}

/** The text in an encoding that was claimed, or null when the bytes are not valid in it. */
function decodeExactly(name: string, bytes: Uint8Array): string | null {
  if (name === 'utf-8') return decodeUtf8(bytes)
  const text = decodeAs(name, bytes)
  return text.includes('\ufffd') ? null : text
}

function decodeUtf8(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    return null
  }
}

const decodeAs = (name: string, bytes: Uint8Array): string =>
  name === 'utf-8'
    ? new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes)
    : iconv.decode(asBuffer(bytes), name, { stripBOM: false })

const encodeAs = (name: string, text: string): Uint8Array =>
  name === 'utf-8' ? new TextEncoder().encode(text) : iconv.encode(text, name, { addBOM: false })

const asBuffer = (bytes: Uint8Array): Buffer => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)

/** How the lines of a text end. */
export type LineEnding = '\n' | '\r\n'

/** The more frequent ending of a text's lines. CRLF when it has none, or as many of the one as of the other. */
export function lineEndingOf(text: string): LineEnding {
  const all = text.split('\n').length - 1
  const dos = text.split('\r\n').length - 1
  return all - dos > dos ? '\n' : '\r\n'
}

/** Ends all lines of a text in one way. */
export const withLineEnding = (text: string, ending: LineEnding): string => text.replaceAll(/\r\n|\r|\n/g, ending)
