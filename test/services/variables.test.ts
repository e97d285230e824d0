import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { EnvironmentId, ProjectId } from '@shared/ids'
import type { VariableInput } from '@shared/model/variable-set'
import { describe, expect, it } from 'vitest'
import { enteredBy, inShort } from '../support/audit-entries'
import { makeDeployable, scriptStep } from '../support/deployable'
import { makeTenantShop } from '../support/tenant-shop'
import { must, openTestWorkspace, type TestWorkspace } from '../support/workspace'

const text = (name: string, value: string, scope: VariableInput['scope'] = undefined): VariableInput => ({
  type: 'text',
  name,
  value,
  ...(scope === undefined ? {} : { scope })
})

const save = async (
  { call }: Pick<TestWorkspace, 'call'>,
  projectId: ProjectId,
  variables: readonly VariableInput[]
) => {
  const { version } = must(await call('variables.get', { projectId }))
  return must(await call('variables.save', { projectId, version, variables: [...variables] }))
}

const vaultSize = async (home: string) =>
  (await readdir(join(home, 'workspaces', 'main', 'vault'))).filter(name => name.startsWith('secret-')).length

describe('rows of variables', () => {
  it('may share a name, keep scope, description and prompt, and leave out what is empty', async () => {
    const workspace = await openTestWorkspace()
    const { projectId, environmentId } = await makeDeployable(workspace.call)
    const prompt = { label: 'Which?', description: '', isRequired: true, control: { kind: 'single-line' } } as const
    const saved = await save(workspace, projectId, [
      { ...text('Db', 'a'), description: '', scope: { environments: [], roles: [] } },
      { ...text('Db', 'b', { environments: [environmentId, environmentId] }), description: 'For Test', prompt }
    ])
    expect(saved.variables).toEqual([
      { type: 'text', id: expect.any(String), name: 'Db', value: 'a' },
      {
        type: 'text',
        id: expect.any(String),
        name: 'Db',
        value: 'b',
        description: 'For Test',
        scope: { environments: [environmentId] },
        prompt
      }
    ])
    expect(must(await workspace.call('variables.get', { projectId })).variables).toEqual(saved.variables)
  })

  it('refer to accounts that exist, which then cannot be deleted', async () => {
    const workspace = await openTestWorkspace()
    const { call } = workspace
    const { projectId } = await makeDeployable(call)
    const account = must(
      await call('account.create', { kind: 'password', name: 'Db', username: 'sa', password: 'p4ssword' })
    )
    const missing: VariableInput = { type: 'account', name: 'Db', accountId: 'account-zzzzzzzzzz' as never }
    expect(await call('variables.save', { projectId, version: 0, variables: [missing] })).toMatchObject({
      ok: false,
      failure: { issues: [{ path: 'variables.0.accountId' }] }
    })
    await save(workspace, projectId, [{ type: 'account', name: 'Db', accountId: account.id }])
    expect(await call('account.delete', { id: account.id })).toMatchObject({
      ok: false,
      failure: { kind: 'in-use', message: expect.stringContaining('“Db”') }
    })
  })

  it('are audited by name, with their scopes in words and without secrets', async () => {
    const workspace = await openTestWorkspace()
    const { projectId, environmentId } = await makeDeployable(workspace.call)
    const entries = await enteredBy(workspace, async () => {
      const { variables } = await save(workspace, projectId, [
        text('Db', 'a', { environments: [environmentId] }),
        { type: 'sensitive', name: 'Key', value: 'k3y-and-more' }
      ])
      const [db, key] = variables
      await save(workspace, projectId, [{ ...db!, scope: { roles: ['web'] } } as VariableInput, key as VariableInput])
    })
    expect(inShort(entries).map(({ changes }) => changes)).toEqual([
      [
        ['Variable “Db” for environment Test', null, 'a'],
        ['Variable “Key”', null, 'set']
      ],
      [['Variable “Db”, scope', 'environment Test', 'role web']]
    ])
  })
})

