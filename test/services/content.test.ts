import { createHash } from 'node:crypto'
import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { ReleaseId } from '@shared/ids'
import { describe, expect, it } from 'vitest'
import { makeDeployable, scriptStep } from '../support/deployable'
import { must, openTestWorkspace } from '../support/workspace'

const conflict = { ok: false, failure: expect.objectContaining({ kind: 'conflict' }) }

describe('a process', () => {
  it('begins empty at version 0', async () => {
    const { call } = await openTestWorkspace()
    const { id } = must(await call('project.create', { name: 'Shop' }))
    expect(must(await call('process.get', { projectId: id }))).toEqual({ projectId: id, version: 0, steps: [] })
  })

  it('gives new steps their ids, keeps the ids of others, and makes a copied action its own', async () => {
    const { call } = await openTestWorkspace()
    const { id: projectId } = must(await call('project.create', { name: 'Shop' }))
    const first = must(await call('process.save', { projectId, version: 0, steps: [scriptStep('Install')] }))
    const [install] = first.steps
    const copy = { ...install!, id: undefined, name: 'Install again' }
    const second = must(await call('process.save', { projectId, version: 1, steps: [install!, copy] }))
    expect(second.version).toBe(2)
    expect(second.steps[0]).toEqual(install)
    const [a, b] = second.steps
    expect(new Set([a!.id, b!.id, a!.actions[0]?.id, b!.actions[0]?.id]).size).toBe(4)
  })

  it('keeps the id of an action that became a step, of whichever one comes first, and of one that comes back', async () => {
    const { call } = await openTestWorkspace()
    const { id: projectId } = must(await call('project.create', { name: 'Shop' }))
    const save = async (version: number, ...steps: readonly object[]) =>
      must(await call('process.save', { projectId, version, steps: steps as never })).steps
    const [roll] = await save(0, {
      ...scriptStep('Roll'),
      actions: ['Drain', 'Fill'].map(name => ({ type: 'script', name, syntax: 'bash', body: name }))
    })
    const [drain, fill] = roll!.actions.map(({ name: _, ...action }) => action)
    const out = await save(
      1,
      { ...scriptStep('Fill'), actions: [fill] },
      { ...scriptStep('Copy'), actions: [drain] },
      { ...roll, name: 'Drain', actions: [drain] }
    )
    expect(out.map(step => step.actions[0]!.id)).toEqual([fill!.id, expect.not.stringMatching(drain!.id), drain!.id])
    expect(out[2]!.id).toBe(roll!.id)
    await save(2)
    expect(await save(3, out[0]!)).toEqual([out[0]])
  })

  it('makes the ids anew of what was copied from another project', async () => {
    const { call } = await openTestWorkspace()
    const [a, b] = [
      must(await call('project.create', { name: 'A' })),
      must(await call('project.create', { name: 'B' }))
    ]
    const first = must(await call('process.save', { projectId: a.id, version: 0, steps: [scriptStep('Install')] }))
    const copied = must(await call('process.save', { projectId: b.id, version: 0, steps: [...first.steps] as never }))
    const ids = ({ steps }: typeof first) => steps.flatMap(step => [step.id, step.actions[0]!.id])
    expect(ids(copied).filter(id => ids(first).includes(id as never))).toEqual([])
  })

  it('refuses a save that started from an older version, and keeps what is stored', async () => {
    const { call } = await openTestWorkspace()
    const { id: projectId } = must(await call('project.create', { name: 'Shop' }))
    const stored = must(await call('process.save', { projectId, version: 0, steps: [scriptStep('Install')] }))
    expect(await call('process.save', { projectId, version: 0, steps: [] })).toEqual(conflict)
    expect(await call('process.save', { projectId, version: 7, steps: [] })).toEqual(conflict)
    expect(must(await call('process.get', { projectId }))).toEqual(stored)
  })

  it('lets one of two saves at the same time through', async () => {
    const { call } = await openTestWorkspace()
    const { id: projectId } = must(await call('project.create', { name: 'Shop' }))
    const saves = await Promise.all(
      ['One', 'Two'].map(name => call('process.save', { projectId, version: 0, steps: [scriptStep(name)] }))
    )
    expect(saves.map(result => result.ok)).toEqual([true, false])
  })
})

