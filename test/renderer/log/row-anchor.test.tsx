import { renderHook } from '@testing-library/react'
import { expect, it, vi } from 'vitest'
import { placeOf, type Row, type RowModel } from '../../../renderer/components/log/rows/row'
import type { LogWindow } from '../../../renderer/components/log/use-log-window'
import { useRowAnchor } from '../../../renderer/components/log/use-row-anchor'

const lines = (...positions: number[]): RowModel => {
  const rows = positions.map((position): Row => ({ kind: 'line', key: `${position}`, run: null, position, depth: 0 }))
  return {
    count: rows.length,
    rowAt: index => rows[index],
    indexOf: place => {
      const found = rows.findIndex(row => JSON.stringify(placeOf(row)) === JSON.stringify(place))
      return found < 0 ? null : found
    },
    headingOf: () => null
  }
}

/** Where the view is moved to when other rows come above those that it shows; null where it stays. */
function movedFrom(offset: number): number | null {
  const shift = vi.fn()
  // Only these parts of the window are looked at.
  const view = { offset, isFollowing: false, shift } as unknown as LogWindow
  const hook = renderHook(({ model }) => useRowAnchor(model, view, 18), { initialProps: { model: lines(5, 6, 7) } })
  hook.rerender({ model: lines(4, 5, 6, 7) })
  return shift.mock.calls[0]?.[0] ?? null
}

it('keeps what is at the upper edge there when rows come above it', () => {
  expect([movedFrom(18), movedFrom(20)]).toEqual([36, 38])
})

it('keeps the beginning in view for whoever looks at it', () => {
  expect(movedFrom(0)).toBeNull()
})
