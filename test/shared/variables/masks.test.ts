import { redacted } from '@shared/secret'
import { maskPatterns } from '@shared/variables/mask-patterns'
import { createMasker } from '@shared/variables/masks'
import * as matchers from '@shared/variables/pattern-matcher'
import { joinedSets, patternSetOf, pieceSize } from '@shared/variables/pattern-set'
import fc from 'fast-check'
import { describe, expect, test, vi } from 'vitest'

// Files of tests share modules: others may have loaded the very ones already.
vi.hoisted(() => vi.resetModules())
vi.mock(import('@shared/variables/pattern-matcher'), { spy: true })

const { createMatcher } = matchers

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

/** The text with every stretch of `naiveRanges` replaced. */
function naivelyMasked(text: Uint8Array, secrets: readonly string[]): string {
  const ranges = naiveRanges(text, [...new Set(secrets.flatMap(secret => [...maskPatterns(secret)]))].map(bytes))
  const shown: string[] = []
  let from = 0
  for (let i = 0; i < ranges.length; i += 2) {
    shown.push(new TextDecoder().decode(text.subarray(from, ranges[i])), redacted)
    from = ranges[i + 1] ?? 0
  }
  return [...shown, new TextDecoder().decode(text.subarray(from))].join('')
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
  const letters = (minLength: number, maxLength: number) =>
    fc.string({ minLength, maxLength, unit: fc.constantFrom('a', 'b', 'c') })

  test('finds what a naive search finds', () => {
    fc.assert(
      fc.property(letters(0, 60), fc.array(letters(2, 7), { maxLength: 6 }), (text, patterns) => {
        expect(createMatcher(patternSetOf(patterns)).ranges(bytes(text))).toEqual(
          naiveRanges(bytes(text), patterns.map(bytes))
        )
      }),
      { numRuns: 2000 }
    )
  })

  test('finds it among many that may start at one place, too', () => {
    const opening = letters(0, 3).map(text => `aab${text}`)
    fc.assert(
      fc.property(letters(0, 80), fc.array(opening, { minLength: 12, maxLength: 60 }), (text, patterns) => {
        const where = bytes(text.replaceAll('c', 'aab'))
        expect(createMatcher(patternSetOf(patterns)).ranges(where)).toEqual(naiveRanges(where, patterns.map(bytes)))
      }),
      { numRuns: 1000 }
    )
  })

  test('finds patterns longer than its jumps can be, and than its pieces, as one stretch', () => {
    const long = `${'a'.repeat(399)}b${'c'.repeat(600)}d`
    const text = `${'a'.repeat(700)}b${'c'.repeat(600)}dcccc`
    expect(createMatcher(patternSetOf([`${'a'.repeat(249)}b`])).ranges(bytes(text))).toEqual([451, 701])
    expect(createMatcher(patternSetOf([long.slice(300)])).ranges(bytes(text.slice(500)))).toEqual([101, 802])
  })

  test('refuses patterns it could not tell apart from single bytes', () => {
    expect(() => createMatcher(patternSetOf(['a']))).toThrow('at least two bytes')
  })

  test('looks at each byte a limited number of times, however long and many the patterns are', () => {
    const reads = (patterns: readonly string[], text: string): number => {
      const matcher = createMatcher(patternSetOf(patterns))
      let count = 0
      const where = new Proxy(bytes(text), {
        get: (target, key) => {
          count++
          return Reflect.get(target, key, target)
        }
      })
      matcher.ranges(where)
      return count / text.length
    }
    const same = 'a'.repeat(2000)
    expect(reads([`${'a'.repeat(8000)}b`], same)).toBeLessThan(3 * pieceSize)
    // Those that begin alike: only few of them are looked at, not all 4,000.
    const alike = Array.from({ length: 4000 }, (_, i) => `secret-${i}`)
    expect(reads(alike, 'secret-'.repeat(300))).toBeLessThan(60)
  })
})