describe('variables', () => {
  async function withSecret() {
    const workspace = await openTestWorkspace()
    const { call } = workspace
    const { id: projectId } = must(await call('project.create', { name: 'Shop' }))
    const variables = [
      { type: 'text' as const, name: 'Port', value: '80' },
      { type: 'sensitive' as const, name: 'Password', value: 'tangerine-lighthouse' }
    ]
    return { ...workspace, projectId, set: must(await call('variables.save', { projectId, version: 0, variables })) }
  }

  const vaultSize = async (home: string) =>
    (await readdir(join(home, 'workspaces', 'main', 'vault'))).filter(name => name.startsWith('secret-')).length

  it('show that a sensitive value is set and not what it is', async () => {
    const { set } = await withSecret()
    expect(set.variables).toEqual([
      { type: 'text', id: expect.any(String), name: 'Port', value: '80' },
      { type: 'sensitive', id: expect.any(String), name: 'Password' }
    ])
  })

  it('keep a sensitive value that is not given again', async () => {
    const { call, projectId, set, home } = await withSecret()
    const saved = must(await call('variables.save', { projectId, version: 1, variables: [...set.variables] }))
    expect(saved).toEqual({ ...set, version: 2 })
    expect(await vaultSize(home)).toBe(1)
  })

  it('refuse a sensitive variable without any value, and name the field', async () => {
    const { call, projectId } = await withSecret()
    const variables = [{ type: 'sensitive' as const, name: 'Token' }]
    expect(await call('variables.save', { projectId, version: 1, variables })).toMatchObject({
      ok: false,
      failure: { kind: 'invalid-input', issues: [{ path: 'variables.0.value' }] }
    })
  })

  it('refuse the same id twice', async () => {
    const { call, projectId, set } = await withSecret()
    const [port] = set.variables
    const variables = [port!, { ...port!, name: 'Other' }]
    expect(await call('variables.save', { projectId, version: 1, variables })).toMatchObject({
      ok: false,
      failure: { issues: [{ path: 'variables.1.id' }] }
    })
  })

  it('remove a replaced value from the vault, but not one that a release copied', async () => {
    const { call, projectId, set, home } = await withSecret()
    const [port, password] = set.variables
    const replaced = { type: 'sensitive' as const, id: password!.id, name: 'Password', value: 'second value' }
    must(await call('variables.save', { projectId, version: 1, variables: [port!, replaced] }))
    expect(await vaultSize(home)).toBe(1)

    must(await call('process.save', { projectId, version: 0, steps: [scriptStep('Install')] }))
    must(await call('release.create', { projectId, version: '1.0.0' }))
    must(await call('variables.save', { projectId, version: 2, variables: [port!] }))
    expect(await vaultSize(home)).toBe(1)
    must(await call('project.delete', { id: projectId, confirmName: 'Shop' }))
    expect(await vaultSize(home)).toBe(0)
    expect(await readdir(join(home, 'workspaces', 'main', 'snapshots'))).toEqual([])
  })

  it('refuse a save that started from an older version', async () => {
    const { call, projectId } = await withSecret()
    expect(await call('variables.save', { projectId, version: 0, variables: [] })).toEqual(conflict)
  })
})

describe('accounts', () => {
  it('need their secret when they are made, and keep it when they are changed without it', async () => {
    const { call } = await openTestWorkspace()
    const password = { kind: 'password' as const, name: 'Deploy', username: 'deploy' }
    expect(await call('account.create', password)).toMatchObject({
      ok: false,
      failure: { kind: 'invalid-input', issues: [{ path: 'password' }] }
    })
    const made = must(await call('account.create', { ...password, password: 'hunter two' }))
    const changed = must(await call('account.update', { id: made.id, value: { ...password, username: 'root' } }))
    expect(changed).toEqual({ ...made, username: 'root' })
    const key = { kind: 'private-key' as const, name: 'Deploy', username: 'root' }
    expect(await call('account.update', { id: made.id, value: key })).toMatchObject({
      ok: false,
      failure: { issues: [{ path: 'value.privateKey' }] }
    })
  })

  it('tell a public key from a private one', async () => {
    const { call } = await openTestWorkspace()
    const privateKey = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl ada@desk'
    expect(
      await call('account.create', { kind: 'private-key', name: 'Deploy', username: 'deploy', privateKey })
    ).toMatchObject({ ok: false, failure: { issues: [{ path: 'privateKey', message: 'is a public key' }] } })
  })

  it('drop the passphrase when told so', async () => {
    const { call } = await openTestWorkspace()
    const key = { kind: 'private-key' as const, name: 'Deploy', username: 'deploy' }
    const made = must(await call('account.create', { ...key, privateKey: 'KEY', passphrase: 'open sesame' }))
    expect(made.hasPassphrase).toBe(true)
    const kept = must(await call('account.update', { id: made.id, value: key }))
    expect(kept.hasPassphrase).toBe(true)
    const dropped = must(await call('account.update', { id: made.id, value: { ...key, passphrase: null } }))
    expect(dropped.hasPassphrase).toBe(false)
  })
})

