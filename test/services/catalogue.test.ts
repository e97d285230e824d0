import type { EnvironmentId, ProjectGroupId } from '@shared/ids'
import { describe, expect, it } from 'vitest'
import { makeDeployable } from '../support/deployable'
import { must, openTestWorkspace } from '../support/workspace'

const refused = (kind: string, ...paths: readonly string[]) => ({
  ok: false,
  failure: expect.objectContaining({ kind, issues: paths.map(path => expect.objectContaining({ path })) })
})
const inUse = (sentence: string) => ({
  ok: false,
  failure: expect.objectContaining({ kind: 'in-use', message: sentence })
})

describe('environments', () => {
  it('keep the order of their creation', async () => {
    const { call } = await openTestWorkspace()
    for (const name of ['Test', 'Staging', 'Production']) must(await call('environment.create', { name }))
    const listed = must(await call('environment.list', {}))
    expect(listed.map(({ name, sortOrder }) => [name, sortOrder])).toEqual([
      ['Test', 0],
      ['Staging', 1],
      ['Production', 2]
    ])
  })

  it('refuse a name that another one has, whatever its capitals, and name the field', async () => {
    const { call } = await openTestWorkspace()
    const test = must(await call('environment.create', { name: 'Test' }))
    const other = must(await call('environment.create', { name: 'Other' }))
    expect(await call('environment.create', { name: ' tEST ' })).toEqual(refused('conflict', 'name'))
    expect(await call('environment.update', { id: other.id, value: { name: 'TEST' } })).toEqual(
      refused('conflict', 'value.name')
    )
    expect(must(await call('environment.update', { id: test.id, value: { name: 'TEST' } })).name).toBe('TEST')
  })

  it('refuse one of two creations with the same name at the same time', async () => {
    const { call } = await openTestWorkspace()
    const both = await Promise.all([
      call('environment.create', { name: 'Test' }),
      call('environment.create', { name: 'Test' })
    ])
    expect(both.map(result => result.ok)).toEqual([true, false])
  })

  it('stay while a target or a deployment refers to them, and say which', async () => {
    const { call, over } = await openTestWorkspace()
    const { environmentId, targetId, releaseId } = await makeDeployable(call)
    expect(await call('environment.delete', { id: environmentId })).toEqual(
      inUse('The environment “Test” is used by the target “bench”.')
    )
    await over(must(await call('deployment.start', { releaseId, environmentId })).id)
    must(await call('target.delete', { id: targetId }))
    expect(await call('environment.delete', { id: environmentId })).toEqual(
      inUse('The environment “Test” is used by a deployment of Shop 1.0.0 to Test.')
    )
  })

  it('are gone once deleted, and deleting them again says so', async () => {
    const { call } = await openTestWorkspace()
    const { id } = must(await call('environment.create', { name: 'Test' }))
    expect(await call('environment.delete', { id })).toEqual({ ok: true, value: null })
    expect(await call('environment.delete', { id })).toMatchObject({ ok: false, failure: { kind: 'not-found' } })
    expect(must(await call('environment.list', {}))).toEqual([])
  })

  it('say that people are asked after failures only where they are', async () => {
    const { call } = await openTestWorkspace()
    const { id, ...plain } = must(await call('environment.create', { name: 'Test', isGuided: false }))
    expect(plain).not.toHaveProperty('isGuided')
    expect(must(await call('environment.update', { id, value: { name: 'Test', isGuided: true } })).isGuided).toBe(true)
    expect(must(await call('environment.update', { id, value: { name: 'Test' } }))).toEqual({ id, ...plain })
  })

  it('tell windows that their list changed', async () => {
    const { call, pushed } = await openTestWorkspace()
    must(await call('environment.create', { name: 'Test' }))
    const catalogue = pushed().filter(event => event.type === 'catalog.changed')
    expect(catalogue).toEqual([{ type: 'catalog.changed', entity: 'environment' }])
  })
})

