import type { Account } from '@shared/model/account'
import type { Step } from '@shared/model/process'
import type { Variable } from '@shared/model/variable-set'
import { planDeployment } from '@shared/plan/plan-deployment'
import type { References } from '@shared/variables/members'
import { describe, expect, it } from 'vitest'
import { ids, noReferences, planInput, planVariables, scriptStep, sshTarget, textVariable } from '../../support/plans'

/** What a plan for web-1 and web-2 says of problems, and what is to be done about each. */
const problemsOf = (
  steps: readonly Step[],
  variables: readonly Variable[] = [],
  references: References = noReferences
): readonly (readonly [message: string, remedy: string])[] => {
  const input = planInput({
    targets: [sshTarget(1), sshTarget(2)],
    variables: { ...planVariables(variables), references },
    steps
  })
  return planDeployment(input).problems.map(({ failure: { message, remedy } }) => [message, remedy])
}
const inScript = (body: string, variables: readonly Variable[]) => problemsOf([scriptStep(1, { body })], variables)

const forOtherPlaces =
  'Its values are for other places: give it one for there, and create another release or update this one’s variables.'

describe('where a name has no value', () => {
  it('is said of parts of accounts, whose rows are those of the account', () => {
    const agent = { id: ids.account(2), name: 'Agent', kind: 'agent', username: 'deploy' } as unknown as Account
    const password = {
      id: ids.account(1),
      name: 'Pass',
      kind: 'password',
      username: 'deploy',
      password: ids.secret(1)
    } as unknown as Account
    const accounts = new Map([agent, password].map(account => [account.id, account] as const))
    const login = (n: number, { id: accountId }: Account, target: number): Variable => ({
      type: 'account',
      id: ids.variable(n),
      name: 'Login',
      accountId,
      scope: { targets: [ids.target(target)] }
    })
    expect(
      problemsOf([scriptStep(1, { body: '#{Login.Password}' })], [login(1, password, 1), login(2, agent, 2)], {
        accounts,
        certificates: new Map()
      })
    ).toEqual([
      ['“Login.Password” has no value on web-2. It stays as it is written in the script of “Step 1”.', forOtherPlaces]
    ])
  })

  it('is said of parts of JSON', () => {
    const config = (environment: number) =>
      textVariable(1, 'Config', '{"Host":"a"}', {
        targets: [ids.target(1)],
        environments: [ids.environment(environment)]
      })
    expect(inScript('#{Config.Host}', [config(1)])).toEqual([
      ['“Config.Host” has no value on web-2. It stays as it is written in the script of “Step 1”.', forOtherPlaces]
    ])
    expect(inScript('#{Config.Host}', [config(2)])).toEqual([
      ['“Config.Host” has no value in Test. It stays as it is written in the script of “Step 1”.', forOtherPlaces]
    ])
  })

  it('is not said to be JSON where a text is none', () => {
    expect(inScript('#{Config.Host}', [textVariable(1, 'Config', 'a')])).toEqual([
      [
        '“Config.Host” has no value in Test. It stays as it is written in the script of “Step 1”.',
        'Define it in the variables, and create another release or update this one’s variables.'
      ]
    ])
  })

  it('is said of what Slipway says of a target', () => {
    const here = scriptStep(2, { location: 'here', roles: [], body: 'echo #{Octopus.Machine.Name}' })
    const remedy = 'Slipway says nothing by that name there. Ask with #{if …} whether it is there.'
    expect(problemsOf([scriptStep(1), here])).toEqual([
      [
        '“Octopus.Machine.Name” has no value on this machine. It stays as it is written in the script of “Step 2”.',
        remedy
      ]
    ])
    expect(problemsOf([here])).toEqual([
      ['“Octopus.Machine.Name” has no value in Test. It stays as it is written in the script of “Step 2”.', remedy]
    ])
  })

  it('is not all of the environment for an output that a later step has', () => {
    const body = 'echo #{Octopus.Action[Step 2].Output.Url}'
    const steps = [scriptStep(1, { body }), scriptStep(2), scriptStep(3, { body })]
    expect(problemsOf(steps).map(([message]) => message)).toEqual([
      '“Octopus.Action[Step 2].Output.Url” has no value on web-1 and web-2. It stays as it is written in the script of “Step 1”.'
    ])
  })

  it('is all of the environment though a script elsewhere passes it on to itself', () => {
    const steps = [
      scriptStep(1, { body: 'set_octopusvariable Port 80' }),
      scriptStep(2, { body: 'get_octopusvariable Port' })
    ]
    expect(problemsOf(steps).map(([message]) => message)).toEqual([
      '“Port” has no value in Test. It is empty for the script of “Step 2”, which asks for it.'
    ])
  })
})
