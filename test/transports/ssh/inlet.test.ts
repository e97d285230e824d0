import { describe, expect, it, vi } from 'vitest'
import { Inlet } from '../../../electron/transports/ssh/inlet'

describe('an inlet whose sink is quick', () => {
  it('takes everything in order, and lets other work have its turn on the way', async () => {
    let now = 0
    // Each chunk seems to take 3 ms, so that a turn ends after the third.
    const clock = vi.spyOn(performance, 'now').mockImplementation(() => now)
    const taken: number[] = []
    const turns: number[] = []
    const inlet = new Inlet(
      (_stream, chunk) => {
        now += 3
        taken.push(chunk[0] ?? -1)
        return Promise.resolve()
      },
      () => undefined,
      error => expect.fail(String(error))
    )
    // Turns of the event loop, not of the clock: on a quick machine the whole test takes less than a timer's tick.
    let isOver = false
    const otherWork = () => {
      turns.push(taken.length)
      if (!isOver) setImmediate(otherWork)
    }
    setImmediate(otherWork)
    for (let index = 0; index < 30; index++) inlet.add('stdout', Uint8Array.of(index))
    await new Promise<void>(resolve => inlet.whenDrained(resolve))
    isOver = true
    clock.mockRestore()
    expect(taken).toEqual(Array.from({ length: 30 }, (_, index) => index))
    expect(turns.filter(count => count < 30).length).toBeGreaterThan(0)
  })
})
