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
    isDisabled: false
  })
})

test('secrets that were not typed stay as they are stored', () => {
  const key = accountFormValues(anAccount(1, { kind: 'private-key', hasPassphrase: true }))
  expect(accountInputOf(key, false)).toEqual({ kind: 'private-key', name: 'Account 1', username: 'deploy' })
  const password = accountFormValues(anAccount(1, { kind: 'password' }))
  expect(accountInputOf(password, false)).toEqual({ kind: 'password', name: 'Account 1', username: 'deploy' })
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
