import { firstDifference, type RunLine } from '@shared/task-log/difference'
import { normalised } from '@shared/task-log/normalise'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'

const lines = (texts: readonly string[], stream: RunLine['stream'] = 'stdout', first = 1): readonly RunLine[] =>
  texts.map((text, index) => ({ number: first + index, stream, text }))

describe('the first difference', () => {
  test('is the first line whose words are other ones', () => {
    const own = lines(['12:00:01 start', 'pid 311', 'migrating', 'lock timeout'])
    const other = lines(['13:10:44 start', 'pid 94211', 'migrating', 'done in 3 s'])
    expect(firstDifference(own, other)).toEqual({ line: own[3], expected: other[3], same: 3 })
  })

  test('is none where only times, numbers and ids differ', () => {
    const own = lines(['2026-01-01T10:00:00Z took 12.5 ms', '\u001b[32mok\u001b[0m', 'commit 3f9ac01b2'])
    const other = lines(['2026-02-09T23:59:59Z took 7 ms', 'ok', 'commit 00ffee1122aa'])
    expect(firstDifference(own, other)).toBeNull()
  })

  test('is what is missing at the end, or what came in addition', () => {
    const [a, b] = [lines(['one', 'two']), lines(['one', 'two', 'three'])]
    expect(firstDifference(a, b)).toEqual({ line: null, expected: b[2], same: 2 })
    expect(firstDifference(b, a)).toEqual({ line: b[2], expected: null, same: 2 })
  })

  test('does not depend on how the streams mix, nor on what Slipway says', () => {
    const own = [...lines(['a'], 'stdout', 1), ...lines(['E'], 'stderr', 2), ...lines(['b'], 'stdout', 3)]
    const other = [
      ...lines(['E'], 'stderr', 1),
      ...lines(['Connected'], 'slipway', 2),
      ...lines(['a', 'b'], 'stdout', 3)
    ]
    expect(firstDifference(own, other)).toBeNull()
  })

  test('of a run and itself is none', () => {
    fc.assert(
      fc.property(fc.array(fc.string(), { maxLength: 10 }), texts => {
        expect(firstDifference(lines(texts), lines(texts))).toBeNull()
      })
    )
  })
})

test.each([
  ['uuid 123e4567-e89b-12d3-a456-426614174000 made', 'uuid 00000000-e89b-12d3-a456-999999999999 made'],
  ['~/.slipway/work/deployment-abcdef0123.web/x', '~/.slipway/work/deployment-zzzzzz9999.web/x'],
  ['Mon, Jan 5 10:00:00', 'Tue, Feb 12 11:59:01'],
  ['at 0xdeadbeef', 'at 0x1f']
])('a line is the same as the next time: %s', (one, two) => {
  expect(normalised(one)).toBe(normalised(two))
})

test('words stay, also those that look like numbers', () => {
  expect(normalised('the facade faded')).toBe('the facade faded')
})
