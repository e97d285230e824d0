import type { Output } from '@shared/api'
import type { Failure } from '@shared/failure'
import type { AccountId } from '@shared/ids'
import type { AccountView } from '@shared/model/account'
import { fail, ok, type Result } from '@shared/result'
import type { VaultStatus } from '@shared/vault'
import { act, fireEvent, screen, waitFor } from '@testing-library/react'
import { describe, expect, test } from 'vitest'
import { api } from '../../../renderer/api'
import { TargetDrawer } from '../../../renderer/screens/targets/TargetDrawer'
import { VaultDialogs } from '../../../renderer/screens/vault/VaultDialogs'
import { always, installFakeApi } from '../../support/fake-api'
import { show } from '../../support/window'

const status: VaultStatus = {
  protection: 'passphrase',
  hasRecovery: false,
  isLocked: true,
  keychain: { available: false, name: 'keychain' },
  secrets: 3,
  problem: null
}
const locked: Failure = { kind: 'vault-locked', message: 'The vault is locked.', remedy: 'Unlock it.' }
const notSetUp: Failure = { kind: 'vault-not-set-up', message: 'Not set up.', remedy: 'Set it up.' }
const wrong: Failure = { kind: 'passphrase-wrong', message: 'The passphrase is wrong.', remedy: 'Check Caps Lock.' }

/** A vault that opens with “open sesame”, in front of a call that needs it open. */
function lockedAway(closed: Failure, before: VaultStatus = status) {
  let isOpen = false
  const open = () => {
    isOpen = true
    return ok({ ...before, protection: 'passphrase' as const, isLocked: false })
  }
  const fake = installFakeApi({
    'vault.status': always(before),
    'vault.unlock': ({ passphrase }) => (passphrase === 'open sesame' ? open() : fail(wrong)),
    'vault.setUp': open,
    'environment.list': () => (isOpen ? ok([]) : fail(closed))
  })
  show(<VaultDialogs />)
  return fake
}

const type = (label: string, text: string) =>
  fireEvent.change(screen.getByLabelText(label), { target: { value: text } })
const press = (name: string) => fireEvent.click(screen.getByRole('button', { name }))

describe('a call that finds the vault locked', () => {
  test('asks once however many there are, goes on by itself, and repeats nothing else', async () => {
    const fake = lockedAway(locked)
    const answers = Promise.all([api.call('environment.list', {}), api.call('environment.list', {})])
    await screen.findByRole('dialog', { name: 'Unlock the vault' })
    expect(screen.getAllByRole('dialog')).toHaveLength(1)
    type('Passphrase', 'open sesame')
    press('Unlock')
    expect(await answers).toEqual([ok([]), ok([])])
    expect(fake.inputsOf('environment.list')).toHaveLength(4)
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull())
  })

  test('says that a passphrase was wrong, keeps the focus there, and takes the next one', async () => {
    lockedAway(locked)
    const answer = api.call('environment.list', {})
    await screen.findByRole('dialog', { name: 'Unlock the vault' })
    const field = screen.getByLabelText('Passphrase')
    act(() => field.focus())
    type('Passphrase', 'open barley')
    press('Unlock')
    await screen.findByText('The passphrase is wrong. Check Caps Lock.')
    expect(document.activeElement).toBe(field)
    type('Passphrase', 'open sesame')
    press('Unlock')
    expect(await answer).toEqual(ok([]))
  })

  test.each(['Cancel', 'Escape'])('gets its failure back on %s', async way => {
    lockedAway(locked)
    const answer = api.call('environment.list', {})
    await screen.findByRole('dialog', { name: 'Unlock the vault' })
    if (way === 'Cancel') press('Cancel')
    else fireEvent.keyDown(window, { key: 'Escape' })
    expect(await answer).toEqual(fail(locked))
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull())
  })

  test('goes on when the vault was opened elsewhere', async () => {
    const fake = lockedAway(locked)
    const answer = api.call('environment.list', {})
    await screen.findByRole('dialog', { name: 'Unlock the vault' })
    fake.answer({ 'environment.list': always([]) })
    act(() => fake.push({ type: 'vault.changed', status: { ...status, isLocked: false } }))
    expect(await answer).toEqual(ok([]))
  })

  test('has to wait after too many wrong ones', async () => {
    const fake = lockedAway(locked)
    fake.answer({ 'vault.unlock': () => fail({ ...wrong, detail: { waitMs: '30000' } }) })
    void api.call('environment.list', {})
    await screen.findByRole('dialog', { name: 'Unlock the vault' })
    type('Passphrase', 'open barley')
    press('Unlock')
    await screen.findByRole('button', { name: /^Wait \d+ s$/ })
    fireEvent.submit(screen.getByLabelText('Passphrase').closest('form')!)
    expect(fake.inputsOf('vault.unlock')).toHaveLength(1)
  })
})

