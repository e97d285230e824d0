import type { Failure } from '@shared/failure'

/** Why a file is refused. The paths are those of a certificate's input, without what stands before it in a call. */

export const unreadable = (message: string, remedy = accepted): Failure => ({
  kind: 'invalid-input',
  message: `The file ${message}.`,
  remedy,
  issues: [{ path: 'content', message }]
})

const passwordRefused = (message: string, remedy: string): Failure => ({
  kind: 'invalid-input',
  message: `The password ${message}.`,
  remedy,
  issues: [{ path: 'password', message }]
})

const accepted = 'Choose a PEM, DER or PKCS #12 file (.pem, .crt, .cer, .pfx or .p12).'

export const notACertificate: Failure = unreadable('is not a certificate file that Slipway can read')

export const damagedContainer: Failure = unreadable(
  'is a PKCS #12 file that is damaged',
  'Export it again, or copy it again from where it came.'
)

export const unreadableKey: Failure = unreadable(
  'has a private key that cannot be read',
  'Export the key as PKCS #8, for instance with openssl pkcs8 -topk8.'
)

export const passwordNeeded: Failure = passwordRefused(
  'is needed, because a password locks the file',
  'Type the password that was chosen when the file was exported.'
)

export const passwordWrong: Failure = passwordRefused(
  'does not open the file',
  'Type the password that was chosen when the file was exported; capital letters count.'
)

/** The file may be in order, but what it is locked with is not known here. */
export const unknownLock = (objectId: string): Failure =>
  unreadable(
    `is locked in a way that Slipway does not know (${objectId})`,
    'Export it again with AES-256 and a password.'
  )

/** Files may ask for any number of rounds; beyond this the app would stand still for seconds. */
export const tooManyRounds: Failure = unreadable(
  'is locked with more rounds of its key function than Slipway works through',
  'Export it again with at most a million rounds.'
)
