import { redacted } from '@shared/secret'
import { maskPatterns } from '@shared/variables/mask-patterns'
import { createMasker } from '@shared/variables/masks'
import { createMatcher } from '@shared/variables/pattern-matcher'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)
const masked = (secrets: Iterable<string>, text: string): string =>
  new TextDecoder().decode(createMasker(secrets).mask(bytes(text)))

/** Every byte of every occurrence of every pattern, then the stretches; occurrences that only touch stay apart. */
function naiveRanges(text: Uint8Array, patterns: readonly Uint8Array[]): readonly number[] {
  const ranges: [number, number][] = []
  for (let start = 0; start < text.length; start++) {
    const ends = patterns
      .filter(pattern => pattern.every((byte, i) => text[start + i] === byte))
      .map(pattern => start + pattern.length)
    if (ends.length === 0) continue
    const end = Math.max(...ends)
    const last = ranges.at(-1)
    if (last !== undefined && start < last[1]) last[1] = Math.max(last[1], end)
    else ranges.push([start, end])
  }
  return ranges.flat()
}

describe('masking', () => {
  test('replaces every occurrence of a secret', () => {
    expect(masked(['hunter2'], 'hunter2 and xhunter2x, not hunter3')).toBe(`${redacted} and x${redacted}x, not hunter3`)
  })

  test('gives back the very same array when there is nothing to hide', () => {
    const clean = bytes('nothing to see here')
    expect(createMasker(['hunter2']).mask(clean)).toBe(clean)
    expect(createMasker([]).mask(clean)).toBe(clean)
    expect(createMasker(['hunter2']).mask(new Uint8Array()).length).toBe(0)
  })

  test('prefers the longer secret and leaves nothing of one that overlaps another', () => {
    expect(masked(['secret', 'secret-but-longer'], 'a secret-but-longer b')).toBe(`a ${redacted} b`)
    expect(masked(['abcdef', 'defghi'], 'x abcdefghi y')).toBe(`x ${redacted} y`)
    expect(masked(['abcd'], 'abcdabcd')).toBe(`${redacted}${redacted}`)
  })

  test('leaves secrets of less than four characters alone, also when they take more bytes', () => {
    expect(masked(['abc', '', 'äöü', '😀😀😀'], 'abc äöü 😀😀😀')).toBe('abc äöü 😀😀😀')
    expect(masked(['äöüß'], 'x äöüß y')).toBe(`x ${redacted} y`)
  })

  test('hides a secret of several lines line by line, but not its short lines', () => {
    const key = '-----BEGIN KEY-----\r\nline-one\n}\nline-two\n'
    expect(masked([key], 'cat: line-one\n}\n  line-two')).toBe(`cat: ${redacted}\n}\n  ${redacted}`)
  })

  test.each([
    ['a shell that quotes', "pa'ss word", `set -x: 'pa'\\''ss word'`, `set -x: '${redacted}'`],
    ['a shell that quotes the other way', "pa'ss word", `'pa'"'"'ss word'`, `'${redacted}'`],
    ['JSON', 'pa"ss\\word', '{"p":"pa\\"ss\\\\word"}', `{"p":"${redacted}"}`],
    ['a URL', 'p@ss/wörd 1', 'https://x/?p=p%40ss%2Fw%C3%B6rd%201&q', `https://x/?p=${redacted}&q`],
    ['a URL in lower case', 'p@ss/wörd', 'p%40ss%2fw%c3%b6rd', redacted],
    ['a form', 'p@ss word!', 'p=p%40ss+word%21&q', `p=${redacted}&q`],
    ['several lines as JSON', 'line-one\nline-two', '"line-one\\nline-two"', `"${redacted}"`]
  ])('hides a secret as %s writes it', (_, secret, text, expected) => {
    expect(masked([secret], text)).toBe(expected)
  })

  test('hides a secret inside any base64 text, up to a character at its edges', () => {
    const secret = 'correct horse'
    for (const before of ['', 'a', 'ab', 'abc']) {
      const text = Buffer.from(`${before}${secret}--after`).toString('base64')
      const result = masked([secret], `token ${text}`)
      expect(result).toContain(redacted)
      const shown = Buffer.from(result.replace('token ', '').split(redacted)[0] ?? '', 'base64').toString()
      expect(before.startsWith(shown.slice(0, before.length))).toBe(true)
      expect(result.length).toBeLessThan(`token ${text}`.length - 8)
    }
    expect(masked([secret], Buffer.from(secret).toString('base64'))).toBe(redacted)
  })

  test('hides each line of a long secret as base64 breaks it', () => {
    const key = Array.from({ length: 40 }, (_, i) => `key material ${i * 7919}`).join('\n')
    const lines =
      Buffer.from(key)
        .toString('base64')
        .match(/.{1,76}/g) ?? []
    expect(masked([key], lines.join('\n')).replaceAll(redacted, '').trim().length).toBeLessThan(8)
  })

  test('base64 forms are those that a base64 encoder gives', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 4, maxLength: 40 }), secret => {
        fc.pre([...secret].length >= 4 && !/[\r\n]/.test(secret))
        expect(maskPatterns(secret)).toContain(Buffer.from(secret).toString('base64'))
      })
    )
  })

  test('a secret that is learned later is masked as well, and the first masker stays as it was', () => {
    const first = createMasker(['first-one'])
    const both = first.with(['second-one'])
    const text = bytes('first-one second-one')
    expect(new TextDecoder().decode(both.mask(text))).toBe(`${redacted} ${redacted}`)
    expect(new TextDecoder().decode(first.mask(text))).toBe(`${redacted} second-one`)
  })

  test('tells the length of the longest text it looks for', () => {
    expect(createMasker([]).longest).toBe(0)
    expect(createMasker(['abc']).longest).toBe(0)
    // Hexadecimal is the longest form of a plain word.
    expect(createMasker(['abcdefg']).longest).toBe(14)
  })

  test('bytes that are not text pass unharmed', () => {
    const odd = Uint8Array.from([0xff, 0, 0xc3, ...bytes('hunter2'), 0xfe])
    expect([...createMasker(['hunter2']).mask(odd)]).toEqual([0xff, 0, 0xc3, ...bytes(redacted), 0xfe])
  })
})

