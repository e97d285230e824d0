import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { listOrNone, shownText, table } from '../../electron/cli/text'

const esc = '\u001b'

describe('a line for a terminal', () => {
  it('keeps colours where they can be shown, and only those', () => {
    const line = `${esc}[31mred${esc}[0m ${esc}[2J${esc}]0;title\u0007${esc}[5;1Hmoved\u0007\tend`
    expect(shownText(line, true)).toBe(`${esc}[31mred${esc}[0m moved\tend`)
    expect(shownText(line, false)).toBe('red moved\tend')
  })

  it('never holds a control character but tabs when colours are off', () => {
    const noisy = fc.array(fc.oneof(fc.string(), fc.constantFrom(esc, `${esc}[`, '\u009b', '\r', '\u0000', 'm')))
    fc.assert(
      fc.property(noisy, parts => {
        // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not come through
        expect(shownText(parts.join(''), false)).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/)
      })
    )
  })

  it('leaves plain text as it is', () => {
    const printable = fc.string({ unit: 'grapheme' }).filter(text => !/[\p{Cc}]/u.test(text))
    fc.assert(
      fc.property(printable, fc.boolean(), (text, hasColour) => {
        expect(shownText(text, hasColour)).toBe(text)
      })
    )
  })
})

describe('a table', () => {
  it('lines its columns up', () => {
    expect(
      table([
        ['a', 'bb', 'c'],
        ['aaa', 'b', '']
      ])
    ).toBe('a    bb  c\naaa  b')
  })

  it('is a sentence when it has no rows', () => {
    expect(listOrNone(['NAME'], [], 'Nothing yet.')).toBe('Nothing yet.')
  })
})