describe('a library set', () => {
  async function withSet() {
    const workspace = await openTestWorkspace()
    const { call } = workspace
    const world = await makeDeployable(call)
    const set = must(await call('library.create', { name: 'House' }))
    const saved = must(
      await call('library.save', {
        id: set.id,
        version: 0,
        variables: [text('Log', 'info'), { type: 'sensitive', name: 'Token', value: 'tangerine-lighthouse' }]
      })
    )
    must(await call('variables.save', { projectId: world.projectId, version: 0, variables: [], includes: [set.id] }))
    return { ...workspace, ...world, set: saved }
  }

  it('is included by projects, tells by which, and cannot be deleted meanwhile', async () => {
    const { call, set, projectId } = await withSet()
    expect(must(await call('library.get', { id: set.id }))).toMatchObject({ version: 1, usedBy: [projectId] })
    expect(await call('library.delete', { id: set.id })).toMatchObject({
      ok: false,
      failure: { kind: 'in-use', message: expect.stringContaining('“Shop”') }
    })
    must(await call('variables.save', { projectId, version: 1, variables: [], includes: [] }))
    expect(must(await call('library.delete', { id: set.id }))).toBeNull()
    expect(must(await call('library.list', {}))).toEqual([])
  })

  it('stays included by a save that says nothing of it', async () => {
    const { call, projectId, set } = await withSet()
    const saved = must(await call('variables.save', { projectId, version: 1, variables: [text('A', '1')] }))
    expect(saved.includes).toEqual([set.id])
  })

  it('refuses scopes that only a project can have, and a set that does not exist is not included', async () => {
    const { call, set, projectId } = await withSet()
    const scoped = text('A', '1', { actions: ['action-0000000001' as never] })
    expect(await call('library.save', { id: set.id, version: 1, variables: [scoped] })).toMatchObject({
      failure: { issues: [{ path: 'variables.0.scope' }] }
    })
    const includes = ['library-zzzzzzzzzz' as never]
    expect(await call('variables.save', { projectId, version: 1, variables: [], includes })).toMatchObject({
      failure: { issues: [{ path: 'includes.0' }] }
    })
  })

  it('is frozen by releases, whose secrets outlive a change of the set', async () => {
    const { call, set, projectId, home } = await withSet()
    const release = must(await call('release.create', { projectId, version: '2.0.0' }))
    must(await call('library.save', { id: set.id, version: 1, variables: [text('Log', 'debug')] }))
    expect(await vaultSize(home)).toBe(1)
    const { snapshot, isOutdated } = must(await call('release.get', { id: release.id }))
    expect(snapshot?.librarySets?.map(item => [item.name, item.variables.map(row => row.name)])).toEqual([
      ['House', ['Log', 'Token']]
    ])
    expect(isOutdated).toBe(true)
  })

  it('keeps its secrets when a project that froze them is deleted', async () => {
    const { call, projectId, home } = await withSet()
    must(await call('release.create', { projectId, version: '2.0.0' }))
    must(await call('project.delete', { id: projectId, confirmName: 'Shop' }))
    expect(await vaultSize(home)).toBe(1)
  })

  it('leaves a workspace in which every file agrees with every other', async () => {
    const { call, projectId, set } = await withSet()
    must(await call('release.create', { projectId, version: '2.0.0' }))
    must(await call('library.save', { id: set.id, version: 1, variables: [text('Log', 'debug')] }))
    expect(must(await call('data.verify', {}))).toMatchObject({ faultCount: 0 })
  })
})

describe('a tie', () => {
  it('stands against a release, with both rows in words, until it is solved', async () => {
    const workspace = await openTestWorkspace()
    const { call } = workspace
    const { projectId, environmentId } = await makeDeployable(call)
    const { variables } = await save(workspace, projectId, [
      text('Db', 'a', { environments: [environmentId] }),
      text('Db', 'b', { environments: [environmentId] })
    ])
    expect(await call('release.create', { projectId, version: '2.0.0' })).toMatchObject({
      ok: false,
      failure: {
        kind: 'variables-tied',
        message: expect.stringContaining('“environment Test” and “environment Test”'),
        issues: [{ path: 'variables.Db' }]
      }
    })
    const check = must(await call('variables.check', { projectId }))
    expect(check.ties.map(tie => tie.rows.map(row => row.id))).toEqual([variables.map(row => row.id)])
    await save(workspace, projectId, [variables[0] as VariableInput])
    must(await call('release.create', { projectId, version: '2.0.0' }))
  })

  it('of the tags of tenants stands against a release only where one with both gets it', async () => {
    const workspace = await openTestWorkspace()
    const { call } = workspace
    const { projectId, test, live } = await makeTenantShop(call)
    const links = (...environmentIds: EnvironmentId[]) => [{ projectId, environmentIds }]
    const big = { name: 'Big', tags: ['Region/North', 'Size/Big'], projects: links(test) }
    const { id } = must(await call('tenant.create', big))
    await save(workspace, projectId, [
      text('Db', 'a', { environments: [live], tenantTags: ['Region/North'] }),
      text('Db', 'b', { environments: [live], tenantTags: ['Size/Big'] })
    ])
    must(await call('release.create', { projectId, version: '2.0.0' }))
    must(await call('tenant.update', { id, value: { ...big, projects: links(test, live) } }))
    expect(await call('release.create', { projectId, version: '3.0.0' })).toMatchObject({
      failure: { kind: 'variables-tied' }
    })
    // Releases of a channel for others never come to Big.
    const south = { name: 'South', tenantTags: ['Region/South'] }
    const channelId = must(await call('channel.create', { projectId, value: south })).id
    must(await call('release.create', { projectId, version: '3.0.0', channelId }))
  })

  it('that comes about later, by a target with two roles, is found by the plan before anything runs', async () => {
    const workspace = await openTestWorkspace()
    const { call } = workspace
    const { projectId, environmentId } = await makeDeployable(call)
    const process = must(await call('process.get', { projectId }))
    const steps = [{ ...scriptStep('Install'), roles: ['server', 'web'], id: process.steps[0]!.id }]
    must(await call('process.save', { projectId, version: 1, steps }))
    await save(workspace, projectId, [text('Db', 'a', { roles: ['server'] }), text('Db', 'b', { roles: ['web'] })])
    const release = must(await call('release.create', { projectId, version: '2.0.0' }))
    const target = { kind: 'local', name: 'both', roles: ['server', 'web'], environmentIds: [environmentId] } as const
    must(await call('target.create', { ...target, roles: [...target.roles], environmentIds: [environmentId] }))
    const { plan, problems } = must(await call('deployment.plan', { releaseId: release.id, environmentId }))
    expect(plan).toBeNull()
    expect(problems).toMatchObject([{ severity: 'error', about: { kind: 'variable', name: 'Db' } }])
  })
})

