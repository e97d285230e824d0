import type { Input } from '@shared/api'
import type { AccountId, JumpHostId } from '@shared/ids'
import { hopLimit } from '@shared/model/jump-host'
import { describe, expect, it } from 'vitest'
import type { Call } from '../../electron/ipc/dispatch'
import { must, openTestWorkspace } from '../support/workspace'

const pin = { algorithm: 'ssh-ed25519', fingerprint: `SHA256:${'A'.repeat(43)}` }
const otherPin = { algorithm: 'ssh-ed25519', fingerprint: `SHA256:${'B'.repeat(43)}` }
const refusedAt = (path: string, message: string) => ({
  ok: false,
  failure: expect.objectContaining({ kind: 'invalid-input', issues: [{ path, message }] })
})

const makeAccount = async (call: Call): Promise<AccountId> =>
  must(await call('account.create', { kind: 'agent', name: 'Deployer', username: 'deploy' })).id
const inputOf = (name: string, accountId: AccountId, viaId: JumpHostId | null = null) => ({
  name,
  host: `${name}.example`,
  accountId,
  viaId
})
const sshTarget = (name: string, accountId: AccountId, viaId: JumpHostId): Input<'target.create'> => ({
  kind: 'ssh',
  name,
  roles: ['web'],
  environmentIds: [],
  host: `${name}.example`,
  accountId,
  viaId
})

describe('jump hosts', () => {
  it('are stored with what they need, tell windows, and leave a trace in the audit log', async () => {
    const { call, pushed, workspaces } = await openTestWorkspace()
    const accountId = await makeAccount(call)
    const made = must(await call('jumpHost.create', inputOf('bastion', accountId)))
    expect(made).toEqual({ ...inputOf('bastion', accountId), id: made.id, description: '', port: 22, hostKey: null })
    expect(must(await call('jumpHost.list', {}))).toEqual([made])
    expect(pushed()).toContainEqual({ type: 'catalog.changed', entity: 'jump-host' })
    must(await call('jumpHost.trust', { id: made.id, hostKey: pin }))
    must(await call('jumpHost.delete', { id: made.id }))
    const { entries } = await workspaces.use(({ store }) => store.audit.page({ subjects: ['jump-host'] }, null, 10))
    expect(entries.map(entry => entry.summary).reverse()).toEqual([
      'Created the jump host “bastion”.',
      'Accepted the host key of the jump host “bastion”.',
      'Deleted the jump host “bastion”.'
    ])
  })

  it('refuse a way that leads back to them, at the field', async () => {
    const { call } = await openTestWorkspace()
    const accountId = await makeAccount(call)
    const first = must(await call('jumpHost.create', inputOf('first', accountId)))
    const second = must(await call('jumpHost.create', inputOf('second', accountId, first.id)))
    for (const viaId of [first.id, second.id])
      expect(await call('jumpHost.update', { id: first.id, value: inputOf('first', accountId, viaId) })).toEqual(
        refusedAt('value.viaId', 'leads back to this jump host')
      )
  })

  it('refuse a way that is too long, and one through something that is not there', async () => {
    const { call } = await openTestWorkspace()
    const accountId = await makeAccount(call)
    let viaId: JumpHostId | null = null
    for (let count = 1; count <= hopLimit; count++)
      viaId = must(await call('jumpHost.create', inputOf(`hop-${count}`, accountId, viaId))).id
    expect(await call('jumpHost.create', inputOf('one-more', accountId, viaId))).toEqual(
      refusedAt('viaId', `makes a way of more than ${hopLimit} jump hosts`)
    )
    const nowhere = 'jump-0000000000' as JumpHostId
    expect(await call('jumpHost.create', inputOf('lost', accountId, nowhere))).toEqual(
      refusedAt('viaId', 'no longer exists')
    )
    expect(await call('target.create', sshTarget('web-1', accountId, nowhere))).toMatchObject(
      refusedAt('viaId', 'no longer exists')
    )
  })

  it('stay while somebody goes through them, and so does their account', async () => {
    const { call } = await openTestWorkspace()
    const accountId = await makeAccount(call)
    const first = must(await call('jumpHost.create', inputOf('first', accountId)))
    must(await call('jumpHost.create', inputOf('second', accountId, first.id)))
    must(await call('target.create', sshTarget('web-1', accountId, first.id)))
    expect(await call('jumpHost.delete', { id: first.id })).toMatchObject({
      ok: false,
      failure: {
        kind: 'in-use',
        message: 'The jump host “first” is used by the jump host “second” and the target “web-1”.'
      }
    })
    expect(await call('account.delete', { id: accountId })).toMatchObject({
      ok: false,
      failure: {
        message:
          'The account “Deployer” is used by the target “web-1”, the jump host “first” and the jump host “second”.'
      }
    })
  })

  it('keep their accepted key only as long as they are reached at the same place on the same way', async () => {
    const { call } = await openTestWorkspace()
    const accountId = await makeAccount(call)
    const other = must(await call('jumpHost.create', inputOf('other', accountId)))
    const { id } = must(await call('jumpHost.create', inputOf('bastion', accountId)))
    must(await call('jumpHost.trust', { id, hostKey: pin }))
    const update = async (change: object) =>
      must(await call('jumpHost.update', { id, value: { ...inputOf('bastion', accountId), ...change } })).hostKey
    expect(await update({ description: 'the front door' })).toEqual(pin)
    expect(await update({ viaId: other.id })).toBeNull()
    must(await call('jumpHost.trust', { id, hostKey: pin }))
    expect(await update({ viaId: other.id, port: 2222 })).toBeNull()
  })

  it('replace an accepted key on purpose only', async () => {
    const { call } = await openTestWorkspace()
    const { id } = must(await call('jumpHost.create', inputOf('bastion', await makeAccount(call))))
    must(await call('jumpHost.trust', { id, hostKey: pin }))
    expect(await call('jumpHost.trust', { id, hostKey: otherPin })).toMatchObject({
      ok: false,
      failure: { kind: 'host-key-changed' }
    })
    const replaced = must(await call('jumpHost.trust', { id, hostKey: otherPin, replace: true }))
    expect(replaced.hostKey).toEqual(otherPin)
  })
})
