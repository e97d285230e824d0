import { compareRows } from '@shared/comparison/compare-rows'
import { compareValues, type ValueSide } from '@shared/comparison/compare-values'
import type { VariableDifference } from '@shared/comparison/comparison'
import type { ComparisonNames } from '@shared/comparison/names'
import type { LibrarySetId, SecretId } from '@shared/ids'
import type { Step } from '@shared/model/process'
import type { Variable } from '@shared/model/variable-set'
import { inOneGo } from '@shared/variables/slices'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ids, manyStep, noReferences, scriptStep, sensitiveVariable, textVariable } from '../../support/plans'

const names: ComparisonNames = {
  environment: id => id,
  target: id => id,
  project: id => id,
  channel: id => id,
  feed: id => id,
  reference: () => 'deploy'
}
const labels = {
  environments: new Map([[ids.environment(), 'Test']]),
  targets: new Map<string, string>(),
  actions: new Map<string, string>(),
  processes: new Map<string, string>()
}

const rows = (before: readonly Variable[], after: readonly Variable[]) =>
  compareRows({ variables: [...before] }, { variables: [...after] }, { names, labels })

const text = (value: string) => ({ kind: 'text' as const, text: value })
const inTest = { environments: [ids.environment()] }

describe('the rows of two releases', () => {
  it('are the same by their ids: a new name, value or scope is a change of one row', () => {
    const [before, after] = [textVariable(1, 'Port', '80'), textVariable(1, 'HttpPort', '8080', inTest)]
    expect(rows([before], [after])).toEqual([
      {
        name: 'HttpPort',
        kind: 'changed',
        before: text('80'),
        after: text('8080'),
        scope: 'environment Test',
        origin: 'the project',
        fields: [
          { field: 'name', before: 'Port', after: 'HttpPort' },
          { field: 'scope', before: 'everywhere', after: 'environment Test' }
        ],
        variableId: before.id
      }
    ])
  })

  it('say of a secret only that it is another one', () => {
    const secret = sensitiveVariable(1, 'Password')
    const other = { ...secret, secret: ids.secret(2) } as Variable
    expect(rows([secret], [secret])).toEqual([])
    expect(rows([secret], [other])).toMatchObject([
      { name: 'Password', kind: 'changed', before: { kind: 'secret' }, after: { kind: 'secret' } }
    ])
  })

  it('tell two accounts of one name apart', () => {
    const row = (n: number) =>
      ({ type: 'account', id: ids.variable(1), name: 'Login', accountId: ids.account(n) }) as Variable
    expect(rows([row(1)], [row(2)])).toMatchObject([
      {
        before: text(`account “deploy” (${ids.account(1)})`),
        after: text(`account “deploy” (${ids.account(2)})`)
      }
    ])
  })

  it('of library sets come with the set, and their order counts', () => {
    const set = (n: number, value: string) => ({
      id: `library-000000000${n}` as LibrarySetId,
      name: `Set ${n}`,
      variables: [textVariable(n, 'Region', value)]
    })
    const found = compareRows(
      { variables: [], librarySets: [set(1, 'north'), set(2, 'south')] },
      { variables: [], librarySets: [set(2, 'south'), set(1, 'east')] },
      { names, labels }
    )
    expect(found).toMatchObject([
      { name: 'Region', origin: 'the library set “Set 1”', before: text('north'), after: text('east') },
      { name: 'Order of library sets', before: text('Set 1, Set 2'), after: text('Set 2, Set 1') }
    ])
  })
})

const side = (variables: readonly Variable[], facts: Readonly<Record<string, string>> = {}): ValueSide => ({
  sources: { variables, librarySets: [] },
  facts,
  channelId: null
})

const web = { id: ids.target(1), name: 'web-1', roles: ['web'] }
const database = { id: ids.target(2), name: 'db-1', roles: ['web', 'db'] }

const values = (
  before: ValueSide | null,
  after: ValueSide,
  steps: readonly Step[] = [scriptStep(1)],
  targets = [web, database]
): readonly VariableDifference[] =>
  inOneGo(
    compareValues(before, after, {
      environmentId: ids.environment(),
      process: ids.project,
      tenantTags: [],
      steps,
      targets,
      references: noReferences,
      names
    })
  )

const brief = (found: readonly VariableDifference[]) =>
  found.map(({ name, before, after, scope }) => [name, before, after, scope])

