import { defaultRangeExtractor, useVirtualizer } from '@tanstack/react-virtual'
import { type RefObject, useCallback, useEffect } from 'react'
import type { RowKey } from '../draft/draft-row'

export const rowHeight = 30
/** What a message below a row adds. */
export const messageHeight = 22

export interface GridWindowOptions {
  readonly viewport: RefObject<HTMLDivElement | null>
  readonly keys: readonly RowKey[]
  readonly hasMessage: (index: number) => boolean
  /** Changes whenever rows may have got another height. */
  readonly heights: unknown
  /** Stays in the page wherever the view is, so that the focus is never lost. */
  readonly current: number
}

/** The rows that are in view. */
export function useGridWindow(options: GridWindowOptions) {
  const { viewport, keys, hasMessage, current } = options
  const virtualizer = useVirtualizer({
    count: keys.length,
    getScrollElement: () => viewport.current,
    estimateSize: index => rowHeight + (hasMessage(index) ? messageHeight : 0),
    getItemKey: useCallback((index: number) => keys[index] ?? index, [keys]),
    overscan: 2,
    rangeExtractor: range => {
      const inView = defaultRangeExtractor(range)
      if (current < 0 || current >= keys.length || inView.includes(current)) return inView
      return [...inView, current].sort((a, b) => a - b)
    }
  })
  // biome-ignore lint/correctness/useExhaustiveDependencies: measuring is asked for by what decides about heights
  useEffect(() => virtualizer.measure(), [virtualizer, options.heights])
  return virtualizer
}