describe('updating the variables of a release', () => {
  it('takes them anew, keeps the steps, notes what it was, and is audited', async () => {
    const workspace = await openTestWorkspace()
    const { call, over } = workspace
    const { projectId, environmentId } = await makeDeployable(call)
    await save(workspace, projectId, [text('Db', 'old'), { type: 'sensitive', name: 'Key', value: 'first-secret' }])
    const release = must(await call('release.create', { projectId, version: '2.0.0' }))
    const { id } = must(await call('deployment.start', { releaseId: release.id, environmentId }))
    await over(id)

    await save(workspace, projectId, [text('Db', 'new')])
    must(await call('process.save', { projectId, version: 1, steps: [scriptStep('Install', 'echo changed')] }))
    const entries = await enteredBy(workspace, async () => {
      const updated = must(await call('release.updateVariables', { id: release.id }))
      expect(updated).toMatchObject({ version: '2.0.0', earlier: [{ snapshot: release.snapshot }] })
      expect(updated.snapshot).not.toBe(release.snapshot)
    })
    expect(inShort(entries).map(({ verb }) => verb)).toEqual(['variables-updated'])
    const { snapshot } = must(await call('release.get', { id: release.id }))
    expect(snapshot?.variables).toMatchObject([{ name: 'Db', value: 'new' }])
    expect(snapshot?.steps[0]?.actions[0]).toHaveProperty('body', 'echo hello')

    const place = { source: { kind: 'deployment', id } as const, name: 'Db' }
    expect(must(await call('variables.explain', place)).explanation.expansion.value.text).toBe('old')
    expect(await vaultSize(workspace.home)).toBe(1)
    expect(must(await call('data.verify', {}))).toMatchObject({ faultCount: 0, warningCount: 0 })
  })

  it('changes nothing when the variables are the same, and refuses a tie', async () => {
    const workspace = await openTestWorkspace()
    const { call } = workspace
    const { projectId, releaseId } = await makeDeployable(call)
    const before = must(await call('release.get', { id: releaseId })).release
    expect(must(await call('release.updateVariables', { id: releaseId }))).toEqual(before)
    await save(workspace, projectId, [text('A', '1'), text('A', '2')])
    expect(await call('release.updateVariables', { id: releaseId })).toMatchObject({
      failure: { kind: 'variables-tied' }
    })
  })
})

