import type { LibrarySetId } from '@shared/ids'
import type { ActionOf, Step } from '@shared/model/process'
import type { Variable } from '@shared/model/variable-set'
import { type Finding, lintVariables } from '@shared/variables/lint'
import type { VariableSources } from '@shared/variables/rows'
import type { Surroundings } from '@shared/variables/ties'
import { describe, expect, it } from 'vitest'
import { ids, packageStep, scriptStep, sensitiveVariable, textVariable } from '../../support/plans'

const around: Surroundings = {
  environments: [{ id: ids.environment(1) }, { id: ids.environment(2) }],
  targets: [{ id: ids.target(1), roles: ['web'], environmentIds: [ids.environment(1)] }],
  steps: [{ actionId: ids.action(1), roles: ['web'], location: 'targets' }],
  process: ids.project
}

interface World {
  readonly variables?: readonly Variable[]
  readonly librarySets?: VariableSources['librarySets']
  readonly steps?: readonly Step[]
}

const findings = ({ variables = [], librarySets = [], steps = [] }: World): readonly Finding[] =>
  lintVariables({ sources: { variables, librarySets }, steps, around })
const kinds = (world: World, kind: Finding['kind']) => findings(world).filter(finding => finding.kind === kind)

const installing = (n: number, scripts: NonNullable<ActionOf<'deploy-package'>['scripts']>): Step => ({
  ...packageStep(n),
  actions: [{ type: 'deploy-package', id: ids.action(n), package: { packageId: 'Shop.Web' }, scripts }]
})

describe('a name that nothing defines', () => {
  it('is found in a value and in a script, in each language', () => {
    const steps = [
      scriptStep(1, { body: 'echo "#{Gone.Away}" $(get_octopusvariable "Lost")' }),
      scriptStep(2, { syntax: 'powershell', body: '$OctopusParameters["Missing"]' }),
      scriptStep(3, { syntax: 'python', body: "print(get_octopusvariable('Absent'))" })
    ]
    const found = kinds({ variables: [textVariable(1, 'A', '#{B} #{b}')], steps }, 'undefined')
    expect(found.map(finding => finding.kind === 'undefined' && finding.name)).toEqual([
      'B',
      'Gone.Away',
      'Lost',
      'Missing',
      'Absent'
    ])
  })

  it('is not one that Slipway, an output of a step, the environment or JSON in a value provides', () => {
    const body = '#{Octopus.Release.Number} #{Octopus.Action[Step 1].Output.Port} #{env:PATH} #{Config.Db.Host}'
    expect(
      kinds({ variables: [textVariable(1, 'Config', '{}')], steps: [scriptStep(1, { body })] }, 'undefined')
    ).toEqual([])
  })

  it('is one whose beginning another name has, which is no more than a common word', () => {
    const variables = [textVariable(1, 'Shop.Title', 'x'), textVariable(2, 'A', '#{Shop.Name} #{Shop.Title} #{Shop}')]
    expect(kinds({ variables }, 'undefined')).toMatchObject([{ name: 'Shop.Name' }])
  })

  it('is an output of a step that does not exist', () => {
    const steps = [scriptStep(1, { body: '#{Octopus.Action[Bild].Output.Port}' })]
    expect(kinds({ steps }, 'undefined')).toMatchObject([{ name: 'Octopus.Action[Bild].Output.Port' }])
  })

  it('is an output of a step with several actions by the name of the step, and none by that of an action', () => {
    const body = '#{Octopus.Action[Roll].Output.A} #{Octopus.Action[Drain].Output.B}'
    const [first] = scriptStep(1, { body }).actions
    const actions = ['Drain', 'Fill'].map(name => ({ ...first!, name }))
    const steps = [{ ...scriptStep(1, {}), name: 'Roll', actions }]
    expect(kinds({ steps }, 'undefined')).toMatchObject([{ name: 'Octopus.Action[Roll].Output.A' }])
  })

  it('is not one that a script passes on and reads back', () => {
    const steps = [
      scriptStep(1, { body: 'set_octopusvariable Port 80; get_octopusvariable Port' }),
      installing(2, {
        preDeploy: { syntax: 'bash', body: 'set_octopusvariable "Path" /srv' },
        postDeploy: { syntax: 'bash', body: 'echo #{Path}' }
      })
    ]
    expect(kinds({ steps }, 'undefined')).toEqual([])
    const after = scriptStep(2, { body: 'echo #{Port}; get_octopusvariable Port' })
    expect(kinds({ steps: [...steps, after] }, 'undefined')).toEqual([
      { kind: 'undefined', name: 'Port', in: { kind: 'step', stepId: ids.step(2), name: 'Step 2' } }
    ])
  })

  it('is not what an installation says of itself', () => {
    const body =
      '#{Package.ExtractedFileCount} #{Package.FilePath} #{OctopusOriginalPackageDirectoryPath} #{Package.Other}'
    const steps = [installing(1, { postDeploy: { syntax: 'bash', body } })]
    expect(kinds({ steps }, 'undefined')).toMatchObject([{ name: 'Package.Other' }])
  })

  it('is not the variable of a loop', () => {
    const variables = [textVariable(1, 'Hosts', 'a,b'), textVariable(2, 'List', '#{each h in Hosts}#{h.Name}#{/each}')]
    expect(kinds({ variables }, 'undefined')).toEqual([])
  })
})

