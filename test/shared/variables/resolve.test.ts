import type { RunId } from '@shared/ids'
import { Secret } from '@shared/secret'
import { type ResolveInput, resolveVariables } from '@shared/variables/resolve'
import { describe, expect, it } from 'vitest'
import { ids, planOf, scriptStep, sensitiveVariable, sshTarget, textVariable } from '../../support/plans'

const plan = planOf({
  steps: [scriptStep(1), scriptStep(2, { location: 'here', roles: [] })],
  targets: [sshTarget(1, { roles: ['web', 'cache'] }), sshTarget(2)]
})

const inputFor = (stage: 0 | 1, run: number, changes: Partial<ResolveInput> = {}): ResolveInput => {
  const found = plan.stages[stage]
  const planned = found?.runs[run]
  if (!found || !planned) throw new Error('The plan has no such run')
  return {
    variables: [],
    secrets: new Map(),
    deployment: { id: ids.deployment, requestedBy: 'Ada', createdAt: Date.UTC(2026, 10, 22) },
    plan,
    releaseNotes: 'First',
    stage: found,
    run: planned,
    outputs: [],
    ...changes
  }
}

const resolved = (input: ResolveInput) =>
  Object.fromEntries(
    resolveVariables(input).map(({ name, value }) => [
      name,
      value instanceof Secret ? `secret:${value.reveal()}` : value
    ])
  )

describe('the variables of a run', () => {
  it('tell where, what and for whom it runs', () => {
    expect(resolved(inputFor(0, 0))).toEqual({
      'Octopus.Project.Id': ids.project,
      'Octopus.Project.Name': 'Hello World',
      'Octopus.Release.Id': ids.release,
      'Octopus.Release.Number': '0.0.1',
      'Octopus.Release.Notes': 'First',
      'Octopus.Environment.Id': ids.environment(),
      'Octopus.Environment.Name': 'Test',
      'Octopus.Deployment.Id': ids.deployment,
      'Octopus.Deployment.Name': 'Deploy to Test',
      'Octopus.Deployment.Created': '2026-11-22T00:00:00.000Z',
      'Octopus.Deployment.CreatedBy.DisplayName': 'Ada',
      'Octopus.Step.Id': ids.step(1),
      'Octopus.Step.Name': 'Step 1',
      'Octopus.Step.Number': '1',
      'Octopus.Action.Id': ids.action(1),
      'Octopus.Action.Name': 'Step 1',
      'Octopus.Action.Number': '1',
      'Octopus.Action.TargetRoles': 'web',
      'Octopus.Machine.Id': ids.target(1),
      'Octopus.Machine.Name': 'web-1',
      'Octopus.Machine.Roles': 'web,cache',
      'Octopus.Machine.Hostname': 'web-1.example'
    })
  })

  it('know no machine when the run has no target', () => {
    const names = Object.keys(resolved(inputFor(1, 0)))
    expect(names.filter(name => name.startsWith('Octopus.Machine'))).toEqual([])
    expect(names).toContain('Octopus.Step.Name')
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

  it('name each only once; the system wins over the project', () => {
    const variables = [textVariable(1, 'octopus.project.NAME', 'mine')]
    const names = resolveVariables(inputFor(0, 0, { variables })).filter(
      variable => variable.name.toLowerCase() === 'octopus.project.name'
    )
    expect(names).toEqual([{ name: 'Octopus.Project.Name', value: 'Hello World' }])
  })

  it('hold outputs by step and by machine; without a machine a run sees its own, else the last', () => {
    const outputs = [
      { step: 'Build', machine: 'web-1', name: 'Port', value: '1' },
      { step: 'Build', machine: 'web-2', name: 'Port', value: '2' },
      { step: 'Build', machine: null, name: 'Key', value: new Secret('k3y!') }
    ]
    const expected = {
      'Octopus.Action[Build].Output[web-1].Port': '1',
      'Octopus.Action[Build].Output[web-2].Port': '2',
      'Octopus.Action[Build].Output.Key': 'secret:k3y!'
    }
    expect(resolved(inputFor(0, 0, { outputs }))).toMatchObject({
      ...expected,
      'Octopus.Action[Build].Output.Port': '1'
    })
    expect(resolved(inputFor(1, 0, { outputs }))).toMatchObject({
      ...expected,
      'Octopus.Action[Build].Output.Port': '2'
    })
  })

  it('do not expand outputs, which nobody wrote as templates', () => {
    const outputs = [{ step: 'Build', machine: null, name: 'Text', value: '#{Octopus.Step.Name}' }]
    const variables = [textVariable(1, 'Copy', '#{Octopus.Action[Build].Output.Text}')]
    expect(resolved(inputFor(0, 0, { outputs, variables }))).toMatchObject({
      'Octopus.Action[Build].Output.Text': '#{Octopus.Step.Name}',
      Copy: '#{Octopus.Step.Name}'
    })
  })

  it('are refused when a secret was not opened', () => {
    expect(() => resolveVariables(inputFor(0, 0, { variables: [sensitiveVariable(1, 'Token')] }))).toThrow(
      'The secret of the variable “Token” was not opened'
    )
  })

  it('do not depend on run ids, which are for people and logs', () => {
    const input = inputFor(0, 0)
    const renamed = { ...input, run: { ...input.run, id: '9.here' as RunId } }
    expect(resolved(renamed)).toEqual(resolved(input))
  })
})