describe('prompts', () => {
  const prompt = (isRequired: boolean, label = '') =>
    ({ label, description: '', isRequired, control: { kind: 'single-line' } }) as const

  async function prompted(variables: readonly VariableInput[]) {
    const workspace = await openTestWorkspace()
    const world = await makeDeployable(workspace.call)
    await save(workspace, world.projectId, variables)
    const release = must(await workspace.call('release.create', { projectId: world.projectId, version: '2.0.0' }))
    const where = { releaseId: release.id, environmentId: world.environmentId }
    return { ...workspace, ...world, where }
  }

  it('are asked once for each name, for the row that wins here, by label', async () => {
    const other = 'environment-zzzzzzzzzz' as EnvironmentId
    const { call, where } = await prompted([
      { ...text('B', 'x'), prompt: prompt(true, 'Zebra') },
      { ...text('A', 'y'), prompt: prompt(true) },
      { ...text('A', 'z', { environments: [other] }), prompt: prompt(true) },
      { ...text('C', 'not asked', { environments: [other] }), prompt: prompt(true) },
      { ...text('D', 'default'), prompt: prompt(true) },
      text('D', 'wins', { roles: ['server'] })
    ])
    const { prompts } = must(await call('deployment.plan', where))
    expect(prompts.map(item => [item.name, item.type === 'text' && item.value])).toEqual([
      ['A', 'y'],
      ['B', 'x']
    ])
  })

  it('stop a deployment as long as a required one is not answered or is blank, and name it', async () => {
    const { call, where } = await prompted([{ ...text('Colour', ''), prompt: prompt(true) }])
    const [colour] = must(await call('deployment.plan', where)).prompts
    for (const answers of [[], [{ variableId: colour!.id, value: '  ' }]])
      expect(await call('deployment.start', { ...where, answers })).toMatchObject({
        ok: false,
        failure: { kind: 'plan-has-problems', issues: [{ path: `answers.${colour!.id}` }] }
      })
  })

  it('are answered into the plan, which keeps them; a sensitive answer lies in the vault', async () => {
    const { call, where, over, home } = await prompted([
      { ...text('Colour', 'red'), prompt: prompt(false) },
      { type: 'sensitive', name: 'Key', value: 'stored-secret', prompt: prompt(true) }
    ])
    const [colour, key] = must(await call('deployment.plan', where)).prompts
    const answers = [
      { variableId: colour!.id, value: 'blue' },
      { variableId: key!.id, value: 'typed-secret' }
    ]
    const { id } = must(await call('deployment.start', { ...where, answers }))
    const { plan } = await over(id)
    expect(plan.answers).toEqual([
      { variableId: colour!.id, name: 'Colour', value: 'blue' },
      { variableId: key!.id, name: 'Key', secret: expect.stringMatching(/^secret-/) }
    ])
    expect(await vaultSize(home)).toBe(2)
    expect(JSON.stringify(plan)).not.toContain('typed-secret')
    const source = { kind: 'deployment', id } as const
    expect(must(await call('variables.explain', { source, name: 'Colour' })).explanation.expansion.value.text).toBe(
      'blue'
    )
    expect(must(await call('data.verify', {}))).toMatchObject({ faultCount: 0, warningCount: 0 })
  })

  it('refuse an answer that is no option, no tick, or not asked for', async () => {
    const select = { ...prompt(true), control: { kind: 'select', options: [{ value: 'a', label: 'Apple' }] } } as const
    const tick = { ...prompt(true), control: { kind: 'checkbox' } } as const
    const { call, where } = await prompted([
      {
        ...text('Fruit', 'a'),
        prompt: { ...select, control: { kind: 'select', options: [...select.control.options] } }
      },
      { ...text('Tick', 'True'), prompt: tick }
    ])
    const [fruit, box] = must(await call('deployment.plan', where)).prompts
    const start = (fruitValue: string, tickValue: string) =>
      call('deployment.start', {
        ...where,
        answers: [
          { variableId: fruit!.id, value: fruitValue },
          { variableId: box!.id, value: tickValue }
        ]
      })
    expect(await start('b', 'True')).toMatchObject({
      failure: { message: expect.stringContaining('not one of its options') }
    })
    expect(await start('a', 'yes')).toMatchObject({ failure: { message: expect.stringContaining('is a tick') } })
    const answers = [{ variableId: 'variable-zzzzzzzzzz' as never, value: 'x' }]
    expect(await call('deployment.start', { ...where, answers })).toMatchObject({
      failure: { issues: [{ path: 'answers.0.variableId' }] }
    })
  })
})

describe('looking at variables', () => {
  it('compares a name over environments and targets, in the project as it is now', async () => {
    const workspace = await openTestWorkspace()
    const { call } = workspace
    const { projectId, environmentId, targetId } = await makeDeployable(call)
    const production = must(await call('environment.create', { name: 'Production', isProduction: true }))
    await save(workspace, projectId, [
      text('Db', 'db-#{Octopus.Environment.Name | ToLower}'),
      text('Db', 'special', { environments: [production.id] })
    ])
    const source = { kind: 'project', id: projectId } as const
    const { explanation, labels } = must(
      await call('variables.explain', { source, name: 'db', environmentId, targetId })
    )
    expect(explanation.expansion.value).toEqual({ text: 'db-test', holdsSecret: false })
    expect(explanation.elsewhere).toEqual([
      { value: { text: 'db-test', holdsSecret: false }, isSame: true, places: [{ environmentId, targetId }] },
      {
        value: { text: 'special', holdsSecret: false },
        isSame: false,
        places: [{ environmentId: production.id, targetId: null }]
      }
    ])
    expect(labels.environments[production.id]).toBe('Production')
  })

  it('names what it cannot look at', async () => {
    const { call } = await openTestWorkspace()
    const { projectId } = await makeDeployable(call)
    const source = { kind: 'project', id: projectId } as const
    const targetId = 'target-zzzzzzzzzz' as never
    expect(await call('variables.preview', { source, targetId })).toMatchObject({ failure: { kind: 'not-found' } })
  })
})
