import type { AccountId, RunbookId, RunId } from '@shared/ids'
import type { Account } from '@shared/model/account'
import type { Variable } from '@shared/model/variable-set'
import { Secret } from '@shared/secret'
import type { StepOutput } from '@shared/variables/decide'
import { type ResolveInput, resolveVariables, secretsOf } from '@shared/variables/resolve'
import { runFacts, startFacts } from '@shared/variables/system'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  ids,
  manyStep,
  noReferences,
  planOf,
  scriptStep,
  sensitiveVariable,
  sshTarget,
  textVariable
} from '../../support/plans'

const plan = planOf({
  steps: [scriptStep(1), scriptStep(2, { location: 'here', roles: [] })],
  targets: [sshTarget(1, { roles: ['web', 'cache'] }), sshTarget(2)]
})
const started = { id: ids.deployment, requestedBy: 'Ada', createdAt: Date.UTC(2026, 10, 22) }

interface Changes extends Partial<Omit<ResolveInput, 'sources'>> {
  readonly variables?: readonly Variable[]
  readonly librarySets?: ResolveInput['sources']['librarySets']
}

const inputFor = (
  stage: 0 | 1,
  run: number,
  { variables = [], librarySets = [], ...rest }: Changes = {}
): ResolveInput => {
  const found = plan.stages[stage]
  const planned = found?.runs[run]
  if (!found || !planned) throw new Error('The plan has no such run')
  return {
    sources: { variables, librarySets },
    references: noReferences,
    facts: { ...plan.facts, ...startFacts(started), ...runFacts(plan, found, planned) },
    secrets: new Map(),
    plan,
    stage: found,
    run: planned,
    outputs: [],
    ...rest
  }
}

const resolved = (input: ResolveInput) =>
  Object.fromEntries(
    resolveVariables(input).variables.map(({ name, value }) => [
      name,
      value instanceof Secret ? `secret:${value.reveal()}` : value
    ])
  )

const text = (value: string) => ({ kind: 'text', text: value }) as const

