import type { ChannelId, LibrarySetId } from '@shared/ids'
import type { VariableScope } from '@shared/model/variable-scope'
import { type Candidate, contest, type Origin } from '@shared/variables/contest'
import { answerWeight, matchScope, nowhere, systemWeight, type VariableContext } from '@shared/variables/context'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ids } from '../../support/plans'

const channel = 'channel-0000000001' as ChannelId

/** On web-1, which is web and cache, in Test, for step 1, which asks for web; with every dimension there is. */
const here: VariableContext = {
  environmentId: ids.environment(1),
  target: { id: ids.target(1), roles: ['web', 'cache'] },
  step: { actionId: ids.action(1), roles: ['web'] },
  channelId: channel,
  process: ids.project,
  tenantTags: ['Region/North', 'Ring/Early']
}

const weightOf = (scope: VariableScope, context = here): number | null => {
  const match = matchScope(scope, context)
  return match.applies ? match.weight : null
}

const environment = { environments: [ids.environment(1)] }
const target = { targets: [ids.target(1)] }
const action = { actions: [ids.action(1)] }
const stepRole = { roles: ['web'] }
const role = { roles: ['cache'] }
const tag = { tenantTags: ['Region/North'] }
const everythingElse = { ...environment, ...target, ...stepRole, ...tag, channels: [channel], processes: [ids.project] }

describe('the weight of a scope', () => {
  it('ranks from step over target, role that the step asks for, role, tenant tag, environment, channel and process to none', () => {
    const order: readonly VariableScope[] = [
      action,
      target,
      stepRole,
      role,
      tag,
      environment,
      { channels: [channel] },
      { processes: [ids.project] },
      {}
    ]
    const weights = order.map(scope => weightOf(scope) ?? Number.NaN)
    expect(weights).toEqual([...weights].sort((a, b) => b - a))
    expect(new Set(weights).size).toBe(order.length)
  })

  it('adds up over dimensions: environment and role beat role', () => {
    expect(weightOf({ ...environment, ...role })).toBe(10_100)
    expect(weightOf(role)).toBe(10_000)
  })

  it('of a step alone beats target, role, tenant tag, environment, channel and process together', () => {
    expect(weightOf(action)).toBeGreaterThan(weightOf(everythingElse) ?? 0)
  })

  it('does not grow with the number of values in a dimension', () => {
    expect(weightOf({ environments: [ids.environment(1), ids.environment(2)] })).toBe(weightOf(environment))
    expect(weightOf({ tenantTags: ['Region/North', 'Ring/Early'] })).toBe(weightOf(tag))
  })

  it('of a role counts more when the step asks for it, and the role applies even when the step does not', () => {
    expect(weightOf(stepRole)).toBe(100_000)
    expect(weightOf(role)).toBe(10_000)
    expect(weightOf({ roles: ['cache', 'web'] })).toBe(100_000)
  })

  it('takes names of roles without case', () => expect(weightOf({ roles: ['WEB'] })).toBe(100_000))

  it('takes tags of one set as alternatives, those of several sets together', () => {
    expect(weightOf({ tenantTags: ['Region/South', 'Region/North'] })).toBe(1_000)
    expect(weightOf({ tenantTags: ['Region/North', 'Ring/Late'] })).toBeNull()
  })

  it('is nothing where a dimension of the scope is not there: no target, no channel, no step, no tenant', () => {
    for (const scope of [environment, target, role, action, tag, { channels: [channel] }, { processes: [ids.project] }])
      expect(weightOf(scope, nowhere)).toBeNull()
    expect(weightOf({}, nowhere)).toBe(0)
  })

  it('reads an empty list as no list', () => expect(weightOf({ environments: [], roles: [] })).toBe(0))

  it('says which dimension does not fit', () => {
    expect(matchScope({ ...environment, roles: ['db'] }, here)).toEqual({ applies: false, dimension: 'roles' })
  })
})

const candidate = (
  name: string,
  scope: VariableScope,
  origin: Origin = { kind: 'project' }
): Candidate & { name: string } => ({
  name,
  origin,
  rowId: null,
  scope,
  content: { kind: 'text', text: name }
})
const library = (position: number): Origin => ({
  kind: 'library',
  id: `library-000000000${position}` as LibrarySetId,
  name: `Set ${position}`,
  position
})
const winner = (...candidates: readonly (Candidate & { name: string })[]) =>
  contest(candidates, here).winner?.candidate.name ?? null

describe('a contest', () => {
  it('goes to the heaviest scope, in whatever order the rows are', () => {
    const rows = [candidate('none', {}), candidate('env', environment), candidate('role', role)]
    expect(winner(...rows)).toBe('role')
    expect(winner(...rows.reverse())).toBe('role')
  })

  it('goes to the project when a library set is as specific', () => {
    expect(winner(candidate('set', environment, library(0)), candidate('own', environment))).toBe('own')
  })

  it('goes to a library set that is more specific than the project', () => {
    expect(winner(candidate('set', role, library(0)), candidate('own', environment))).toBe('set')
  })

  it('goes to the library set that is included later, of equally specific ones', () => {
    expect(winner(candidate('first', role, library(0)), candidate('second', role, library(1)))).toBe('second')
  })

  it('between equally specific rows of one list has no winner and names them all', () => {
    const result = contest([candidate('a', environment), candidate('c', {}), candidate('b', environment)], here)
    expect(result.winner).toBeNull()
    expect(result.tied.map(item => item.candidate.name)).toEqual(['a', 'b'])
    expect(result.ranked.map(item => [item.candidate.name, item.verdict.kind])).toEqual([
      ['a', 'tied'],
      ['b', 'tied'],
      ['c', 'lost']
    ])
  })

  it('is not tied by equals that lose against a third', () => {
    expect(winner(candidate('a', environment), candidate('b', environment), candidate('c', action))).toBe('c')
  })

  it('goes to an answer over every row, and to the system over an answer', () => {
    const answer = { ...candidate('answer', {}, { kind: 'answer' }), weight: answerWeight }
    const system = { ...candidate('system', {}, { kind: 'system' }), weight: systemWeight }
    const row = candidate('row', { ...everythingElse, ...action })
    expect(winner(row, answer)).toBe('answer')
    expect(winner(row, answer, system)).toBe('system')
  })

  it('puts those that do not apply last, with the reason', () => {
    const result = contest([candidate('prod', { environments: [ids.environment(2)] }), candidate('any', {})], here)
    expect(result.ranked.map(item => item.verdict)).toEqual([
      { kind: 'won', weight: 0, parts: [] },
      { kind: 'out', dimension: 'environments' }
    ])
  })

  it('comes out the same in whatever order the candidates are given', () => {
    const scopes = fc.constantFrom<VariableScope>({}, environment, target, role, stepRole, action, {
      environments: [ids.environment(2)]
    })
    const origins = fc.constantFrom<Origin>({ kind: 'project' }, library(0), library(1))
    const list = fc.array(fc.tuple(scopes, origins), { minLength: 1, maxLength: 6 })
    fc.assert(
      fc.property(list, fc.infiniteStream(fc.nat()), (items, numbers) => {
        const rows = items.map(([scope, origin], index) => candidate(String(index), scope, origin))
        const shuffled = rows
          .map(row => [numbers.next().value as number, row] as const)
          .sort((a, b) => a[0] - b[0])
          .map(([, row]) => row)
        const names = (from: typeof rows) => {
          const { winner: won, tied } = contest(from, here)
          return [won?.candidate.name ?? null, tied.map(item => item.candidate.name).sort()]
        }
        expect(names(shuffled)).toEqual(names(rows))
      })
    )
  })
})