describe('a masker that learns secrets', () => {
  const secret = fc.string({ minLength: 4, maxLength: 9, unit: fc.constantFrom('a', 'b', 'é', '/') })

  test('masks what a naive replacement of all patterns does, whenever it learned them', () => {
    const steps = fc.array(fc.tuple(fc.array(secret, { maxLength: 3 }), fc.string({ maxLength: 6 })), { maxLength: 8 })
    fc.assert(
      fc.property(steps, fc.array(secret, { maxLength: 8 }), (all, words) => {
        const text = bytes(words.join(''))
        const known: string[] = []
        let masker = createMasker([])
        for (const [more, shown] of all) {
          masker = masker.with(more)
          known.push(...more)
          masker.mask(bytes(shown))
          expect(new TextDecoder().decode(masker.mask(text))).toBe(naivelyMasked(text, known))
        }
      })
    )
  })

  test('builds each pattern into its tables a few times only, and goes through one table in the end', () => {
    const built = vi.mocked(matchers.createMatcher)
    built.mockClear()
    const secrets = Array.from({ length: 512 }, (_, i) => `secret-number-${i}`)
    let masker = createMasker([])
    for (const one of secrets) {
      masker = masker.with([one])
      masker.mask(bytes('a line'))
    }
    const all = patternSetOf(secrets.flatMap(one => [...maskPatterns(one)])).starts.length
    const sizes = built.mock.calls.map(([{ starts }]) => starts.length)
    expect(sizes.reduce((a, b) => a + b)).toBeLessThan(all * 12)
    for (let i = 0; i < 8; i++) masker.mask(new Uint8Array(all * 1024))
    expect(built.mock.calls.at(-1)?.[0].starts.length).toBe(all)
    const searches = built.mock.results.slice(-1).map(({ value }) => vi.spyOn(value, 'ranges'))
    masker.mask(bytes('secret-number-1'))
    expect(searches.map(search => search.mock.calls.length)).toEqual([1])
  })

  test('builds nothing for secrets that come together before a text does', () => {
    const built = vi.mocked(matchers.createMatcher)
    built.mockClear()
    let masker = createMasker([])
    for (let i = 0; i < 256; i++) masker = masker.with([`secret-number-${i}`])
    expect(built).not.toHaveBeenCalled()
    masker.mask(bytes('a line'))
    expect(built).toHaveBeenCalledTimes(1)
  })
})

describe('a secret that is very long', () => {
  const line = (i: number): string => `KEY_${i}="p@ss/wörd ${i * 7919}"`
  const file = Array.from({ length: 9000 }, (_, i) => line(i)).join('\n')
  const texts = [file, file.replaceAll('\n', ' ')].map(text => ({ text, masker: createMasker([text]) }))

  test.each<readonly [string, (text: string) => string]>([
    ['itself', text => text],
    ['base64', text => Buffer.from(text).toString('base64')],
    ['base64 of a longer text', text => Buffer.from(`ab${text}`).toString('base64').slice(3)],
    ['URL-safe base64', text => Buffer.from(text).toString('base64url')],
    ['JSON', text => JSON.stringify(text).slice(1, -1)],
    ['an URL', encodeURIComponent],
    ['a form', text => new URLSearchParams({ a: text }).toString().slice(2)]
  ])('is masked as %s', (_, encode) => {
    for (const { text, masker } of texts) {
      const shown = new TextDecoder().decode(masker.mask(bytes(encode(text))))
      expect(shown.replaceAll(redacted, '').replaceAll('\n', '').length).toBeLessThan(4)
    }
  })

  test('is masked line by line, also as JSON writes a line', () => {
    expect(masked([file], `${line(7)} ${JSON.stringify(line(8))}`)).toBe(`${redacted} "${redacted}"`)
  })

  test('has no more forms than a few times its length', () => {
    const size = [...maskPatterns(file)].reduce((sum, { length }) => sum + length, 0)
    expect(size).toBeLessThan(40 * file.length)
  })

  test('leaves no more to keep back than a piece of it', () => {
    expect(createMasker([file]).longest).toBe(pieceSize)
  })
})

test('sets of patterns that are joined are looked for together', () => {
  const both = joinedSets([patternSetOf(['abcd', 'x'.repeat(300)]), patternSetOf(['efgh'])])
  expect(createMatcher(both).ranges(bytes(`abcd-efgh-${'x'.repeat(300)}`))).toEqual([0, 4, 5, 9, 10, 310])
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
