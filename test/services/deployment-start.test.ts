import type { Input } from '@shared/api'
import { describe, expect, it } from 'vitest'
import type { Call } from '../../electron/ipc/dispatch'
import { scriptStep } from '../support/deployable'
import { makeTasks } from '../support/tasks'
import { must, openTestWorkspace } from '../support/workspace'

const changedSince = (what: string) => ({
  ok: false,
  failure: { kind: 'plan-changed', message: `${what} changed since the plan was looked at.` }
})

/** A release and the hash of its plan, as somebody looked at it. */
async function looked(changes: Partial<Input<'deployment.plan'>> = {}) {
  const { call, over } = await openTestWorkspace()
  const [shop] = await makeTasks(call, ['Shop'], [scriptStep('Install'), scriptStep('Start')])
  const request = { ...shop!, ...changes }
  const { hash } = must(await call('deployment.plan', request))
  return { call, over, shop: shop!, request: { ...request, planHash: hash! } }
}

const addTarget = async (call: Call, environmentId: string) =>
  must(
    await call('target.create', { kind: 'local', name: 'second', roles: ['server'], environmentIds: [environmentId] })
  )

describe('starting the plan that was looked at', () => {
  it('runs it', async () => {
    const { call, request } = await looked()
    expect(must(await call('deployment.start', request))).toMatchObject({ state: 'queued' })
  })

  it('is refused when there are other targets, which are named and not what follows from them', async () => {
    const { call, request } = await looked()
    await addTarget(call, request.environmentId)
    expect(await call('deployment.start', request)).toMatchObject(changedSince('The targets have'))
    expect(must(await call('deployment.list', {}))).toEqual([])
  })

  it('is refused when a target has another name', async () => {
    const { call, request } = await looked()
    const [target] = must(await call('target.list', {}))
    const value = {
      kind: 'local',
      name: 'bench-2',
      roles: ['server'],
      environmentIds: [request.environmentId]
    } as const
    must(
      await call('target.update', {
        id: target!.id,
        value: { ...value, roles: ['server'], environmentIds: [...value.environmentIds] }
      })
    )
    expect(await call('deployment.start', request)).toMatchObject(changedSince('The names or roles of targets have'))
  })

  it('is refused when the release has taken its variables anew', async () => {
    const { call, request } = await looked()
    const [project] = must(await call('project.list', {}))
    const variables = [{ type: 'text' as const, name: 'Color', value: 'red' }]
    must(await call('variables.save', { projectId: project!.id, version: 0, variables }))
    must(await call('release.updateVariables', { id: request.releaseId }))
    expect(await call('deployment.start', request)).toMatchObject(changedSince('The variables have'))
  })

  it('is refused when other choices are made', async () => {
    const { call, request, shop } = await looked()
    const { plan } = must(await call('deployment.plan', shop))
    const skip = [plan!.stages[1]!.actionId]
    expect(await call('deployment.start', { ...request, choices: { skip } })).toMatchObject(
      changedSince('The steps and the choices have')
    )
    const isGuided = { isGuided: true }
    expect(await call('deployment.start', { ...request, choices: isGuided })).toMatchObject(
      changedSince('The choices and what happens after a failure have')
    )
  })

  it('is refused when something else was deployed in between, if only because it says so', async () => {
    const { call, over, request, shop } = await looked()
    await over(must(await call('deployment.start', shop)).id)
    expect(await call('deployment.start', request)).toMatchObject(changedSince('What was deployed before has'))
  })

  it('is refused without particulars when nobody here looked at it', async () => {
    const { call, request } = await looked()
    expect(await call('deployment.start', { ...request, planHash: 'a'.repeat(64) })).toMatchObject(
      changedSince('What would run has')
    )
  })

  it('says what stands against the plan before it says that it changed', async () => {
    const { call, request } = await looked()
    const [target] = must(await call('target.list', {}))
    must(await call('target.delete', { id: target!.id }))
    expect(await call('deployment.start', request)).toMatchObject({ failure: { kind: 'plan-has-problems' } })
  })
})

describe('what whoever deploys chooses', () => {
  it('is in the plan that runs', async () => {
    const { call, shop } = await looked()
    const second = await addTarget(call, shop.environmentId)
    const { id } = must(await call('deployment.start', { ...shop, choices: { without: [second.id] } }))
    const { plan } = must(await call('deployment.get', { id }))
    expect(plan.targets.map(target => target.name)).toEqual(['bench'])
    expect(plan.choices).toEqual({ without: [second.id] })
  })

  it('an explicit “no” to guidance after failures beats what project and environment say', async () => {
    const { call, shop } = await looked()
    const [environment] = must(await call('environment.list', {}))
    must(await call('environment.update', { id: environment!.id, value: { name: 'Test', isGuided: true } }))
    const guided = async (choices?: Input<'deployment.plan'>['choices']) => {
      const { id } = must(await call('deployment.start', { ...shop, ...(choices ? { choices } : {}) }))
      return must(await call('deployment.get', { id })).plan.isGuided
    }
    expect(await guided()).toBe(true)
    expect(await guided({})).toBe(true)
    expect(await guided({ isGuided: false })).toBeUndefined()
  })
})
