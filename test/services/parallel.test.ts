import { describe, expect, it } from 'vitest'
import { inParallel } from '../../electron/services/parallel'

/** Work that a test ends item by item. */
function byHand() {
  const begun: string[] = []
  const ends = new Map<string, (error?: Error) => void>()
  const work = (item: string) =>
    new Promise<void>((resolve, reject) => {
      begun.push(item)
      ends.set(item, error => (error ? reject(error) : resolve()))
    })
  const end = async (item: string, error?: Error) => {
    ends.get(item)?.(error)
    await new Promise(resolve => setImmediate(resolve))
  }
  return { begun, work, end }
}

describe('working in parallel', () => {
  it('begins as many as the limit allows, and the next as soon as one has ended', async () => {
    const { begun, work, end } = byHand()
    const all = inParallel(['a', 'b', 'c', 'd'], 2, new AbortController().signal, work)
    expect(begun).toEqual(['a', 'b'])
    await end('b')
    expect(begun).toEqual(['a', 'b', 'c'])
    await end('c')
    expect(begun).toEqual(['a', 'b', 'c', 'd'])
    await end('a')
    await end('d')
    await all
  })

  it('begins nothing more once it is stopped, and waits for what runs', async () => {
    const { begun, work, end } = byHand()
    const controller = new AbortController()
    const all = inParallel(['a', 'b'], 1, controller.signal, work)
    controller.abort()
    await end('a')
    await all
    expect(begun).toEqual(['a'])
  })

  it('rejects with the first error after everything has ended', async () => {
    const { begun, work, end } = byHand()
    const all = inParallel(['a', 'b', 'c'], 2, new AbortController().signal, work)
    const outcome = all.catch((error: Error) => error.message)
    await end('a', new Error('first'))
    await end('b', new Error('second'))
    await end('c')
    expect(await outcome).toBe('first')
    expect(begun).toEqual(['a', 'b', 'c'])
  })
})
