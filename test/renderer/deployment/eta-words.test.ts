import type { Eta } from '@shared/eta'
import { describe, expect, it } from 'vitest'
import { bandWords, etaWords } from '../../../renderer/screens/deployment/eta-words'
import { at, begins, live, livePlan, type Story, started } from '../../support/live'

const plan = livePlan(1, [{ name: 'Install', on: [1] }])
const whole = { p50: 240_000, p90: 420_000, count: 12 }
const timings = { whole, actions: { 'action-0000000101': whole }, runs: {} }
const nothing = { whole: null, actions: {}, runs: {} }
const eta = (low: number, remaining: number, high: number, more: Partial<Eta> = {}): Eta => ({
  low: low * 1000,
  remaining: remaining * 1000,
  high: high * 1000,
  without: [],
  isLate: false,
  ...more
})
const running: Story = [started, begins(at(1, 1))]
const text = (value: Eta | null, story: Story = running, known = timings) =>
  etaWords(live(plan, story), value, known, 0)?.text

describe('how long it goes on', () => {
  it('is said in the unit that people would use, with a band where there is one', () => {
    expect([
      bandWords(eta(180, 240, 420)),
      bandWords(eta(30, 42, 63)),
      bandWords(eta(1, 2, 3)),
      bandWords(eta(239, 240, 241)),
      bandWords(eta(3600, 7200, 9000))
    ]).toEqual(['4 min (3–7)', '40 s (30–65)', '5 s', '4 min', '2 h (1–2.5)'])
  })

  it('is about so long, or longer than usual', () => {
    const late = { isLate: true }
    expect([
      text(eta(180, 240, 420)),
      text(eta(60, 120, 180, late)),
      text(eta(0, 0, 0, late)),
      text(eta(0, 0, 0.5)),
      text(eta(180, 240, 420, { without: ['Verify'] }))
    ]).toEqual([
      'about 4 min (3–7) left',
      'about 2 min (1–3) left, longer than usual',
      'longer than usual',
      'nearly done',
      'about 4 min (3–7) left, without “Verify”'
    ])
  })

  it('waits where the deployment does', () => {
    expect([
      text(eta(180, 240, 420), []),
      text(eta(180, 240, 420), [started, { kind: 'paused', by: 'ada' }]),
      text(eta(0, 0, 0), [started, { kind: 'paused', by: 'ada' }])
    ]).toEqual(['takes about 4 min (3–7)', 'about 4 min (3–7) left once it goes on', undefined])
  })

  it('is not made up', () => {
    expect([text(null, running, nothing as never), text(null)]).toEqual(['first run – no estimate', 'no estimate'])
    expect(etaWords(live(plan, running), null, null, 0)).toBeNull()
    expect(text(eta(180, 240, 420), [...running, { kind: 'interrupted' }])).toBeUndefined()
  })
})
