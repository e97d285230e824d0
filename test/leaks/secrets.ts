import { randomBytes } from 'node:crypto'

/** Makes a text that is nowhere else. */
export const unique = (): string => randomBytes(9).toString('hex')

/** Secrets of every awkward shape, by a name for each. New ones each time. */
export function awkwardSecrets(): Readonly<Record<string, string>> {
  const own = unique()
  return {
    Plain: `Tr0ub4dor-${own}`,
    Apostrophe: `it's ${own}'s own`,
    Quotes: `say "${own}" twice`,
    Dollars: `$HOME\`${own}\`$(id)`,
    Backslashes: `C:\\${own}\\new\\table\\`,
    Template: `#{Plain}-${own}-##{x}`,
    Unicode: `pässwörd-${own}-日本語-😀`,
    Base64Like: `${Buffer.from(own).toString('base64')}+/==`,
    Spaces: `  two  ${own}  spaces`,
    Dash: `-n ${own} --help`,
    Url: `https://user:${own}@host/a?b=c&d=%20#e`,
    Json: `{"key":"${own}","list":[1,2]}`,
    Markup: `<a href="${own}">&amp;</a>`,
    Percent: `100% ${own} %s %d`,
    Four: `${own.slice(0, 2)}~§`,
    Long: `${own}-${randomBytes(6000).toString('base64')}`,
    Lines: `first ${own}\nsecond $line's "quoted"\n\nlast ${own}-end\n`,
    Pem: `-----BEGIN TEST KEY-----\n${(
      randomBytes(240)
        .toString('base64')
        .match(/.{1,64}/g) ?? []
    ).join('\n')}\n-----END TEST KEY-----\n`,
    Glob: `* ? [${own}] {a,b} !x ~y`
  }
}

const escaped = (text: string): string => JSON.stringify(text).slice(1, -1)

/** Without what neighbours in a longer text decide. */
function base64Inside(text: string, before: number): string {
  const bytes = Buffer.concat([Buffer.alloc(before), Buffer.from(text)])
  const whole = bytes.toString('base64')
  return whole.slice(Math.ceil((before * 4) / 3), Math.floor((bytes.length * 4) / 3))
}

/** The forms of a secret that a search looks for: written here anew, not taken from what the app masks by. */
export function formsOf(secret: string): readonly string[] {
  const lines = secret.split('\n').filter(line => line.trim().length >= 4 && !line.startsWith('-----'))
  const whole = secret.trimEnd()
  return [...new Set([...lines, whole].flatMap(text => [text, ...encoded(text)]))]
}

function encoded(text: string): readonly string[] {
  const bytes = Buffer.from(text)
  const base64 = [0, 1, 2].map(before => base64Inside(text, before))
  return [
    ...base64,
    ...base64.map(form => form.replaceAll('+', '-').replaceAll('/', '_')),
    bytes.toString('hex'),
    escaped(text),
    encodeURIComponent(text),
    encodeURI(text),
    encodeURIComponent(text).replaceAll('%20', '+'),
    text.replaceAll("'", `'\\''`),
    text.replaceAll(/["\\$`]/g, '\\$&')
  ].filter(form => form.length >= 8)
}
