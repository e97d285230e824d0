import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { AuditEntry } from '@shared/audit'
import { describe, expect, it, vi } from 'vitest'
import { openStore } from '../../electron/store/open-store'
import { testActor } from '../support/actor'
import { makeDeployable } from '../support/deployable'
import { fakeKeyChain } from '../support/key-chain'
import { must, openTestWorkspace, patientEngine, type TestWorkspace } from '../support/workspace'

// A passphrase is stretched on purpose, which takes long on a machine that is busy.
vi.setConfig({ testTimeout: 120_000 })

const passphrase = 'correct horse battery'
const account = { kind: 'password', name: 'Deploy', username: 'deploy', password: 'hunter two' } as const
const untouched = () => openTestWorkspace({ vault: 'untouched' })

/** What the audit log says about the vault, oldest first. */
async function entriesOf({ workspaces }: TestWorkspace): Promise<readonly Pick<AuditEntry, 'verb' | 'summary'>[]> {
  const { entries } = await workspaces.use(({ store }) => store.audit.page({ subjects: ['vault'] }, null, 100))
  return [...entries].sort((a, b) => a.seq - b.seq).map(({ verb, summary }) => ({ verb, summary }))
}

/** A workspace with an account, whose vault a passphrase protects, as it is after a restart. */
async function locked(ports = {}): Promise<TestWorkspace> {
  const first = await openTestWorkspace({ vault: 'untouched', ports })
  must(await first.call('vault.setUp', { protection: 'passphrase', passphrase }))
  must(await first.call('account.create', account))
  return first.restart()
}

describe('the first secret', () => {
  it('is refused until the vault is set up, and goes in then with the very same call', async () => {
    const { call, pushed } = await untouched()
    expect(await call('account.create', account)).toMatchObject({ failure: { kind: 'vault-not-set-up' } })
    expect(must(await call('account.list', {}))).toEqual([])
    const status = must(await call('vault.setUp', { protection: 'keychain', passphrase }))
    expect(status).toEqual({
      protection: 'keychain',
      hasRecovery: true,
      isLocked: false,
      keychain: { available: true, name: 'test keychain' },
      secrets: 0,
      problem: null
    })
    expect(pushed()).toContainEqual({ type: 'vault.changed', status })
    must(await call('account.create', account))
    expect(must(await call('vault.status', {})).secrets).toBe(1)
  })

  it('is asked for by a sensitive variable as well, and nothing of the save is kept', async () => {
    const { call } = await untouched()
    const { projectId } = await makeDeployable(call)
    const variables = [{ type: 'sensitive', name: 'Token', value: 'abcdef' } as const]
    expect(await call('variables.save', { projectId, version: 0, variables })).toMatchObject({
      failure: { kind: 'vault-not-set-up' }
    })
    expect(must(await call('variables.get', { projectId }))).toMatchObject({ version: 0, variables: [] })
  })

  it.each(['', 'seven77'])('refuses the passphrase “%s” as too short, and names its field', async short => {
    const { call } = await untouched()
    expect(await call('vault.setUp', { protection: 'passphrase', passphrase: short })).toMatchObject({
      failure: { kind: 'invalid-input', issues: [{ path: 'passphrase', message: 'must be at least 8 characters' }] }
    })
    expect(must(await call('vault.status', {})).protection).toBe('none')
  })
})