describe('the pattern matcher', () => {
  const smallAlphabet = fc.array(fc.integer({ min: 97, max: 99 }), { maxLength: 60 })

  test('finds what a naive search finds', () => {
    const pattern = fc.array(fc.integer({ min: 97, max: 99 }), { minLength: 2, maxLength: 7 })
    fc.assert(
      fc.property(smallAlphabet, fc.array(pattern, { maxLength: 6 }), (text, patterns) => {
        const all = patterns.map(item => Uint8Array.from(item))
        const where = Uint8Array.from(text)
        expect(createMatcher(all).ranges(where)).toEqual(naiveRanges(where, all))
      }),
      { numRuns: 2000 }
    )
  })

  test('finds patterns longer than its jumps can be', () => {
    const long = new Uint8Array(400).fill(97)
    long[399] = 98
    const text = new Uint8Array(1000).fill(97)
    text[700] = 98
    expect(createMatcher([long]).ranges(text)).toEqual([301, 701])
  })

  test('refuses patterns it could not tell apart from single bytes', () => {
    expect(() => createMatcher([Uint8Array.from([1])])).toThrow('at least two bytes')
  })
})

test('whatever the secrets are, none of their texts is left and the rest is untouched', () => {
  const secret = fc.string({ minLength: 4, maxLength: 12, unit: fc.constantFrom('a', 'b', "'", '"', ' ', '%', 'é') })
  fc.assert(
    fc.property(
      fc.array(secret, { maxLength: 5 }),
      fc.array(fc.string({ maxLength: 8 }), { maxLength: 6 }),
      (all, rest) => {
        const text = rest.flatMap((part, i) => [part, all[i] ?? '']).join('|')
        const patterns = all.flatMap(item => [...maskPatterns(item)])
        const ranges = naiveRanges(bytes(text), patterns.map(bytes))
        const result = createMasker(all).mask(bytes(text))
        const cut = ranges.reduce((sum, at, i) => sum + (i % 2 === 0 ? -at : at), 0)
        expect(result.length).toBe(bytes(text).length - cut + (ranges.length / 2) * bytes(redacted).length)
        const shown = new TextDecoder().decode(result)
        for (const pattern of patterns) expect(shown.includes(pattern)).toBe(false)
      }
    )
  )
})