describe('the variables of a run', () => {
  it('call the task what it is: a deployment, or the run of a runbook', () => {
    const [stage] = plan.stages
    const nameIn = (of: typeof plan) =>
      ({ ...startFacts(started), ...runFacts(of, stage!, stage!.runs[0]!) })['Octopus.Task.Name']
    expect(nameIn(plan)).toBe('Deploy')
    expect(nameIn({ ...plan, runbook: { id: 'runbook-0000000000' as RunbookId, name: 'Tidy' } })).toBe('RunbookRun')
  })

  it('tell where, what and for whom it runs', () => {
    expect(resolved(inputFor(0, 0))).toEqual({
      'Octopus.Project.Id': ids.project,
      'Octopus.Project.Name': 'Hello World',
      'Octopus.Release.Id': ids.release,
      'Octopus.Release.Number': '0.0.1',
      'Octopus.Release.Notes': 'First',
      'Octopus.Release.Created': '2026-01-01T00:00:00.000Z',
      'Octopus.Environment.Id': ids.environment(),
      'Octopus.Environment.Name': 'Test',
      'Octopus.Environment.SortOrder': '0',
      'Octopus.Environment.MachinesInRole[web]': `${ids.target(1)},${ids.target(2)}`,
      'Octopus.Environment.MachinesInRole[cache]': ids.target(1),
      'Octopus.Deployment.Id': ids.deployment,
      'Octopus.Deployment.Name': 'Deploy to Test',
      'Octopus.Deployment.Comments': '',
      'Octopus.Deployment.Created': '2026-11-22T00:00:00.000Z',
      'Octopus.Deployment.CreatedBy.Id': 'Ada',
      'Octopus.Deployment.CreatedBy.Username': 'Ada',
      'Octopus.Deployment.CreatedBy.DisplayName': 'Ada',
      'Octopus.Deployment.Machines': `${ids.target(1)},${ids.target(2)}`,
      [`Octopus.Deployment.Targets[${ids.target(1)}].Id`]: ids.target(1),
      [`Octopus.Deployment.Targets[${ids.target(1)}].Name`]: 'web-1',
      [`Octopus.Deployment.Targets[${ids.target(2)}].Id`]: ids.target(2),
      [`Octopus.Deployment.Targets[${ids.target(2)}].Name`]: 'web-2',
      'Octopus.Task.Id': ids.deployment,
      'Octopus.Task.Name': 'Deploy',
      'Octopus.Task.QueueTime': '2026-11-22T00:00:00.000Z',
      'Octopus.Step.Id': ids.step(1),
      'Octopus.Step.Name': 'Step 1',
      'Octopus.Step.Number': '1',
      'Octopus.Action.Id': ids.action(1),
      'Octopus.Action.Name': 'Step 1',
      'Octopus.Action.Number': '1',
      'Octopus.Action.TargetRoles': 'web',
      'Octopus.Action.MaxParallelism': '10',
      'Octopus.Action.Script.Syntax': 'Bash',
      'Octopus.Action[Step 1].IsSkipped': 'False',
      'Octopus.Action[Step 2].IsSkipped': 'False',
      'Octopus.Machine.Id': ids.target(1),
      'Octopus.Machine.Name': 'web-1',
      'Octopus.Machine.Roles': 'web,cache',
      'Octopus.Machine.Hostname': 'web-1.example'
    })
  })

  it('know no machine when the run has no target', () => {
    const names = Object.keys(resolved(inputFor(1, 0)))
    expect(names.filter(name => name.startsWith('Octopus.Machine'))).toEqual([])
  })

  it('of one of several actions tell both names and the number of each', () => {
    const actions = [{ name: 'Drain' }, { name: 'Install' }]
    const rolling = planOf({ steps: [manyStep(1, actions, { name: 'Roll', window: { unit: 'targets', count: 3 } })] })
    const second = rolling.stages[1]!
    expect(runFacts(rolling, second, second.runs[0]!)).toMatchObject({
      'Octopus.Step.Name': 'Roll',
      'Octopus.Step.Number': '1',
      'Octopus.Action.Name': 'Install',
      'Octopus.Action.Number': '1.2',
      'Octopus.Action.MaxParallelism': '3',
      'Octopus.Action[Drain].IsSkipped': 'False'
    })
  })

  it('hold those of the project, expanded, with sensitive ones as secrets', () => {
    const variables = [
      textVariable(1, 'Url', 'https://#{octopus.machine.hostname}/#{Token}'),
      sensitiveVariable(2, 'Token'),
      textVariable(3, 'Plain', 'p')
    ]
    const secrets = new Map([[ids.secret(2), new Secret('t0k3n')]])
    expect(resolved(inputFor(0, 1, { variables, secrets }))).toMatchObject({
      Url: 'secret:https://web-2.example/t0k3n',
      Token: 'secret:t0k3n',
      Plain: 'p'
    })
  })

  it('take the row that fits best where the run is', () => {
    const variables = [
      textVariable(1, 'Db', 'everywhere'),
      textVariable(2, 'Db', 'in Test', { environments: [ids.environment()] }),
      textVariable(3, 'Db', 'on caches', { roles: ['cache'] }),
      textVariable(4, 'Db', 'in Production', { environments: [ids.environment(2)] })
    ]
    expect(resolved(inputFor(0, 0, { variables }))).toMatchObject({ Db: 'on caches' })
    expect(resolved(inputFor(0, 1, { variables }))).toMatchObject({ Db: 'in Test' })
    expect(resolved(inputFor(1, 0, { variables }))).toMatchObject({ Db: 'in Test' })
  })

  it('come from library sets, too; a later set wins over an earlier one and the project over both', () => {
    const librarySets = [
      {
        id: 'library-0000000001' as never,
        name: 'First',
        variables: [textVariable(1, 'A', '1'), textVariable(2, 'B', '1')]
      },
      {
        id: 'library-0000000002' as never,
        name: 'Second',
        variables: [textVariable(3, 'A', '2'), textVariable(4, 'B', '2')]
      }
    ]
    expect(resolved(inputFor(0, 0, { variables: [textVariable(5, 'b', 'own')], librarySets }))).toMatchObject({
      A: '2',
      b: 'own'
    })
  })

  it('name each only once; the system wins over the project, and by its own spelling', () => {
    const variables = [textVariable(1, 'octopus.project.NAME', 'mine')]
    const names = resolveVariables(inputFor(0, 0, { variables })).variables.filter(
      variable => variable.name.toLowerCase() === 'octopus.project.name'
    )
    expect(names).toEqual([{ name: 'Octopus.Project.Name', value: 'Hello World' }])
  })

  it('leave out a name that several rows claim with equal right, and tell of the tie', () => {
    const variables = [textVariable(1, 'Db', 'a'), textVariable(2, 'DB', 'b')]
    const { variables: all, ties } = resolveVariables(inputFor(0, 0, { variables }))
    expect(all.filter(({ name }) => name.toLowerCase() === 'db')).toEqual([])
    expect(ties.map(({ name, contest }) => [name, contest.tied.map(({ candidate }) => candidate.rowId)])).toEqual([
      ['Db', [ids.variable(1), ids.variable(2)]]
    ])
  })

  it('are what was answered, whatever the rows say', () => {
    const variables = [textVariable(1, 'Colour', 'red', { actions: [ids.action(1)], targets: [ids.target(1)] })]
    const answered = { ...plan, answers: [{ variableId: ids.variable(1), name: 'Colour', value: 'blue' }] }
    expect(resolved(inputFor(0, 0, { variables, plan: answered }))).toMatchObject({ Colour: 'blue' })
  })

  it('hold what an account variable refers to, under the name of the variable', () => {
    const id = ids.account(7)
    const account: Account = {
      kind: 'password',
      id,
      name: 'db',
      username: 'sa',
      sudo: { kind: 'none' },
      password: ids.secret(7)
    }
    const references = { accounts: new Map<AccountId, Account>([[id, account]]), certificates: new Map() }
    const variables: Variable[] = [
      { type: 'account', id: ids.variable(1), name: 'Db', accountId: id },
      textVariable(2, 'Url', 'sql://#{Db.Username}:#{Db.Password}@db')
    ]
    const secrets = new Map([[ids.secret(7), new Secret('p4ss')]])
    expect(resolved(inputFor(0, 0, { variables, references, secrets }))).toMatchObject({
      Db: id,
      'Db.Name': 'db',
      'Db.Username': 'sa',
      'Db.Password': 'secret:p4ss',
      Url: 'secret:sql://sa:p4ss@db'
    })
  })

  it('ask for no secret that they do not need, and for all that they may need', () => {
    const variables = [sensitiveVariable(1, 'A', { environments: [ids.environment(2)] }), textVariable(2, 'B', 'b')]
    const world = { sources: { variables, librarySets: [] }, references: noReferences, facts: {}, outputs: [] }
    const answers = [{ variableId: ids.variable(2), name: 'B', secret: ids.secret(5) }]
    expect([...secretsOf({ ...world, answers })]).toEqual([
      [ids.secret(1), 'A'],
      [ids.secret(5), 'B']
    ])
  })

  it('are refused when a secret was not opened', () => {
    expect(() => resolveVariables(inputFor(0, 0, { variables: [sensitiveVariable(1, 'Token')] }))).toThrow(
      'A secret that a variable needs was not opened'
    )
  })

  it('stay as written where they refer to themselves, which is told', () => {
    const variables = [textVariable(1, 'A', '<#{B}>'), textVariable(2, 'B', '#{A}'), textVariable(3, 'C', 'c')]
    const { variables: all, warnings } = resolveVariables(inputFor(0, 0, { variables }))
    expect(all.slice(0, 3)).toEqual([
      { name: 'A', value: '<#{B}>' },
      { name: 'B', value: '#{A}' },
      { name: 'C', value: 'c' }
    ])
    expect(warnings).toHaveLength(2)
    expect(warnings[0]).toContain('“A” is left as it is written')
  })

  it('tell which texts besides the stored secrets are to be masked: what a secret that is a template became', () => {
    const variables = [sensitiveVariable(1, 'Key'), textVariable(2, 'Half', 'rest')]
    const secrets = new Map([[ids.secret(1), new Secret('start-#{Half}')]])
    expect(resolveVariables(inputFor(0, 0, { variables, secrets })).unfolded).toEqual(['start-#{Half}', 'start-rest'])
  })

  it('do not depend on run ids, which are for people and logs', () => {
    const input = inputFor(0, 0)
    const renamed = { ...input, run: { ...input.run, id: '9.here' as RunId } }
    expect(resolved(renamed)).toEqual(resolved(input))
  })
})

