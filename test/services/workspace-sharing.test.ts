import { closedPolicy, type NetworkPolicy } from '@shared/network'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { limitOfAll, policyOfAll } from '../../electron/services/workspace-sharing'

const policy: fc.Arbitrary<NetworkPolicy> = fc.record({
  isAirGapped: fc.boolean(),
  destinations: fc.array(
    fc.record({
      host: fc.domain(),
      port: fc.integer({ min: 1, max: 65535 }),
      why: fc.string(),
      passesAirGap: fc.boolean()
    }),
    { maxLength: 4 }
  ),
  listener: fc.option(fc.constantFrom('a demo server', 'something else'))
})

test('without an open workspace nothing is let through', () => {
  expect(policyOfAll([])).toEqual(closedPolicy)
})

test('the policy of one workspace alone is its own', () => {
  fc.assert(
    fc.property(policy, one => {
      expect(policyOfAll([one])).toEqual(one)
    })
  )
})

test('the policy of several knows every destination of each, and is as strict as the strictest', () => {
  fc.assert(
    fc.property(fc.array(policy, { minLength: 1, maxLength: 4 }), all => {
      const { destinations, isAirGapped } = policyOfAll(all)
      expect(destinations).toEqual(all.flatMap(one => one.destinations))
      expect(isAirGapped).toBe(all.some(one => one.isAirGapped))
    })
  )
})

test('transfers are as slow as the slowest limit, and free where there is none', () => {
  expect([limitOfAll([]), limitOfAll([null, null]), limitOfAll([null, 500, 200])]).toEqual([null, null, 200])
})
