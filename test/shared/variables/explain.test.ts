import type { LibrarySetId } from '@shared/ids'
import type { Variable } from '@shared/model/variable-set'
import { redacted } from '@shared/secret'
import type { VariableContext } from '@shared/variables/context'
import type { StepOutput, VariableWorld } from '@shared/variables/decide'
import { type ExpansionNode, explain, type OtherPlace, previewAll } from '@shared/variables/explain'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ids, noReferences, sensitiveVariable, textVariable } from '../../support/plans'

const [test, production] = [ids.environment(1), ids.environment(2)]
const here: VariableContext = {
  environmentId: test,
  target: { id: ids.target(1), roles: ['web'] },
  step: { actionId: ids.action(1), roles: ['web'] },
  channelId: null,
  process: ids.project,
  tenantTags: []
}

interface Changes extends Partial<Omit<VariableWorld, 'sources'>> {
  readonly librarySets?: VariableWorld['sources']['librarySets']
}

const worldWith = (variables: readonly Variable[], { librarySets = [], ...rest }: Changes = {}): VariableWorld => ({
  sources: { variables, librarySets },
  references: noReferences,
  machine: 'web-1',
  facts: { 'Octopus.Environment.Name': 'Test' },
  answers: [],
  outputs: [],
  ...rest
})

const shown = (text: string | null, holdsSecret = false) => ({ text, holdsSecret })

describe('an explanation', () => {
  it('names the winner first, then who lost and by how much, then who does not apply and why', () => {
    const world = worldWith(
      [
        textVariable(1, 'Db', 'any'),
        textVariable(2, 'Db', 'in Test', { environments: [test] }),
        textVariable(3, 'Db', 'in Production', { environments: [production] })
      ],
      {
        librarySets: [
          {
            id: 'library-0000000001' as LibrarySetId,
            name: 'Shared',
            variables: [textVariable(4, 'db', 'web', { roles: ['web'] })]
          }
        ]
      }
    )
    const { candidates, name } = explain('DB', world, here)
    expect(name).toBe('Db')
    expect(candidates.map(({ rowId, template, verdict }) => [rowId, template.text, verdict])).toEqual([
      [ids.variable(4), 'web', { kind: 'won', weight: 100_000, parts: ['stepRole'] }],
      [ids.variable(2), 'in Test', { kind: 'lost', weight: 100, parts: ['environments'] }],
      [ids.variable(1), 'any', { kind: 'lost', weight: 0, parts: [] }],
      [ids.variable(3), 'in Production', { kind: 'out', dimension: 'environments' }]
    ])
  })

  it('unfolds the value reference by reference', () => {
    const world = worldWith([
      textVariable(1, 'Url', 'https://#{Host}/#{Path | ToLower}'),
      textVariable(2, 'Host', '#{Octopus.Environment.Name}.example'),
      textVariable(3, 'Path', 'SHOP')
    ])
    expect(explain('Url', world, here).expansion).toEqual({
      name: 'Url',
      template: shown('https://#{Host}/#{Path | ToLower}'),
      value: shown('https://Test.example/shop'),
      state: 'known',
      references: [
        {
          name: 'Host',
          template: shown('#{Octopus.Environment.Name}.example'),
          value: shown('Test.example'),
          state: 'known',
          references: [
            {
              name: 'Octopus.Environment.Name',
              template: shown('Test'),
              value: shown('Test'),
              state: 'known',
              references: []
            }
          ]
        },
        { name: 'Path', template: shown('SHOP'), value: shown('SHOP'), state: 'known', references: [] }
      ]
    })
  })

  it('finds the variable that a path into JSON starts from', () => {
    const world = worldWith([
      textVariable(1, 'Url', '#{Config.Db.Host}'),
      textVariable(2, 'Config', '{"Db":{"Host":"db-1"}}')
    ])
    const { expansion } = explain('Url', world, here)
    expect(expansion.value).toEqual(shown('db-1'))
    expect(expansion.references.map(node => node.name)).toEqual(['Config'])
  })

  it('shows dots for a secret and for a text that takes one in, and never opens one', () => {
    const world = worldWith([textVariable(1, 'Url', 'sql://sa:#{Password}@db'), sensitiveVariable(2, 'Password')])
    const { expansion } = explain('Url', world, here)
    expect(expansion.value).toEqual(shown(`sql://sa:${redacted}@db`, true))
    expect(explain('Password', world, here).candidates[0]?.template).toEqual(shown(redacted, true))
  })

  it('does not guess what becomes of a secret that is computed with, or asked about', () => {
    const variables = [
      textVariable(1, 'Encoded', '#{Password | ToBase64}'),
      textVariable(2, 'Chosen', '#{if Password == "x"}a#{else}b#{/if}'),
      sensitiveVariable(3, 'Password')
    ]
    for (const name of ['Encoded', 'Chosen']) {
      const { value, state } = explain(name, worldWith(variables), here).expansion
      expect([value, state]).toEqual([shown(null, true), 'at-run-time'])
    }
  })

  it('tells what is missing from what only a run will know', () => {
    const world = worldWith([textVariable(1, 'A', '#{Nowhere} #{Octopus.Action[Build].Output.Port}')])
    const { expansion } = explain('A', world, here, [], name => name.startsWith('Octopus.'))
    expect(expansion.references.map(node => [node.name, node.state])).toEqual([
      ['Nowhere', 'missing'],
      ['Octopus.Action[Build].Output.Port', 'at-run-time']
    ])
    expect([expansion.value.text, expansion.state]).toEqual([null, 'at-run-time'])
  })

  it('shows a tie as a tie, also inside of another value', () => {
    const world = worldWith([textVariable(1, 'A', '#{B}'), textVariable(2, 'B', '1'), textVariable(3, 'B', '2')])
    const { expansion } = explain('A', world, here)
    expect(expansion.references.map(node => node.state)).toEqual(['tied'])
    expect(explain('B', world, here).candidates.map(candidate => candidate.verdict.kind)).toEqual(['tied', 'tied'])
  })

  it('stops at a circle and says where', () => {
    const world = worldWith([textVariable(1, 'A', 'a#{B}'), textVariable(2, 'B', 'b#{A}')])
    const { expansion } = explain('A', world, here)
    expect(expansion.value.text).toBe('a#{B}')
    expect(expansion.references[0]?.references.map(node => [node.name, node.state])).toEqual([['A', 'cycle']])
  })

  it('unfolds so much and no more, where each value refers to many that refer to many', () => {
    const names = Array.from({ length: 12 }, (_, index) => `V${index}`)
    const variables = names.map((name, index) =>
      textVariable(
        index + 1,
        name,
        names
          .slice(index + 1)
          .map(other => `#{${other}}`)
          .join('') || 'x'
      )
    )
    const count = (node: ExpansionNode): number => 1 + node.references.reduce((sum, inner) => sum + count(inner), 0)
    const { expansion } = explain('V0', worldWith(variables), here)
    expect(count(expansion)).toBeLessThan(3000)
    expect(expansion.references).toHaveLength(11)
  })

  it('of a name that nobody knows has no candidate', () => {
    const { candidates, expansion } = explain('Nowhere', worldWith([]), here)
    expect([candidates, expansion.state, expansion.value]).toEqual([[], 'missing', shown(null)])
  })

  it('knows outputs by the run that asks', () => {
    const outputs: readonly StepOutput[] = [
      { step: 'Build', machine: 'web-1', name: 'Port', value: { kind: 'text', text: '1' } },
      { step: 'Build', machine: 'web-2', name: 'Port', value: { kind: 'text', text: '2' } }
    ]
    const world = worldWith([], { outputs })
    const { candidates, expansion } = explain('Octopus.Action[Build].Output.Port', world, here)
    expect(expansion.value).toEqual(shown('1'))
    expect(candidates.map(({ origin }) => origin.kind === 'output' && origin.machine)).toEqual(['web-1', 'web-2'])
  })

  it('groups the values of other places, the most frequent first, and marks those that agree', () => {
    const world = worldWith([
      textVariable(1, 'Db', 'test', { environments: [test] }),
      textVariable(2, 'Db', 'prod-#{Size}', { environments: [production] }),
      textVariable(3, 'Size', 'big')
    ])
    const place = (environmentId: typeof test, target: number): OtherPlace => ({
      place: { environmentId, targetId: ids.target(target) },
      context: { ...here, environmentId, target: { id: ids.target(target), roles: ['web'] } },
      facts: {},
      machine: `web-${target}`
    })
    const { elsewhere } = explain('Db', world, here, [place(test, 1), place(production, 2), place(production, 3)])
    expect(elsewhere).toEqual([
      {
        value: shown('prod-big'),
        isSame: false,
        places: [
          { environmentId: production, targetId: ids.target(2) },
          { environmentId: production, targetId: ids.target(3) }
        ]
      },
      { value: shown('test'), isSame: true, places: [{ environmentId: test, targetId: ids.target(1) }] }
    ])
  })
})

