import type { RunId } from '@shared/ids'
import type { StepInput } from '@shared/model/process'
import { describe, expect, it } from 'vitest'
import { scriptStep } from '../support/deployable'
import { makeTasks } from '../support/tasks'
import { must, openTestWorkspace } from '../support/workspace'

const stepWith = (properties?: Record<string, string>): StepInput => {
  const step = scriptStep('Install', 'echo "#{My.Greeting}"')
  return {
    ...step,
    actions: step.actions.map(action => ({ ...action, ...(properties === undefined ? {} : { properties }) }))
  }
}

/** A project “Shop” with a release 1.0.0 of this step. */
async function shop(properties: Record<string, string>) {
  const workspace = await openTestWorkspace()
  const [task] = await makeTasks(workspace.call, ['Shop'], [stepWith(properties)])
  const [project] = must(await workspace.call('project.list', {}))
  return { ...workspace, task: task!, project: project! }
}

describe('further properties of an action', () => {
  it('are variables in its script, as the plan shows before anything runs', async () => {
    const { call, task } = await shop({ 'My.Greeting': 'Hello #{Octopus.Environment.Name}' })
    const { plan } = must(await call('deployment.plan', task))
    const run = plan!.stages[0]!.runs[0]!.id as RunId
    const script = must(await call('plan.script', { source: { kind: 'plan', request: task }, run }))
    expect(JSON.stringify(script)).toContain('Hello Test')
  })

  it('are explained like every other value', async () => {
    const { call, task, project } = await shop({ 'My.Greeting': 'Hello' })
    const { steps } = must(await call('process.get', { projectId: project.id }))
    const actionId = steps[0]!.actions[0]!.id
    const place = { environmentId: task.environmentId, actionId, name: 'My.Greeting' }
    const explained = must(await call('variables.explain', { source: { kind: 'project', id: project.id }, ...place }))
    expect(JSON.stringify(explained)).toContain('"Hello"')
    expect(must(await call('variables.check', { projectId: project.id })).findings).toEqual([])
  })

  it('never say what the system says itself', async () => {
    const { call, task } = await shop({ 'My.Greeting': '#{Octopus.Action.Name}', 'Octopus.Action.Name': 'Forged' })
    const { plan } = must(await call('deployment.plan', task))
    const run = plan!.stages[0]!.runs[0]!.id as RunId
    const script = JSON.stringify(must(await call('plan.script', { source: { kind: 'plan', request: task }, run })))
    expect(script).toContain('Install')
    expect(script).not.toContain('Forged')
  })

  it('are compared between releases, and told by the audit log without their values', async () => {
    const { call, project, task } = await shop({ 'My.Greeting': 'Hello' })
    const { version, steps } = must(await call('process.get', { projectId: project.id }))
    const [step] = steps
    const changed = [
      { ...step!, actions: step!.actions.map(action => ({ ...action, properties: { 'My.Greeting': 'Secretly' } })) }
    ]
    must(await call('process.save', { projectId: project.id, version, steps: changed }))
    const after = must(await call('release.create', { projectId: project.id, version: '2.0.0' }))
    const comparison = must(await call('release.compare', { before: task.releaseId, after: after.id }))
    expect(JSON.stringify(comparison)).toContain('property My.Greeting')
    const { entries } = must(await call('audit.list', { filter: { subjects: ['process'] } }))
    expect(JSON.stringify(entries)).toContain('further properties')
    expect(JSON.stringify(entries)).not.toContain('Secretly')
  })
})
