import { TemplateError } from '../template-error'
import { encodingOf, fromBase64, toBase64 } from './encodings'
import { type Filter, plain, withOptions } from './filter'

/** Replaces what the pattern finds by what the table says, or else by its code. */
const escaped = (pattern: RegExp, table: Readonly<Record<string, string>>): Filter =>
  plain(input => input.replace(pattern, sign => table[sign] ?? unicode(sign)))

const unicode = (sign: string): string => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`

const xml = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&apos;' } as const
const lines = { '\r': '\\r', '\n': '\\n', '\t': '\\t', '\\': '\\\\' } as const
const quoted = { ...lines, '"': '\\"' } as const

const percent = (kept: RegExp): Filter =>
  plain(input =>
    input.replace(kept, run =>
      Array.from(new TextEncoder().encode(run), byte => `%${byte.toString(16).toUpperCase().padStart(2, '0')}`).join('')
    )
  )

/** A run of line breaks gets one more, because YAML folds one of them. */
const yamlSingleQuoted = plain(input =>
  input.replace(/(?:\r?\n)+/g, run => (run.startsWith('\r') ? '\r\n' : '\n') + run).replaceAll("'", "''")
)

const propertiesValue = plain(input =>
  input.replace(/^ |[\\\r\n\t\u00ff-\uffff]/g, sign => (sign === ' ' ? '\\ ' : (lineEscape(sign) ?? unicode(sign))))
)

const lineEscape = (sign: string): string | undefined => new Map(Object.entries(lines)).get(sign)

const encodeBase64 = withOptions(0, 1, (input, [name = 'utf8']) => {
  const encoding = encodingOf(name)
  return encoding === undefined ? null : toBase64(encoding.encode(input))
})

const decodeBase64 = withOptions(0, 1, (input, [name = 'utf8']) => {
  const encoding = encodingOf(name)
  if (encoding === undefined) return null
  const bytes = fromBase64(input)
  if (bytes !== undefined) return encoding.decode(bytes)
  throw new TemplateError('filter', 'The filter FromBase64 got a text that is no base64.')
})

/** How other languages write a text, by the filters' names in lower case. */
export const escapes: readonly (readonly [name: string, filter: Filter])[] = [
  ['htmlescape', escaped(/[&<>"'/]/g, { ...xml, '/': '&#x2F;' })],
  ['xmlescape', escaped(/[&<>"']/g, xml)],
  ['jsonescape', escaped(/["\\\r\n\t]/g, quoted)],
  ['yamlsinglequoteescape', yamlSingleQuoted],
  ['yamldoublequoteescape', escaped(/["\\]|[^ -~]/g, quoted)],
  ['propertieskeyescape', escaped(/[\\\r\n\t :=\u00ff-\uffff]/g, { ...lines, ' ': '\\ ', ':': '\\:', '=': '\\=' })],
  ['propertiesvalueescape', propertiesValue],
  ['uriescape', percent(/[^A-Za-z0-9\-_.~;/?:@&=+$,#[\]!*'()]+/g)],
  ['uridataescape', percent(/[^A-Za-z0-9\-_.~]+/g)],
  ['tobase64', encodeBase64],
  ['frombase64', decodeBase64]
]