describe('a locked vault', () => {
  it('lets secrets neither in nor out, and the rest go on', async () => {
    const { call } = await locked()
    expect(await call('account.create', { ...account, name: 'Other' })).toMatchObject({
      failure: { kind: 'vault-locked' }
    })
    must(await call('environment.create', { name: 'Test' }))
    must(await call('account.create', { kind: 'agent', name: 'Agent', username: 'deploy' }))
    must(await call('vault.unlock', { passphrase }))
    must(await call('account.create', { ...account, name: 'Other' }))
  })

  it('is asked for before a deployment that needs a secret is queued', async () => {
    const workspace = await locked()
    const { call, over } = workspace
    const { projectId, environmentId, releaseId } = await makeDeployable(call)
    await over(must(await call('deployment.start', { releaseId, environmentId })).id)
    must(await call('vault.unlock', { passphrase }))
    const variables = [{ type: 'sensitive', name: 'Token', value: 'abcdef' } as const]
    must(await call('variables.save', { projectId, version: 0, variables }))
    const release = must(await call('release.create', { projectId, version: '2.0.0' }))
    must(await call('vault.lock', {}))
    const start = () => call('deployment.start', { releaseId: release.id, environmentId })
    expect(await start()).toMatchObject({ failure: { kind: 'vault-locked' } })
    expect(must(await call('deployment.list', {}))).toHaveLength(1)
    must(await call('vault.unlock', { passphrase }))
    expect(await over(must(await start()).id)).toMatchObject({ outcome: 'succeeded' })
  })

  it('is asked for before an account with a secret is used for a connection test', async () => {
    const { call } = await locked()
    const environment = must(await call('environment.create', { name: 'Test' }))
    const [deploy] = must(await call('account.list', {}))
    const target = must(
      await call('target.create', {
        kind: 'ssh',
        name: 'web-1',
        roles: ['server'],
        environmentIds: [environment.id],
        host: '127.0.0.1',
        accountId: deploy!.id
      })
    )
    expect(await call('target.test', { id: target.id })).toMatchObject({ failure: { kind: 'vault-locked' } })
  })

  it('makes whoever guesses wait, longer each time, and forgets it after the right passphrase', async () => {
    let clock = 1_000_000
    const { call } = await locked({ now: () => clock })
    const guess = async () => {
      const answer = await call('vault.unlock', { passphrase: 'a wrong guess' })
      return answer.ok ? 'open' : (answer.failure.detail?.waitMs ?? answer.failure.kind)
    }
    expect([await guess(), await guess(), await guess()]).toEqual(['passphrase-wrong', 'passphrase-wrong', '1000'])
    clock += 400
    expect(await call('vault.unlock', { passphrase })).toMatchObject({ failure: { detail: { waitMs: '600' } } })
    clock += 600
    expect(await guess()).toBe('2000')
    clock += 2000
    must(await call('vault.unlock', { passphrase }))
    must(await call('vault.lock', {}))
    expect(await guess()).toBe('passphrase-wrong')
  })
})

describe('an open vault', () => {
  it('is not locked under a deployment, and closes when nothing runs', async () => {
    const { call, over } = await openTestWorkspace({ ports: { runDeployment: patientEngine } })
    const { environmentId, releaseId } = await makeDeployable(call)
    const { id } = must(await call('deployment.start', { releaseId, environmentId }))
    expect(await call('vault.lock', {})).toMatchObject({ failure: { kind: 'in-use' } })
    expect(await call('vault.startOver', { confirm: 'start over' })).toMatchObject({ failure: { kind: 'in-use' } })
    must(await call('deployment.cancel', { id }))
    await over(id)
    expect(must(await call('vault.lock', {})).isLocked).toBe(true)
  })

  it('changes its passphrase only for who knows it, and blames the right field', async () => {
    const { call, restart } = await locked()
    expect(await call('vault.changePassphrase', { current: 'not this one', next: 'a new passphrase' })).toMatchObject({
      failure: { kind: 'passphrase-wrong', issues: [{ path: 'current', message: 'is wrong' }] }
    })
    must(await call('vault.changePassphrase', { current: passphrase, next: 'a new passphrase' }))
    const again = await restart()
    expect(await again.call('vault.unlock', { passphrase })).toMatchObject({ failure: { kind: 'passphrase-wrong' } })
    must(await again.call('vault.unlock', { passphrase: 'a new passphrase' }))
  })

  it('takes the same letters for the same passphrase, however a keyboard composes them', async () => {
    const first = await untouched()
    must(await first.call('vault.setUp', { protection: 'passphrase', passphrase: 'pa\u0308ssword' }))
    const { call } = await first.restart()
    must(await call('vault.unlock', { passphrase: 'p\u00e4ssword' }))
  })
})

