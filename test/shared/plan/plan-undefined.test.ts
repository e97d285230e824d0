import type { RunbookId } from '@shared/ids'
import type { Step } from '@shared/model/process'
import type { Target } from '@shared/model/target'
import type { Variable } from '@shared/model/variable-set'
import { planDeployment } from '@shared/plan/plan-deployment'
import { type Bound, TemplateError } from '@shared/template/index'
import { resolveVariables } from '@shared/variables/resolve'
import { runFacts } from '@shared/variables/system'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  ids,
  manyStep,
  noReferences,
  packageStep,
  planInput,
  planVariables,
  scriptStep,
  sensitiveVariable,
  sshTarget,
  textVariable
} from '../../support/plans'

interface World {
  readonly steps?: readonly Step[]
  readonly variables?: readonly Variable[]
  readonly targets?: readonly Target[]
}

/** What a plan of this world says of names that have no value. */
const warningsOf = ({ steps, variables = [], targets = [sshTarget(1), sshTarget(2)] }: World) =>
  planDeployment(
    planInput({ targets, variables: planVariables(variables), ...(steps === undefined ? {} : { steps }) })
  ).problems.map(({ severity, about, failure }) => [severity, about.kind, failure.message, failure.remedy].join(' | '))

/** The same for one script. */
const warningsIn = (body: string, variables: readonly Variable[] = []) =>
  warningsOf({ steps: [scriptStep(1, { body })], variables })

describe('a name that nothing defines', () => {
  it('is told of with its step, its text and its place', () => {
    expect(warningsIn('echo #{Database.Host}')).toEqual([
      'warning | variable | “Database.Host” has no value in Test. It stays as it is written in the script of “Step 1”. | ' +
        'Define it in the variables, and create another release or update this one’s variables.'
    ])
  })

  it('is told of with the name that was most likely meant', () => {
    expect(warningsIn('echo #{Database.Hots}', [textVariable(1, 'Database.Host', 'db')])).toEqual([
      'warning | variable | “Database.Hots” has no value in Test. It stays as it is written in the script of “Step 1”. | ' +
        'Did you mean “Database.Host”? Else define it in the variables, and create another release or update this one’s variables.'
    ])
  })

  it('is mended by publishing again where a runbook is run', () => {
    const runbook = { id: 'runbook-0000000001' as RunbookId, name: 'Restart' }
    const steps = [scriptStep(1, { body: 'echo #{Nope}' })]
    expect(planDeployment(planInput({ runbook, steps })).problems.map(({ failure }) => failure.remedy)).toEqual([
      'Define it in the variables, and publish the runbook again or run its draft.'
    ])
  })

  it('names the targets where its rows do not apply', () => {
    expect(
      warningsIn('echo #{Database.Host}', [textVariable(1, 'Database.Host', 'db', { targets: [ids.target(1)] })])
    ).toEqual([
      'warning | variable | “Database.Host” has no value on web-2. It stays as it is written in the script of “Step 1”. | ' +
        'Its values are for other places: give it one for there, and create another release or update this one’s variables.'
    ])
  })

  it('is one line for all targets and all texts', () => {
    const targets = Array.from({ length: 5 }, (_, index) => sshTarget(index + 1))
    const variables = [
      textVariable(1, 'Host', 'db', { targets: [ids.target(1)] }),
      textVariable(2, 'Url', 'http://#{host}/')
    ]
    const steps = [
      scriptStep(1, { body: 'echo #{Url}', roles: ['web'] }),
      manyStep(2, [{ name: 'Migrate', body: 'echo #{Host} #{Host}', parameters: '--on #{Host}' }, { name: 'Other' }])
    ]
    expect(warningsOf({ steps, variables, targets })).toEqual([
      'warning | variable | “host” has no value on 4 targets, such as web-2 and web-3. It stays as it is written in ' +
        'the script of “Step 1” by way of “Url”, the script of “Step 2: Migrate” and the parameters of “Step 2: Migrate”. | ' +
        'Its values are for other places: give it one for there, and create another release or update this one’s variables.'
    ])
  })

  it('is told of where a script asks for it and gets nothing', () => {
    expect(warningsIn('x=$(get_octopusvariable "Nope")')).toEqual([
      'warning | variable | “Nope” has no value in Test. It is empty for the script of “Step 1”, which asks for it. | ' +
        'Define it in the variables, and create another release or update this one’s variables.'
    ])
  })

  it('is told of in what takes part in no script', () => {
    const mail: Step = {
      ...scriptStep(1),
      location: 'here',
      roles: [],
      actions: [{ type: 'email', id: ids.action(1), to: 'a@b.example', subject: '#{Topic}', body: 'x' }]
    }
    expect(warningsOf({ steps: [mail] })[0]).toContain('It stays as it is written in the subject of “Step 1”.')
  })

  it('is told of on this machine, where rows for targets never apply', () => {
    const here = scriptStep(2, { location: 'here', roles: [], body: 'echo #{Dir} #{Octopus.Machine.Name}' })
    const variables = [textVariable(1, 'Dir', '/srv', { roles: ['web'] })]
    expect(warningsOf({ steps: [scriptStep(1, { body: 'echo #{Dir}' }), here], variables })).toEqual([
      expect.stringContaining('“Dir” has no value on this machine.'),
      expect.stringContaining('“Octopus.Machine.Name” has no value on this machine.')
    ])
  })

  it('is told of where an output is that of a step that does not run before', () => {
    const steps = [
      scriptStep(1, { body: 'echo #{Octopus.Action[Step 2].Output.Url} #{Octopus.Action[Nobody].Output.Url}' }),
      scriptStep(2)
    ]
    expect(warningsOf({ steps }).map(words => words.split('. It')[0])).toEqual([
      'warning | variable | “Octopus.Action[Step 2].Output.Url” has no value on web-1 and web-2',
      'warning | variable | “Octopus.Action[Nobody].Output.Url” has no value in Test'
    ])
  })

  it('is told of at most eleven times', () => {
    const body = Array.from({ length: 30 }, (_, index) => `#{Name${index}}`).join(' ')
    const warnings = warningsIn(body)
    expect(warnings).toHaveLength(11)
    expect(warnings.at(-1)).toBe(
      'warning | process | 20 further names have no value where they are used: “Name10”, “Name11”, “Name12” and 17 more. | ' +
        'Look through the variables and the texts of the steps; the first ones are told of one by one.'
    )
  })
})

