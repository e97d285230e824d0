import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import { readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Failure } from '@shared/failure'
import { FailureError } from '@shared/failure-error'
import { type SecretId, secretId } from '@shared/ids'
import { fail, ok, type Result } from '@shared/result'
import { Secret } from '@shared/secret'
import { z } from 'zod'
import { makeFolder, syncFolder, writeAtomically } from './atomic-file'
import { newId } from './new-id'
import { isMissing, onDisk, storageFailed } from './storage-failure'
import type { Vault } from './store'
import { readOrCreateVaultKey, readVaultKey, type VaultKey } from './vault-key'

const entry = z.strictObject({
  format: z.literal(1),
  /** The key's short name, so that a secret of another key can be told from a damaged one. */
  key: z.string(),
  iv: z.base64(),
  tag: z.base64(),
  data: z.base64()
})
type Entry = z.infer<typeof entry>

/** `vault/<secret id>.json`: AES-256-GCM with the id as additional data, so entries cannot be exchanged. */
export class VaultFiles implements Vault {
  readonly #folder: string
  readonly #keyFile: string

  constructor(folder: string, keyFile: string) {
    this.#folder = join(folder, 'vault')
    this.#keyFile = keyFile
  }

  async put(secret: Secret): Promise<SecretId> {
    const key = await readOrCreateVaultKey(this.#keyFile)
    if (!key.ok) throw new FailureError(key.failure)
    const id = newId('secret')
    await onDisk('write', this.#folder, () => makeFolder(this.#folder))
    await writeAtomically(this.#path(id), JSON.stringify(lock(key.value, id, secret)))
    return id
  }

  async open(id: SecretId): Promise<Result<Secret>> {
    if (!secretId.safeParse(id).success) return fail(unavailable(id, 'it is not in the vault'))
    let text: string
    try {
      text = await readFile(this.#path(id), 'utf8')
    } catch (error) {
      const why = isMissing(error) ? 'it is not in the vault' : storageFailed('read', this.#path(id), error).message
      return fail(unavailable(id, why))
    }
    const stored = parse(text)
    if (stored === null) return fail(unavailable(id, 'its file in the vault is damaged'))
    const key = await readVaultKey(this.#keyFile)
    if (!key.ok) return key
    if (stored.key !== key.value.id) return fail(unavailable(id, 'it was locked with another key file'))
    const plain = unlock(key.value, id, stored)
    return plain === null ? fail(unavailable(id, 'its file in the vault was changed')) : ok(plain)
  }

  async remove(id: SecretId): Promise<void> {
    if (!secretId.safeParse(id).success) return
    await onDisk('delete', this.#path(id), async () => {
      try {
        await rm(this.#path(id))
      } catch (error) {
        if (isMissing(error)) return
        throw error
      }
      await syncFolder(this.#folder)
    })
  }

  #path(id: SecretId): string {
    return join(this.#folder, `${id}.json`)
  }
}

function parse(text: string): Entry | null {
  try {
    const parsed = entry.safeParse(JSON.parse(text))
    return parsed.success ? parsed.data : null
  } catch {
    return null
  }
}

function lock(key: VaultKey, id: SecretId, secret: Secret): Entry {
  const iv = randomBytes(12)
  const cipher = createCipheriv('aes-256-gcm', key.bytes, iv).setAAD(Buffer.from(id))
  const data = Buffer.concat([cipher.update(secret.reveal(), 'utf8'), cipher.final()])
  return {
    format: 1,
    key: key.id,
    iv: iv.toString('base64'),
    tag: cipher.getAuthTag().toString('base64'),
    data: data.toString('base64')
  }
}

/** Null when the entry is not what was locked under this id. */
function unlock(key: VaultKey, id: SecretId, stored: Entry): Secret | null {
  try {
    const iv = Buffer.from(stored.iv, 'base64')
    const tag = Buffer.from(stored.tag, 'base64')
    const decipher = createDecipheriv('aes-256-gcm', key.bytes, iv, { authTagLength: 16 })
    decipher.setAAD(Buffer.from(id)).setAuthTag(tag)
    const plain = Buffer.concat([decipher.update(Buffer.from(stored.data, 'base64')), decipher.final()])
    return new Secret(plain.toString('utf8'))
  } catch {
    return null
  }
}

const unavailable = (id: string, why: string): Failure => ({
  kind: 'secret-unavailable',
  message: `The secret ${id} cannot be opened: ${why}.`,
  remedy: 'Enter the password, key or sensitive variable again where it belongs.',
  detail: { secret: id }
})