describe('the values of other places', () => {
  it('are what an explanation there says, though only what a name depends on is looked at', () => {
    const names = fc.constantFrom('A', 'A.B', 'A[x]', 'A[x].Y', 'B', 'B.C', 'C')
    const part = fc.constantFrom('#{A}', '#{A.B}', '#{B.C | ToUpper}', '#{A[#{C}].Y}', '#{A[*]}', 'x', '{"B":"j"}')
    const value = fc.oneof(
      fc.array(part, { maxLength: 3 }).map(parts => parts.join('')),
      fc.constant('#{each i in A}#{i}#{/each}'),
      fc.constant('#{if B.C}#{C}#{/if}')
    )
    const row = fc.record({ name: names, value, isHere: fc.boolean() })
    const context = { ...here, environmentId: production }
    const other: OtherPlace = {
      place: { environmentId: production, targetId: null },
      context,
      facts: {},
      machine: null
    }
    fc.assert(
      fc.property(fc.array(row, { maxLength: 8 }), names, (rows, name) => {
        const variables = rows.map((item, index) =>
          textVariable(index + 1, item.name, item.value, { environments: [item.isHere ? test : production] })
        )
        const world = worldWith(variables)
        const there = explain(name, { ...world, facts: {}, machine: null }, context).expansion.value
        expect(explain(name, world, here, [other]).elsewhere.map(item => item.value)).toEqual([there])
      }),
      { numRuns: 400 }
    )
  })
})

describe('a preview', () => {
  it('lists every name that has a value here, with where it comes from', () => {
    const world = worldWith([
      textVariable(1, 'A', '#{Octopus.Environment.Name}!'),
      textVariable(2, 'B', 'elsewhere', { environments: [production] }),
      textVariable(3, 'C', '1'),
      textVariable(4, 'C', '2')
    ])
    expect(previewAll(world, here)).toEqual([
      { name: 'A', value: shown('Test!'), origin: { kind: 'project' }, isTied: false },
      { name: 'C', value: shown(null), origin: { kind: 'project' }, isTied: true },
      { name: 'Octopus.Environment.Name', value: shown('Test'), origin: { kind: 'system' }, isTied: false }
    ])
  })
})