describe('project groups', () => {
  it('begin with one that takes projects which name none', async () => {
    const { call } = await openTestWorkspace()
    const [first] = must(await call('group.list', {}))
    expect(first?.name).toBe('Default Project Group')
    expect(must(await call('project.create', { name: 'Shop' })).groupId).toBe(first?.id)
  })

  it('stay while a project is listed under them', async () => {
    const { call } = await openTestWorkspace()
    const group = must(await call('group.create', { name: 'Web' }))
    must(await call('project.create', { name: 'Shop', groupId: group.id }))
    expect(await call('group.delete', { id: group.id })).toEqual(
      inUse('The project group “Web” is used by the project “Shop”.')
    )
  })

  it('never all go', async () => {
    const { call } = await openTestWorkspace()
    const [first] = must(await call('group.list', {}))
    expect(await call('group.delete', { id: first!.id })).toMatchObject({ ok: false, failure: { kind: 'in-use' } })
    must(await call('group.create', { name: 'Web' }))
    expect(await call('group.delete', { id: first!.id })).toEqual({ ok: true, value: null })
    expect(must(await call('project.create', { name: 'Shop' })).name).toBe('Shop')
  })

  it('refuse names that are taken', async () => {
    const { call } = await openTestWorkspace()
    const web = must(await call('group.create', { name: 'Web' }))
    expect(await call('group.create', { name: 'WEB' })).toEqual(refused('conflict', 'name'))
    expect(await call('group.update', { id: web.id, value: { name: 'default project group' } })).toEqual(
      refused('conflict', 'value.name')
    )
  })
})

describe('targets', () => {
  const pin = { algorithm: 'ssh-ed25519', fingerprint: `SHA256:${'a'.repeat(43)}` }
  const otherPin = { algorithm: 'ssh-ed25519', fingerprint: `SHA256:${'b'.repeat(43)}` }

  async function withSshTarget() {
    const workspace = await openTestWorkspace()
    const { call } = workspace
    const environment = must(await call('environment.create', { name: 'Test' }))
    const account = must(await call('account.create', { kind: 'agent', name: 'Agent', username: 'deploy' }))
    const input = {
      kind: 'ssh' as const,
      name: 'web-1',
      roles: ['server'],
      environmentIds: [environment.id],
      host: 'web-1.example',
      port: 22,
      accountId: account.id
    }
    return { ...workspace, account, environment, input, target: must(await call('target.create', input)) }
  }

  it('refuse references to what does not exist, and name the fields', async () => {
    const { call, input } = await withSshTarget()
    const missing = { ...input, name: 'web-2', environmentIds: ['environment-0000000000' as EnvironmentId] }
    expect(await call('target.create', missing)).toEqual(refused('invalid-input', 'environmentIds.0'))
    const noAccount = { ...input, name: 'web-2', accountId: 'account-0000000000' as typeof input.accountId }
    expect(await call('target.create', noAccount)).toEqual(refused('invalid-input', 'accountId'))
  })

  it('begin without an accepted host key', async () => {
    expect((await withSshTarget()).target).toMatchObject({ hostKey: null })
  })

  it('keep the accepted key as long as host and port stay', async () => {
    const { call, target, input } = await withSshTarget()
    must(await call('target.trust', { id: target.id, hostKey: pin }))
    const renamed = must(await call('target.update', { id: target.id, value: { ...input, name: 'web-one' } }))
    expect(renamed).toMatchObject({ name: 'web-one', hostKey: pin })
    const moved = must(await call('target.update', { id: target.id, value: { ...input, port: 2222 } }))
    expect(moved).toMatchObject({ port: 2222, hostKey: null })
  })

  it('lose the accepted key when the host changes', async () => {
    const { call, target, input } = await withSshTarget()
    must(await call('target.trust', { id: target.id, hostKey: pin }))
    const moved = must(await call('target.update', { id: target.id, value: { ...input, host: 'web-2.example' } }))
    expect(moved).toMatchObject({ hostKey: null })
  })

  it('replace an accepted key only on purpose', async () => {
    const { call, target } = await withSshTarget()
    must(await call('target.trust', { id: target.id, hostKey: pin }))
    expect(must(await call('target.trust', { id: target.id, hostKey: pin }))).toMatchObject({ hostKey: pin })
    expect(await call('target.trust', { id: target.id, hostKey: otherPin })).toMatchObject({
      ok: false,
      failure: {
        kind: 'host-key-changed',
        detail: { expectedFingerprint: pin.fingerprint, actualFingerprint: otherPin.fingerprint }
      }
    })
    const replaced = must(await call('target.trust', { id: target.id, hostKey: otherPin, replace: true }))
    expect(replaced).toMatchObject({ hostKey: otherPin })
  })

  it('have a key to accept only when they are SSH targets', async () => {
    const { call } = await openTestWorkspace()
    const { targetId } = await makeDeployable(call)
    expect(await call('target.trust', { id: targetId, hostKey: pin })).toEqual(refused('invalid-input', 'id'))
  })

  it('keep their account from being deleted', async () => {
    const { call, account } = await withSshTarget()
    expect(await call('account.delete', { id: account.id })).toEqual(
      inUse('The account “Agent” is used by the target “web-1”.')
    )
  })

  it('are listed as people number them', async () => {
    const { call, input } = await withSshTarget()
    for (const name of ['web-10', 'web-2']) must(await call('target.create', { ...input, name }))
    expect(must(await call('target.list', {})).map(target => target.name)).toEqual(['web-1', 'web-2', 'web-10'])
  })
})