describe('a call that finds no vault', () => {
  const none: VaultStatus = { ...status, protection: 'none', isLocked: false, secrets: 0 }

  test('asks for a passphrase twice where there is no keychain, and goes on by itself', async () => {
    const fake = lockedAway(notSetUp, none)
    const answer = api.call('environment.list', {})
    await screen.findByRole('dialog', { name: 'Protect your secrets' })
    expect(screen.queryByRole('radio')).toBeNull()
    type('Passphrase', 'short')
    press('Protect secrets')
    expect(screen.getByText('Use at least 8 characters.')).toBeTruthy()
    type('Passphrase', 'open sesame')
    type('The same again', 'open sesamy')
    press('Protect secrets')
    expect(screen.getByText('The two do not match.')).toBeTruthy()
    expect(fake.inputsOf('vault.setUp')).toEqual([])
    type('The same again', 'open sesame')
    press('Protect secrets')
    expect(await answer).toEqual(ok([]))
    expect(fake.inputsOf('vault.setUp')).toEqual([{ protection: 'passphrase', passphrase: 'open sesame' }])
  })

  test('offers the keychain first where there is one, with a passphrase to recover with', async () => {
    const fake = lockedAway(notSetUp, { ...none, keychain: { available: true, name: 'GNOME keyring' } })
    const answer = api.call('environment.list', {})
    await screen.findByRole('dialog', { name: 'Protect your secrets' })
    expect(screen.getByRole<HTMLInputElement>('radio', { name: 'Use the GNOME keyring' }).checked).toBe(true)
    expect(screen.queryByLabelText('Recovery passphrase')).toBeNull()
    fireEvent.click(screen.getByRole('checkbox', { name: 'Also set a recovery passphrase' }))
    type('Recovery passphrase', 'open sesame')
    type('The same again', 'open sesame')
    press('Protect secrets')
    expect(await answer).toEqual(ok([]))
    expect(fake.inputsOf('vault.setUp')).toEqual([{ protection: 'keychain', passphrase: 'open sesame' }])
  })
})

describe('over a form that was opened over another form', () => {
  const none: VaultStatus = { ...status, protection: 'none', isLocked: false, secrets: 0 }
  const account: AccountView = {
    id: 'account-1' as AccountId,
    name: 'Deploy',
    username: 'deploy',
    kind: 'private-key',
    hasPassphrase: false,
    sudo: { kind: 'none', hasOwnPassword: false }
  }

  /** Adds an account from the form of a target, up to the question about the vault. */
  async function addAccount(save: (isOpen: boolean) => Result<Output<'account.create'>>) {
    let isOpen = false
    const fake = installFakeApi({
      'vault.status': always(none),
      'vault.setUp': () => {
        isOpen = true
        return ok({ ...none, protection: 'passphrase' as const })
      },
      'account.create': () => save(isOpen),
      'account.list': () => ok(isOpen ? [account] : []),
      'jumpHost.list': always([]),
      'target.list': always([]),
      'tenant.list': always([]),
      'policy.list': always([]),
      'environment.list': always([])
    })
    show(
      <>
        <main>
          <h1 tabIndex={-1}>Targets</h1>
        </main>
        <TargetDrawer target={null} onClose={() => undefined} onSaved={() => undefined} />
        <VaultDialogs />
      </>
    )
    const opener = await screen.findByRole('button', { name: 'New account…' })
    act(() => opener.focus())
    fireEvent.click(opener)
    const submit = await screen.findByRole('button', { name: 'Add account' })
    fireEvent.click(submit)
    // As a browser does with a button that cannot be pressed any more.
    act(() => (document.activeElement as HTMLElement).blur())
    await screen.findByRole('dialog', { name: 'Protect your secrets' })
    type('Passphrase', 'open sesame')
    type('The same again', 'open sesame')
    act(() => screen.getByLabelText('The same again').focus())
    press('Protect secrets')
    await waitFor(() => expect(screen.queryByRole('dialog', { name: 'Protect your secrets' })).toBeNull())
    return { fake, opener }
  }

  test('the focus goes on to the form that is left, not behind it', async () => {
    const { opener } = await addAccount(isOpen => (isOpen ? ok({ ...account, warnings: [] }) : fail(notSetUp)))
    await waitFor(() => expect(screen.queryByRole('dialog', { name: 'Add account' })).toBeNull())
    await waitFor(() => expect(document.activeElement).toBe(opener))
  })

  test('the focus goes back into the form when saving is refused after all', async () => {
    await addAccount(isOpen => fail(isOpen ? wrong : notSetUp))
    const name = screen.getByRole('dialog', { name: 'Add account' }).querySelector('[data-autofocus]')
    await waitFor(() => expect(document.activeElement).toBe(name))
  })
})
