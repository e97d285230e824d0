import { describe, expect, test } from 'vitest'
import { applyCommand } from '../../../renderer/screens/variables/draft/draft'
import { rowOf } from '../../../renderer/screens/variables/draft/draft-row'
import type { ScopeOption } from '../../../renderer/screens/variables/grid/scope-options'
import { copyTable } from '../../../renderer/screens/variables/importing/copy-table'
import { importCommand, type PlannedRow, planImport } from '../../../renderer/screens/variables/importing/plan-import'
import { detectFormat, readImport } from '../../../renderer/screens/variables/importing/read-import'
import { environment, rowId, secretView, textView } from './rows'

const read = (text: string) => readImport(text).rows
const pairs = (text: string) => read(text).map(({ name, value }) => [name, value])

describe('reading', () => {
  test.each([
    ['{"a": 1}', 'json'],
    ['Name\tValue\nA\t1', 'table'],
    ['name,value,environment\nA,1,Test', 'table'],
    ['A;1', 'table'],
    ['# comment\nexport A=1\nB="x"', 'env'],
    ['db:\n  host: x', 'yaml'],
    ['---\na: 1', 'yaml']
  ] as const)('%j is taken for %s', (text, format) => expect(detectFormat(text)).toBe(format))

  test('a table is read by its headings, whatever they are called and in whatever order', () => {
    const rows = read('Environment,Key,Secret,Value,Notes\n"Test, Production",Db.Host,no,"a,b",Where\n,Token,yes,,\n')
    expect(rows).toEqual([
      {
        name: 'Db.Host',
        value: 'a,b',
        type: null,
        description: 'Where',
        scope: { environments: ['Test, Production'] }
      },
      { name: 'Token', value: null, type: 'sensitive', description: '', scope: {} }
    ])
  })

  test('without headings the columns are name, value and environment', () => {
    expect(read('A\t1\tTest\nB\t2\n')).toMatchObject([
      { name: 'A', value: '1', scope: { environments: ['Test'] } },
      { name: 'B', value: '2' }
    ])
  })

  test('an .env file keeps quotes, escapes, several lines and comments apart', () => {
    const text = `# a\nexport A=1 # not this\nB="two\\nlines # kept"\nC='raw\\n'\nD="first\nsecond"\nE=\nF=a=b#c\n`
    expect(pairs(text)).toEqual([
      ['A', '1'],
      ['B', 'two\nlines # kept'],
      ['C', 'raw\\n'],
      ['D', 'first\nsecond'],
      ['E', ''],
      ['F', 'a=b#c']
    ])
  })

  test('nested JSON is joined with colons, and numbers stay as they are written', () => {
    const text =
      '{"Db": {"Port": 5432, "Big": 12345678901234567890, "Rate": 1.10}, "On": true, "None": null, "List": ["x"]}'
    expect(pairs(text)).toEqual([
      ['Db:Port', '5432'],
      ['Db:Big', '12345678901234567890'],
      ['Db:Rate', '1.10'],
      ['On', 'true'],
      ['None', ''],
      ['List:0', 'x']
    ])
  })

  test('nested YAML is joined with colons, as text', () => {
    expect(
      pairs('db:\n  port: 5432\n  version: 1.10\n  empty:\n  nothing: ~\n  said: "null"\nlist:\n  - yes\n')
    ).toEqual([
      ['db:port', '5432'],
      ['db:version', '1.10'],
      ['db:empty', ''],
      ['db:nothing', ''],
      ['db:said', 'null'],
      ['list:0', 'yes']
    ])
  })

  test('an export of Octopus is read with the names of its scopes', () => {
    const text = JSON.stringify({
      Variables: [
        { Name: 'A', Value: '1', Type: 'String', Scope: { Environment: ['Environments-1'], Role: ['web'] } },
        { Name: 'B', Value: null, IsSensitive: true, Type: 'Sensitive', Scope: {} }
      ],
      ScopeValues: { Environments: [{ Id: 'Environments-1', Name: 'Test' }] }
    })
    expect(read(text)).toEqual([
      { name: 'A', value: '1', type: 'text', description: '', scope: { environments: ['Test'], roles: ['web'] } },
      { name: 'B', value: null, type: 'sensitive', description: '', scope: {} }
    ])
  })

  test('what cannot be read says why', () => {
    expect(readImport('{"a": ').failure).toMatch(/^This is not JSON: .* in line 1/)
    expect(readImport('a: [1', 'yaml').failure).toMatch(/^This is not YAML/)
  })
})

