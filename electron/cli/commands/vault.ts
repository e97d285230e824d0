import { startOverWords, type VaultStatus } from '@shared/vault'
import type { AddCommands } from '../adding'
import { UsageError } from '../errors'
import type { Session } from '../session'
import { table } from '../text'

/** `vault status | set-up | change-passphrase | start-over`. Passphrases come from files or standard input. */
export const addVaultCommands: AddCommands = (program, act) => {
  const vault = program.command('vault').description('what guards the secrets of this workspace')
  vault
    .command('status')
    .action(() => act(async session => session.answer(await session.call('vault.status', {}), statusText)))
  vault
    .command('set-up')
    .description('protect the key with the passphrase in --passphrase-file, or with the keychain')
    .option('--keychain', 'let the keychain guard the key; a passphrase is then for recovery')
    .action(({ keychain }: { readonly keychain?: boolean }) => act(session => setUp(session, keychain === true)))
  vault
    .command('change-passphrase')
    .description('replace the passphrase in --passphrase-file by another one')
    .requiredOption('--new-passphrase-file <file>', 'the new passphrase; - reads it from standard input')
    .action(({ newPassphraseFile }: { readonly newPassphraseFile: string }) =>
      act(async session => {
        const current = await session.passphrase()
        const next = await session.readSecret(newPassphraseFile)
        const input = current === null ? { next } : { current, next }
        session.answer(
          await session.call('vault.changePassphrase', input),
          () => 'Changed the passphrase of the vault.'
        )
      })
    )
  vault
    .command('start-over')
    .description('for a lost passphrase: put the key and the secrets aside, so that they can be entered anew')
    .requiredOption('--confirm <words>', `must be: ${startOverWords}`)
    .action(({ confirm }: { readonly confirm: string }) =>
      act(async session => {
        if (confirm !== startOverWords) throw new UsageError(`To start over, add --confirm "${startOverWords}".`)
        session.answer(
          await session.call('vault.startOver', { confirm }),
          () => 'Started the vault over. The old key and the secrets were renamed and not deleted.'
        )
      })
    )
}

async function setUp(session: Session, withKeychain: boolean): Promise<void> {
  const passphrase = await session.passphrase()
  if (!withKeychain && passphrase === null)
    throw new UsageError(
      'Give the passphrase with --passphrase-file FILE, or let the keychain guard the key: --keychain.'
    )
  const input = withKeychain
    ? ({ protection: 'keychain', ...(passphrase === null ? {} : { passphrase }) } as const)
    : ({ protection: 'passphrase', passphrase: passphrase ?? '' } as const)
  session.answer(await session.call('vault.setUp', input), statusText)
}

const protections: Readonly<Record<VaultStatus['protection'], string>> = {
  none: 'not set up',
  keychain: 'keychain',
  passphrase: 'passphrase',
  'key-file': 'plain key file',
  unknown: 'unknown'
}

function statusText({ protection, hasRecovery, isLocked, keychain, secrets, problem }: VaultStatus): string {
  const rows = [
    ['Protection', protections[protection] + (hasRecovery ? ', with a recovery passphrase' : '')],
    ['State', problem ? 'has a problem' : isLocked ? 'locked' : 'open'],
    ['Keychain', keychain.available ? keychain.name : 'none'],
    ['Secrets', String(secrets)]
  ]
  return problem ? `${table(rows)}\n${problem.message}\n${problem.remedy}` : table(rows)
}
