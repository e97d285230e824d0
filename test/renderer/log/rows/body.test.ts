import type { RunId } from '@shared/ids'
import { OutlineBuilder, type OutlineItem } from '@shared/task-log/outline'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { itemKey, SectionBody } from '../../../../renderer/components/log/rows/body'

const run = '1.a' as RunId

function itemsOf(lines: readonly string[]): readonly OutlineItem[] {
  const builder = new OutlineBuilder()
  if (lines.length > 0) builder.add({ run, stream: 'stdout', level: 'info', at: 1, text: lines.join('\n') })
  return builder.news(0).items.toSorted((a, b) => a.first - b.first || a.depth - b.depth)
}

const bodyOf = (lines: readonly string[], isOpen: (item: OutlineItem) => boolean, shown = lines.length) =>
  new SectionBody(run, shown, 2, itemsOf(lines), isOpen)

/** What is drawn: texts with their depth, and what can be folded marked with + or -. */
const drawn = (lines: readonly string[], body: SectionBody): readonly string[] =>
  Array.from({ length: body.rows }, (_, row) => {
    const { position, depth, fold } = body.rowAt(row)!
    return `${'  '.repeat(depth - 2)}${fold ? (fold.isOpen ? '- ' : '+ ') : ''}${lines[position]}`
  })

const log = [
  'a',
  '##[group]G',
  'b',
  '##[group]H',
  'c',
  '##[endgroup]',
  '##[endgroup]',
  'x',
  'x',
  'x',
  '1%',
  '2%',
  '3%',
  'z'
]

describe('the rows of a section', () => {
  test('are its lines, without those that only end a group', () => {
    expect(
      drawn(
        log,
        bodyOf(log, () => true)
      )
    ).toEqual(['a', '- ##[group]G', '  b', '  - ##[group]H', '    c', '- x', 'x', 'x', '- 1%', '2%', '3%', 'z'])
  })

  test('are fewer where groups are folded, and like lines are one: of progress the last', () => {
    expect(
      drawn(
        log,
        bodyOf(log, () => false)
      )
    ).toEqual(['a', '+ ##[group]G', '+ x', '+ 3%', 'z'])
    expect(
      drawn(
        log,
        bodyOf(log, item => item.name === 'G')
      )
    ).toEqual(['a', '- ##[group]G', '  b', '  + ##[group]H', '+ x', '+ 3%', 'z'])
  })

  test('at an earlier moment are those that there were', () => {
    expect(
      drawn(
        log,
        bodyOf(log, () => true, 3)
      )
    ).toEqual(['a', '- ##[group]G', '  b'])
    expect(
      drawn(
        log,
        bodyOf(log, () => false, 12)
      )
    ).toEqual(['a', '+ ##[group]G', '+ x', '+ 2%'])
  })

  test('say what folds them', () => {
    const body = bodyOf(log, () => true)
    const [g, h, same] = itemsOf(log)
    expect([0, 1, 2, 4, 6, 11].map(row => body.foldAbove(row))).toEqual([
      null,
      itemKey(g!),
      itemKey(g!),
      itemKey(h!),
      itemKey(same!),
      null
    ])
  })

  const line = fc.constantFrom('a', 'a', 'b', '10%', '20%', '##[group]G', '##[endgroup]', '--- H', '+++ O', 'c')

  test('show each line once at most, in order, and every line has a row', () => {
    fc.assert(
      fc.property(fc.array(line, { maxLength: 40 }), fc.func(fc.boolean()), fc.nat(40), (lines, isOpen, until) => {
        const shown = Math.min(until, lines.length)
        const body = bodyOf(lines, item => isOpen(item.id), shown)
        const positions = Array.from({ length: body.rows }, (_, row) => body.rowAt(row)!.position)
        expect(positions).toEqual([...new Set(positions)].toSorted((a, b) => a - b))
        expect(positions.every(position => position < shown)).toBe(true)
        for (let position = 0; position < shown; position++) {
          const row = body.rowOf(position)
          expect(body.rowAt(row)).toBeDefined()
          if (positions.includes(position)) expect(body.rowAt(row)!.position).toBe(position)
        }
        expect([body.rowAt(-1), body.rowAt(body.rows)]).toEqual([undefined, undefined])
      })
    )
  })
})
