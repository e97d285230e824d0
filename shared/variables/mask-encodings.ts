/** How programs write a text when they quote it for somebody else: shells, JSON, URLs, XML, SQL. Without the outer quotes. */
export function quotedForms(text: string): readonly string[] {
  // No quoting changes these, and most secrets have nothing else.
  if (/^[A-Za-z0-9._-]*$/.test(text)) return [text, ...hexForms(text)]
  return [...jsonForms(text), ...urlForms(text), ...shellForms(text), ...pythonForms(text), ...otherForms(text)]
}

/** Of very long texts: JSON and URLs, as most programs write them. */
export function mainQuotedForms(text: string): readonly string[] {
  if (/^[A-Za-z0-9._-]*$/.test(text)) return [text]
  const json = mainJsonForms(text)
  const form = percentEncoded(text, keptInUrls.form)
  return [...json, percentEncoded(text, keptInUrls.encodeURIComponent), form, form.replaceAll('%20', '+')]
}

/** As most programs write it in JSON. */
export function mainJsonForms(text: string): readonly string[] {
  const plain = jsonText(text)
  return [plain, plain.replaceAll('/', '\\/'), plain.replaceAll(/[^ -~]/g, unicodeEscape)]
}

const unicodeEscape = (sign: string): string =>
  Array.from({ length: sign.length }, (_, i) => `\\u${sign.charCodeAt(i).toString(16).padStart(4, '0')}`).join('')

const upperUnicodeEscape = (sign: string): string => `\\u${unicodeEscape(sign).slice(2).toUpperCase()}`

const jsonText = (text: string): string => JSON.stringify(text).slice(1, -1)

/** Encoders differ in what they escape beyond what they must: the slash, what is not ASCII, what HTML would read. */
function jsonForms(text: string): readonly string[] {
  const plain = jsonText(text)
  const ascii = plain.replaceAll(/[^ -~]/g, unicodeEscape)
  const slashed = plain.replaceAll('/', '\\/')
  return [
    plain,
    slashed,
    // Python, and PHP, which also escapes the slash.
    ascii,
    ascii.replaceAll('/', '\\/'),
    plain.replaceAll(/[^ -~]/g, upperUnicodeEscape),
    // Go and jq's relatives; PowerShell 5 takes the apostrophe, too; .NET writes the quote that way and all in capitals.
    plain.replaceAll(/[<>&\u2028\u2029]/g, unicodeEscape),
    plain.replaceAll(/[<>&']/g, unicodeEscape),
    plain.replaceAll('\\"', '\\u0022').replaceAll(/[^ -~]|[<>&'+`]/g, upperUnicodeEscape)
  ]
}

const hexOf = (byte: number): string => byte.toString(16).padStart(2, '0')

/** What each encoder leaves as it is, besides letters and digits. */
const keptInUrls = {
  encodeURIComponent: "-_.!~*'()",
  encodeURI: "-_.!~*'();,/?:@&=+$#",
  pythonQuote: '-_.~/',
  strict: '-_.~',
  form: '-_.*',
  phpForm: '-_.'
} as const

function urlForms(text: string): readonly string[] {
  const { form, phpForm, strict } = keptInUrls
  const spaced = Object.values(keptInUrls).map(kept => percentEncoded(text, kept))
  const plus = [form, phpForm, strict].map(kept => percentEncoded(text, kept).replaceAll('%20', '+'))
  return [...spaced, ...plus].flatMap(inBothCases)
}

const inBothCases = (url: string): readonly string[] => [
  url,
  url.replaceAll(/%[0-9A-F]{2}/g, code => code.toLowerCase())
]

const utf8 = new TextEncoder()

/** What `encodeURIComponent` leaves, or some encoder does. */
const contested = [...new Set(Object.values(keptInUrls).join(''))].map(
  sign => [sign, `%${hexOf(sign.charCodeAt(0)).toUpperCase()}`] as const
)

function percentEncoded(text: string, kept: string): string {
  // Half a surrogate pair comes out of the encoder as U+FFFD, as it does out of everyone else's.
  const whole = /[\ud800-\udfff]/.test(text) ? text.replaceAll(/\p{Surrogate}/gu, '\ufffd') : text
  let url = encodeURIComponent(whole)
  for (const [sign, code] of contested) {
    const isKept = keptInUrls.encodeURIComponent.includes(sign)
    if (isKept !== kept.includes(sign)) url = isKept ? url.replaceAll(sign, code) : url.replaceAll(code, sign)
  }
  return url
}

function shellForms(text: string): readonly string[] {
  return [
    text.replaceAll("'", `'\\''`),
    text.replaceAll("'", `'"'"'`),
    // dash takes apostrophes that follow each other together.
    text.replaceAll(/'+/g, run => `'"${run}"'`),
    text.replaceAll(/["\\$`]/g, '\\$&'),
    // printf %q
    text.replaceAll(/[ \t!"$&'()*,;<>?[\\\]^`{|}]|(?<=[:=])~/g, '\\$&'),
    ansiQuoted(text, sign => sign),
    // Where the locale knows no UTF-8.
    ansiQuoted(text, sign => escapedBytes(sign, byte => `\\${byte.toString(8).padStart(3, '0')}`))
  ]
}

const shortEscapes: ReadonlyMap<string, string> = new Map([
  ['\u0007', '\\a'],
  ['\b', '\\b'],
  ['\t', '\\t'],
  ['\n', '\\n'],
  ['\v', '\\v'],
  ['\f', '\\f'],
  ['\r', '\\r'],
  ['\u001b', '\\E'],
  ["'", "\\'"],
  ['\\', '\\\\']
])

/** As between `$'` and `'` in bash. */
const ansiQuoted = (text: string, other: (sign: string) => string): string =>
  text.replaceAll(/[^ -&(-[\]-~]/gu, sign => {
    const short = shortEscapes.get(sign)
    if (short !== undefined) return short
    return sign < ' ' || sign === '\u007f' ? `\\${sign.charCodeAt(0).toString(8).padStart(3, '0')}` : other(sign)
  })

/** `repr` of text and of bytes, by whether the apostrophes need a backslash. */
function pythonForms(text: string): readonly string[] {
  const escaped = text
    .replaceAll(/[\\\t\n\r]/g, sign => shortEscapes.get(sign) ?? sign)
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is escaped
    .replaceAll(/[\u0000-\u001f\u007f]/g, sign => `\\x${hexOf(sign.charCodeAt(0))}`)
  const bytes = escaped.replaceAll(/[^ -~]/gu, sign => escapedBytes(sign, byte => `\\x${hexOf(byte)}`))
  return [escaped, bytes].flatMap(form => [form, form.replaceAll("'", "\\'")])
}

const escapedBytes = (sign: string, escaped: (byte: number) => string): string =>
  [...utf8.encode(sign)].map(escaped).join('')

function otherForms(text: string): readonly string[] {
  const markup = text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
  const quoted = markup.replaceAll('"', '&quot;')
  return [
    markup,
    quoted,
    ...['&#39;', '&#x27;', '&apos;'].map(apostrophe => quoted.replaceAll("'", apostrophe)),
    // PowerShell, SQL and YAML between apostrophes.
    text.replaceAll("'", "''"),
    ...hexForms(text)
  ]
}

function hexForms(text: string): readonly string[] {
  const hex = escapedBytes(text, hexOf)
  return [hex, hex.toUpperCase()]
}
