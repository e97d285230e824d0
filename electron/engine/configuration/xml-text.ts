// Text between markup and in attributes: what it says, and how to write it.

/** The general entities of a document by name, with the text that stands for each. */
export type XmlEntities = ReadonlyMap<string, string>

const predefined: XmlEntities = new Map([
  ['amp', '&'],
  ['lt', '<'],
  ['gt', '>'],
  ['quot', '"'],
  ['apos', "'"]
])

const reference = /&(#?[^;&]+);/g
const entityDeclaration =
  /<!--[\s\S]*?-->|<\?[\s\S]*?\?>|<!ENTITY[ \t\r\n]+([^ \t\r\n%"']+)[ \t\r\n]+(?:(?:SYSTEM|PUBLIC[ \t\r\n]+(?:"[^"]*"|'[^']*'))[ \t\r\n]+)?("[^"]*"|'[^']*')|"[^"]*"|'[^']*'/g
const external = /^<!ENTITY[ \t\r\n]+[^ \t\r\n]+[ \t\r\n]+(SYSTEM|PUBLIC)[ \t\r\n]/

/** The entities that an internal subset declares. One that is in another file stands for nothing: no file is fetched. */
export function entitiesOf(subset: string | null): XmlEntities {
  const entities = new Map<string, string>()
  for (const [source, name, quoted] of (subset ?? '').matchAll(entityDeclaration)) {
    if (name === undefined || quoted === undefined || entities.has(name)) continue
    const value = quoted.slice(1, -1)
    entities.set(
      name,
      external.test(source) ? '' : value.replace(reference, (all, what: string) => characterOf(what) ?? all)
    )
  }
  return entities
}

/** What text between markup says. */
export function readText(raw: string, entities: XmlEntities): string {
  return expand(unixLines(raw), name => entities.get(name))
}

/** What an attribute says: white space in it is blanks, unless it was written as a reference. */
export function readAttribute(raw: string, entities: XmlEntities): string {
  const blanked = (text: string) => unixLines(text).replace(/[\t\n\r]/g, ' ')
  return expand(blanked(raw), name => {
    const value = entities.get(name)
    return value === undefined ? undefined : blanked(value)
  })
}

/** The names of a document's own entities that a text refers to. */
export function ownReferences(raw: string): readonly string[] {
  return [...raw.matchAll(reference)].flatMap(([, what = '']) => (isOwn(what) ? [what] : []))
}

/** The text again in one manner of escaping, with references to the document's own entities left in place. */
export function rewrite(raw: string, read: (raw: string) => string, write: (text: string) => string): string {
  return raw
    .split(/(&[^#;&][^;&]*;)/)
    .map(piece => (/^&[^#]/.test(piece) && isOwn(piece.slice(1, -1)) ? piece : write(read(piece))))
    .join('')
}

/** A character that no XML document may hold, not even as a reference. */
export function hasForbiddenCharacter(text: string): boolean {
  return /[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/u.test(text)
}

/** Text as it stands between tags. */
export function escapeText(text: string): string {
  return text.replace(/[&<>]/g, escaped)
}

/** Text as it stands in a double-quoted attribute. White space other than blanks would not be read back as it is. */
export function escapeAttribute(text: string): string {
  return text.replace(/[&<>"\t\n\r]/g, escaped)
}

/** Text of a comment: two hyphens in a row, or one at the end, would end it. */
export function commentText(text: string): string {
  return text.replace(/-(?=-|$)/g, '- ')
}

/** Text of a processing instruction. */
export function instructionText(text: string): string {
  return text.replace(/\?(?=>|$)/g, '? ')
}

/** Text as one CDATA section, or as two where it would end the first. */
export function cdataSection(text: string): string {
  return `<![CDATA[${text.replaceAll(']]>', ']]]]><![CDATA[>')}]]>`
}

/** Every line end as one line feed. */
export function unixLines(text: string): string {
  return text.replace(/\r\n?/g, '\n')
}

const escapes: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '\t': '&#x9;',
  '\n': '&#xA;',
  '\r': '&#xD;'
}

function escaped(character: string): string {
  return escapes[character] ?? character
}

function isOwn(what: string): boolean {
  return !what.startsWith('#') && !predefined.has(what)
}

// The parser has refused entities that contain themselves and those that grow without measure.
function expand(text: string, entity: (name: string) => string | undefined): string {
  if (!text.includes('&')) return text
  return text.replace(reference, (all, what: string) => {
    const known = characterOf(what) ?? predefined.get(what)
    if (known !== undefined) return known
    const own = entity(what)
    return own === undefined ? all : expand(own, entity)
  })
}

function characterOf(what: string): string | undefined {
  if (!what.startsWith('#')) return undefined
  const code = what[1] === 'x' ? Number.parseInt(what.slice(2), 16) : Number.parseInt(what.slice(1), 10)
  return code >= 0 && code <= 0x10ffff ? String.fromCodePoint(code) : undefined
}
