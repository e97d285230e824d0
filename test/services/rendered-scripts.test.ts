import type { ActionId, EnvironmentId, ReleaseId, RunId, VariableId } from '@shared/ids'
import type { StepInput } from '@shared/model/process'
import { redacted } from '@shared/secret'
import { beforeEach, describe, expect, it } from 'vitest'
import type { DeploymentRequest } from '../../electron/engine/context'
import { must, openTestWorkspace, type TestWorkspace } from '../support/workspace'

const secret = 'swordfish-4711'

const scripts: readonly (readonly [name: string, body: string])[] = [
  ['Build', 'echo #{Colour} on #{Octopus.Machine.Name} for #{Octopus.Deployment.Id}'],
  [
    'Install',
    'login #{Password} #{Octopus.Action[Build].Output.Number} by #{Octopus.Deployment.CreatedBy.Username} #{Reason} #{Nobody}'
  ]
]

const prompt = { label: 'Why', description: '', isRequired: true, control: { kind: 'single-line' } } as const

interface Made {
  readonly workspace: TestWorkspace
  readonly request: { readonly releaseId: ReleaseId; readonly environmentId: EnvironmentId }
  readonly runs: readonly RunId[]
  readonly actions: readonly ActionId[]
  readonly answers: { variableId: VariableId; value: string }[]
}

/** Succeeds at everything; the first run passes its number on, once before and once after the second began. */
async function engine({ plan, ports }: DeploymentRequest): Promise<void> {
  await ports.emit({ kind: 'started' })
  const [first, second] = plan.stages.flatMap(stage => stage.runs.map(run => run.id))
  if (!first || !second) throw new Error('The plan has no two runs')
  const output = (run: RunId, value: string) =>
    ports.emit({ kind: 'output-variable', run, variable: { name: 'Number', value } })
  await ports.emit({ kind: 'run-started', run: first })
  const line = { run: first, stream: 'stdout', level: 'info', lines: 1, text: 'built' } as const
  await ports.emit({ kind: 'output', ...line })
  await output(first, '42')
  await ports.emit({ kind: 'run-succeeded', run: first })
  await ports.emit({ kind: 'run-started', run: second })
  await output(second, 'late')
  await ports.emit({ kind: 'run-succeeded', run: second })
  await ports.emit({ kind: 'finished', outcome: 'succeeded', summary: 'Done.' })
}

async function make(): Promise<Made> {
  const workspace = await openTestWorkspace({ ports: { runDeployment: engine } })
  const { call } = workspace
  const environment = must(await call('environment.create', { name: 'Test' }))
  must(await call('target.create', { kind: 'local', name: 'bench', roles: ['web'], environmentIds: [environment.id] }))
  const project = must(await call('project.create', { name: 'Shop' }))
  const steps = scripts.map(
    ([name, body]): StepInput => ({
      name,
      location: 'targets',
      roles: ['web'],
      actions: [{ type: 'script', syntax: 'bash', body }]
    })
  )
  must(await call('process.save', { projectId: project.id, version: 0, steps }))
  const { variables } = must(
    await call('variables.save', {
      projectId: project.id,
      version: 0,
      variables: [
        { type: 'text', name: 'Colour', value: 'blue' },
        { type: 'sensitive', name: 'Password', value: secret },
        { type: 'text', name: 'Reason', value: 'no reason', prompt }
      ]
    })
  )
  const release = must(await call('release.create', { projectId: project.id, version: '1.0.0' }))
  const request = { releaseId: release.id, environmentId: environment.id }
  const { plan } = must(await call('deployment.plan', request))
  const stages = plan?.stages ?? []
  const asked = variables.find(({ name }) => name === 'Reason')
  return {
    workspace,
    request,
    runs: stages.flatMap(stage => stage.runs.map(run => run.id)),
    actions: stages.map(stage => stage.actionId),
    answers: [{ variableId: asked?.id as VariableId, value: 'because' }]
  }
}

let made: Made
beforeEach(async () => {
  made = await make()
})

const ofPlan = async (index: number, more: object = {}) => {
  const { workspace, request, runs } = made
  const source = { kind: 'plan', request: { ...request, ...more } } as const
  return workspace.call('plan.script', { source, run: runs[index] as RunId })
}

describe('the script of a run that nobody has started', () => {
  it('has its variables replaced; who deploys and what comes later stands as it is written', async () => {
    expect(must(await ofPlan(0))).toEqual({
      text: 'echo blue on bench for #{Octopus.Deployment.Id}',
      syntax: 'bash',
      parameters: null,
      knownLater: ['Octopus.Deployment.Id'],
      problem: null
    })
  })

  it('shows secrets as dots, and says what nothing answers', async () => {
    expect(must(await ofPlan(1))).toMatchObject({
      text: `login ${redacted} #{Octopus.Action[Build].Output.Number} by #{Octopus.Deployment.CreatedBy.Username} no reason #{Nobody}`,
      problem: 'Nothing answers #{Nobody}, so it stands as it is written.'
    })
  })

  it('opens no vault for it', async () => {
    const { workspace } = made
    must(await workspace.call('vault.lock', {}))
    expect(must(await ofPlan(1)).text).toContain(redacted)
  })

  it('takes what was answered', async () => {
    const { workspace, request, runs, answers } = made
    const source = { kind: 'plan', request, answers } as const
    expect(must(await workspace.call('plan.script', { source, run: runs[1] as RunId })).text).toContain(' because ')
  })

  it('is there also while something stands against the plan', async () => {
    const { workspace, request } = made
    const [target] = must(await workspace.call('target.list', {}))
    must(
      await workspace.call('target.create', {
        kind: 'ssh',
        name: 'far',
        roles: ['web'],
        environmentIds: [request.environmentId],
        host: 'far.example',
        accountId: must(await workspace.call('account.create', { kind: 'agent', name: 'A', username: 'u' })).id
      })
    )
    const { plan } = must(await workspace.call('deployment.plan', request))
    expect([plan, target?.name, must(await ofPlan(0)).text]).toEqual([
      null,
      'bench',
      'echo blue on bench for #{Octopus.Deployment.Id}'
    ])
  })

  it('is not there for a run that was left out', async () => {
    expect(await ofPlan(0, { choices: { skip: [made.actions[0]] } })).toMatchObject({
      ok: false,
      failure: { kind: 'not-found' }
    })
  })
})

describe('the script of a run that has begun', () => {
  it('is what it was then: with the outputs and the answers of that moment', async () => {
    const { workspace, request, runs, answers } = made
    const { id } = must(await workspace.call('deployment.start', { ...request, answers }))
    await workspace.over(id)
    const source = { kind: 'deployment', id } as const
    expect(must(await workspace.call('plan.script', { source, run: runs[1] as RunId }))).toEqual({
      text: `login ${redacted} 42 by ada because #{Nobody}`,
      syntax: 'bash',
      parameters: null,
      knownLater: [],
      problem: 'Nothing answers #{Nobody}, so it stands as it is written.'
    })
  })
})
