/** A text as one word of a POSIX shell. NUL is left out: no shell can carry it. */
export const word = (text: string): string => `'${text.replaceAll('\0', '').replaceAll("'", "'\\''")}'`

/** Settings as assignments of bash, one a line. A list counts from `first`. */
export const assignments = (settings: Readonly<Record<string, Setting>>, first = 0): string =>
  `${Object.entries(settings)
    .map(([name, value]) => `${name}=${settingText(value, first)}`)
    .join('\n')}\n`

/** `{ raw }` is shell text already. */
export type Setting = string | number | boolean | readonly (string | { readonly raw: string })[]

function settingText(value: Setting, first: number): string {
  if (typeof value === 'boolean') return value ? '1' : '0'
  if (typeof value === 'number') return String(value)
  if (typeof value === 'string') return word(value)
  const items = value.map(item => (typeof item === 'string' ? word(item) : item.raw))
  return first === 0 ? `(${items.join(' ')})` : `(${items.map((item, at) => `[${at + first}]=${item}`).join(' ')})`
}