describe('a row', () => {
  it('is unused when no value and no script mentions its name', () => {
    const variables = [
      textVariable(1, 'Used', '1'),
      textVariable(2, 'Unused', '2'),
      textVariable(3, 'InTurn', '#{Used}')
    ]
    const steps = [scriptStep(1, { body: 'echo #{InTurn}' })]
    expect(kinds({ variables, steps }, 'unused')).toEqual([{ kind: 'unused', rowId: ids.variable(2), name: 'Unused' }])
  })

  it('is used where a script asks for it in any way of its language, or whether it is there', () => {
    const variables = ['A', 'B', 'C', 'D'].map((name, index) => textVariable(index + 1, name, 'x'))
    const steps = [
      // biome-ignore lint/suspicious/noTemplateCurlyInString: it is bash
      scriptStep(1, { body: 'echo "${octopus_parameters[A]:-usual}"' }),
      scriptStep(2, { syntax: 'powershell', body: 'Get-OctopusVariable -Name B; $OctopusParameters.C' }),
      scriptStep(3, { syntax: 'python', body: 'octopusvariables["D"]' })
    ]
    expect(kinds({ variables, steps }, 'unused')).toEqual([])
  })

  it('is shadowed when it loses wherever it applies', () => {
    const variables = [
      textVariable(1, 'A', 'never', { environments: [ids.environment(1)] }),
      textVariable(2, 'A', 'always', { environments: [ids.environment(1)], processes: [ids.project] })
    ]
    expect(kinds({ variables }, 'shadowed')).toEqual([
      { kind: 'shadowed', rowId: ids.variable(1), name: 'A', by: { kind: 'project' } }
    ])
  })

  it('is not shadowed by one that wins in some places only', () => {
    const variables = [textVariable(1, 'A', 'x'), textVariable(2, 'A', 'y', { environments: [ids.environment(1)] })]
    expect(kinds({ variables }, 'shadowed')).toEqual([])
  })

  it('that must be answered is told of where releases are deployed by themselves, unless it offers a value', () => {
    const prompt = { label: '', description: '', isRequired: true, control: { kind: 'single-line' } } as const
    const test = ids.environment(1)
    const asks = (number: number, value: string, scope = {}) => ({
      ...textVariable(number, `A${number}`, value, scope),
      prompt
    })
    const variables = [
      asks(1, ''),
      asks(2, 'offered'),
      asks(3, '', { environments: [ids.environment(2)] }),
      { ...asks(4, ''), prompt: { ...prompt, isRequired: false } }
    ]
    const found = lintVariables({
      sources: { variables, librarySets: [] },
      steps: [],
      around: { ...around, automatic: [test] }
    })
    expect(found.filter(({ kind }) => kind === 'unasked')).toEqual([
      { kind: 'unasked', rowId: ids.variable(1), name: 'A1', environments: [test] }
    ])
    expect(kinds({ variables }, 'unasked')).toEqual([])
  })

  it('is part of a circle, which is told once', () => {
    const variables = [textVariable(1, 'A', '#{B}'), textVariable(2, 'B', '#{C}'), textVariable(3, 'C', '#{a}')]
    expect(kinds({ variables }, 'cyclic')).toEqual([
      { kind: 'cyclic', rowId: ids.variable(1), names: ['A', 'B', 'C', 'a'] }
    ])
  })

  it.each([
    ['Db.Password', 'hunter2'],
    ['ApiKey', 'k'],
    ['GITHUB_TOKEN', 'x'],
    ['Url', 'Server=a;Password=hunter2;'],
    ['Cert', '-----BEGIN RSA PRIVATE KEY-----\nx'],
    ['Aws', 'AKIAABCDEFGHIJKLMNOP']
  ])('with a secret in plain text is told: %s', (name, value) => {
    expect(kinds({ variables: [textVariable(1, name, value)] }, 'plain-secret')).toHaveLength(1)
  })

  it.each([
    ['Db.Password', '#{Vault.Password}'],
    ['Db.Password', ''],
    ['Passenger.Count', '3'],
    ['Tokenizer', 'x'],
    ['Compass', 'north']
  ])('is no secret in plain text: %s = %s', (name, value) => {
    expect(kinds({ variables: [textVariable(1, name, value)] }, 'plain-secret')).toEqual([])
  })

  it('is no secret in plain text when it is a sensitive one', () => {
    expect(kinds({ variables: [sensitiveVariable(1, 'Password')] }, 'plain-secret')).toEqual([])
  })
})

describe('findings', () => {
  it('are about the project’s own rows; library sets have screens of their own', () => {
    const set = {
      id: 'library-0000000001' as LibrarySetId,
      name: 'Set',
      variables: [textVariable(9, 'X', '1'), textVariable(8, 'X', '2')]
    }
    expect(findings({ librarySets: [set] })).toEqual([])
  })

  it('name a tie with both rows', () => {
    const variables = [textVariable(1, 'A', '1'), textVariable(2, 'A', '2')]
    expect(kinds({ variables }, 'tied')).toMatchObject([
      { tie: { name: 'A', rows: [{ id: ids.variable(1) }, { id: ids.variable(2) }] } }
    ])
  })
})