describe('projects', () => {
  it('say what happens after failures, or leave it to the environment', async () => {
    const { call } = await openTestWorkspace()
    const { id, ...plain } = must(await call('project.create', { name: 'Shop' }))
    expect(plain).not.toHaveProperty('guidedFailure')
    const value = { name: 'Shop', guidedFailure: 'off' } as const
    expect(must(await call('project.update', { id, value })).guidedFailure).toBe('off')
    expect(must(await call('project.update', { id, value: { name: 'Shop' } }))).toEqual({ id, ...plain })
  })

  it('refuse a group that does not exist', async () => {
    const { call } = await openTestWorkspace()
    const groupId = 'group-0000000000' as ProjectGroupId
    expect(await call('project.create', { name: 'Shop', groupId })).toEqual(refused('invalid-input', 'groupId'))
  })

  it('are deleted with everything of theirs once their name is repeated', async () => {
    const workspace = await openTestWorkspace()
    const { call, over } = workspace
    const { projectId, releaseId, environmentId } = await makeDeployable(call)
    const { id } = must(await call('deployment.start', { releaseId, environmentId }))
    await over(id)

    expect(await call('project.delete', { id: projectId, confirmName: 'shop' })).toEqual(
      refused('invalid-input', 'confirmName')
    )
    must(await call('project.delete', { id: projectId, confirmName: 'Shop' }))

    const gone = { ok: false, failure: expect.objectContaining({ kind: 'not-found' }) }
    expect(await call('process.get', { projectId })).toEqual(gone)
    expect(await call('release.get', { id: releaseId })).toEqual(gone)
    expect(await call('deployment.get', { id })).toEqual(gone)
    expect(must(await call('deployment.list', {}))).toEqual([])
    const again = await workspace.restart()
    expect(must(await again.call('project.list', {}))).toEqual([])
    expect(must(await again.call('deployment.list', {}))).toEqual([])
  })
})

describe('the dashboard', () => {
  it('says for each project what comes next', async () => {
    const { call, over } = await openTestWorkspace()
    const next = async () =>
      must(await call('dashboard.get', {})).groups[0]?.projects.map(row => [row.project.name, row.next])
    must(await call('project.create', { name: 'Empty' }))
    const { projectId, releaseId, environmentId } = await makeDeployable(call)
    const unreleased = must(await call('project.create', { name: 'Unreleased' }))
    const { steps } = must(await call('process.get', { projectId }))
    const copies = steps.map(({ name, location, roles, actions }) => ({
      name,
      location,
      roles,
      actions: actions.map(({ id: _id, ...action }) => action)
    }))
    must(await call('process.save', { projectId: unreleased.id, version: 0, steps: copies }))
    expect(await next()).toEqual([
      ['Empty', 'define-process'],
      ['Shop', 'deploy'],
      ['Unreleased', 'create-release']
    ])

    const first = must(await call('deployment.start', { releaseId, environmentId }))
    await over(first.id)
    const second = must(await call('deployment.start', { releaseId, environmentId }))
    await over(second.id)
    const dashboard = must(await call('dashboard.get', {}))
    const row = dashboard.groups[0]?.projects.find(item => item.project.id === projectId)
    expect(first.id).not.toBe(second.id)
    expect(row).toMatchObject({
      next: null,
      cells: { [environmentId]: { newest: { id: second.id, outcome: 'succeeded' }, current: { id: second.id } } }
    })
  })
})
