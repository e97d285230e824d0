import { Secret } from '@shared/secret'
import { describe, expect, it } from 'vitest'
import { asUser, type OtherUser, sudoFailure } from '../../electron/engine/sudo'

const command = { line: 'x', argv: ['bash', '-c', 'loader', 'slipway'], stdin: Buffer.from('payload\n') } as const
const withPassword: OtherUser = { name: 'postgres', sudo: { kind: 'password', password: new Secret('swordfish') } }
const withoutPassword: OtherUser = { name: 'www-data', sudo: { kind: 'no-password' } }
const inputOf = (user: OtherUser) => Buffer.from(asUser(user, command).stdin).toString('utf8')

describe('a command as another user', () => {
  it('has one and the same line, whoever that is, for any login shell', () => {
    const [one, other] = [asUser(withPassword, command), asUser(withoutPassword, command)]
    expect([one.line, one.argv]).toEqual([other.line, other.argv])
    expect(one.line).toMatch(/^exec sh -c '[^'!\n]*' slipway sh -c '[^'!\n]*' slipway bash -c loader slipway$/)
    expect(one.line).not.toMatch(/swordfish|postgres/)
  })

  it('reads from its input how and whom, then the password for the question and for sudo, then its own', () => {
    expect(inputOf(withPassword)).toBe('password\npostgres\nswordfish\nswordfish\nslipway-begin\npayload\n')
    expect(inputOf(withoutPassword)).toBe('no-password\nwww-data\nslipway-begin\npayload\n')
  })
})

describe('why sudo refused', () => {
  const scene = { step: 'Migrate', place: 'db-1', runAs: 'postgres' }

  it('is asked only where the exit code says that it was sudo', () => {
    expect(sudoFailure(1, 'sudo: a password is required', scene)).toBeNull()
    expect(sudoFailure(119, 'sudo: a password is required', scene)?.kind).toBe('sudo-failed')
  })

  it.each([
    [118, null, 'sudo is not installed there'],
    [119, 'Sorry, try again. sudo: no password was provided sudo: 1 incorrect password attempt', 'is wrong'],
    [119, 'sudo: a password is required', 'the account has none for it'],
    [119, 'deploy is not in the sudoers file. This incident will be reported.', 'do not allow it'],
    [119, 'Sorry, user deploy may not run sudo on db-1.', 'do not allow it'],
    [119, 'sudo: sorry, you must have a tty to run sudo', 'a terminal only'],
    [119, 'sudo: unknown user: postgres', 'no such user'],
    [119, 'something else', 'It said: something else'],
    [119, null, 'sudo refused.']
  ])('with %i and “%s” says “%s”', (code, said, words) => {
    expect(sudoFailure(code, said, scene)?.message).toContain(words)
  })
})
