import type { ActionId, RunbookId } from '@shared/ids'
import type { Action, Step } from '@shared/model/process'
import { inOneGo } from '@shared/variables/slices'
import { expect, test } from 'vitest'
import {
  optionsIn,
  promptForm,
  promptFrom,
  promptProblem
} from '../../../renderer/screens/variables/dialogs/prompt-form'
import { rowOf } from '../../../renderer/screens/variables/draft/draft-row'
import { filterRows, noFilter, type RowFilter } from '../../../renderer/screens/variables/draft/filter'
import { firstChangedLine, planRename } from '../../../renderer/screens/variables/draft/rename'
import { currentErrors, placeErrors } from '../../../renderer/screens/variables/draft/save-errors'
import { findUsages } from '../../../renderer/screens/variables/draft/usages'
import { moved } from '../../../renderer/screens/variables/IncludedSets'
import { environment, rowId, secretView, textView } from './rows'

const labels = {
  environments: new Map([[environment(1) as string, 'Test']]),
  targets: new Map<string, string>(),
  actions: new Map<string, string>(),
  processes: new Map<string, string>()
}
const rows = [
  rowOf(textView(1, 'Db.Host', 'db-1', { scope: { environments: [environment(1)] } })),
  rowOf(textView(2, 'Db.Connection', 'Server=#{Db.Host};#{Db.Host | ToUpper}')),
  rowOf(secretView(3, 'Db.Password')),
  rowOf(textView(4, 'Db', '{"Host": 1}'))
]
const script = (n: number, body: string): Step =>
  ({
    id: `step-${n}`,
    name: `Step ${n}`,
    roles: ['web'],
    location: 'targets',
    isDisabled: false,
    actions: [{ type: 'script', id: `action-${n}`, syntax: 'bash', body }]
  }) as unknown as Step
const steps = [script(1, 'echo one\nget_octopusvariable "Db.Host"'), script(2, 'echo #{Other}')]
const process = { runbook: null, steps }
const repair = {
  runbook: { id: 'runbook-0000000001' as RunbookId, name: 'Repair', version: 3 },
  steps: [script(3, 'ping #{Db.Host}')]
}

const shown = (part: Partial<RowFilter>, now = rows, since = rows) =>
  filterRows(
    now,
    { ...noFilter, ...part },
    {
      labels,
      findings: new Map([[rowId(4), new Set(['unused' as const])]]),
      since: new Map(since.map(row => [row.key, row]))
    }
  ).map(({ name }) => name)

test('the filter looks at names, readable values and scopes, and every word must be there', () => {
  expect(shown({ text: 'db-1' })).toEqual(['Db.Host'])
  expect(shown({ text: 'server host' })).toEqual(['Db.Connection'])
  expect(shown({ text: 'environment test' })).toEqual(['Db.Host'])
})

test('typed secrets are never found', () => {
  const typed = rows.map(row => (row.type === 'sensitive' ? { ...row, value: 'hunter' } : row))
  expect(shown({ text: 'hunter' }, typed, typed)).toEqual([])
})

test('rows are narrowed to an environment and to what lint found', () => {
  expect(shown({ environmentId: environment(2) })).toEqual(['Db.Connection', 'Db.Password', 'Db'])
  expect([shown({ finding: 'any' }), shown({ finding: 'tied' })]).toEqual([['Db'], []])
})

test('a row that is changed or added under a filter stays in view', () => {
  const changed = [{ ...rows[0]!, value: 'other' }, ...rows.slice(1), { ...rows[1]!, key: 'new-1', name: '' }]
  expect(shown({ text: 'db-1' }, changed)).toEqual(['Db.Host', ''])
})

test('usages are values and scripts, of runbooks too, that mention the name, but not those of a longer name that is a variable itself', () => {
  const found = inOneGo(findUsages('db.host', rows, [process, repair]))
  expect(found.rows.map(({ name }) => name)).toEqual(['Db.Connection'])
  expect(found.steps).toMatchObject([
    { name: 'Step 1', runbookId: null, lines: [{ number: 2, text: 'get_octopusvariable "Db.Host"' }] },
    { name: 'Step 3 (Repair)', runbookId: repair.runbook.id, lines: [{ number: 1, text: 'ping #{Db.Host}' }] }
  ])
  expect(inOneGo(findUsages('Db', rows, [process, repair])).rows).toEqual([])
})

test('usages in a step with several actions are told by action', () => {
  const [step] = steps
  const actions = ['Drain', 'Fill'].map((name, index) => ({
    ...step!.actions[0]!,
    id: `action-000000000${index + 1}` as never,
    name,
    body: name === 'Fill' ? 'echo #{Db.Host}' : 'true'
  }))
  const roll = {
    ...step!,
    actions: actions as never,
    condition: { when: 'variable' as const, expression: '#{Db.Host}' }
  }
  expect(inOneGo(findUsages('Db.Host', rows, [{ runbook: null, steps: [roll] }])).steps).toEqual([
    { id: step!.id, name: 'Step 1', runbookId: null, lines: [{ number: 1, text: '#{Db.Host}' }] },
    { id: 'action-0000000002', name: 'Step 1: Fill', runbookId: null, lines: [{ number: 1, text: 'echo #{Db.Host}' }] }
  ])
})

