import type { Phase } from '@shared/model/lifecycle'
import { automaticallyDue, currentPhase, type ProgressionGround, progressionOf } from '@shared/progression/progress'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { groundOf, phaseOf } from '../../support/lifecycles'

const names = ['E1', 'E2', 'E3', 'E4', 'E5']

/** Each environment in one phase at most; some are in none, some are gone. */
const phases: fc.Arbitrary<readonly Phase[]> = fc
  .tuple(
    fc.array(fc.integer({ min: 0, max: 4 }), { minLength: 5, maxLength: 5 }),
    fc.array(fc.record({ minimum: fc.nat(3), isOptional: fc.boolean(), isAutomatic: fc.boolean() }), { maxLength: 4 })
  )
  .map(([places, all]) =>
    all.map(({ isAutomatic, ...fields }, index) => {
      const own = names.filter((_, at) => places[at] === index)
      return phaseOf(`P${index}`, isAutomatic ? own.map(name => `${name}*`) : own, fields)
    })
  )
  // At most one of them without environments.
  .map(all => all.filter((phase, at) => phase.environments.length > 0 || all.findIndex(isEmpty) === at))

const isEmpty = (phase: Phase): boolean => phase.environments.length === 0

const ground: fc.Arbitrary<ProgressionGround> = fc
  .record({
    phases,
    there: fc.subarray(names),
    history: fc.dictionary(fc.constantFrom(...names), fc.constantFrom('ok' as const, 'tried' as const)),
    prevented: fc.constantFrom(null, 'a reason')
  })
  .map(({ phases: all, there, history, prevented }) => groundOf(all, there, history, prevented))

test('a phase is closed exactly where it says why', () => {
  fc.assert(
    fc.property(ground, given => {
      for (const { isOpen, why } of progressionOf(given).phases) expect(why === null).toBe(isOpen)
    })
  )
})

test('the first phase is always open', () => {
  fc.assert(
    fc.property(ground, given => {
      expect(progressionOf(given).phases[0]?.isOpen ?? true).toBe(true)
    })
  )
})

test('a phase that has to be completed keeps all later ones closed until it is', () => {
  fc.assert(
    fc.property(ground, given => {
      const { phases: all } = progressionOf(given)
      const at = all.findIndex(phase => !phase.isOptional && phase.progress !== 'complete')
      if (at >= 0) for (const later of all.slice(at + 1)) expect(later.isOpen).toBe(false)
    })
  )
})

test('another success never closes anything', () => {
  fc.assert(
    fc.property(ground, fc.constantFrom(...names), (given, name) => {
      const environment = given.environments.find(item => item.name === name)
      if (environment === undefined) return
      const standings = new Map(given.standings).set(environment.id, { hasSucceeded: true, wasTried: true })
      const after = progressionOf({ ...given, standings })
      expect(after.deployable).toEqual(expect.arrayContaining([...progressionOf(given).deployable]))
    })
  )
})

test('preventing progression never opens anything, and keeps where the release has succeeded', () => {
  fc.assert(
    fc.property(ground, given => {
      const free = progressionOf({ ...given, prevented: null })
      const kept = progressionOf({ ...given, prevented: 'a reason' })
      expect(free.deployable).toEqual(expect.arrayContaining([...kept.deployable]))
      const been = given.environments.filter(({ id }) => given.standings.get(id)?.hasSucceeded === true)
      expect(kept.deployable).toEqual(expect.arrayContaining(been.map(({ id }) => id)))
    })
  )
})

test('what comes next is deployable, has had no success, and is enough to complete the phase', () => {
  fc.assert(
    fc.property(ground, given => {
      const progression = progressionOf(given)
      expect(progression.deployable).toEqual(expect.arrayContaining([...progression.next]))
      for (const id of progression.next) expect(given.standings.get(id)?.hasSucceeded ?? false).toBe(false)
      expect(progression.nextNeeded).toBeLessThanOrEqual(progression.next.length)
      expect(progression.next.length > 0).toBe(currentPhase(progression) !== null)
    })
  )
})

test('what is deployed by itself may be deployed, and never was', () => {
  fc.assert(
    fc.property(ground, fc.constantFrom(null, ...names), (given, name) => {
      const reached = given.environments.find(item => item.name === name)?.id ?? null
      const due = automaticallyDue({ ...given, reached })
      expect(progressionOf(given).deployable).toEqual(expect.arrayContaining([...due]))
      for (const id of due) expect(given.standings.get(id)?.wasTried ?? false).toBe(false)
      if (given.prevented !== null) expect(due).toEqual([])
    })
  )
})
