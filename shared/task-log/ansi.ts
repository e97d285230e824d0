// biome-ignore-all lint/suspicious/noControlCharactersInRegex: control characters are what this is about

/** A colour that a program asked for: one of the terminal's sixteen, or an exact one. */
export type AnsiColour =
  | { readonly kind: 'named'; readonly index: number }
  | { readonly kind: 'exact'; readonly red: number; readonly green: number; readonly blue: number }

export interface AnsiStyle {
  readonly foreground: AnsiColour | null
  readonly background: AnsiColour | null
  readonly bold: boolean
  readonly dim: boolean
  readonly italic: boolean
  readonly underline: boolean
  readonly strike: boolean
  readonly inverse: boolean
}

/** Text of one style. Holds no escape sequence and no control character other than tab. */
export interface AnsiRun {
  readonly text: string
  readonly style: AnsiStyle
  /** Where a terminal would lead from here (OSC 8); absent for ordinary text. Nothing ever opens it. */
  readonly link?: string
}

export const plainStyle: AnsiStyle = {
  foreground: null,
  background: null,
  bold: false,
  dim: false,
  italic: false,
  underline: false,
  strike: false,
  inverse: false
}

const pattern = [
  // Control sequences, of which only colours (final byte m) mean something here.
  '(?:\\u001b\\[|\\u009b)(?<parameters>[0-?]*)[ -/]*(?<final>[@-~]|$)',
  // Links: parameters, then the address; an empty one ends the link.
  '(?:\\u001b\\]|\\u009d)8;[^;\\u0007\\u001b\\u009c]*;(?<link>[^\\u0007\\u001b\\u009c]*)(?:\\u0007|\\u001b\\\\|\\u009c)',
  // Window titles and the like, with everything up to their end. One without an end loses only its start.
  '(?:\\u001b\\]|\\u009d)(?:[^\\u0007\\u001b\\u009c]*(?:\\u0007|\\u001b\\\\|\\u009c))?',
  '\\u001b[PX^_](?:[^\\u001b\\u009c]*(?:\\u001b\\\\|\\u009c))?',
  '\\u001b[ -/]*[0-~]?',
  '(?<overwrite>\\r)',
  '[\\u0000-\\u0008\\u000a-\\u001f\\u007f-\\u009f]'
].join('|')

/**
 * Reads one line of terminal output as text with styles. Cursor movement and other sequences are dropped; what a
 * progress bar overwrote by carriage returns is dropped too, so that its last state remains. Never throws.
 */
export function parseAnsi(line: string): readonly AnsiRun[] {
  const runs: AnsiRun[] = []
  let style = plainStyle
  let link = ''
  let isOverwriting = false
  const write = (text: string): void => {
    if (text === '') return
    if (isOverwriting) runs.length = 0
    isOverwriting = false
    const last = runs.at(-1)
    if (last && last.style === style && (last.link ?? '') === link)
      runs[runs.length - 1] = { ...last, text: last.text + text }
    else runs.push(link === '' ? { text, style } : { text, style, link })
  }
  let end = 0
  for (const match of line.matchAll(new RegExp(pattern, 'g'))) {
    write(line.slice(end, match.index))
    end = match.index + match[0].length
    const { overwrite, final, parameters, link: address } = match.groups ?? {}
    if (overwrite !== undefined) isOverwriting = true
    else if (address !== undefined) link = address
    else if (final === 'm') style = restyle(style, parameters ?? '')
  }
  write(line.slice(end))
  return runs
}

const controls = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/

/** Whether there are control characters other than tabs and line breaks: without any, a text is its own plain text. */
export const hasControls = (text: string): boolean => controls.test(text)

/** The text of a line without any styling: as it is copied, searched and compared. */
export const plainText = (line: string): string =>
  hasControls(line)
    ? parseAnsi(line)
        .map(run => run.text)
        .join('')
    : line

/** One parameter with what follows it after colons, as in `4:3` or `38:2::255:0:0`. */
type Parameter = readonly number[]

function restyle(style: AnsiStyle, parameters: string): AnsiStyle {
  const queue: Parameter[] = parameters.split(';').map(part => part.split(':').map(text => Number(text) || 0))
  let next = style
  while (queue.length > 0) {
    const parameter = queue.shift() ?? [0]
    const code = parameter[0] ?? 0
    if (code === 38) next = { ...next, foreground: readColour(parameter, queue) ?? next.foreground }
    else if (code === 48) next = { ...next, background: readColour(parameter, queue) ?? next.background }
    else next = applyCode(next, code, parameter[1])
  }
  return next
}

function readColour(parameter: Parameter, queue: Parameter[]): AnsiColour | null {
  const take = (): number => queue.shift()?.[0] ?? 0
  const isInline = parameter.length > 1
  const mode = isInline ? parameter[1] : take()
  if (mode === 5) return indexedColour(isInline ? (parameter[2] ?? 0) : take())
  if (mode !== 2) return null
  // With colons there may be a colour space between the mode and the three parts.
  const parts = isInline ? parameter.slice(-3) : [take(), take(), take()]
  const [red = 0, green = 0, blue = 0] = parts.map(byte)
  return { kind: 'exact', red, green, blue }
}

const byte = (value: number): number => Math.max(0, Math.min(255, Math.trunc(value)))

/** One of the 256 colours: 16 named ones, a cube of 6 × 6 × 6, and 24 greys. */
export function indexedColour(index: number): AnsiColour {
  const value = byte(index)
  if (value < 16) return { kind: 'named', index: value }
  if (value >= 232) {
    const grey = 8 + (value - 232) * 10
    return { kind: 'exact', red: grey, green: grey, blue: grey }
  }
  const level = (digit: number): number => (digit === 0 ? 0 : 55 + digit * 40)
  const cube = value - 16
  return {
    kind: 'exact',
    red: level(Math.floor(cube / 36)),
    green: level(Math.floor(cube / 6) % 6),
    blue: level(cube % 6)
  }
}

const switches: Readonly<Record<number, Partial<AnsiStyle>>> = {
  1: { bold: true },
  2: { dim: true },
  3: { italic: true },
  4: { underline: true },
  7: { inverse: true },
  9: { strike: true },
  21: { underline: true },
  22: { bold: false, dim: false },
  23: { italic: false },
  24: { underline: false },
  27: { inverse: false },
  29: { strike: false },
  39: { foreground: null },
  49: { background: null }
}

function applyCode(style: AnsiStyle, code: number, detail: number | undefined): AnsiStyle {
  if (code === 0) return plainStyle
  if (code === 4 && detail === 0) return { ...style, underline: false }
  const change = switches[code]
  if (change) return { ...style, ...change }
  const named = (first: number, base: number): AnsiColour => ({ kind: 'named', index: code - first + base })
  if (code >= 30 && code <= 37) return { ...style, foreground: named(30, 0) }
  if (code >= 90 && code <= 97) return { ...style, foreground: named(90, 8) }
  if (code >= 40 && code <= 47) return { ...style, background: named(40, 0) }
  if (code >= 100 && code <= 107) return { ...style, background: named(100, 8) }
  return style
}
