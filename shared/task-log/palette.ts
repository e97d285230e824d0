import type { AnsiColour, AnsiStyle } from './ansi'

export type Scheme = 'light' | 'dark'
/** Red, green, blue, 0–255 each. */
export type Rgb = readonly [red: number, green: number, blue: number]

/** What is needed to draw a run; to be set as style properties. */
export interface RunColours {
  readonly color?: string
  readonly backgroundColor?: string
}

/** The log's own surface and text in each scheme, as the style sheets have them. Everything a program prints is kept readable against it. */
export const surfaces: Readonly<Record<Scheme, { readonly background: Rgb; readonly text: Rgb }>> = {
  light: { background: [255, 255, 255], text: [21, 33, 42] },
  dark: { background: [12, 18, 22], text: [227, 234, 238] }
}

/** The least contrast between text and what lies behind it, as WCAG AA asks for. */
export const leastContrast = 4.5

const hex = (text: string): Rgb => {
  const value = Number.parseInt(text, 16)
  return [(value >> 16) & 255, (value >> 8) & 255, value & 255]
}

const named: Readonly<Record<Scheme, readonly Rgb[]>> = {
  light: (
    '24292e b42318 116329 7d5600 0a53be 8235b8 0b6470 57606a ' +
    '57606a d1242f 1a7f37 946800 0969da a040c8 0e7c86 3d444b'
  )
    .split(' ')
    .map(hex),
  dark: (
    '8a979d f47067 57ab5a c69026 6cb6ff dcbdfb 39c5cf c5ced3 ' +
    'a3afb5 ff938a 7ee08b daaa3f 96d0ff eedcff 76e3ea f4f7f8'
  )
    .split(' ')
    .map(hex)
}

const linear = (channel: number): number => {
  const value = channel / 255
  return value <= 0.040_45 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4
}

const luminance = ([red, green, blue]: Rgb): number =>
  0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue)

/** Contrast of two colours by WCAG, from 1 to 21. */
export function contrast(a: Rgb, b: Rgb): number {
  const [darker, lighter] = [luminance(a), luminance(b)].sort((x, y) => x - y) as [number, number]
  return (lighter + 0.05) / (darker + 0.05)
}

const mix = (from: Rgb, to: Rgb, share: number): Rgb => {
  const part = (index: 0 | 1 | 2): number => Math.round(from[index] + (to[index] - from[index]) * share)
  return [part(0), part(1), part(2)]
}

const black: Rgb = [0, 0, 0]
const white: Rgb = [255, 255, 255]

/** The colour itself where it can be read on `background`, otherwise the nearest mix with black or white that can. */
export function readable(colour: Rgb, background: Rgb): Rgb {
  if (contrast(colour, background) >= leastContrast) return colour
  const pole = contrast(white, background) > contrast(black, background) ? white : black
  for (let share = 0.05; share < 1; share += 0.05) {
    const candidate = mix(colour, pole, share)
    if (contrast(candidate, background) >= leastContrast) return candidate
  }
  return pole
}

/** A colour as CSS. */
export const css = ([red, green, blue]: Rgb): string => `rgb(${red} ${green} ${blue})`

const toRgb = (colour: AnsiColour, scheme: Scheme): Rgb =>
  colour.kind === 'exact'
    ? [colour.red, colour.green, colour.blue]
    : (named[scheme][colour.index] ?? surfaces[scheme].text)

/** The colours of a style as exact values: text and, where it is not the log's own, what lies behind it. */
export function resolveColours(style: AnsiStyle, scheme: Scheme): { readonly text: Rgb; readonly behind: Rgb | null } {
  const surface = surfaces[scheme]
  const asked = {
    text: style.foreground && toRgb(style.foreground, scheme),
    behind: style.background && toRgb(style.background, scheme)
  }
  const { text, behind } = style.inverse
    ? { text: asked.behind ?? surface.background, behind: asked.text ?? surface.text }
    : asked
  const ground = behind ?? surface.background
  const colour = text ?? surface.text
  return { text: readable(style.dim ? mix(colour, ground, 0.35) : colour, ground), behind }
}

/** The same as style properties; empty where a run looks like ordinary text. */
export function runColours(style: AnsiStyle, scheme: Scheme): RunColours {
  if (!style.foreground && !style.background && !style.dim && !style.inverse) return {}
  const { text, behind } = resolveColours(style, scheme)
  return behind ? { color: css(text), backgroundColor: css(behind) } : { color: css(text) }
}
