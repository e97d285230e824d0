import { act, renderHook } from '@testing-library/react'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { useIdle } from '../../../renderer/screens/variables/use-idle'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.unstubAllGlobals()
  vi.useRealTimers()
})

/** Work of so many small pieces. */
const pieces = (count: number) =>
  function* () {
    for (let piece = 0; piece < count; piece++) yield
    return count
  }

test('long work comes to its end in a window that is never idle', async () => {
  // As a browser calls when the time is up: nothing remains.
  vi.stubGlobal('requestIdleCallback', (work: (deadline: object) => void, { timeout }: { timeout: number }) =>
    setTimeout(() => work({ didTimeout: true, timeRemaining: () => 0 }), timeout)
  )
  vi.stubGlobal('cancelIdleCallback', clearTimeout)
  const compute = pieces(500)
  const { result, unmount } = renderHook(() => useIdle(compute, 0))
  expect(result.current).toEqual({ value: 0, isOld: true })
  await act(() => vi.advanceTimersByTimeAsync(3_000))
  expect(result.current).toEqual({ value: 500, isOld: false })
  unmount()
})

test('what was worked out before stays, and is said to be old, until the new result is there', async () => {
  const [first, second] = [pieces(3), pieces(5)]
  const { result, rerender } = renderHook(({ compute }) => useIdle(compute, 0), { initialProps: { compute: first } })
  await act(() => vi.advanceTimersByTimeAsync(2_000))
  expect(result.current).toEqual({ value: 3, isOld: false })
  rerender({ compute: second })
  expect(result.current).toEqual({ value: 3, isOld: true })
  await act(() => vi.advanceTimersByTimeAsync(2_000))
  expect(result.current).toEqual({ value: 5, isOld: false })
})
