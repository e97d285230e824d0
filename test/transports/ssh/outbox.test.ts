import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Outbox } from '../../../electron/transports/ssh/outbox'
import type { FromWorker } from '../../../electron/transports/ssh/worker-protocol'

type Output = Extract<FromWorker, { type: 'output' }>

const outputs = (messages: readonly FromWorker[]): readonly Output[] =>
  messages.flatMap(message => (message.type === 'output' ? [message] : []))

describe('an outbox', () => {
  it('keeps the bytes of each command and stream in order, however they come', () => {
    const chunk = fc.record({
      id: fc.constantFrom(1, 2),
      stream: fc.constantFrom('stdout' as const, 'stderr' as const),
      bytes: fc.uint8Array({ maxLength: 50 })
    })
    fc.assert(
      fc.property(fc.array(chunk, { maxLength: 60 }), chunks => {
        const sent: FromWorker[] = []
        const outbox = new Outbox(messages => sent.push(...messages))
        for (const { id, stream, bytes } of chunks) outbox.output(id, stream, bytes)
        outbox.flush()
        for (const id of [1, 2])
          for (const stream of ['stdout', 'stderr'] as const) {
            const isOf = (item: { readonly id: number; readonly stream: string }) =>
              item.id === id && item.stream === stream
            expect(
              outputs(sent)
                .filter(isOf)
                .flatMap(item => [...item.chunk])
            ).toEqual(chunks.filter(isOf).flatMap(item => [...item.bytes]))
          }
      })
    )
  })

  it('joins small chunks into one message, and stops where the message would hold up who takes it', () => {
    const sent: FromWorker[] = []
    const outbox = new Outbox(messages => sent.push(...messages))
    for (let index = 0; index < 12; index++) outbox.output(1, 'stdout', new Uint8Array(16 * 1024))
    outbox.flush()
    expect(outputs(sent).map(message => message.chunk.byteLength)).toEqual([65_536, 65_536, 65_536])
  })
})
