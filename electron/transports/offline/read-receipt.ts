import { type Receipt, receipt } from '@shared/bundle/format'
import type { Failure } from '@shared/failure'
import type { BundleId, Sha256 } from '@shared/ids'
import { fail, ok, type Result } from '@shared/result'
import { Secret } from '@shared/secret'
import { decrypt, derived, isSame, mac } from './bundle-key'

/** What is known here of the bundle that a receipt claims to be of. */
interface KnownBundle {
  readonly bundle: BundleId
  readonly manifest: Sha256
  readonly seed: Secret
}

/** Which bundle a file claims to be the receipt of, before anything of it is believed; null when it is no receipt. */
export function claimedBundle(file: Uint8Array): string | null {
  const claim = /"bundle":"(bundle-[a-z0-9]{10})"/.exec(Buffer.from(file).subarray(0, 1000).toString('latin1'))
  return claim?.[1] ?? null
}

const ending = /,\n"mac":"([0-9a-f]{64})"\}\n$/

/** Reads a receipt and believes it only when its code fits. Fails with `receipt-refused`, saying why. */
export function readReceipt(file: Uint8Array, known: KnownBundle): Result<Receipt> {
  const bytes = Buffer.from(file)
  const claim = claimedBundle(bytes)
  if (claim === null) return refused('not-a-receipt', 'This file is no receipt of an offline bundle.')
  if (claim !== known.bundle) return refused('foreign', `This is the receipt of another bundle, ${claim}.`)
  const found = ending.exec(bytes.subarray(-80).toString('latin1'))
  if (found === null) return refused('truncated', 'The end of the receipt is missing.')
  const [end, code = ''] = found
  const body = bytes.subarray(0, bytes.length - end.length)
  if (!isSame(code, mac(derived(known.seed, 'receipt'), body)))
    return refused('altered', 'The receipt was changed after it was written, or is damaged.')
  const parsed = receipt.safeParse(parse(`${body.toString('utf8')}}`))
  if (!parsed.success) return refused('unreadable', 'The receipt was written by a runner that is not known here.')
  if (parsed.data.manifest !== known.manifest)
    return refused('foreign', 'The receipt is of a bundle with the same name and another content.')
  return ok(parsed.data)
}

/** Decrypts a sensitive output of a receipt that was read. Null when it was not encrypted with the bundle's key. */
export function openOutput(sealed: string, seed: Secret): Secret | null {
  const plain = decrypt(derived(seed, 'outputs'), Buffer.from(sealed, 'base64'))
  return plain === null ? null : new Secret(plain.toString('utf8'))
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

const remedies = {
  'not-a-receipt': 'Choose the file receipt-….json that the runner wrote.',
  foreign: 'Import it at the deployment that it belongs to.',
  truncated: 'Copy the whole file once more.',
  altered: 'Copy the file once more from where the runner wrote it; if that does not help, do not trust it.',
  unreadable: 'Update Slipway, then import it again.'
} as const

const refused = (reason: keyof typeof remedies, message: string): Result<never> => {
  const failure: Failure = { kind: 'receipt-refused', message, remedy: remedies[reason], detail: { reason } }
  return fail(failure)
}