describe('outputs of earlier steps', () => {
  const outputs: readonly StepOutput[] = [
    { step: 'Build', machine: 'web-1', name: 'Port', value: text('1') },
    { step: 'Build', machine: 'web-2', name: 'Port', value: text('2') },
    { step: 'Build', machine: null, name: 'Key', value: { kind: 'opened', secret: new Secret('k3y!') } }
  ]

  it('are known by step and machine everywhere', () => {
    expect(resolved(inputFor(1, 0, { outputs }))).toMatchObject({
      'Octopus.Action[Build].Output[web-1].Port': '1',
      'Octopus.Action[Build].Output[web-2].Port': '2'
    })
  })

  it('without a machine in the name are those of the run’s own target, else what was set last', () => {
    expect(resolved(inputFor(0, 0, { outputs }))).toMatchObject({ 'Octopus.Action[Build].Output.Port': '1' })
    expect(resolved(inputFor(0, 1, { outputs }))).toMatchObject({ 'Octopus.Action[Build].Output.Port': '2' })
    expect(resolved(inputFor(1, 0, { outputs: [...outputs].reverse() }))).toMatchObject({
      'Octopus.Action[Build].Output.Port': '1'
    })
  })

  it('of a step without a target have no name with a machine', () => {
    const names = Object.keys(resolved(inputFor(0, 0, { outputs })))
    expect(names.filter(name => name.endsWith('.Key'))).toEqual(['Octopus.Action[Build].Output.Key'])
  })

  it('stay secrets when they were set as such, and so does what takes them in', () => {
    const variables = [textVariable(1, 'Copy', '<#{Octopus.Action[Build].Output.Key}>')]
    expect(resolved(inputFor(0, 0, { outputs, variables }))).toMatchObject({
      'Octopus.Action[Build].Output.Key': 'secret:k3y!',
      Copy: 'secret:<k3y!>'
    })
  })

  it('are set again by a later message with the same name', () => {
    const again = [...outputs, { step: 'Build', machine: 'web-1', name: 'Port', value: text('9') }]
    expect(resolved(inputFor(0, 0, { outputs: again }))).toMatchObject({
      'Octopus.Action[Build].Output.Port': '9',
      'Octopus.Action[Build].Output[web-1].Port': '9'
    })
  })

  it('are raw texts in which later reads find references, as Octopus keeps them', () => {
    const templated = [{ step: 'Build', machine: null, name: 'Text', value: text('#{Octopus.Step.Name}') }]
    const variables = [textVariable(1, 'Copy', '#{Octopus.Action[Build].Output.Text}')]
    expect(resolved(inputFor(0, 0, { outputs: templated, variables }))).toMatchObject({
      'Octopus.Action[Build].Output.Text': 'Step 1',
      Copy: 'Step 1'
    })
  })

  it('join the contest of rows with the same name: a row for this environment is more specific than another’s output', () => {
    const name = 'Octopus.Action[Build].Output.Port'
    const variables = [textVariable(1, name, 'mine', { environments: [ids.environment()] })]
    expect(resolved(inputFor(1, 0, { outputs, variables }))).toMatchObject({ [name]: 'mine' })
    expect(resolved(inputFor(0, 0, { outputs, variables }))).toMatchObject({ [name]: '1' })
  })
})

