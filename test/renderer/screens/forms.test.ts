import { accountInput } from '@shared/model/account'
import { targetInput } from '@shared/model/target'
import { expect, test } from 'vitest'
import { accountFormValues, accountInputOf } from '../../../renderer/screens/accounts/account-form'
import { targetFormValues, targetInputOf } from '../../../renderer/screens/targets/target-form'
import { anAccount } from '../../support/catalogue'
import { sshTarget } from '../../support/plans'

test('a stored target goes through the form unchanged, but for its accepted key', () => {
  const { id: _, hostKey: __, ...input } = sshTarget(1) as Extract<ReturnType<typeof sshTarget>, { kind: 'ssh' }>
  expect(targetInput.parse(targetInputOf(targetFormValues(sshTarget(1))))).toEqual(input)
})

test('a local target has no address, even if one was typed before the kind was switched', () => {
  const values = { ...targetFormValues(null), kind: 'local' as const, name: 'here', roles: ['web'], host: 'typed' }
  expect(targetInputOf(values)).toEqual({
    kind: 'local',
    name: 'here',
    roles: ['web'],
    environmentIds: [],
    isDisabled: false,
    policyId: null
  })
})

test('secrets that were not typed stay as they are stored', () => {
  const key = accountFormValues(anAccount(1, { kind: 'private-key', hasPassphrase: true }))
  expect(accountInputOf(key, false)).toEqual({
    kind: 'private-key',
    name: 'Account 1',
    username: 'deploy',
    sudo: { kind: 'none' }
  })
  const password = accountFormValues(anAccount(1, { kind: 'password' }))
  expect(accountInputOf(password, false)).toEqual({
    kind: 'password',
    name: 'Account 1',
    username: 'deploy',
    sudo: { kind: 'none' }
  })
})

test('a passphrase is removed only when asked for, whatever was typed', () => {
  const values = {
    ...accountFormValues(anAccount(1, { kind: 'private-key' })),
    passphrase: 'x',
    removesPassphrase: true
  }
  expect(accountInputOf(values, false)).toMatchObject({ passphrase: null })
})

test('a new account without its secret is sent, so that the refusal names the field', () => {
  const values = { ...accountFormValues(null), name: 'Key', username: 'deploy' }
  const refused = accountInput.safeParse(accountInputOf(values, true))
  expect(refused.error?.issues.map(({ path }) => path.join('.'))).toEqual(['privateKey'])
})

test('the password for sudo is the login’s, the stored one, or the one that was typed', () => {
  const sudoOf = (account: Parameters<typeof accountFormValues>[0], changes: object) =>
    accountInputOf({ ...accountFormValues(account), ...changes }, false).sudo
  const login = anAccount(1, { kind: 'password', sudo: { kind: 'password', hasOwnPassword: false } })
  const own = anAccount(1, { kind: 'password', sudo: { kind: 'password', hasOwnPassword: true } })
  expect(sudoOf(login, {})).toEqual({ kind: 'password', password: null })
  expect(sudoOf(own, {})).toEqual({ kind: 'password' })
  expect(sudoOf(own, { sudoPassword: 'x' })).toEqual({ kind: 'password', password: 'x' })
  expect(sudoOf(own, { sudo: 'no-password', sudoPassword: 'x' })).toEqual({ kind: 'no-password' })
  const key = anAccount(1, { kind: 'private-key', sudo: { kind: 'password', hasOwnPassword: true } })
  expect(sudoOf(key, { usesLoginPassword: true, sudoPassword: 'x' })).toEqual({ kind: 'password', password: 'x' })
})
