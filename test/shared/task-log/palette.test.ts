import { readFileSync } from 'node:fs'
import { type AnsiColour, indexedColour, plainStyle } from '@shared/task-log/ansi'
import {
  contrast,
  leastContrast,
  type Rgb,
  resolveColours,
  runColours,
  type Scheme,
  surfaces
} from '@shared/task-log/palette'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

const schemes = fc.constantFrom<Scheme>('light', 'dark')
const exact = fc
  .tuple(fc.nat(255), fc.nat(255), fc.nat(255))
  .map(([red, green, blue]): AnsiColour => ({ kind: 'exact', red, green, blue }))
const colours = fc.option(fc.oneof(fc.nat(255).map(indexedColour), exact))

describe('colours in the log', () => {
  it('can be read in both themes, whatever a program asked for', () => {
    fc.assert(
      fc.property(
        schemes,
        colours,
        colours,
        fc.boolean(),
        fc.boolean(),
        (scheme, foreground, background, dim, inverse) => {
          const { text, behind } = resolveColours({ ...plainStyle, foreground, background, dim, inverse }, scheme)
          expect(contrast(text, behind ?? surfaces[scheme].background)).toBeGreaterThanOrEqual(leastContrast)
        }
      )
    )
  })

  it('leave ordinary text to the style sheet', () => {
    expect(runColours({ ...plainStyle, bold: true }, 'light')).toEqual({})
  })

  it('swap when inverse', () => {
    const style = { ...plainStyle, inverse: true }
    expect(resolveColours(style, 'dark')).toEqual({ text: surfaces.dark.background, behind: surfaces.dark.text })
  })

  it('know the surfaces that the style sheet really has', () => {
    const tokens = readFileSync('renderer/styles/tokens.css', 'utf8')
    const token = (scheme: Scheme, name: string): Rgb => {
      const block = tokens.slice(tokens.indexOf(`[data-mantine-color-scheme="${scheme}"]`))
      const hex = new RegExp(`--sw-${name}: #([0-9a-f]{6})`).exec(block)?.[1] ?? ''
      return [0, 2, 4].map(at => Number.parseInt(hex.slice(at, at + 2), 16)) as unknown as Rgb
    }
    expect(surfaces).toEqual({
      light: { background: token('light', 'surface'), text: token('light', 'text') },
      dark: { background: token('dark', 'sunken'), text: token('dark', 'text') }
    })
  })
})