describe('whatever the rows say', () => {
  it('every name is either decided, tied or without a row that applies, and nothing is thrown', () => {
    const scope = fc.record(
      {
        environments: fc.subarray([ids.environment(), ids.environment(2)], { minLength: 1 }),
        targets: fc.subarray([ids.target(1), ids.target(2)], { minLength: 1 }),
        roles: fc.subarray(['web', 'cache', 'db'], { minLength: 1 }),
        actions: fc.subarray([ids.action(1), ids.action(2)], { minLength: 1 })
      },
      { requiredKeys: [] }
    )
    const value = fc.stringMatching(/^(#\{[ABC]\}|x|#\{A \| ToUpper\}|#\{if B\}y#\{\/if\}|#\{){0,4}$/)
    const row = fc.record({ name: fc.constantFrom('A', 'B', 'C'), value, scope })
    fc.assert(
      fc.property(fc.array(row, { maxLength: 8 }), rows => {
        const variables = rows.map((item, index) => textVariable(index + 1, item.name, item.value, item.scope))
        const { variables: all, ties } = resolveVariables(inputFor(0, 0, { variables }))
        const named = (name: string) => all.filter(item => item.name === name).length
        const tied = (name: string) => ties.filter(item => item.name === name).length
        for (const name of ['A', 'B', 'C']) expect(named(name) + tied(name)).toBeLessThanOrEqual(1)
      }),
      { numRuns: 300 }
    )
  })
})
