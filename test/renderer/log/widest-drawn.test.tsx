import { act, render } from '@testing-library/react'
import { useRef } from 'react'
import { afterEach, expect, it, vi } from 'vitest'
import { useWidestDrawn } from '../../../renderer/components/log/use-widest-drawn'

afterEach(() => {
  vi.unstubAllGlobals()
})

/** What a log is as wide as, in pixels, after its content was noticed to have these widths in a view of that width. */
function widestIn(view: number, ...widths: readonly number[]): string {
  let notice: (width: number) => void = () => undefined
  class Observer {
    constructor(onEntries: (entries: readonly unknown[]) => void) {
      notice = width => onEntries([{ contentRect: { width } }])
    }
    readonly observe = () => undefined
    readonly disconnect = () => undefined
  }
  vi.stubGlobal('ResizeObserver', Observer)
  function View() {
    const element = useRef<HTMLDivElement>(null)
    useWidestDrawn(element, 'plain')
    return (
      <div ref={element} data-view>
        <div />
      </div>
    )
  }
  const { container } = render(<View />)
  const node = container.querySelector<HTMLElement>('[data-view]')
  if (node === null) throw new Error('There is no view')
  // A bar at the right takes 10 pixels; whole numbers are rounded.
  Object.defineProperties(node, {
    offsetWidth: { value: Math.round(view + 10) },
    clientWidth: { value: Math.round(view + 10) - 10 }
  })
  node.getBoundingClientRect = () => new DOMRect(0, 0, view + 10, 100)
  for (const width of widths) act(() => notice(width))
  return node.style.getPropertyValue('--log-widest')
}

it('a log stays as wide as the widest row that was drawn', () => {
  expect(widestIn(800, 900.2, 850)).toBe('901px')
})

it('a log whose rows all fit has no bar below, also where its width is no whole number of pixels', () => {
  expect([widestIn(800, 800), widestIn(800.4, 800.4), widestIn(800.6, 800.6)]).toEqual(['', '', ''])
})

it('a row that is too wide by less than a pixel counts', () => {
  expect(widestIn(800.4, 800.6)).toBe('801px')
})
