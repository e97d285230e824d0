import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { Inlet } from '../../../electron/transports/ssh/inlet'
import { Outbox } from '../../../electron/transports/ssh/outbox'
import type { FromWorker } from '../../../electron/transports/ssh/worker-protocol'

const turn = () => new Promise(resolve => setImmediate(resolve))
const stream = fc.constantFrom('stdout' as const, 'stderr' as const)

describe('the outbox of the SSH thread', () => {
  test('sends one message a turn with everything in order, neighbours joined, every byte there', async () => {
    const item = fc.record({ id: fc.integer({ min: 1, max: 3 }), stream, chunk: fc.uint8Array({ minLength: 1 }) })
    await fc.assert(
      fc.asyncProperty(fc.array(item, { minLength: 1 }), async items => {
        const posts: (readonly FromWorker[])[] = []
        const outbox = new Outbox((messages, transfer) => {
          posts.push(messages)
          expect(transfer.length).toBe(messages.length)
        })
        for (const { id, stream: name, chunk } of items) outbox.output(id, name, chunk)
        await turn()
        expect(posts.length).toBe(1)
        const sent = (posts[0] ?? []).flatMap(message => (message.type === 'output' ? [message] : []))
        const bytes = (list: readonly { readonly id: number; readonly stream: string; readonly chunk: Uint8Array }[]) =>
          list.flatMap(({ id, stream: name, chunk }) => [...chunk].map(byte => [id, name, byte]))
        expect(bytes(sent)).toEqual(bytes(items))
        const neighbours = sent.slice(1).filter((message, index) => {
          const before = sent[index]
          return before?.id === message.id && before.stream === message.stream
        })
        expect(neighbours).toEqual([])
      })
    )
  })

  test('keeps other messages in their place among the output', async () => {
    const posts: string[][] = []
    const outbox = new Outbox(messages => posts.push(messages.map(message => message.type)))
    outbox.output(1, 'stdout', Uint8Array.of(1))
    outbox.send({ type: 'ended', id: 1, end: { kind: 'exited', code: 0 } })
    outbox.output(2, 'stdout', Uint8Array.of(1))
    outbox.flush()
    await turn()
    expect(posts).toEqual([['output', 'ended', 'output']])
  })
})

describe('the inlet of the app', () => {
  test('hands on one chunk at a time in order, and counts what was taken', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(stream, fc.boolean())), async items => {
        const seen: (readonly [string, number])[] = []
        let busy = 0
        let taken = 0
        const inlet = new Inlet(
          (name, chunk) => {
            expect(busy).toBe(0)
            seen.push([name, chunk[0] ?? -1])
            const isSlow = items[chunk[0] ?? -1]?.[1]
            if (!isSlow) return
            busy += 1
            return turn().then(() => {
              busy -= 1
            })
          },
          bytes => {
            taken += bytes
          },
          error => {
            throw error
          }
        )
        items.forEach(([name], index) => {
          inlet.add(name, Uint8Array.of(index))
        })
        await new Promise<void>(resolve => inlet.whenDrained(resolve))
        expect({ seen, taken }).toEqual({ seen: items.map(([name], index) => [name, index]), taken: items.length })
      })
    )
  })

  test('reports a sink that fails once, and hands on nothing more', async () => {
    const seen: number[] = []
    const broken: unknown[] = []
    const inlet = new Inlet(
      (_name, chunk) => {
        seen.push(chunk[0] ?? -1)
        return Promise.reject(new Error('full'))
      },
      () => undefined,
      error => broken.push(error)
    )
    for (const value of [1, 2, 3]) inlet.add('stdout', Uint8Array.of(value))
    await turn()
    inlet.add('stdout', Uint8Array.of(4))
    await turn()
    expect([seen, broken]).toEqual([[1], [new Error('full')]])
  })

  test('is silent once it is shut, whatever its sink still does', async () => {
    const taken: number[] = []
    const inlet = new Inlet(
      () => turn().then(() => Promise.reject(new Error('late'))),
      bytes => taken.push(bytes),
      error => {
        throw error
      }
    )
    inlet.add('stdout', Uint8Array.of(1))
    inlet.add('stdout', Uint8Array.of(2))
    inlet.shut()
    await turn()
    await turn()
    expect(taken).toEqual([])
  })
})
