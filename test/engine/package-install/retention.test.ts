import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Installation } from '../../../electron/engine/package-install/journal'
import { outdated } from '../../../electron/engine/package-install/retention'

const dayMs = 86_400_000
const now = 1_000 * dayMs

/** Installations of `s`uccess, `f`ailure and those that be`g`an, oldest first, one each day up to yesterday. */
const history = (states: string): readonly Installation[] =>
  [...states].map((state, at) => ({
    number: String(at + 1).padStart(10, '0'),
    state: state === 's' ? 'succeeded' : state === 'f' ? 'failed' : 'began',
    at: now - (states.length - at) * dayMs,
    sha256: 'a'.repeat(64),
    packageId: 'Shop.Web',
    version: `1.0.${at}`,
    path: `/apps/1.0.${at}`,
    custom: '/var/www'
  }))

const present = '0000009999'
/** The positions that go, from 1. */
const going = (states: string, keep: Parameters<typeof outdated>[1]): readonly number[] =>
  outdated(history(states), keep, present, now).map(item => Number(item.number))
const count = (n: number) => ({ unit: 'count', count: n }) as const
const days = (n: number) => ({ unit: 'days', count: n }) as const

describe('earlier installations on a target', () => {
  it('stay by count: the present one and the last so many that succeeded', () => {
    expect(going('ssss', count(2))).toEqual([1, 2])
  })

  it('do not count when they failed, and go', () => {
    expect(going('sffsfs', count(2))).toEqual([1, 2, 3, 5])
  })

  it('all stay, the failed ones too, where no more is preserved than the count', () => {
    expect(going('sff', count(2))).toEqual([])
    expect(going('ff', count(1))).toEqual([])
  })

  it('go by days once they are older, whatever became of them', () => {
    expect(going('sfsfs', days(3))).toEqual([1, 2])
  })

  it('stay while they may be under way, and go like failed ones once they cannot be', () => {
    const states = history('gsss').map(item => (item.number === '0000000001' ? { ...item, at: now - 1000 } : item))
    expect(outdated(states, count(1), present, now).map(item => Number(item.number))).toEqual([2, 3])
    expect(going('gss', count(1))).toEqual([1, 2])
  })

  it('never go when something preserved lies in the same folder', () => {
    const all = history('sss').map(item => ({ ...item, path: '/apps/same' }))
    expect(outdated(all, count(1), present, now)).toEqual([])
  })

  it('never go in such a way that fewer successful ones are left than are to be kept', () => {
    const states = fc.string({ unit: fc.constantFrom('s', 'f', 'g'), maxLength: 12 })
    fc.assert(
      fc.property(states, fc.integer({ min: 1, max: 5 }), (text, n) => {
        const gone = new Set(going(text, count(n)))
        const left = history(text).filter(item => item.state === 'succeeded' && !gone.has(Number(item.number)))
        const had = history(text).filter(item => item.state === 'succeeded')
        expect(left).toEqual(gone.size === 0 ? had : had.slice(-n))
        expect(left.length).toBeGreaterThanOrEqual(Math.min(n, had.length))
      })
    )
  })
})