describe('a vault that starts over', () => {
  it('wants its words, keeps records and old files, and takes the secrets anew', async () => {
    const { call, home } = await locked()
    expect(await call('vault.startOver', { confirm: 'yes' as 'start over' })).toMatchObject({
      failure: { kind: 'invalid-input', issues: [{ path: 'confirm' }] }
    })
    expect(must(await call('vault.startOver', { confirm: 'start over' }))).toMatchObject({
      protection: 'none',
      secrets: 0
    })
    const { id } = must(await call('account.list', {}))[0]!
    const value = { kind: 'password', name: 'Deploy', username: 'deploy', password: 'entered again' } as const
    expect(await call('account.update', { id, value })).toMatchObject({ failure: { kind: 'vault-not-set-up' } })
    must(await call('vault.setUp', { protection: 'passphrase', passphrase: 'a new passphrase' }))
    must(await call('account.update', { id, value }))
    expect(await readdir(join(home, 'keys'))).toEqual(['main.json', expect.stringMatching(/^main\.json\.old-\d{14}-/)])
  })

  it('makes new keys to sign with, because the old ones are gone with it', async () => {
    const { call } = await untouched()
    must(await call('vault.setUp', { protection: 'passphrase', passphrase }))
    const before = must(await call('approver.own', {}))
    must(await call('vault.startOver', { confirm: 'start over' }))
    expect(await call('approver.own', {})).toMatchObject({ failure: { kind: 'vault-not-set-up' } })
    must(await call('vault.setUp', { protection: 'passphrase', passphrase: 'a new passphrase' }))
    expect(must(await call('approver.own', {})).words).not.toBe(before.words)
  })
})

describe('the demo’s vault', () => {
  it('keeps its key in a file, and has no lock to turn', async () => {
    const { call } = await untouched()
    must(await call('workspace.open', { kind: 'demo' }))
    must(await call('account.create', account))
    expect(must(await call('vault.status', {}))).toMatchObject({ protection: 'key-file', isLocked: false, secrets: 1 })
    const refused = { failure: { kind: 'forbidden' } }
    expect(await call('vault.setUp', { protection: 'keychain' })).toMatchObject(refused)
    expect(await call('vault.lock', {})).toMatchObject(refused)
    expect(await call('vault.startOver', { confirm: 'start over' })).toMatchObject(refused)
  })
})

describe('the audit log', () => {
  it('has every turn of the lock, and no passphrase', async () => {
    const workspace = await untouched()
    const { call } = workspace
    must(await call('vault.setUp', { protection: 'passphrase', passphrase }))
    must(await call('vault.lock', {}))
    await call('vault.unlock', { passphrase: 'a wrong guess' })
    must(await call('vault.unlock', { passphrase }))
    must(await call('vault.changePassphrase', { current: passphrase, next: 'a new passphrase' }))
    must(await call('vault.startOver', { confirm: 'start over' }))
    expect(await entriesOf(workspace)).toEqual([
      { verb: 'created', summary: 'Protected the vault with a passphrase.' },
      { verb: 'locked', summary: 'Locked the vault.' },
      { verb: 'unlock-refused', summary: 'Refused a wrong passphrase to unlock the vault.' },
      { verb: 'unlocked', summary: 'Unlocked the vault.' },
      { verb: 'passphrase-changed', summary: 'Changed the passphrase of the vault.' },
      { verb: 'changed', summary: 'Started the vault over; the old key and 0 secrets were kept aside.' }
    ])
  })
})

describe('a keychain that lost the key', () => {
  it('is told in the status once somebody needed a secret, and the recovery passphrase opens the vault', async () => {
    const keyChain = fakeKeyChain()
    const workspace = await openTestWorkspace({
      vault: 'untouched',
      ports: { openStore: place => openStore({ ...place, now: Date.now, actor: testActor, keyChain }) }
    })
    const { call } = workspace
    must(await call('vault.setUp', { protection: 'keychain', passphrase }))
    must(await call('account.create', account))
    keyChain.forget()
    const after = await workspace.restart()
    const other = { ...account, name: 'Other' }
    expect(await after.call('account.create', other)).toMatchObject({ failure: { kind: 'vault-locked' } })
    expect(must(await after.call('vault.status', {}))).toMatchObject({
      isLocked: true,
      problem: { message: 'The vault is locked: the test keychain does not open it any more.' }
    })
    must(await after.call('vault.unlock', { passphrase }))
    must(await after.call('account.create', other))
  })
})
