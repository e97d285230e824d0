import { spawnSync } from 'node:child_process'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Secret } from '@shared/secret'
import { describe, expect, it } from 'vitest'
import { asUser, type OtherUser, sudoFailure } from '../../electron/engine/sudo'
import { tempFolder } from '../support/store'

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

describe.skipIf(process.platform === 'win32')('the password for sudo', () => {
  /** Becomes another user where sh is a shell of this kind; `shown` is what the program printf was given. */
  async function become(kind: string) {
    const password = 'sword\\n$fish'
    const folder = await tempFolder()
    const programs = {
      // The way there is its second word; what makes it another kind of shell goes before it.
      sh: `script="${kind}\n$2"; shift 2; exec /bin/bash --posix -c "$script" "$@"`,
      printf: `echo "$@" >>"${folder}/shown"`,
      sudo: `IFS= read -r given; [ "$given" = '${password}' ] || exit 1; while [ "$1" != -- ]; do shift; done; shift; exec "$@"`
    }
    for (const [name, body] of Object.entries(programs))
      await writeFile(join(folder, name), `#!/bin/bash\n${body}\n`, { mode: 0o755 })
    const user: OtherUser = { name: 'postgres', sudo: { kind: 'password', password: new Secret(password) } }
    const { argv, stdin } = asUser(user, { line: '', argv: ['cat'], stdin: Buffer.from('payload\n') })
    const { stdout, status } = spawnSync(argv[0], argv.slice(1), {
      input: stdin,
      encoding: 'utf8',
      env: { PATH: `${folder}:${process.env.PATH}`, HOME: folder }
    })
    const shown = await readFile(join(folder, 'shown'), 'utf8').catch(() => null)
    return { stdout, status, shown }
  }
  const works = { stdout: 'payload\n', status: 0, shown: null }

  it('reaches it as it is, by whatever the shell there has built in', async () => {
    expect(await become('')).toEqual(works)
    expect(await become('enable -n printf; print() { shift 2; echo \\"\\$1\\"; }')).toEqual(works)
  })

  it('is given to no program as an argument, where everybody could see it', async () => {
    const { stdout, status, shown } = await become('enable -n printf')
    expect([status, shown]).toEqual([119, null])
    expect(sudoFailure(119, stdout, { step: 'Migrate', place: 'db-1', runAs: 'postgres' })).toEqual({
      kind: 'sudo-failed',
      message:
        '“Migrate” could not run as postgres on db-1: sh there has neither printf nor print built in, and would show the password to everybody on the host.',
      remedy: 'Make another shell sh on db-1, such as dash, or allow the account without a password (NOPASSWD).'
    })
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