describe('nothing is said of', () => {
  const json = textVariable(1, 'Config', '{"Servers":[{"Host":"#{Db}"}]}')
  it.each([
    ['what is there', '#{X}', [textVariable(1, 'x', '1')]],
    ['what is escaped', '##{X}', []],
    ['what asks whether it is there', '#{if X}a#{/if}#{unless X}b#{/unless}#{if X == "1"}c#{/if}', []],
    ['what stands where it was asked for', '#{if X}#{X}#{/if}', []],
    ['the branch that is not taken', '#{if On}a#{else}#{X}#{/if}', [textVariable(1, 'On', 'True')]],
    ['the branch for another environment', '#{if Octopus.Environment.Name == "Production"}#{X}#{/if}', []],
    ['the branch for nobody', '#{if Octopus.Deployment.Tenant.Name}#{X}#{/if}', []],
    ['a filter that makes something of nothing', '#{X | Append "y"}#{X | null}', []],
    ['the clock', '#{ | NowDate}', []],
    [
      'names of loops',
      '#{each x in Xs}#{x}#{x.Y}#{Octopus.Template.Each.Index}#{/each}',
      [textVariable(1, 'Xs', 'a,b')]
    ],
    ['a loop over nothing', '#{each x in Xs}#{Y}#{/each}', []],
    ['a loop over names in brackets', '#{each x in Xs}#{x.Y}#{/each}', [textVariable(1, 'Xs[a].Y', '1')]],
    ['names in brackets', '#{Xs[a]}#{Xs[*].Y}', [textVariable(1, 'Xs[a].Y', '1')]],
    ['keys that are worked out', '#{Xs[#{K}]}', [textVariable(1, 'Xs[a]', '1'), textVariable(2, 'K', 'A')]],
    ['what is inside of JSON', '#{Config.Servers[0].Host}', [json, textVariable(2, 'Db', 'db')]],
    ['secrets, and what is inside of them', '#{S}#{S.Part}', [sensitiveVariable(1, 'S')]],
    ['what comes of secrets', '#{if S == "a"}a#{/if}', [sensitiveVariable(1, 'S')]],
    ['what Slipway says', '#{Octopus.Machine.Name}#{Octopus.Release.Number}#{Octopus.Action[Step 1].IsSkipped}', []],
    ['what is known once it runs', '#{Octopus.Deployment.Id}#{Octopus.Task.Id}#{Octopus.Deployment.Comments}', []],
    ['how steps went', '#{Octopus.Step[Step 1].Status.Code}#{Octopus.Deployment.Error}', []],
    ['lists of targets', '#{each t in Octopus.Deployment.Targets}#{t.Name}#{/each}', []],
    ['the environment of a process', '#{env:HOME}', []],
    ['circles, which the run tells of', '#{A}', [textVariable(1, 'A', '#{B}'), textVariable(2, 'B', '#{A}')]],
    ['what is no template', 'echo #{ } #{if', []],
    ['what a script passes on itself', 'set_octopusvariable "X" 1; get_octopusvariable "X"', []],
    ['what it passes on without quotes', 'set_octopusvariable Port 80\necho "$(get_octopusvariable Port)"', []],
    ['what a comment asks for', '# get_octopusvariable reads a variable', []],
    ['what is worked out', 'x=$(get_octopusvariable Db.$env.Host)', []],
    ['what other languages ask in their own way', 'get_octopusvariable "$name"', []]
  ] as const)('%s', (_, body, variables) => {
    expect(warningsIn(body, variables)).toEqual([])
  })

  it('outputs of earlier steps', () => {
    const body = '#{Octopus.Action[Step 1].Output.Url}#{Octopus.Action[Step 1].Output[web-1].Json.Part}'
    expect(warningsOf({ steps: [scriptStep(1), scriptStep(2, { body })] })).toEqual([])
  })

  it('what whoever deploys is asked for, wherever that is', () => {
    const asks: Variable = {
      ...textVariable(1, 'X', '', { targets: [ids.target(1)] }),
      prompt: { label: '', description: '', isRequired: false, control: { kind: 'single-line' } }
    }
    expect(warningsIn('#{X}', [asks])).toEqual([])
  })

  it('steps and actions that are skipped', () => {
    const steps = [
      scriptStep(1),
      scriptStep(2, { isDisabled: true, body: '#{X}' }),
      manyStep(3, [{ body: '#{X}', isDisabled: true }, {}])
    ]
    expect(warningsOf({ steps })).toEqual([])
  })

  it('conditions, which come to nothing by what is not there', () => {
    const step = scriptStep(1, { condition: { when: 'expression', expression: '#{X}' } } as never)
    expect(warningsOf({ steps: [step] })).toEqual([])
  })

  it('further properties', () => {
    const [first] = scriptStep(1).actions
    const action = { ...first, type: 'script', body: '#{Own}', properties: { Own: 'x', Other: '#{Nope}' } } as never
    expect(warningsOf({ steps: [{ ...scriptStep(1), actions: [action] }] })).toEqual([])
  })

  it('what an installation knows of itself, and of earlier ones', () => {
    const step = packageStep(1)
    const names = [
      'Octopus.Action.Package.InstallationDirectoryPath',
      'Octopus.Tentacle.PreviousInstallation.OriginalInstalledPath',
      'Package.ExtractedFileCount',
      'Package.FilePath'
    ]
    const body = names.map(name => `echo "#{${name}} $(get_octopusvariable ${name})"`).join('\n')
    const scripts = { postDeploy: { syntax: 'bash', body } }
    const actions = step.actions.map(action => ({ ...action, scripts }) as Step['actions'][number])
    expect(warningsOf({ steps: [{ ...step, actions }] })).toEqual([])
    expect(warningsIn(body)).toEqual(names.map(name => expect.stringContaining(`“${name}” has no value in Test.`)))
  })

  it('what a script of a package passes on to the next', () => {
    const step = packageStep(1)
    const scripts = {
      preDeploy: { syntax: 'bash', body: 'set_octopusvariable "Port" 80' },
      postDeploy: { syntax: 'bash', body: 'echo #{Port}' }
    }
    const actions = step.actions.map(action => ({ ...action, scripts }) as Step['actions'][number])
    expect(warningsOf({ steps: [{ ...step, actions }] })).toEqual([])
  })
})

