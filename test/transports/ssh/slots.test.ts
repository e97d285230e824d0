import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { HandshakeSlots } from '../../../electron/transports/ssh/handshake-slots'
import { Slots } from '../../../electron/transports/ssh/slots'
import { never } from '../../support/ssh'

const turn = () => new Promise(resolve => setImmediate(resolve))

describe('slots', () => {
  test('are never held by more than the limit, and everybody is served in the order of arrival', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 5 }),
        fc.array(fc.integer({ min: 0, max: 3 })),
        async (limit, work) => {
          const slots = new Slots(limit)
          const served: number[] = []
          let most = 0
          await Promise.all(
            work.map(async (turns, index) => {
              const release = await slots.take()
              served.push(index)
              most = Math.max(most, slots.held)
              for (let count = 0; count < turns; count++) await turn()
              release?.()
              release?.()
            })
          )
          expect(most).toBeLessThanOrEqual(limit)
          expect(served).toEqual(work.map((_, index) => index))
          expect(slots.isIdle).toBe(true)
        }
      )
    )
  })

  test('let go of whoever stops waiting', async () => {
    const slots = new Slots(1)
    const release = await slots.take()
    const impatient = new AbortController()
    const waiting = slots.take(impatient.signal)
    const next = slots.take()
    impatient.abort()
    expect(await waiting).toBeNull()
    release?.()
    expect(await next).not.toBeNull()
    expect(await slots.take(AbortSignal.abort())).toBeNull()
  })

  test('serve those first who had one already', async () => {
    const slots = new Slots(1)
    const release = await slots.take()
    const order: string[] = []
    const ordinary = slots.take().then(given => {
      order.push('ordinary')
      given?.()
    })
    const again = slots.take(undefined, true).then(given => {
      order.push('again')
      given?.()
    })
    release?.()
    await Promise.all([ordinary, again])
    expect(order).toEqual(['again', 'ordinary'])
  })

  test('can become fewer, down to one, while they are held', async () => {
    const slots = new Slots(3)
    const held = await Promise.all([slots.take(), slots.take(), slots.take()])
    slots.lowerTo(0)
    slots.lowerTo(5)
    let isServed = false
    const next = slots.take().then(() => {
      isServed = true
    })
    held[0]?.()
    held[1]?.()
    await turn()
    expect(isServed).toBe(false)
    held[2]?.()
    await next
    expect(slots.held).toBe(1)
  })
})

describe('handshake slots', () => {
  test('limit each server, all servers together, and let nobody wait for a busy server they do not want', async () => {
    const slots = new HandshakeSlots(3, 2)
    const busy = await Promise.all([slots.take('a:22', never), slots.take('a:22', never)])
    let third = 'waiting'
    const waiting = slots.take('a:22', never).then(release => {
      third = 'served'
      return release
    })
    const other = await slots.take('b:22', never)
    await turn()
    expect([third, other !== null]).toEqual(['waiting', true])
    busy[0]?.()
    expect(await waiting).not.toBeNull()
  })

  test('give back what was taken when the wait for the rest is ended', async () => {
    const slots = new HandshakeSlots(1, 1)
    const first = await slots.take('a:22', never)
    const controller = new AbortController()
    const waiting = slots.take('b:22', controller.signal)
    await turn()
    controller.abort()
    expect(await waiting).toBeNull()
    first?.()
    expect(await slots.take('b:22', never)).not.toBeNull()
  })
})
