import type { DeploymentFact } from '@shared/deployment'
import { applyEvents, foldEvents } from '@shared/deployment-reducer'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fails, output, planOf, queued, runId, stamp, succeeds } from '../renderer/deployment/build'

const facts: readonly DeploymentFact[] = [
  queued(planOf(2, [{ name: 'Install', on: [1, 2] }])),
  { kind: 'started' },
  ...succeeds(runId(1, 1)),
  output(runId(1, 1), 2),
  output(null, 1),
  ...fails(runId(1, 2), 7),
  { kind: 'finished', outcome: 'failed', summary: 'Failed.' }
]
const events = stamp(facts)
const whole = foldEvents(events)

describe('applyEvents', () => {
  it('adds up to the same as one event after another, however the events are cut, and changes nothing given to it', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: events.length }), fc.nat(events.length), (first, second) => {
        const middle = Math.max(first, second)
        const start = foldEvents(events.slice(0, first))!
        const before = structuredClone(start)
        const between = applyEvents(start, events.slice(first, middle))
        const kept = structuredClone(between)
        expect(applyEvents(between, events.slice(middle))).toEqual(whole)
        expect([start, between]).toEqual([before, kept])
      })
    )
  })

  it('leaves the state alone when an event cannot follow', () => {
    const start = foldEvents(events.slice(0, 2))!
    const before = structuredClone(start)
    const impossible = [...events.slice(2, 3), ...stamp([{ kind: 'started' }], 3)]
    expect(() => applyEvents(start, impossible)).toThrow('cannot follow')
    expect(start).toEqual(before)
  })
})
