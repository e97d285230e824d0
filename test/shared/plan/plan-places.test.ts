import type { VariableScope } from '@shared/model/variable-scope'
import { PlanPlaces } from '@shared/plan/plan-places'
import { contest } from '@shared/variables/contest'
import { rowsByName } from '@shared/variables/rows'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ids, planOf, scriptStep, sshTarget, textVariable } from '../../support/plans'

const plan = planOf({
  targets: [sshTarget(1), sshTarget(2, { roles: ['web', 'db'] }), sshTarget(3), sshTarget(4, { roles: ['DB'] })],
  steps: [
    scriptStep(1, { roles: ['web', 'db'] }),
    scriptStep(2, { roles: ['db'] }),
    scriptStep(3, { location: 'here', roles: [] })
  ]
})

const candidatesOf = (scopes: readonly VariableScope[]) =>
  rowsByName({
    variables: scopes.map((scope, index) => textVariable(index + 1, 'A', `${index}`, scope)),
    librarySets: []
  }).get('a')?.candidates ?? []

const scope = fc.record(
  {
    // The last one of each is not in the plan.
    targets: fc.subarray([1, 2, 3, 4, 9].map(ids.target), { minLength: 1 }),
    roles: fc.subarray(['web', 'db', 'mail'], { minLength: 1 }),
    actions: fc.subarray([1, 2, 3, 9].map(ids.action), { minLength: 1 }),
    environments: fc.subarray([1, 2].map(ids.environment), { minLength: 1 })
  },
  { requiredKeys: [] }
)

describe('the places of a plan', () => {
  it('are decided once for each kind and as if each was decided by itself', () => {
    fc.assert(
      fc.property(fc.array(scope, { minLength: 1, maxLength: 4 }), scopes => {
        const candidates = candidatesOf(scopes)
        const places = new PlanPlaces(plan)
        const winners = places.all.map(place => places.contest(candidates, place).winner)
        expect(winners).toEqual(places.all.map(place => contest(candidates, place.context).winner))
        const kinds = places.apart(candidates).map(place => contest(candidates, place.context).winner)
        expect(new Set(kinds.map(winner => winner?.candidate))).toEqual(
          new Set(winners.map(winner => winner?.candidate))
        )
      })
    )
  })

  it('are alike where no row names their targets, and told apart where one does', () => {
    const places = new PlanPlaces(plan)
    const kindsOf = (...scopes: readonly VariableScope[]) => places.apart(candidatesOf(scopes)).length
    expect([
      places.all.length,
      kindsOf({}),
      kindsOf({ targets: [ids.target(9)] }),
      kindsOf({ targets: [ids.target(1)] }),
      kindsOf({ targets: [ids.target(1)] }, { actions: [ids.action(1)] })
    ]).toEqual([7, 1, 1, 2, 4])
  })
})
