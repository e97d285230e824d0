import { createPrivateKey, generateKeyPairSync, sign } from 'node:crypto'
import type { BundleKey } from '@shared/bundle/record'
import { ok, type Result } from '@shared/result'
import { Secret } from '@shared/secret'
import type { ServiceContext } from './context'
import { createExclusive } from './exclusive'

/** Signs in the name of a workspace. */
export interface Signer {
  /** PEM. */
  readonly publicKey: string
  readonly sign: (bytes: Uint8Array) => Uint8Array
}

/**
 * A P-256 key of the workspace for one purpose: made once, when it is needed first; its private half never leaves the
 * vault in clear.
 */
export function createSigningKey({ store, now }: Pick<ServiceContext, 'store' | 'now'>, id: BundleKey['id']) {
  const oneAtATime = createExclusive()

  const make = async (): Promise<BundleKey> => {
    const pair = generateKeyPairSync('ec', { namedCurve: 'P-256' })
    const secret = await store.vault.put(
      new Secret(pair.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString())
    )
    const publicKey = pair.publicKey.export({ type: 'spki', format: 'pem' }).toString()
    const made: BundleKey = { id, publicKey, secret, createdAt: now() }
    await store.commit([store.bundleKeys.putting(made)])
    return made
  }

  const key = (): Promise<BundleKey> => oneAtATime(async () => store.bundleKeys.get(id) ?? (await make()))

  return {
    /** The public half; null where nothing was ever signed. */
    known: (): string | null => store.bundleKeys.get(id)?.publicKey ?? null,
    publicKey: async (): Promise<string> => (await key()).publicKey,
    signer: async (): Promise<Result<Signer>> => {
      const { publicKey, secret } = await key()
      const opened = await store.vault.open(secret)
      if (!opened.ok) return opened
      const own = createPrivateKey(opened.value.reveal())
      return ok({ publicKey, sign: bytes => sign('sha256', bytes, own) })
    }
  }
}
