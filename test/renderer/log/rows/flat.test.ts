import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { around, FlatRows, MatchRows } from '../../../../renderer/components/log/rows/flat'

const drawn = (rows: MatchRows): readonly (number | string)[] =>
  Array.from({ length: rows.count }, (_, index) => {
    const row = rows.rowAt(index)
    return row?.kind === 'line' ? row.position : row?.kind === 'silence' ? `…${row.lines}` : '?'
  })

describe('lines with a match', () => {
  test('are shown with those around them, and what is left out is counted', () => {
    expect(drawn(new MatchRows([10, 12, 30], 40))).toEqual([
      '…7',
      ...[7, 8, 9, 10, 11, 12, 13, 14, 15],
      '…11',
      ...[27, 28, 29, 30, 31, 32, 33],
      '…6'
    ])
    expect(drawn(new MatchRows([], 40))).toEqual([])
  })

  test('are all there, once each and in order, and every line is somewhere', () => {
    const hits = fc.uniqueArray(fc.nat(120), { maxLength: 20 }).map(list => list.toSorted((a, b) => a - b))
    fc.assert(
      fc.property(hits, fc.integer({ min: 1, max: 130 }), (all, lines) => {
        const rows = new MatchRows(all, lines)
        const own = all.filter(hit => hit < lines)
        const expected = Array.from({ length: lines }, (_, i) => i).filter(i =>
          own.some(hit => Math.abs(hit - i) <= around)
        )
        expect(drawn(rows).filter(item => typeof item === 'number')).toEqual(expected)
        const left = drawn(rows).flatMap(item => (typeof item === 'string' ? [Number(item.slice(1))] : []))
        if (own.length > 0) expect(expected.length + left.reduce((sum, count) => sum + count, 0)).toBe(lines)
        for (const position of expected)
          expect(rows.rowAt(rows.indexOf({ kind: 'line', run: undefined, position })!)).toMatchObject({ position })
      })
    )
  })
})

test('a flat log has a row for each line', () => {
  const rows = new FlatRows(3)
  expect([rows.count, rows.rowAt(2), rows.rowAt(3)]).toMatchObject([3, { kind: 'line', position: 2 }, undefined])
  expect(rows.indexOf({ kind: 'line', run: undefined, position: 1 })).toBe(1)
  expect(rows.indexOf({ kind: 'line', run: undefined, position: 3 })).toBeNull()
})
