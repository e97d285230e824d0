import { redacted } from '@shared/secret'
import { isMaskable, maskWarning } from '@shared/variables/maskability'
import { createMasker } from '@shared/variables/masks'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'

const everywhere = ': every place in the logs that has the same text is masked.'

describe('what masking will not do as expected', () => {
  test.each([
    ['abc', 'This has fewer than 4 characters, so logs show it as it is. Use a longer one.'],
    ['😀😀😀', 'This has fewer than 4 characters, so logs show it as it is. Use a longer one.'],
    ['true', `This is a common word${everywhere} Use a longer, random one.`],
    [' Password ', `This is a common word${everywhere} Use a longer, random one.`],
    ['localhost', `This is a common word${everywhere} Use a longer, random one.`],
    ['8080', `This is a short number${everywhere} Use a longer, random one.`],
    ['123456', `This is a short number${everywhere} Use a longer, random one.`],
    ['------', `This is one character again and again${everywhere} Use a longer, random one.`],
    ['web-1', `This is a name that this workspace uses${everywhere} Use a longer, random one.`],
    ['WEB-1', `This is a name that this workspace uses${everywhere} Use a longer, random one.`],
    ['fine line\n  ab\n', 'Line 2 has fewer than 4 characters, so logs show it as it is. Join it with another line.'],
    ['fine line\nadmin', `Line 2 is a common word${everywhere} Join it with another line.`],
    ['web-1\nfine line', `Line 1 is a name that this workspace uses${everywhere} Join it with another line.`]
  ])('is said of %j', (value, warning) => {
    expect(maskWarning(value, ['web-1', 'Shop'])).toBe(warning)
  })

  test.each([
    [''],
    ['s3cr3t-enough'],
    ['1234567'],
    ['Password!'],
    ['{\n  "key": "value of the key"\n}\n'],
    ['-----BEGIN KEY-----\nMC4CAQAwBQYDK2Vw\n-----END KEY-----\n']
  ])('is nothing for %j', value => {
    expect(maskWarning(value, ['web-1', 'Shop'])).toBeNull()
  })
})

test('a warning never repeats the value', () => {
  const value = fc.oneof(fc.constantFrom('admin', 'hunter2', 'changeme', '424242', 'zzzzzz', 'qwerty'), fc.string())
  fc.assert(
    fc.property(value, fc.array(fc.string()), (text, names) => {
      const warning = maskWarning(text, [...names, text]) ?? ''
      fc.pre(text.length >= 4 && !'This is a common word name that workspace uses'.includes(text))
      expect(warning.includes(text)).toBe(false)
    })
  )
})

test('a text of one line is masked in logs exactly when nothing says that it is too short', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 6 }), text => {
      fc.pre(!/[\r\n]/.test(text))
      const bytes = new TextEncoder().encode(text)
      const isMasked = new TextDecoder().decode(createMasker([text]).mask(bytes)) === redacted
      expect([isMaskable(text), maskWarning(text)?.includes('fewer than') ?? false]).toEqual([isMasked, !isMasked])
    })
  )
})