describe('releases', () => {
  it('refuse a version that exists, whatever its capitals', async () => {
    const { call } = await openTestWorkspace()
    const { projectId } = await makeDeployable(call)
    must(await call('release.create', { projectId, version: '2.0.0-RC1' }))
    expect(await call('release.create', { projectId, version: '2.0.0-rc1' })).toMatchObject({
      ok: false,
      failure: { kind: 'conflict', issues: [{ path: 'version' }] }
    })
  })

  it('refuse a process without steps', async () => {
    const { call } = await openTestWorkspace()
    const { id: projectId } = must(await call('project.create', { name: 'Empty' }))
    expect(await call('release.create', { projectId, version: '1.0.0' })).toMatchObject({
      ok: false,
      failure: { kind: 'invalid-input', message: expect.stringContaining('no steps') }
    })
  })

  it('suggest the version after the newest one, past those that are taken', async () => {
    const { call } = await openTestWorkspace()
    const { projectId } = await makeDeployable(call)
    const suggestion = async () => must(await call('release.suggest', { projectId })).version
    expect(await suggestion()).toBe('1.0.1')
    for (const version of ['1.0.2', '1.0.1']) must(await call('release.create', { projectId, version }))
    expect(await suggestion()).toBe('1.0.3')
  })

  it('freeze the process and the variables, and say when those were changed', async () => {
    const { call } = await openTestWorkspace()
    const { projectId, releaseId } = await makeDeployable(call)
    const before = must(await call('release.get', { id: releaseId }))
    expect(before).toMatchObject({ isOutdated: false, snapshot: { steps: [{ name: 'Install' }] } })
    must(await call('process.save', { projectId, version: 1, steps: [scriptStep('Something else')] }))
    const after = must(await call('release.get', { id: releaseId }))
    expect(after).toEqual({ ...before, isOutdated: true })
  })

  it('of equal content share one stored copy', async () => {
    const { call } = await openTestWorkspace()
    const { projectId, releaseId } = await makeDeployable(call)
    const again = must(await call('release.create', { projectId, version: '1.0.1' }))
    expect(again.snapshot).toBe(must(await call('release.get', { id: releaseId })).release.snapshot)
  })

  it('are listed newest first', async () => {
    const { call } = await openTestWorkspace()
    const { projectId } = await makeDeployable(call)
    must(await call('release.create', { projectId, version: '1.1.0' }))
    const listed = must(await call('release.list', { projectId }))
    expect(listed.map(release => release.version)).toEqual(['1.1.0', '1.0.0'])
  })

  it('whose stored copy was changed are shown without it and are not deployed', async () => {
    const { call, home } = await openTestWorkspace()
    const { releaseId, environmentId } = await makeDeployable(call)
    const { release } = must(await call('release.get', { id: releaseId }))
    await writeFile(join(home, 'workspaces', 'main', 'snapshots', `${release.snapshot}.json`), '{"format":1}')
    expect(must(await call('release.get', { id: releaseId }))).toEqual({
      release,
      snapshot: null,
      isOutdated: false,
      missingPackages: []
    })
    for (const name of ['deployment.plan', 'deployment.start'] as const) {
      expect(await call(name, { releaseId, environmentId })).toMatchObject({
        ok: false,
        failure: { kind: 'release-corrupt' }
      })
    }
  })

  it('of which one byte was changed are refused with both hashes, and a check of the data names the file', async () => {
    const { call, home } = await openTestWorkspace()
    const { releaseId, environmentId } = await makeDeployable(call)
    const { release } = must(await call('release.get', { id: releaseId }))
    const file = join(home, 'workspaces', 'main', 'snapshots', `${release.snapshot}.json`)
    const bytes = await readFile(file)
    const at = Math.floor(bytes.length / 2)
    bytes[at] = (bytes[at] ?? 0) ^ 1
    await writeFile(file, bytes)
    const actual = createHash('sha256').update(bytes).digest('hex')
    expect(await call('deployment.start', { releaseId, environmentId })).toMatchObject({
      ok: false,
      failure: {
        kind: 'release-corrupt',
        message: expect.stringContaining(`its SHA-256 is ${actual} and should be ${release.snapshot}.`)
      }
    })
    const { faults } = must(await call('data.verify', {}))
    expect(faults.map(({ file: name }) => name)).toContain(`snapshots/${release.snapshot}.json`)
  })

  it('that do not exist are not found', async () => {
    const { call } = await openTestWorkspace()
    const id = 'release-0000000000' as ReleaseId
    expect(await call('release.get', { id })).toMatchObject({ ok: false, failure: { kind: 'not-found' } })
  })
})
