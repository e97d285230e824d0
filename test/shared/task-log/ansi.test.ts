// biome-ignore-all lint/suspicious/noControlCharactersInRegex: control characters are what this is about

import { indexedColour, parseAnsi, plainStyle, plainText } from '@shared/task-log/ansi'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

const esc = '\u001b'
// Letters, signs, emoji: everything but control characters.
const plain = fc.string({ unit: 'binary' }).map(text => text.replace(/[\u0000-\u001f\u007f-\u009f]/g, ''))
const sequences = fc.constantFrom(
  `${esc}[0m`,
  `${esc}[1;31m`,
  `${esc}[38;5;200m`,
  `${esc}[48;2;1;2;3m`,
  `${esc}[38:2::9:8:7m`,
  `${esc}[2K`,
  `${esc}[10;4H`,
  `${esc}]0;a title\u0007`,
  `${esc}]8;;https://example.com${esc}\\`,
  `${esc}(B`,
  `${esc}=`,
  '\u0007',
  '\u0000'
)

describe('parseAnsi', () => {
  it('keeps text without escapes exactly as it is', () => {
    fc.assert(
      fc.property(plain, text => {
        expect(plainText(text)).toBe(text)
      })
    )
  })

  it('keeps all text between complete sequences', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.oneof(
            plain.map(text => ({ text })),
            sequences.map(sequence => ({ sequence }))
          )
        ),
        parts => {
          const line = parts.map(part => ('text' in part ? part.text : part.sequence)).join('')
          const expected = parts.map(part => ('text' in part ? part.text : '')).join('')
          expect(plainText(line)).toBe(expected)
        }
      )
    )
  })

  it('never throws and never lets a control character through', () => {
    const soup = fc.string({
      unit: fc.constantFrom(
        esc,
        '[',
        ']',
        ';',
        ':',
        '0',
        '3',
        '8',
        '5',
        'm',
        'K',
        '\r',
        '\u0007',
        '\\',
        '\t',
        'x',
        '\u009b'
      )
    })
    fc.assert(
      fc.property(soup, line => {
        const runs = parseAnsi(line)
        expect(runs.map(run => run.text).join('')).not.toMatch(/[\u0000-\u0008\u000a-\u001f\u007f-\u009f]/)
        expect(runs.every(run => run.text !== '')).toBe(true)
      })
    )
  })

  it('reads styles', () => {
    expect(parseAnsi(`a${esc}[1;31mb${esc}[0mc${esc}[38;5;21md${esc}[38;2;1;2;3;4me`)).toEqual([
      { text: 'a', style: plainStyle },
      { text: 'b', style: { ...plainStyle, bold: true, foreground: { kind: 'named', index: 1 } } },
      { text: 'c', style: plainStyle },
      { text: 'd', style: { ...plainStyle, foreground: { kind: 'exact', red: 0, green: 0, blue: 255 } } },
      { text: 'e', style: { ...plainStyle, underline: true, foreground: { kind: 'exact', red: 1, green: 2, blue: 3 } } }
    ])
  })

  it('takes an empty colour sequence as a reset', () => {
    expect(parseAnsi(`${esc}[31ma${esc}[mb`).at(-1)).toEqual({ text: 'b', style: plainStyle })
  })

  it('keeps the last state of a progress line', () => {
    expect(plainText('10%\r50%\r100%')).toBe('100%')
    expect(plainText('done\r')).toBe('done')
    expect(plainText(`10%\r${esc}[K${esc}[32m100%`)).toBe('100%')
  })

  it('keeps the text of a link', () => {
    expect(plainText(`${esc}]8;;https://example.com${esc}\\the page${esc}]8;;${esc}\\ is up`)).toBe('the page is up')
  })

  it('loses only the start of a sequence that has no end', () => {
    expect(plainText(`${esc}]0;still here`)).toBe('0;still here')
  })

  it('knows the 256 colours', () => {
    expect([indexedColour(9), indexedColour(16), indexedColour(231), indexedColour(232), indexedColour(255)]).toEqual([
      { kind: 'named', index: 9 },
      { kind: 'exact', red: 0, green: 0, blue: 0 },
      { kind: 'exact', red: 255, green: 255, blue: 255 },
      { kind: 'exact', red: 8, green: 8, blue: 8 },
      { kind: 'exact', red: 238, green: 238, blue: 238 }
    ])
  })
})
