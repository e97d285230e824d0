import { describe, expect, it, vi } from 'vitest'
import { makeCli } from '../support/cli'

// A passphrase is stretched on purpose, which takes long on a machine that is busy.
vi.setConfig({ testTimeout: 120_000 })

const files = { pass: 'correct horse battery\n', other: 'another passphrase\n', secret: 'hunter two\n' }
const createAccount = ['account', 'create', 'Deploy', '--username', 'deploy', '--password-file', 'secret']

/** A home whose vault a passphrase protects; every command is a process of its own, so it is locked each time. */
async function withPassphrase() {
  const cli = await makeCli('untouched')
  const run = (words: readonly string[], options = {}) => cli.run(words, { files, ...options })
  await cli.json(['vault', 'set-up', '--passphrase-file', 'pass'], { files })
  return { ...cli, run }
}

describe('slipway vault', () => {
  it('is needed before the first secret, and says so', async () => {
    const cli = await makeCli('untouched')
    const { code, err } = await cli.run(createAccount, { files })
    expect(code).toBe(1)
    expect(err).toBe(
      'Nothing protects the secrets of this workspace yet.\nSet up the vault under Settings → Security, or with: slipway vault set-up\n'
    )
  })

  it('sets up with a passphrase from a file, which then opens it for any command', async () => {
    const { run, json } = await withPassphrase()
    const locked = await run(createAccount)
    expect(locked).toEqual({
      code: 1,
      out: '',
      err: 'The vault is locked.\nUnlock it. On the command line, add --passphrase-file FILE.\n'
    })
    expect(await run([...createAccount, '--passphrase-file', 'pass'])).toMatchObject({ code: 0 })
    expect(await json(['vault', 'status'])).toMatchObject({ protection: 'passphrase', isLocked: true, secrets: 1 })
  })

  it('takes the passphrase before the command, from the environment and from standard input as well', async () => {
    const { run } = await withPassphrase()
    const named = (name: string) => [...createAccount.slice(0, 2), name, ...createAccount.slice(3)]
    expect(await run(['--passphrase-file', 'pass', ...named('A')])).toMatchObject({ code: 0 })
    expect(await run(named('B'), { passphraseFile: 'pass' })).toMatchObject({ code: 0 })
    expect(await run(['--passphrase-file', '-', ...named('C')], { stdin: files.pass })).toMatchObject({ code: 0 })
  })

  it('says that a passphrase is wrong, and does nothing', async () => {
    const { run, json } = await withPassphrase()
    const { code, err } = await run([...createAccount, '--passphrase-file', 'other'])
    expect([code, err.split('\n')[0]]).toEqual([1, 'The passphrase is wrong.'])
    expect(await json(['account', 'list'])).toEqual([])
  })

  it('refuses to read two secrets from standard input', async () => {
    const { run } = await withPassphrase()
    const words = ['account', 'create', 'Deploy', '--username', 'deploy', '--password-file', '-']
    const { code, err } = await run(['--passphrase-file', '-', ...words], { stdin: files.pass })
    expect([code, err]).toEqual([
      2,
      'The vault’s passphrase already comes from standard input; give the other one in a file.\n'
    ])
  })

  it('changes the passphrase', async () => {
    const { run } = await withPassphrase()
    const change = ['vault', 'change-passphrase', '--new-passphrase-file', 'other']
    expect(await run(change)).toMatchObject({ code: 1 })
    expect(await run([...change, '--passphrase-file', 'pass'])).toMatchObject({ code: 0 })
    expect(await run([...createAccount, '--passphrase-file', 'pass'])).toMatchObject({ code: 1 })
    expect(await run([...createAccount, '--passphrase-file', 'other'])).toMatchObject({ code: 0 })
  })

  it('starts over only with the words for it', async () => {
    const { run, json } = await withPassphrase()
    expect(await run(['vault', 'start-over', '--confirm', 'yes'])).toMatchObject({ code: 2 })
    expect(await json(['vault', 'status'])).toMatchObject({ protection: 'passphrase' })
    expect(await run(['vault', 'start-over', '--confirm', 'start over'])).toMatchObject({ code: 0 })
    expect(await json(['vault', 'status'])).toMatchObject({ protection: 'none' })
  })

  it('tells its state in words', async () => {
    const cli = await makeCli('untouched')
    expect(await cli.run(['vault', 'set-up'])).toMatchObject({ code: 2 })
    expect((await cli.run(['vault', 'status'])).out).toBe(
      'Protection  not set up\nState       open\nKeychain    none\nSecrets     0\n'
    )
    expect((await cli.run(['vault', 'set-up', '--keychain'])).err).toContain('offers no keychain')
  })
})