describe('in any small world', () => {
  const lists = ['L[k]', 'L[k].v', 'L[*].v']
  /** Each name with what its values may mention, so that nothing leads back to itself. */
  const names = [
    ['A', ['B', 'b', 'C', 'D', 'D.E', 'L[#{C}]', ...lists]],
    ['B', ['C', 'D.E', 'L[#{C}]', 'Octopus.Machine.Name', ...lists]],
    ['D.E', lists],
    ['L[k].v', ['Nope']]
  ] as const
  // Keys, and what is looked into, come of no loop: what loops print is left to the run.
  const plainText = fc.constantFrom('k', '', '{"v":"1"}', '{"v":"#{Nope}"}', '#{Octopus.Machine.Name}', '[#{Nope}')
  const bodyText = textOf(['A', 'a', 'B', 'C', 'D', 'D.E', 'L[#{C}]', 'Octopus.Machine.Name', ...lists])
  const scope = fc.constantFrom(
    undefined,
    { targets: [ids.target(1)] },
    { roles: ['db'] },
    { environments: [ids.environment(2)] },
    { actions: [ids.action(1)] }
  )
  const world = fc.record({
    body: bodyText,
    rows: fc
      .tuple(
        ...names.map(([name, mentioned]) => fc.option(fc.tuple(fc.constant(name), textOf(mentioned), scope))),
        fc.option(fc.tuple(fc.constant('C'), plainText, scope)),
        fc.option(fc.tuple(fc.constant('L[k]'), plainText, scope))
      )
      .map(rows => rows.filter(row => row !== null))
  })
  const targets = [sshTarget(1), sshTarget(2, { roles: ['web', 'db'] }), sshTarget(3)]

  it('a text without a warning comes out without leftovers on every target', () => {
    fc.assert(
      fc.property(world, ({ body, rows }) => {
        const variables = rows.map(([name, value, where], index) => textVariable(index + 1, name, value, where))
        const steps = [scriptStep(1, { body: body === '' ? 'x' : body })]
        const input = planInput({ targets, steps, variables: planVariables(variables) })
        const { plan, problems } = planDeployment(input)
        fc.pre(plan !== null && problems.length === 0)
        for (const stage of plan?.stages ?? [])
          for (const run of stage.runs) {
            const resolved = resolveVariables({
              sources: { variables, librarySets: [] },
              references: noReferences,
              facts: { ...plan?.facts, ...(plan === null ? {} : runFacts(plan, stage, run)) },
              outputs: [],
              plan: plan as NonNullable<typeof plan>,
              stage,
              run,
              secrets: new Map()
            })
            // Circles are no matter of names; the run tells of them.
            fc.pre(resolved.warnings.length === 0)
            expect(leftovers(body, resolved.templates())).toEqual([])
          }
      }),
      { numRuns: 150 }
    )
  })
})

