import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import { readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Failure } from '@shared/failure'
import { FailureError } from '@shared/failure-error'
import { type SecretId, secretId } from '@shared/ids'
import { fail, ok, type Result } from '@shared/result'
import { Secret } from '@shared/secret'
import { z } from 'zod'
import { listFolder, makeFolder, syncFolder, writeAtomically } from './atomic-file'
import { newId } from './new-id'
import { isMissing, onDisk, storageFailed } from './storage-failure'
import type { Vault } from './store'
import type { VaultKey } from './vault-key'
import { type KeyChain, noKeyChain } from './vault-key-chain'
import { VaultKeys } from './vault-keys'

const entry = z.strictObject({
  /** 1: the additional data is the id alone, as with a key in a plain file. 2: workspace, key and id. */
  format: z.union([z.literal(1), z.literal(2)]),
  /** The key's name, so that a secret of another key can be told from a damaged one. In format 1 its first half. */
  key: z.string(),
  iv: z.base64(),
  tag: z.base64(),
  data: z.base64()
})
type Entry = z.infer<typeof entry>

interface VaultOptions {
  /** The workspace's data folder. */
  readonly folder: string
  readonly keyFile: string
  /** None when absent. */
  readonly keyChain?: KeyChain
  readonly isKeyFileEnough?: boolean
}

/** Opens a vault over what is on disk; nobody is asked for a key yet. */
export async function openVault({
  folder,
  keyFile,
  keyChain = noKeyChain,
  isKeyFileEnough = false
}: VaultOptions): Promise<Vault> {
  const entries = join(folder, 'vault')
  const options = { folder: entries, keyFile, keyChain, isKeyFileEnough, entries: () => countEntries(entries) }
  return new VaultFiles(entries, await VaultKeys.open(options))
}

const countEntries = async (folder: string): Promise<number> => {
  const names = await onDisk('read', folder, () => listFolder(folder))
  return names.filter(name => name.endsWith('.json') && secretId.safeParse(name.slice(0, -5)).success).length
}

/** `vault/<secret id>.json`: AES-256-GCM, bound to workspace, key and id, so entries cannot be exchanged. */
class VaultFiles implements Vault {
  readonly guard: VaultKeys
  readonly #folder: string

  /** @param folder where the entries lie; @param keys what they are locked with. */
  constructor(folder: string, keys: VaultKeys) {
    this.#folder = folder
    this.guard = keys
  }

  async put(secret: Secret): Promise<SecretId> {
    const id = newId('secret')
    const locked = await this.guard.use(key => lock(key, id, secret), true)
    if (!locked.ok) throw new FailureError(locked.failure)
    await onDisk('write', this.#folder, () => makeFolder(this.#folder))
    await writeAtomically(this.#path(id), JSON.stringify(locked.value))
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
    const opened = await this.guard.use(
      key => (isLockedWith(stored, key) ? unlock(key, id, stored) : 'other-key'),
      false
    )
    if (!opened.ok) {
      const isKeyGone = opened.failure.kind === 'vault-not-set-up'
      return fail(isKeyGone ? unavailable(id, 'its key is not there any more') : opened.failure)
    }
    if (opened.value === 'other-key') return fail(unavailable(id, 'it was locked with another key'))
    return opened.value === null ? fail(unavailable(id, 'its file in the vault was changed')) : ok(opened.value)
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

  count(): Promise<number> {
    return countEntries(this.#folder)
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

/** The key's name as an entry of this format has it. */
const keyNameIn = (format: Entry['format'], key: VaultKey): string => (format === 1 ? key.id.slice(0, 16) : key.id)

const isLockedWith = (stored: Entry, key: VaultKey): boolean => stored.key === keyNameIn(stored.format, key)

const placeOf = (format: Entry['format'], key: VaultKey, id: SecretId): Uint8Array =>
  Buffer.from(format === 1 ? id : JSON.stringify(['slipway secret', format, key.workspace, key.id, id]))

function lock(key: VaultKey, id: SecretId, secret: Secret): Entry {
  const format = key.workspace === null ? 1 : 2
  const iv = randomBytes(12)
  const cipher = createCipheriv('aes-256-gcm', key.bytes, iv).setAAD(placeOf(format, key, id))
  const data = Buffer.concat([cipher.update(secret.reveal(), 'utf8'), cipher.final()])
  return {
    format,
    key: keyNameIn(format, key),
    iv: iv.toString('base64'),
    tag: cipher.getAuthTag().toString('base64'),
    data: data.toString('base64')
  }
}

/** Null when the entry is not what was locked in this place. */
function unlock(key: VaultKey, id: SecretId, stored: Entry): Secret | null {
  try {
    const iv = Buffer.from(stored.iv, 'base64')
    const tag = Buffer.from(stored.tag, 'base64')
    const decipher = createDecipheriv('aes-256-gcm', key.bytes, iv, { authTagLength: 16 })
    decipher.setAAD(placeOf(stored.format, key, id)).setAuthTag(tag)
    const plain = Buffer.concat([decipher.update(Buffer.from(stored.data, 'base64')), decipher.final()])
    try {
      return new Secret(plain.toString('utf8'))
    } finally {
      plain.fill(0)
    }
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
