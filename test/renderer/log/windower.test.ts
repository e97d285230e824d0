import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  drawnTop,
  endOffset,
  type Geometry,
  isSqueezed,
  offsetAt,
  offsetToShow,
  rangeHeight,
  rowsInView,
  scrollTopAt,
  tallestRange
} from '../../../renderer/components/log/windower'

const geometries = fc.record({
  rows: fc.oneof(fc.nat(200), fc.nat(50_000_000)),
  rowHeight: fc.integer({ min: 8, max: 40 }),
  viewport: fc.integer({ min: 0, max: 3000 })
})
const anywhere = fc.double({ min: 0, max: 1, noNaN: true })
const offsets = geometries.chain(geometry => anywhere.map(share => ({ geometry, offset: share * endOffset(geometry) })))

describe('windower', () => {
  it('never lays out more than the tallest range', () => {
    fc.assert(
      fc.property(geometries, geometry => {
        expect(rangeHeight(geometry)).toBeLessThanOrEqual(tallestRange)
        expect(isSqueezed(geometry)).toBe(geometry.rows * geometry.rowHeight > tallestRange)
      })
    )
  })

  it('shows every row that is in view and few others', () => {
    fc.assert(
      fc.property(offsets, fc.nat(30), ({ geometry, offset }, overscan) => {
        const { first, end } = rowsInView(geometry, offset, { before: overscan, after: overscan })
        const { rows, rowHeight, viewport } = geometry
        expect(first * rowHeight).toBeLessThanOrEqual(offset)
        expect(Math.min(rows * rowHeight, offset + viewport)).toBeLessThanOrEqual(end * rowHeight + 1e-3)
        expect(end - first).toBeLessThanOrEqual(Math.ceil(viewport / rowHeight) + 2 * overscan + 1)
        expect(first).toBeGreaterThanOrEqual(0)
        expect(end).toBeLessThanOrEqual(rows)
      })
    )
  })

  it('finds its way from offset to scroll position and back', () => {
    fc.assert(
      fc.property(offsets, ({ geometry, offset }) => {
        const back = offsetAt(geometry, scrollTopAt(geometry, offset))
        expect(Math.abs(back - offset)).toBeLessThan(1e-3)
      })
    )
  })

  it('moves down when scrolled down', () => {
    fc.assert(
      fc.property(geometries, anywhere, anywhere, (geometry, a, b) => {
        const height = rangeHeight(geometry)
        const [low, high] = [Math.min(a, b) * height, Math.max(a, b) * height]
        expect(offsetAt(geometry, low)).toBeLessThanOrEqual(offsetAt(geometry, high))
      })
    )
  })

  it('reaches the first and the last row by scrolling alone', () => {
    fc.assert(
      fc.property(geometries, geometry => {
        expect(offsetAt(geometry, 0)).toBe(0)
        const bottom = Math.max(0, rangeHeight(geometry) - geometry.viewport)
        expect(Math.abs(offsetAt(geometry, bottom) - endOffset(geometry))).toBeLessThan(1e-3)
      })
    )
  })

  it('draws rows at their own place in a list that is not squeezed', () => {
    fc.assert(
      fc.property(offsets, ({ geometry, offset }) => {
        fc.pre(!isSqueezed(geometry))
        const { first } = rowsInView(geometry, offset, { before: 0, after: 0 })
        const top = drawnTop(geometry, scrollTopAt(geometry, offset), offset, first)
        expect(Math.abs(top - first * geometry.rowHeight)).toBeLessThan(1e-3)
      })
    )
  })

  it('brings a row wholly into view and otherwise stays where it is', () => {
    fc.assert(
      fc.property(offsets, anywhere, ({ geometry, offset }, share) => {
        fc.pre(geometry.rows > 0 && geometry.viewport >= geometry.rowHeight)
        const row = Math.floor(share * (geometry.rows - 1))
        const next = offsetToShow(geometry, row, offset)
        expect(next).toBeLessThanOrEqual(row * geometry.rowHeight + 1e-3)
        expect(next + geometry.viewport).toBeGreaterThanOrEqual((row + 1) * geometry.rowHeight - 1e-3)
        expect(offsetToShow(geometry, row, next)).toBe(next)
      })
    )
  })

  it('knows a million rows of 18 pixels without squeezing', () => {
    const geometry: Geometry = { rows: 1_000_000, rowHeight: 18, viewport: 600 }
    expect({
      isSqueezed: isSqueezed(geometry),
      end: rowsInView(geometry, endOffset(geometry), { before: 0, after: 0 })
    }).toEqual({
      isSqueezed: false,
      end: { first: 999_966, end: 1_000_000 }
    })
  })
})
