import type { Input } from '@shared/api'
import type { AccountView, SudoInput } from '@shared/model/account'
import type { AddCommands } from '../adding'
import { UsageError } from '../errors'
import type { Session } from '../session'
import { listOrNone } from '../text'

interface Options {
  readonly username: string
  readonly keyFile?: string
  readonly keyPassphraseFile?: string
  readonly passwordFile?: string
  readonly agent?: boolean
  readonly sudo?: boolean
  readonly sudoPasswordFile?: string
  readonly sudoLoginPassword?: boolean
}

type SudoOptions = Pick<Options, 'sudo' | 'sudoPasswordFile' | 'sudoLoginPassword'>
type SecretFiles = Pick<Options, 'keyFile' | 'keyPassphraseFile' | 'passwordFile' | 'sudoPasswordFile'>

interface Change extends Omit<Options, 'username'> {
  readonly name?: string
  readonly username?: string
}

/** `account list | create | update | delete`. Secrets come from files or standard input, never from the words of a command. */
export const addAccountCommands: AddCommands = (program, act) => {
  const account = program.command('account').description('how to log in to SSH targets')
  account.command('list').action(() =>
    act(async session =>
      session.answer(await session.call('account.list', {}), accounts =>
        listOrNone(
          ['NAME', 'KIND', 'USER', 'SUDO', 'ID'],
          accounts.map(item => [item.name, item.kind, item.username, item.sudo.kind, item.id]),
          'There is no account yet. Create one with: slipway account create Deploy --username deploy --key-file FILE'
        )
      )
    )
  )
  account
    .command('create <name>')
    .requiredOption('--username <user>', 'who logs in')
    .option('--key-file <file>', 'private key; - reads it from standard input')
    .option('--key-passphrase-file <file>', 'passphrase of the key; - reads it from standard input')
    .option('--password-file <file>', 'password; - reads it from standard input')
    .option('--agent', 'use the keys of the SSH agent')
    .option('--sudo', 'becomes other users by sudo, which asks for no password')
    .option('--sudo-password-file <file>', 'sudo asks for this password; - reads it from standard input')
    .option('--sudo-login-password', 'sudo asks for the password that the account logs in with')
    .action((name: string, options: Options) =>
      act(async session => {
        const created = await session.call('account.create', await accountInput(session, name, options))
        session.answer(created, () => `Created the account “${created.name}” (${created.id}).`)
        session.warn(created.warnings)
      })
    )
  account
    .command('update <account>')
    .description('change what is given, such as a key that was renewed')
    .option('--name <name>', 'what it is called from now on')
    .option('--username <user>', 'who logs in')
    .option('--key-file <file>', 'another private key; - reads it from standard input')
    .option('--key-passphrase-file <file>', 'passphrase of the key; - reads it from standard input')
    .option('--password-file <file>', 'another password; - reads it from standard input')
    .option('--agent', 'use the keys of the SSH agent')
    .option('--sudo', 'becomes other users by sudo, which asks for no password')
    // Behind the option that it takes back: else that one would be given wherever nothing is said.
    .option('--no-sudo', 'becomes no other user any more')
    .option('--sudo-password-file <file>', 'sudo asks for this password; - reads it from standard input')
    .option('--sudo-login-password', 'sudo asks for the password that the account logs in with')
    .action((reference: string, options: Change) =>
      act(async session => {
        const before = await session.account(reference)
        const saved = await session.call('account.update', {
          id: before.id,
          value: await changed(session, before, options)
        })
        session.answer(saved, () => `Saved the account “${saved.name}”.`)
        session.warn(saved.warnings)
      })
    )
  account.command('delete <account>').action((reference: string) =>
    act(async session => {
      const { id, name } = await session.account(reference)
      session.answer(await session.call('account.delete', { id }), () => `Deleted the account “${name}”.`)
    })
  )
}

async function accountInput(session: Session, name: string, options: Options): Promise<Input<'account.create'>> {
  const { username, keyFile, keyPassphraseFile, passwordFile, agent } = options
  refuseSharedInput(options)
  const ways = [keyFile !== undefined, passwordFile !== undefined, agent === true].filter(Boolean).length
  if (ways !== 1) throw new UsageError('Give exactly one of --key-file, --password-file and --agent.')
  if (keyPassphraseFile !== undefined && keyFile === undefined)
    throw new UsageError('--key-passphrase-file belongs to --key-file.')
  const sudo = await sudoInput(session, options)
  if (agent) return { kind: 'agent', name, username, sudo }
  if (passwordFile !== undefined)
    return { kind: 'password', name, username, sudo, password: await session.readSecret(passwordFile) }
  const privateKey = await session.read(keyFile ?? '-')
  if (keyPassphraseFile === undefined) return { kind: 'private-key', name, username, sudo, privateKey }
  return {
    kind: 'private-key',
    name,
    username,
    sudo,
    privateKey,
    passphrase: await session.readSecret(keyPassphraseFile)
  }
}

/** What is given is changed; secrets that are not given stay as they are. */
async function changed(session: Session, before: AccountView, options: Change): Promise<Input<'account.create'>> {
  const { username = before.username, keyFile, keyPassphraseFile, passwordFile, agent } = options
  refuseSharedInput(options)
  const ways = [keyFile !== undefined, passwordFile !== undefined, agent === true].filter(Boolean).length
  if (ways > 1) throw new UsageError('Give at most one of --key-file, --password-file and --agent.')
  if (keyPassphraseFile !== undefined && keyFile === undefined)
    throw new UsageError('--key-passphrase-file belongs to --key-file.')
  const common = { name: options.name ?? before.name, username, sudo: await sudoAfter(session, before, options) }
  if (agent) return { kind: 'agent', ...common }
  if (passwordFile !== undefined)
    return { kind: 'password', ...common, password: await session.readSecret(passwordFile) }
  if (keyFile === undefined) return { kind: before.kind, ...common }
  const passphrase = keyPassphraseFile === undefined ? null : await session.readSecret(keyPassphraseFile)
  return { kind: 'private-key', ...common, privateKey: await session.read(keyFile), passphrase }
}

/** How it becomes other users: as it was where nothing is said of it. */
async function sudoAfter(session: Session, { sudo }: AccountView, options: Change): Promise<SudoInput> {
  const isGiven =
    options.sudo !== undefined || options.sudoPasswordFile !== undefined || options.sudoLoginPassword === true
  if (isGiven) return sudoInput(session, options)
  if (sudo.kind !== 'password') return { kind: sudo.kind }
  return sudo.hasOwnPassword ? { kind: 'password' } : { kind: 'password', password: null }
}

function refuseSharedInput({ keyFile, keyPassphraseFile, passwordFile, sudoPasswordFile }: SecretFiles): void {
  const fromInput = [keyFile, keyPassphraseFile, passwordFile, sudoPasswordFile].filter(file => file === '-')
  if (fromInput.length > 1) throw new UsageError('Only one secret can come from standard input.')
}

async function sudoInput(
  session: Session,
  { sudo, sudoPasswordFile, sudoLoginPassword }: SudoOptions
): Promise<SudoInput> {
  const ways = [sudo === true, sudoPasswordFile !== undefined, sudoLoginPassword === true].filter(Boolean).length
  if (ways > 1) throw new UsageError('Give at most one of --sudo, --sudo-password-file and --sudo-login-password.')
  if (sudo) return { kind: 'no-password' }
  if (sudoLoginPassword) return { kind: 'password', password: null }
  if (sudoPasswordFile === undefined) return { kind: 'none' }
  return { kind: 'password', password: await session.readSecret(sudoPasswordFile) }
}
