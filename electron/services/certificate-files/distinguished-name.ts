/** One attribute of a name, such as CN and what it is. */
interface Attribute {
  readonly type: string
  readonly value: string
}

/** What .NET, and so what scripts from Octopus compare with, calls attributes that OpenSSL calls otherwise. */
const dotNetNames: ReadonlyMap<string, string> = new Map([
  ['ST', 'S'],
  ['emailAddress', 'E']
])

/**
 * A name as .NET prints it: on one line and the most particular part first, such as `CN=shop, O="Acme, Inc.", C=DE`.
 * `lines` is how Node writes it: one part a line, the most general first, escaped after RFC 2253.
 */
export const oneLineName = (lines: string): string =>
  partsOf(lines)
    .reverse()
    .map(part => part.map(({ type, value }) => `${nameOf(type)}=${quoted(value)}`).join(' + '))
    .join(', ')

/** The most particular common name; empty without one. */
export const commonNameIn = (lines: string): string =>
  partsOf(lines)
    .flat()
    .findLast(({ type }) => type === 'CN')?.value ?? ''

const partsOf = (lines: string): (readonly Attribute[])[] =>
  lines
    .split('\n')
    .filter(line => line !== '')
    .map(line => line.split(/(?<!\\) \+ (?=[A-Za-z0-9.]+=)/).map(attributeOf))

function attributeOf(text: string): Attribute {
  const at = text.indexOf('=')
  return { type: text.slice(0, at), value: unescaped(text.slice(at + 1)) }
}

/** `\,` and the like stand for themselves, `\0A` for a byte of UTF-8. */
function unescaped(value: string): string {
  const bytes = (hex: string): string => Buffer.from(hex.replaceAll('\\', ''), 'hex').toString('utf8')
  return value.replace(/(?:\\[0-9A-F]{2})+|\\(.)/gs, (hex, plain: string | undefined) => plain ?? bytes(hex))
}

const nameOf = (type: string): string => dotNetNames.get(type) ?? (/^\d/.test(type) ? `OID.${type}` : type)

const quoted = (value: string): string =>
  value === '' || /^\s|\s$|[,+="\n<>#;]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value