describe('the values of two releases in an environment', () => {
  it('are what the rows come to there, also through other variables', () => {
    const before = [textVariable(1, 'Host', 'a.example', inTest), textVariable(2, 'Address', 'http://#{Host}/')]
    const after = [textVariable(1, 'Host', 'b.example', inTest), textVariable(2, 'Address', 'http://#{Host}/')]
    expect(brief(values(side(before), side(after)))).toEqual([
      ['Address', text('http://a.example/'), text('http://b.example/'), ''],
      ['Host', text('a.example'), text('b.example'), '']
    ])
  })

  it('do not differ where a row that does not count there was changed', () => {
    const elsewhere = { environments: [ids.environment(9)] }
    const [a, b] = ['1', '2'].map(value => [
      textVariable(1, 'Port', '80'),
      textVariable(2, 'Port', value, elsewhere)
    ]) as [Variable[], Variable[]]
    expect(values(side(a), side(b))).toEqual([])
    expect(rows(a, b)).toHaveLength(1)
  })

  it('say on which targets, where only some of them differ', () => {
    const [a, b] = ['5432', '5433'].map(value => [
      textVariable(1, 'Port', '80'),
      textVariable(2, 'Port', value, { roles: ['db'] })
    ]) as [Variable[], Variable[]]
    expect(brief(values(side(a), side(b)))).toEqual([['Port', text('5432'), text('5433'), 'on db-1']])
  })

  it('say in which steps, where only those differ', () => {
    const step = manyStep(1, [{ name: 'Install' }, { name: 'Check' }])
    const scope = { actions: [ids.action(102)] }
    const [a, b] = ['1', '2'].map(value => [textVariable(1, 'Level', value, scope)]) as [Variable[], Variable[]]
    expect(brief(values(side(a), side(b), [step]))).toEqual([['Level', text('1'), text('2'), 'in “Check”']])
  })

  it('show no secret, and tell of a text that takes in another one', () => {
    const password = sensitiveVariable(1, 'Password')
    const login = textVariable(2, 'Login', 'ada:#{Password}')
    const other = { ...password, secret: 'secret-0000000009' as SecretId } as Variable
    expect(values(side([password, login]), side([password, login]))).toEqual([])
    const secret = { kind: 'secret' }
    expect(brief(values(side([password, login]), side([other, login])))).toEqual([
      ['Login', secret, secret, ''],
      ['Password', secret, secret, '']
    ])
  })

  it('take in what is known of the release, and leave standing what a run will know', () => {
    const row = [textVariable(1, 'Title', '#{Octopus.Release.Number} on #{Octopus.Machine.Name}')]
    const found = values(side(row, { 'Octopus.Release.Number': '1' }), side(row, { 'Octopus.Release.Number': '2' }))
    expect(brief(found)).toEqual([
      ['Title', text('1 on #{Octopus.Machine.Name}'), text('2 on #{Octopus.Machine.Name}'), '']
    ])
  })

  it('are all new where nothing is there yet', () => {
    expect(values(null, side([textVariable(1, 'Port', '80')]))).toMatchObject([
      { name: 'Port', kind: 'added', before: null, after: text('80') }
    ])
  })

  it('that nothing tells apart are said to be so', () => {
    const tie = [textVariable(1, 'Port', '80'), textVariable(2, 'Port', '81')]
    expect(brief(values(side([textVariable(1, 'Port', '80')]), side(tie)))).toEqual([
      ['Port', text('80'), { kind: 'tied' }, '']
    ])
  })
})

const anyRows = fc.uniqueArray(
  fc
    .record({
      n: fc.integer({ min: 1, max: 6 }),
      name: fc.constantFrom('A', 'B', 'C'),
      value: fc.constantFrom('1', '#{A}', '#{B}-#{C}', '#{C | ToUpper}'),
      isSecret: fc.boolean(),
      scope: fc.constantFrom(undefined, inTest, { roles: ['db'] }, { actions: [ids.action(1)] })
    })
    .map(({ n, name, value, isSecret, scope }) =>
      isSecret ? sensitiveVariable(n, name, scope) : textVariable(n, name, value, scope)
    ),
  { selector: ({ id }) => id, maxLength: 6 }
)

const other = { added: 'removed', removed: 'added', changed: 'changed' } as const
const mirrored = (found: readonly VariableDifference[]) =>
  found.map(item => ({
    name: item.name.toLowerCase(),
    kind: other[item.kind],
    before: item.after,
    after: item.before,
    scope: item.scope
  }))
const asIs = (found: readonly VariableDifference[]) =>
  found.map(({ name, kind, before, after, scope }) => ({ name: name.toLowerCase(), kind, before, after, scope }))
const sorted = <T>(list: readonly T[]) => [...list].map(item => JSON.stringify(item)).sort()

describe('a difference of values', () => {
  it('of a release from itself is nothing, and is the same the other way round', () => {
    fc.assert(
      fc.property(anyRows, anyRows, (a, b) => {
        expect(values(side(a), side(a))).toEqual([])
        expect(rows(a, a)).toEqual([])
        expect(sorted(mirrored(values(side(b), side(a))))).toEqual(sorted(asIs(values(side(a), side(b)))))
      }),
      { numRuns: 60 }
    )
  })
})
