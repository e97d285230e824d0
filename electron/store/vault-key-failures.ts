import type { Failure } from '@shared/failure'

/** Why the vault's key is not at hand, as failures with their remedies. */
export const vaultNotSetUp: Failure = {
  kind: 'vault-not-set-up',
  message: 'Nothing protects the secrets of this workspace yet.',
  remedy: 'Set up the vault under Settings → Security, or with: slipway vault set-up'
}

export const vaultLocked: Failure = {
  kind: 'vault-locked',
  message: 'The vault is locked.',
  remedy: 'Unlock it. On the command line, add --passphrase-file FILE.'
}

export const alreadySetUp: Failure = {
  kind: 'conflict',
  message: 'The vault is set up already.',
  remedy: 'Change its passphrase, or start over if the passphrase is lost.'
}

export const passphraseWrong: Failure = {
  kind: 'passphrase-wrong',
  message: 'The passphrase is wrong.',
  remedy: 'Check Caps Lock and the keyboard’s language, then try again. If it is lost, the vault can only start over.'
}

export const noPassphrase: Failure = {
  kind: 'invalid-input',
  message: 'This vault has no passphrase.',
  remedy: 'Unlock it with the keychain.',
  issues: [{ path: 'passphrase', message: 'must be left out' }]
}

export const passphraseNeeded = (path: string): Failure => ({
  kind: 'invalid-input',
  message: 'The vault’s passphrase is needed.',
  remedy: 'Type the passphrase that the vault has now.',
  issues: [{ path, message: 'must be given' }]
})

export const noKeychain: Failure = {
  kind: 'invalid-input',
  message: 'This system offers no keychain that would keep the key safe.',
  remedy: 'Protect the vault with a passphrase.',
  issues: [{ path: 'protection', message: 'must be “passphrase” here' }]
}

export const keychainRefused = (name: string): Failure => ({
  kind: 'secret-unavailable',
  message: `The ${name} did not take the vault’s key.`,
  remedy: 'Unlock the keychain and try again, or protect the vault with a passphrase.'
})

/** The keychain lost or withholds the key. With a passphrase to recover with, the vault is merely locked. */
export const keychainLost = (name: string, hasRecovery: boolean): Failure =>
  hasRecovery
    ? {
        kind: 'vault-locked',
        message: `The vault is locked: the ${name} does not open it any more.`,
        remedy: 'Unlock it with the recovery passphrase. On the command line, add --passphrase-file FILE.'
      }
    : {
        kind: 'secret-unavailable',
        message: `The ${name} does not open the vault, and there is no recovery passphrase.`,
        remedy: `Unlock the ${name}, or log in as the user who set up the vault, and try again. If its key is lost, start the vault over under Settings → Security; nothing is deleted.`
      }

export const documentMissing = (file: string): Failure => ({
  kind: 'secret-unavailable',
  message: `Slipway cannot open its secrets: the key document ${file} is missing.`,
  remedy: `Put ${file} back from a backup and start Slipway again. If it is lost, start the vault over under Settings → Security.`,
  detail: { file }
})

export const documentDamaged = (file: string): Failure => ({
  kind: 'secret-unavailable',
  message: `Slipway cannot open its secrets: the file ${file} is damaged or was changed.`,
  remedy: `Put ${file} back from a backup and start Slipway again. If it is lost, start the vault over under Settings → Security.`,
  detail: { file }
})

export const documentForeign = (file: string): Failure => ({
  kind: 'secret-unavailable',
  message: `Slipway cannot open its secrets: the key in ${file} belongs to another workspace.`,
  remedy: `Put this workspace’s own ${file} back and start Slipway again. If it is lost, start the vault over under Settings → Security.`,
  detail: { file }
})
