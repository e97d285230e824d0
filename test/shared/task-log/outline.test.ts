import type { LogLevel } from '@shared/deployment'
import type { RunId } from '@shared/ids'
import { OutlineBuilder, type OutlineItem } from '@shared/task-log/outline'
import { skeletonOf } from '@shared/task-log/skeleton'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'

const run = '1.a' as RunId
const other = '1.b' as RunId

function outlined(lines: readonly string[], isOver = true): readonly OutlineItem[] {
  const builder = new OutlineBuilder()
  feed(builder, lines)
  if (isOver) builder.endRun(run)
  return builder.news(0).items.toSorted((a, b) => a.id - b.id)
}

function feed(builder: OutlineBuilder, lines: readonly string[], of = run, level: LogLevel = 'info', at = 1): void {
  if (lines.length > 0) builder.add({ run: of, stream: 'stdout', level, at, text: lines.join('\n') })
}

const short = ({ kind, first, end, depth, name, look }: OutlineItem) => ({ kind, first, end, depth, name, look })
const group = (first: number, end: number | null, name: string, depth = 0, look: OutlineItem['look'] = 'plain') => ({
  kind: 'group',
  first,
  end,
  depth,
  name,
  look
})

describe('groups', () => {
  test('begin and end with markers, one inside the other', () => {
    const items = outlined(['a', '##[group]Build', 'b', '::group::Link', 'c', '::endgroup::', '##[endgroup]', 'd'])
    expect(items.map(short)).toEqual([group(1, 7, 'Build'), group(3, 6, 'Link', 1)])
    expect(items.map(item => item.hasEndMarker)).toEqual([true, true])
  })

  test('end with the next heading where a heading began them, or with the run', () => {
    const items = outlined(['--- :package: Install', 'a', '+++ Tests', 'b', '~~~ Clean up', 'c'])
    expect(items.map(short)).toEqual([
      group(0, 2, ':package: Install'),
      group(2, 4, 'Tests', 0, 'open'),
      group(4, 6, 'Clean up', 0, 'quiet')
    ])
  })

  test('are none of a diff, of rules and of lists', () => {
    expect(outlined(['--- a/file', '+++ b/file', '@@ -1 +1 @@', '-old', '+new', '---', '- item', '~~~'])).toEqual([])
    expect(outlined(['--- Empty', '+++ Tests', 'b']).map(short)).toEqual([
      group(0, 1, 'Empty'),
      group(1, 3, 'Tests', 0, 'open')
    ])
  })

  test('are seen through colours, and headings inside of a marked group end with it', () => {
    const items = outlined(['\u001b[36m##[group]Out\u001b[0m', '--- In', 'x', '##[endgroup]', 'y'])
    expect(items.map(short)).toEqual([group(0, 4, 'Out'), group(1, 3, 'In', 1)])
  })

  test('go on as long as nothing ends them; a stray end means nothing', () => {
    expect(outlined(['##[endgroup]', '##[group]A', 'x'], false).map(short)).toEqual([group(1, null, 'A')])
  })

  test('count the errors in them, and know when they began and ended', () => {
    const builder = new OutlineBuilder()
    feed(builder, ['##[group]A'], run, 'info', 1000)
    feed(builder, ['bad', 'worse'], run, 'error', 2000)
    feed(builder, ['##[endgroup]'], run, 'info', 5000)
    expect(builder.news(0).items[0]).toMatchObject({ errors: 2, from: 1000, to: 5000 })
  })

  test('of runs that write side by side do not mix', () => {
    const builder = new OutlineBuilder()
    feed(builder, ['##[group]A', 'x'])
    feed(builder, ['y', '##[group]B'], other)
    feed(builder, ['z', '##[endgroup]'])
    expect(builder.news(0).items.map(item => [item.run, item.name, item.first, item.end])).toEqual([
      [other, 'B', 1, null],
      [run, 'A', 0, 4]
    ])
  })
})

describe('lines that are alike', () => {
  test('become one from the third on, across pieces of output', () => {
    const builder = new OutlineBuilder()
    feed(builder, ['x', 'waiting', 'waiting'])
    expect(builder.news(0).items).toEqual([])
    feed(builder, ['waiting', 'waiting', 'done'])
    expect(builder.news(0).items.map(short)).toEqual([
      { kind: 'repeat', first: 1, end: 5, depth: 0, name: '', look: 'plain' }
    ])
  })

  test('are not alike on another level or stream', () => {
    const builder = new OutlineBuilder()
    feed(builder, ['x', 'x'])
    feed(builder, ['x'], run, 'warning')
    expect(builder.news(0).items).toEqual([])
  })

  test('are progress where only numbers and bars grow', () => {
    const bars = ['[=>     ] 10 %', '[===>   ] 50 %', '[=======] 100 %']
    expect(outlined(['go', ...bars, 'done']).map(short)).toEqual([
      { kind: 'progress', first: 1, end: 4, depth: 0, name: '', look: 'plain' }
    ])
    expect(outlined(['2024/05/05 took 5 s', '2024/05/05 took 6 s', '2024/05/05 took 7 s'])).toEqual([])
  })

  test.each([
    ['Receiving objects:  42% (420/1000), 1.20 MiB', 'Receiving objects: 100% (1000/1000), 3.00 MiB'],
    ['12.3 MB / 45 MB', '45 MB / 45 MB'],
    ['##### 20.0%', '################ 90.1%'],
    ['|████      | 40%', '|██████████| 100%']
  ])('have the same skeleton: %s', (one, two) => {
    expect(skeletonOf(one)).toBe(skeletonOf(two))
    expect(skeletonOf(one)).not.toBeNull()
  })
})

describe('news', () => {
  const line = fc.constantFrom('a', 'a', 'b', '10%', '20%', '##[group]G', '##[endgroup]', '--- H', '+++ O', '@@ d', '')

  test('add up to the whole, whenever they are asked for', () => {
    fc.assert(
      fc.property(fc.array(fc.array(line, { maxLength: 5 }), { maxLength: 12 }), chunks => {
        const known = new Map<number, OutlineItem>()
        const builder = new OutlineBuilder()
        let revision = 0
        for (const chunk of chunks) {
          feed(builder, chunk)
          const news = builder.news(revision)
          revision = news.revision
          for (const item of news.items) known.set(item.id, item)
        }
        const whole = new OutlineBuilder()
        feed(whole, chunks.flat())
        expect([...known.values()].toSorted((a, b) => a.id - b.id)).toEqual(
          whole.news(0).items.toSorted((a, b) => a.id - b.id)
        )
      })
    )
  })

  test('tell of items that lie inside one another and never across', () => {
    fc.assert(
      fc.property(fc.array(line, { maxLength: 40 }), lines => {
        const items = outlined(lines)
        const end = (item: OutlineItem) => item.end ?? lines.length
        for (const a of items)
          for (const b of items) {
            const isApart = end(a) <= b.first || end(b) <= a.first
            const isInside = (a.first <= b.first && end(b) <= end(a)) || (b.first <= a.first && end(a) <= end(b))
            expect(isApart || isInside).toBe(true)
          }
      })
    )
  })
})
