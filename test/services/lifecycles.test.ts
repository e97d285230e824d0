import type { EnvironmentId, LifecycleId } from '@shared/ids'
import { describe, expect, it } from 'vitest'
import type { Call } from '../../electron/ipc/dispatch'
import { makeDeployable } from '../support/deployable'
import { must, openTestWorkspace } from '../support/workspace'

const environmentsOf = async (call: Call, ...names: readonly string[]): Promise<EnvironmentId[]> => {
  const ids: EnvironmentId[] = []
  for (const name of names) ids.push(must(await call('environment.create', { name })).id)
  return ids
}

const phase = (name: string, ids: readonly EnvironmentId[], changes: { readonly minimum?: number } = {}) => ({
  name,
  environments: ids.map(id => ({ id, isAutomatic: false })),
  minimum: 0,
  isOptional: false,
  ...changes
})

const listed = async (call: Call) =>
  must(await call('lifecycle.list', {})).map(({ name, phases, isDefault, usedBy }) => ({
    name,
    phases: phases.map(item => item.name),
    isDefault,
    usedBy
  }))

const issues = async (work: ReturnType<Call>) => {
  const result = await work
  return result.ok ? null : result.failure.issues?.map(({ path, message }) => `${path} ${message}`)
}

describe('lifecycles', () => {
  it('begin with one in which each environment is a phase, for all projects', async () => {
    const { call } = await openTestWorkspace()
    must(await call('project.create', { name: 'Shop' }))
    expect(await listed(call)).toEqual([{ name: 'Default Lifecycle', phases: [], isDefault: true, usedBy: ['Shop'] }])
  })

  it('leave everything open in a workspace that had releases before', async () => {
    const workspace = await openTestWorkspace()
    await makeDeployable(workspace.call)
    await workspace.workspaces.use(async ({ store }) => {
      for (const { id } of store.lifecycles.all()) await store.lifecycles.remove(id)
      return { ok: true, value: null }
    })
    const { call } = await workspace.restart()
    expect(await listed(call)).toEqual([
      { name: 'Default Lifecycle', phases: ['Anywhere'], isDefault: true, usedBy: ['Shop'] }
    ])
  })

  it('are made, changed and deleted, with their phases in order, and the audit log tells of it', async () => {
    const { call } = await openTestWorkspace()
    const [test, live] = await environmentsOf(call, 'Test', 'Live')
    const phases = [phase('Testing', [test!]), phase('Production', [live!])]
    const made = must(await call('lifecycle.create', { name: 'Usual', phases }))
    const [first, second] = made.phases
    const renamed = [{ ...second!, name: 'Live' }, first!]
    const changed = must(await call('lifecycle.update', { id: made.id, value: { name: 'Usual', phases: renamed } }))
    expect(changed.phases).toEqual(renamed)
    must(await call('lifecycle.delete', { id: made.id }))
    expect((await listed(call)).map(({ name }) => name)).toEqual(['Default Lifecycle'])
    const { entries } = must(await call('audit.list', { limit: 3 }))
    expect(entries.map(({ summary }) => summary)).toEqual([
      'Deleted the lifecycle “Usual”.',
      'Changed the lifecycle “Usual”: phases.',
      'Created the lifecycle “Usual”.'
    ])
  })

  it('have exactly one default, which stays until another one is', async () => {
    const { call } = await openTestWorkspace()
    const made = must(await call('lifecycle.create', { name: 'Usual' }))
    must(await call('lifecycle.setDefault', { id: made.id }))
    expect((await listed(call)).map(({ name, isDefault }) => [name, isDefault])).toEqual([
      ['Default Lifecycle', false],
      ['Usual', true]
    ])
    expect(await call('lifecycle.delete', { id: made.id })).toMatchObject({ failure: { kind: 'in-use' } })
  })

  it('are not deleted while a project or a channel has them', async () => {
    const { call } = await openTestWorkspace()
    const project = must(await call('project.create', { name: 'Shop' }))
    const { id } = must(await call('lifecycle.create', { name: 'Usual' }))
    must(await call('project.setReleases', { id: project.id, value: { lifecycleId: id } }))
    const channel = { name: 'Hotfix', lifecycleId: id }
    must(await call('channel.create', { projectId: project.id, value: channel }))
    expect((await listed(call)).find(({ name }) => name === 'Usual')?.usedBy).toEqual(['Shop', 'Shop: Hotfix'])
    expect(await call('lifecycle.delete', { id })).toMatchObject({
      failure: { message: 'The lifecycle “Usual” is used by Shop and Shop: Hotfix.' }
    })
  })

  it('name an environment in one phase only, and no more successes than there are environments', async () => {
    const { call } = await openTestWorkspace()
    const [test, live] = await environmentsOf(call, 'Test', 'Live')
    const create = (phases: ReturnType<typeof phase>[]) => issues(call('lifecycle.create', { name: 'Usual', phases }))
    expect(await create([phase('A', [test!]), phase('B', [live!, test!])])).toEqual([
      'phases.1.environments names Test, which is in the phase “A”'
    ])
    expect(await create([phase('A', [test!], { minimum: 2 })])).toEqual([
      'phases.0.minimum must be at most 1, because the phase has 1 environment'
    ])
    expect(await create([phase('A', []), phase('a', [])])).toEqual([
      'phases.1.name is the name of another phase',
      'phases.1.environments must name one, because “A” has all that no other phase names'
    ])
    expect(await create([phase('A', ['environment-gone000000' as EnvironmentId])])).toEqual([
      'phases.0.environments names an environment that no longer exists'
    ])
  })

  it('keep the environments that they name from being deleted', async () => {
    const { call } = await openTestWorkspace()
    const [test] = await environmentsOf(call, 'Test')
    must(await call('lifecycle.create', { name: 'Usual', phases: [phase('Testing', [test!])] }))
    expect(await call('environment.delete', { id: test! })).toMatchObject({
      failure: {
        message: 'The environment “Test” is used by the lifecycle “Usual”.',
        remedy: 'Take the environment off these lifecycles first.'
      }
    })
  })

  it('that are gone are said to be', async () => {
    const { call } = await openTestWorkspace()
    const id = 'lifecycle-0000000000' as LifecycleId
    expect(await call('lifecycle.setDefault', { id })).toMatchObject({ failure: { kind: 'not-found' } })
  })
})
