import type { ReceiptEvent } from '@shared/bundle/format'
import { isOlder, knownEvents, logOf } from '@shared/bundle/newer'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

const began = (at: number): ReceiptEvent => ({ kind: 'began', at, by: 'ada' })
const told = (writtenAt: number, ...times: readonly number[]) => ({ writtenAt, events: times.map(began) })
const known = (receipt: ReturnType<typeof told>) => ({
  receiptWrittenAt: receipt.writtenAt,
  receiptLog: logOf(receipt)
})

describe('of two receipts of a bundle', () => {
  it('the one with the longer log is newer, whatever its clock says', () => {
    const times = fc.array(fc.nat(), { minLength: 1 })
    fc.assert(
      fc.property(times, times, fc.nat(), fc.nat(), (first, more, at, then) => {
        const [short, long] = [told(at, ...first), told(then, ...first, ...more)]
        expect([isOlder(known(short), long), isOlder(known(long), short)]).toEqual([false, true])
        expect(knownEvents(known(short), long)).toBe(first.length)
      })
    )
  })

  it('the one that was written later is newer where they are of different logs', () => {
    const [first, second] = [told(10, 1, 2, 3), told(20, 15)]
    expect([isOlder(known(first), second), isOlder(known(second), first)]).toEqual([false, true])
    expect(knownEvents(known(first), second)).toBe(0)
  })

  it('the clock decides where nobody noted the log of the one that is in', () => {
    const before = { receiptWrittenAt: 10 }
    expect([isOlder(before, told(9, 1)), isOlder(before, told(10, 1))]).toEqual([true, false])
    expect([knownEvents(before, told(20, 5, 10, 12)), knownEvents(before, told(20, 5))]).toEqual([2, 1])
  })
})
