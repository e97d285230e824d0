import { describe, expect, it, vi } from 'vitest'
import { sleep } from '../../electron/sleep'

describe('sleep', () => {
  it('ends after its time and not before', async () => {
    vi.useFakeTimers()
    let isOver = false
    const slept = sleep(100).then(() => {
      isOver = true
    })
    await vi.advanceTimersByTimeAsync(99)
    expect(isOver).toBe(false)
    await vi.advanceTimersByTimeAsync(1)
    await slept
    expect(isOver).toBe(true)
    vi.useRealTimers()
  })

  it('ends at once when aborted, and leaves neither a timer nor a listener', async () => {
    vi.useFakeTimers()
    const abort = new AbortController()
    const removed = vi.spyOn(abort.signal, 'removeEventListener')
    const slept = sleep(1_000_000, abort.signal)
    expect(vi.getTimerCount()).toBe(1)
    abort.abort()
    await slept
    expect([vi.getTimerCount(), removed.mock.calls.length]).toEqual([0, 1])
    vi.useRealTimers()
  })

  it('does not begin when it was aborted before', async () => {
    await expect(sleep(1_000_000, AbortSignal.abort())).resolves.toBeUndefined()
  })
})