/** Texts that put these paths in, ask for them, or go through them. */
function textOf(paths: readonly string[]): fc.Arbitrary<string> {
  const path = fc.constantFrom(...paths)
  const condition = fc.oneof(
    path,
    path.map(name => `${name} == "k"`),
    path.map(name => `${name} | ToUpper`),
    fc.tuple(path, path).map(([a, b]) => `${a} != ${b}`)
  )
  return fc.letrec<{ text: string; part: string }>(tie => ({
    text: fc.array(tie('part'), { maxLength: 3 }).map(parts => parts.join(' ')),
    part: fc.oneof(
      { maxDepth: 3 },
      fc.constantFrom('k', '1', 'False', '{"v":"1"}'),
      path.map(name => `#{${name}}`),
      path.map(name => `#{${name} | Append "x"}`),
      path.map(name => `#{${name} | ToLower}`),
      fc.tuple(path, path).map(([a, b]) => `#{${a} | Append #{${b}}}`),
      fc.tuple(condition, tie('text'), tie('text')).map(([c, yes, no]) => `#{if ${c}}${yes}#{else}${no}#{/if}`),
      fc.tuple(condition, tie('text')).map(([c, yes]) => `#{unless ${c}}${yes}#{/unless}`),
      fc.tuple(path, tie('text')).map(([list, body]) => `#{each x in ${list}}#{x}${body}#{/each}`)
    )
  })).text
}

/** The references that stand in what came of a text. */
const leftovers = (body: string, variables: Bound): readonly string[] =>
  [...(evaluated(body, variables) ?? '').matchAll(/#\{[^}]*\}/g)].map(([found]) => found)

function evaluated(body: string, variables: Bound): string | null {
  try {
    return variables.evaluate(body, { haltOnError: false }).text
  } catch (error) {
    if (error instanceof TemplateError) return null
    throw error
  }
}