const options: readonly ScopeOption[] = [
  { dimension: 'environments', value: environment(1), label: 'Test' },
  { dimension: 'environments', value: environment(2), label: 'Production' },
  { dimension: 'environments', value: environment(3), label: 'East, West' }
]
const world = {
  options,
  accounts: [{ id: 'account-0000000001', name: 'Deployer' }],
  certificates: [],
  isLibrary: false
}
const rows = [
  rowOf(textView(1, 'Host', 'a', { scope: { environments: [environment(1)] } })),
  rowOf(textView(2, 'Port', '80')),
  rowOf(secretView(3, 'Password'))
]
const plan = (text: string) => planImport(read(text), rows, world)
const short = (planned: readonly PlannedRow[]) => planned.map(({ name, outcome, notes }) => [name, outcome, ...notes])

describe('planning', () => {
  test('the same name and scope is a change, another scope is a new row, and what is alike stays', () => {
    const table = 'name,value,environment\nhost,b,test\nHost,c,Production\nPort,80,\n'
    expect(short(plan(table))).toEqual([
      ['host', 'change'],
      ['Host', 'add'],
      ['Port', 'same']
    ])
  })

  test('what cannot be taken over says why', () => {
    const table = 'name,value,environment,type\nA,1,Moon,\n,2,,\nB{,3,,\nC,Nobody,,account\nD,4,,\nd,5,,\n'
    expect(short(plan(table))).toEqual([
      ['A', 'skip', 'no environment named “Moon”'],
      ['', 'skip', 'has no name'],
      ['B{', 'skip', 'the name must not contain #, braces or line breaks'],
      ['C', 'skip', 'no account named “Nobody”'],
      ['D', 'add'],
      ['d', 'skip', 'the same name and scope stands further up']
    ])
  })

  test('a cell is one name where something is called that, and a list otherwise', () => {
    const scopes = plan('name\tvalue\tenvironment\nA\t1\tEast, West\nB\t2\tTest, Production').map(
      row => row.content.scope
    )
    expect(scopes).toEqual([{ environments: [environment(3)] }, { environments: [environment(1), environment(2)] }])
  })

  test('accounts are found by name', () => {
    expect(plan('name,value,type\nLogin,deployer,account')[0]?.content).toMatchObject({
      type: 'account',
      value: 'account-0000000001'
    })
  })

  test('what looks like a secret is proposed as one, and the person decides', () => {
    const planned = plan('API_TOKEN=abcdef\nCOLOUR=red')
    expect(planned.map(({ isProposedSecret }) => isProposedSecret)).toEqual([true, false])
    const added = (secrets: readonly PlannedRow[]) => {
      const command = importCommand(planned, new Set(secrets))
      return applyCommand({ rows: [], includes: [] }, command, { stored: new Map(), newKey: () => 'new' }).rows
    }
    expect(added(planned.filter(row => row.isProposedSecret)).map(({ type, value }) => [type, value])).toEqual([
      ['sensitive', 'abcdef'],
      ['text', 'red']
    ])
    expect(added([]).map(({ type }) => type)).toEqual(['text', 'text'])
  })

  test('a value for a stored secret replaces it and stays a secret', () => {
    const planned = plan('Password=new one')
    const done = applyCommand({ rows, includes: [] }, importCommand(planned, new Set()), {
      stored: new Map(rows.map(row => [row.key, row])),
      newKey: () => 'new'
    })
    expect(done.rows[2]).toMatchObject({ key: rowId(3), type: 'sensitive', value: 'new one' })
  })
})

test('what is copied can be pasted again, and holds no secret', () => {
  const labels = {
    environments: new Map([[environment(1) as string, 'Test']]),
    targets: new Map<string, string>(),
    actions: new Map<string, string>(),
    processes: new Map<string, string>()
  }
  const copied = [
    ...rows.slice(0, 2),
    { ...rowOf(secretView(3, 'Password')), value: 'typed' },
    rowOf(textView(4, 'Motto', 'two\n"lines"\t!'))
  ]
  const text = copyTable(copied, { labels, accounts: [], certificates: [] })
  expect(text).not.toContain('typed')
  expect(read(text).map(({ name, value, scope }) => [name, value, scope.environments?.[0] ?? ''])).toEqual([
    ['Host', 'a', 'Test'],
    ['Port', '80', ''],
    ['Password', null, ''],
    ['Motto', 'two\n"lines"\t!', '']
  ])
})