test('a rename changes every row of the name, every reference and, where wanted, the scripts', () => {
  const plan = planRename('Db.Host', 'Database.Host', rows, [process])
  expect(plan.edits).toEqual([
    { key: rowId(1), change: { name: 'Database.Host' } },
    { key: rowId(2), change: { value: 'Server=#{Database.Host};#{Database.Host | ToUpper}' } }
  ])
  const [first] = steps
  expect(plan.changed).toEqual([
    {
      runbook: null,
      steps: steps.map(step =>
        step === first
          ? { ...step, actions: [{ ...step.actions[0], body: 'echo one\nget_octopusvariable "Database.Host"' }] }
          : step
      ),
      texts: [
        {
          name: first?.name,
          before: 'echo one\nget_octopusvariable "Db.Host"',
          after: 'echo one\nget_octopusvariable "Database.Host"'
        }
      ]
    }
  ])
  expect(firstChangedLine('a\n b', 'a\n c')).toEqual({ before: 'b', after: 'c' })
})

test('a rename reaches every text of a step: conditions, addresses, and the scripts of packages and runbooks', () => {
  const install: Action = {
    id: 'action-0000000009' as ActionId,
    name: 'Install',
    type: 'deploy-package',
    package: { packageId: 'Shop.#{Db.Host}' },
    scripts: { deploy: { syntax: 'python', body: 'get_octopusvariable("Db.Host")' } }
  }
  const step: Step = {
    ...steps[0]!,
    name: 'Db.Host is a name, and no reference',
    condition: { when: 'variable', expression: '#{Db.Host}' },
    actions: [install]
  }
  const runbook = { id: 'runbook-0000000001' as RunbookId, name: 'Repair', version: 3 }
  const { changed } = planRename(
    'Db.Host',
    'Database.Host',
    [],
    [
      { runbook: null, steps: [steps[1]!] },
      { runbook, steps: [step] }
    ]
  )
  expect(changed).toEqual([
    {
      runbook,
      steps: [
        {
          ...step,
          condition: { when: 'variable', expression: '#{Database.Host}' },
          actions: [
            {
              ...install,
              package: { packageId: 'Shop.#{Database.Host}' },
              scripts: { deploy: { syntax: 'python', body: 'get_octopusvariable("Database.Host")' } }
            }
          ]
        }
      ],
      texts: [
        { name: 'Db.Host is a name, and no reference (Repair)', before: '#{Db.Host}', after: '#{Database.Host}' },
        {
          name: 'Db.Host is a name, and no reference (Repair)',
          before: 'Shop.#{Db.Host}',
          after: 'Shop.#{Database.Host}'
        },
        {
          name: 'Db.Host is a name, and no reference (Repair)',
          before: 'get_octopusvariable("Db.Host")',
          after: 'get_octopusvariable("Database.Host")'
        }
      ]
    }
  ])
})

test('refused fields are said at their cells, until the row is edited', () => {
  const sent = { rows, includes: [] }
  const { errors, rest } = placeErrors(
    {
      kind: 'invalid-input',
      message: 'Refused.',
      remedy: '',
      issues: [
        { path: 'variables.1.value', message: 'must be shorter' },
        { path: 'variables.0.scope.environments.0', message: 'must exist' },
        { path: 'includes.0', message: 'must be a set' }
      ]
    },
    sent
  )
  expect([...currentErrors(errors, sent)]).toEqual(
    [
      [rowId(2), { value: 'Must be shorter.' }],
      [rowId(1), { scope: 'Must exist.' }]
    ].toSorted((a, b) => String(a[0]).localeCompare(String(b[0])))
  )
  expect(rest.map(({ path }) => path)).toEqual(['includes.0'])
  const edited = { rows: [{ ...rows[0]!, name: 'X' }, ...rows.slice(1)], includes: [] }
  expect([...currentErrors(errors, edited).keys()]).toEqual([rowId(2)])
})

test('a prompt survives its form, and a list needs an option', () => {
  const prompt = {
    label: 'Size',
    description: 'How big',
    isRequired: true,
    control: {
      kind: 'select' as const,
      options: [
        { value: 's', label: 'Small' },
        { value: 'l', label: 'l' }
      ]
    }
  }
  expect(promptFrom(promptForm(prompt), 'text')).toEqual(prompt)
  expect(promptFrom(promptForm(prompt), 'sensitive')?.control).toEqual({ kind: 'single-line' })
  expect(optionsIn(' a | A \n\n b\n')).toEqual([
    { value: 'a', label: 'A' },
    { value: 'b', label: 'b' }
  ])
  expect(promptProblem({ ...promptForm(prompt), options: '' }, 'text')).toBe('Write at least one option.')
})

test('included sets move one place and stop at the ends', () => {
  expect([moved(['a', 'b', 'c'], 0, 1), moved(['a', 'b', 'c'], 0, -1), moved(['a', 'b', 'c'], 2, 1)]).toEqual([
    ['b', 'a', 'c'],
    ['a', 'b', 'c'],
    ['a', 'b', 'c']
  ])
})
