import type { RunId } from '@shared/ids'
import { type LogFilter, lets, logLevels } from '@shared/log'
import { plainText } from '@shared/task-log/ansi'
import {
  createLineMatcher,
  type LineBlock,
  type LineMatcher,
  LogSearch,
  markCount,
  type SearchQuery
} from '@shared/task-log/search'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'

const runs = ['1.a', '2.b', '3.c'] as RunId[]
const everything: LogFilter = { runs: null, levels: null }
const query = (text: string, options: Partial<SearchQuery> = {}): SearchQuery => ({
  text,
  isRegex: false,
  isCaseSensitive: false,
  isWholeWord: false,
  ...options
})

function matcher(asked: SearchQuery): LineMatcher {
  const made = createLineMatcher(asked)
  if (!made.ok) throw new Error(made.failure.message)
  return made.value
}

const text = fc.string({
  unit: fc.constantFrom('a', 'B', 'b', '1', ' ', 'é', 'É', '\u001b[31m', '\r', 'ß', '.'),
  maxLength: 8
})
const block: fc.Arbitrary<LineBlock> = fc
  .record({
    run: fc.constantFrom(null, ...runs),
    level: fc.constantFrom(...logLevels),
    texts: fc.array(text, { minLength: 1, maxLength: 6 })
  })
  .map(({ texts, ...rest }) => ({ ...rest, lines: texts.length, text: texts.join('\n') }))
const filter: fc.Arbitrary<LogFilter> = fc.record({
  runs: fc.option(fc.subarray(runs)),
  levels: fc.option(fc.subarray([...logLevels]))
})
const plainQuery = fc.record({
  text: fc.string({ unit: fc.constantFrom('a', 'b', '1', 'é', 'É', ' ', '.'), minLength: 1, maxLength: 2 }),
  isRegex: fc.constant(false),
  isCaseSensitive: fc.boolean(),
  isWholeWord: fc.boolean()
})
const patternQuery = fc.record({
  text: fc.constantFrom('a+', '^b', '1$', '[ab]\\s', '.', 'a|é', '\\bb', '(a)(b)?'),
  isRegex: fc.constant(true),
  isCaseSensitive: fc.boolean(),
  isWholeWord: fc.boolean()
})

/** Looks at each line by itself and counts by hand. */
function naive(blocks: readonly LineBlock[], asked: SearchQuery, narrowed: LogFilter) {
  const { test: isHit } = matcher(asked)
  const inRun = new Map<RunId | null, number>()
  let [number, position] = [0, 0]
  return blocks.flatMap(item =>
    item.text.split('\n').flatMap(line => {
      number += 1
      if (!lets(narrowed, item)) return []
      const place = inRun.get(item.run) ?? 0
      inRun.set(item.run, place + 1)
      position += 1
      return isHit(plainText(line)) ? [{ number, position: position - 1, run: item.run, inRun: place }] : []
    })
  )
}

describe('a search', () => {
  test('finds what looking at each line by itself finds, however the lines came', () => {
    fc.assert(
      fc.property(
        fc.array(block, { maxLength: 12 }),
        fc.oneof(plainQuery, patternQuery),
        filter,
        (blocks, asked, narrowed) => {
          const search = new LogSearch(matcher(asked), narrowed)
          for (const item of blocks) search.add(item)
          const lines = blocks.reduce((sum, item) => sum + item.lines, 0)
          const { hits, runs: found, count, searched } = search.answer(0, 1000, lines)
          const expected = naive(blocks, asked, narrowed)
          expect(hits.numbers).toEqual(expected.map(hit => hit.number))
          expect(hits.positions).toEqual(expected.map(hit => hit.position))
          expect(hits.inRun).toEqual(expected.map(hit => hit.inRun))
          expect(hits.runs.map(run => found[run]?.run)).toEqual(expected.map(hit => hit.run))
          expect(found.reduce((sum, item) => sum + item.count, 0)).toBe(count)
          expect([count, searched]).toEqual([expected.length, lines])
        }
      )
    )
  })

  test('is the same whether the lines come all at once or one after the other', () => {
    fc.assert(
      fc.property(fc.array(text, { minLength: 1, maxLength: 20 }), plainQuery, (texts, asked) => {
        const [whole, single] = [new LogSearch(matcher(asked), everything), new LogSearch(matcher(asked), everything)]
        const run = runs[0] ?? null
        whole.add({ run, level: 'info', lines: texts.length, text: texts.join('\n') })
        for (const line of texts) single.add({ run, level: 'info', lines: 1, text: line })
        expect(whole.answer(0, 100, texts.length)).toEqual(single.answer(0, 100, texts.length))
      })
    )
  })

  test('answers pages of its hits, and where in the log they lie', () => {
    const search = new LogSearch(matcher(query('x')), everything)
    const texts = Array.from({ length: 1024 }, (_, i) => (i % 512 === 100 ? 'x' : '-'))
    search.add({ run: null, level: 'info', lines: 1024, text: texts.join('\n') })
    const { hits, marks, count } = search.answer(1, 5, 1024)
    expect([count, hits.from, hits.numbers]).toEqual([2, 1, [613]])
    expect(marks).toEqual({ parts: [50, 306], total: 1024 })
    expect(Math.max(...marks.parts)).toBeLessThan(markCount)
  })
})

describe('a matcher', () => {
  test('looks at what is shown: colours and what a progress bar overwrote are not there', () => {
    const search = new LogSearch(matcher(query('error 2')), everything)
    search.add({ run: null, level: 'info', lines: 2, text: '\u001b[31mERR\u001b[0mor 2\nerror 2\rerror 3' })
    expect(search.answer(0, 10, 2).hits.numbers).toEqual([1])
  })

  test('tells whole words apart in every script', () => {
    const { test: isHit } = matcher(query('été', { isWholeWord: true }))
    expect(['un été chaud', 'étés', 'été_1', '(ÉTÉ)'].map(isHit)).toEqual([true, false, false, true])
  })

  test('takes regular expressions as people write them, and says which are none', () => {
    expect(matcher(query('a\\-b', { isRegex: true })).test('xA-by')).toBe(true)
    expect(createLineMatcher(query('a(', { isRegex: true }))).toMatchObject({
      ok: false,
      failure: { kind: 'invalid-input', issues: [{ path: 'query.text' }] }
    })
  })

  test('says where in a line the matches are, without empty ones and without end', () => {
    expect(matcher(query('ab')).ranges('abxAB')).toEqual([
      [0, 2],
      [3, 5]
    ])
    expect(matcher(query('b*', { isRegex: true })).ranges('abbab')).toEqual([
      [1, 3],
      [4, 5]
    ])
    expect(matcher(query('a')).ranges('aaaa', 2)).toHaveLength(2)
  })
})
