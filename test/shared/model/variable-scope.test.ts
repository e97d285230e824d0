import { isUnscoped, normalScope, sameScope, type VariableScope } from '@shared/model/variable-scope'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ids } from '../../support/plans'

const scopes: fc.Arbitrary<VariableScope> = fc.record(
  {
    roles: fc.array(fc.constantFrom('web', 'WEB', 'db', 'Cache')),
    environments: fc.array(fc.constantFrom(ids.environment(1), ids.environment(2)))
  },
  { requiredKeys: [] }
)

describe('a scope', () => {
  it('is the same whatever the order of its values, their case and its empty dimensions', () => {
    expect(sameScope({ roles: ['web', 'DB'] }, { roles: ['db', 'Web'], targets: [] })).toBe(true)
    expect(sameScope({ roles: ['web'] }, { environments: [ids.environment(1)] })).toBe(false)
    expect(sameScope(undefined, { roles: [] })).toBe(true)
  })

  it('applies everywhere when every dimension is empty', () => {
    expect([isUnscoped(undefined), isUnscoped({ roles: [] }), isUnscoped({ roles: ['web'] })]).toEqual([
      true,
      true,
      false
    ])
  })

  it('has one spelling, which is its own spelling', () => {
    fc.assert(
      fc.property(scopes, scope => {
        const normal = normalScope(scope)
        expect(normalScope(normal)).toEqual(normal)
        expect(sameScope(scope, normal)).toBe(true)
      })
    )
  })
})
