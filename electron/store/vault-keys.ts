import { randomBytes } from 'node:crypto'
import { rename } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Failure } from '@shared/failure'
import { FailureError } from '@shared/failure-error'
import { fail, ok, type Result } from '@shared/result'
import { syncFolder } from './atomic-file'
import { isMissing, onDisk } from './storage-failure'
import type { VaultGuard, VaultKeyState } from './store'
import { keyLength, newName, type VaultKey, vaultKey } from './vault-key'
import type { KeyChain } from './vault-key-chain'
import { type KeyDocument, readKeyDocument, readKeyMark, writeKeyDocument, writeKeyMark } from './vault-key-document'
import * as failures from './vault-key-failures'
import { eraseKeyFile, hasKeyFile, readKeyFile, readOrCreateKeyFile } from './vault-key-file'
import {
  type KeychainWrap,
  type KeyWrap,
  type PassphraseWrap,
  unwrapWithKeychain,
  unwrapWithPassphrase,
  wrapWithKeychain,
  wrapWithPassphrase
} from './vault-key-wrap'

export interface VaultKeyOptions {
  /** The folder of the vault's entries; the mark `key.json` lies there. */
  readonly folder: string
  /** `<home>/keys/<kind>.key`. The key document lies beside it, as `<kind>.json`. */
  readonly keyFile: string
  readonly keyChain: KeyChain
  /** For secrets that are made up: a plain key file is made with the first one, and nobody is asked. */
  readonly isKeyFileEnough: boolean
  /** How many entries the folder holds. */
  readonly entries: () => Promise<number>
}

type State =
  | { readonly kind: 'none' }
  | { readonly kind: 'key-file' }
  | { readonly kind: 'document'; readonly document: KeyDocument }
  | { readonly kind: 'broken'; readonly failure: Failure }

/**
 * The vault's key: random, wrapped in a key document, and in memory only between unlock and lock. Whoever calls two of
 * the changing methods has to do so one after the other.
 */
export class VaultKeys implements VaultGuard {
  readonly isKeyFileEnough: boolean
  readonly #options: VaultKeyOptions
  readonly #markFile: string
  readonly #documentFile: string
  #state: State = { kind: 'none' }
  #held: VaultKey | null = null
  #isLockedByPerson = false
  #keychainFailure: Failure | null = null
  /** Why the plain key file of before is still there. */
  #leftover: Failure | null = null

  private constructor(options: VaultKeyOptions) {
    this.#options = options
    this.isKeyFileEnough = options.isKeyFileEnough
    this.#markFile = join(options.folder, 'key.json')
    this.#documentFile = documentFileOf(options.keyFile)
  }

  /** Looks at what is there; asks neither keychain nor person. */
  static async open(options: VaultKeyOptions): Promise<VaultKeys> {
    const keys = new VaultKeys(options)
    try {
      keys.#state = await keys.#found()
    } catch (error) {
      if (!(error instanceof FailureError)) throw error
      // The rest of the workspace can be used without its secrets.
      keys.#state = { kind: 'broken', failure: error.failure }
    }
    return keys
  }

  state(): VaultKeyState {
    const { keyChain } = this.#options
    const keychain = { available: keyChain.isAvailable(), name: keyChain.name }
    if (this.#state.kind === 'broken')
      return { protection: 'unknown', hasRecovery: false, isLocked: true, keychain, problem: this.#state.failure }
    if (this.#state.kind !== 'document')
      return { protection: this.#state.kind, hasRecovery: false, isLocked: false, keychain, problem: null }
    const { byKeychain, byPassphrase } = wraps(this.#state.document)
    return {
      protection: byKeychain ? 'keychain' : 'passphrase',
      hasRecovery: byKeychain !== null && byPassphrase !== null,
      isLocked: this.#held === null && (!byKeychain || this.#isLockedByPerson || this.#keychainFailure !== null),
      keychain,
      problem: this.#keychainFailure ?? this.#leftover
    }
  }

  /** Null when secrets can be used now. Asks the keychain where that opens the vault. */
  async ready(): Promise<Failure | null> {
    switch (this.#state.kind) {
      case 'none':
        return this.isKeyFileEnough ? null : failures.vaultNotSetUp
      case 'broken':
        return this.#state.failure
      case 'key-file':
        return null
      case 'document':
        return this.#held ? null : this.#askKeychain(this.#state.document)
    }
  }

  /**
   * Does something with the key, in one turn: nobody locks the vault in between.
   * @param mayMake whether a key file may be made where that is enough.
   */
  async use<T>(work: (key: VaultKey) => T, mayMake: boolean): Promise<Result<T>> {
    const failure = await this.ready()
    if (failure) return fail(failure)
    if (this.#state.kind === 'document') return this.#held ? ok(work(this.#held)) : fail(failures.vaultLocked)
    const { keyFile } = this.#options
    const read = await (this.isKeyFileEnough && mayMake ? readOrCreateKeyFile(keyFile) : readKeyFile(keyFile))
    if (!read.ok) return read
    if (this.#state.kind === 'none') this.#state = { kind: 'key-file' }
    try {
      return ok(work(read.value))
    } finally {
      read.value.bytes.fill(0)
    }
  }

  async setUp(choice: { readonly keychain: boolean; readonly passphrase: Uint8Array | null }): Promise<Result<null>> {
    if (this.#state.kind === 'document') return fail(failures.alreadySetUp)
    if (this.#state.kind === 'broken') return fail(this.#state.failure)
    if (choice.keychain && !this.#options.keyChain.isAvailable()) return fail(failures.noKeychain)
    const isFromFile = this.#state.kind === 'key-file'
    const old = isFromFile ? await readKeyFile(this.#options.keyFile) : null
    if (old && !old.ok) return old
    const key = vaultKey(old?.value.bytes ?? randomBytes(keyLength), newName())
    const made = await this.#wrapAll(key, choice)
    if (!made.ok) return made
    const mark = { format: 1, workspace: key.workspace ?? '', key: key.id } as const
    // A document of a data folder that is no more: kept, in case the folder comes back.
    await setAside(this.#documentFile, newName())
    await writeKeyMark(this.#markFile, mark)
    const document: KeyDocument = { ...mark, wraps: [...made.value] }
    await writeKeyDocument(this.#documentFile, document)
    this.#hold(document, key)
    if (isFromFile) await this.#eraseLeftover()
    return ok(null)
  }

  async unlock(passphrase: Uint8Array | null): Promise<Result<null>> {
    if (this.#state.kind !== 'document') {
      const failure = await this.ready()
      return failure ? fail(failure) : ok(null)
    }
    const { document } = this.#state
    const { byKeychain, byPassphrase } = wraps(document)
    if (passphrase === null) {
      if (!byKeychain) return fail(failures.passphraseNeeded('passphrase'))
      this.#isLockedByPerson = false
      const failure = this.#held ? null : await this.#askKeychain(document)
      return failure ? fail(failure) : ok(null)
    }
    if (!byPassphrase) return fail(failures.noPassphrase)
    const opened = await this.#opened(document, byPassphrase, passphrase)
    if (!opened.ok) return opened
    this.#hold(document, opened.value)
    if (byKeychain && this.#keychainFailure) await this.#renewKeychainWrap(document, opened.value)
    await this.#eraseLeftover()
    return ok(null)
  }

  lock(): void {
    this.#isLockedByPerson = true
    this.#forget()
  }

  async changePassphrase(current: Uint8Array | null, next: Uint8Array): Promise<Result<null>> {
    if (this.#state.kind !== 'document') return fail((await this.ready()) ?? failures.vaultNotSetUp)
    const { document } = this.#state
    const { byKeychain, byPassphrase } = wraps(document)
    if (byPassphrase && current === null) return fail(failures.passphraseNeeded('current'))
    const opened = await (byPassphrase && current
      ? this.#opened(document, byPassphrase, current)
      : this.#openedByKeychain(document))
    if (!opened.ok) return opened
    const renewed = await wrapWithPassphrase(opened.value.bytes, document, next)
    const changed: KeyDocument = { ...document, wraps: byKeychain ? [byKeychain, renewed] : [renewed] }
    await writeKeyDocument(this.#documentFile, changed)
    this.#hold(changed, opened.value)
    return ok(null)
  }

  async startOver(stamp: string): Promise<void> {
    this.#forget()
    const suffix = `${stamp}-${newName().slice(0, 6)}`
    for (const file of [this.#documentFile, this.#options.keyFile, this.#options.folder]) await setAside(file, suffix)
    this.#state = { kind: 'none' }
    this.#isLockedByPerson = false
    this.#keychainFailure = null
    this.#leftover = null
  }

  async #found(): Promise<State> {
    const { keyFile } = this.#options
    const mark = await readKeyMark(this.#markFile)
    const document = await readKeyDocument(this.#documentFile)
    const broken = (failure: Failure) => ({ kind: 'broken', failure }) as const
    if (mark === 'damaged') return broken(failures.documentDamaged(this.#markFile))
    if (document === 'damaged') return broken(failures.documentDamaged(this.#documentFile))
    if (mark && document) {
      const isOwn = mark.workspace === document.workspace && mark.key === document.key
      return isOwn ? { kind: 'document', document } : broken(failures.documentForeign(this.#documentFile))
    }
    const isEmpty = (await this.#options.entries()) === 0
    if (document && !isEmpty) return broken(failures.documentMissing(this.#markFile))
    if (!document && (await hasKeyFile(keyFile))) {
      // Setting up was cut short after the mark: the same key is still in its file. Another key would be a planted one.
      const file = mark ? await readKeyFile(keyFile) : null
      const isOwn = file === null || (file.ok && file.value.id === mark?.key)
      if (file?.ok) file.value.bytes.fill(0)
      return isOwn ? { kind: 'key-file' } : broken(failures.documentMissing(this.#documentFile))
    }
    return mark && !isEmpty ? broken(failures.documentMissing(this.#documentFile)) : { kind: 'none' }
  }

  async #askKeychain(document: KeyDocument): Promise<Failure | null> {
    if (this.#isLockedByPerson || !wraps(document).byKeychain) return failures.vaultLocked
    const opened = await this.#openedByKeychain(document)
    if (!opened.ok) {
      this.#keychainFailure = opened.failure
      return opened.failure
    }
    // The person may have locked it while the keychain was thinking.
    if (this.#isLockedByPerson) {
      opened.value.bytes.fill(0)
      return failures.vaultLocked
    }
    this.#keychainFailure = null
    this.#hold(document, opened.value)
    await this.#eraseLeftover()
    return null
  }

  async #openedByKeychain(document: KeyDocument): Promise<Result<VaultKey>> {
    const { byKeychain, byPassphrase } = wraps(document)
    if (!byKeychain) return fail(failures.vaultLocked)
    const lost = fail(failures.keychainLost(byKeychain.name, byPassphrase !== null))
    const { keyChain } = this.#options
    if (!keyChain.isAvailable()) return lost
    try {
      const bytes = await unwrapWithKeychain(byKeychain, document, wrapped => keyChain.unwrap(wrapped))
      return bytes ? this.#checked(document, bytes) : fail(failures.documentDamaged(this.#documentFile))
    } catch {
      // What the keychain says may hold anything; the person is told what it means for the vault.
      return lost
    }
  }

  async #opened(document: KeyDocument, wrap: PassphraseWrap, passphrase: Uint8Array): Promise<Result<VaultKey>> {
    const bytes = await unwrapWithPassphrase(wrap, document, passphrase)
    return bytes ? this.#checked(document, bytes) : fail(failures.passphraseWrong)
  }

  #checked({ workspace, key }: KeyDocument, bytes: Uint8Array): Result<VaultKey> {
    const opened = vaultKey(bytes, workspace)
    return opened.id === key ? ok(opened) : fail(failures.documentDamaged(this.#documentFile))
  }

  async #wrapAll(
    key: VaultKey,
    { keychain, passphrase }: { readonly keychain: boolean; readonly passphrase: Uint8Array | null }
  ): Promise<Result<readonly KeyWrap[]>> {
    const place = { workspace: key.workspace ?? '', key: key.id }
    const made: KeyWrap[] = []
    if (keychain) {
      const wrap = await this.#keychainWrap(key, place)
      if (!wrap) return fail(failures.keychainRefused(this.#options.keyChain.name))
      made.push(wrap)
    }
    if (passphrase) made.push(await wrapWithPassphrase(key.bytes, place, passphrase))
    return made.length > 0 ? ok(made) : fail(failures.passphraseNeeded('passphrase'))
  }

  /** Null when the keychain does not take it or does not give it back: that would lock everything away for good. */
  async #keychainWrap(key: VaultKey, place: { workspace: string; key: string }): Promise<KeychainWrap | null> {
    const { keyChain } = this.#options
    try {
      const wrap = await wrapWithKeychain(key.bytes, place, keyChain.name, bytes => keyChain.wrap(bytes))
      const back = await unwrapWithKeychain(wrap, place, wrapped => keyChain.unwrap(wrapped))
      const isSame = back !== null && Buffer.from(back).equals(key.bytes)
      back?.fill(0)
      return isSame ? wrap : null
    } catch {
      return null
    }
  }

  /** The keychain that is there now takes the place of the one that was lost, if it will. */
  async #renewKeychainWrap(document: KeyDocument, key: VaultKey): Promise<void> {
    if (!this.#options.keyChain.isAvailable()) return
    const renewed = await this.#keychainWrap(key, document)
    const { byPassphrase } = wraps(document)
    if (!renewed || !byPassphrase) return
    const changed: KeyDocument = { ...document, wraps: [renewed, byPassphrase] }
    await writeKeyDocument(this.#documentFile, changed)
    this.#keychainFailure = null
    this.#hold(changed, key)
  }

  /** Removes the plain key file once its key was seen to open from the document. */
  async #eraseLeftover(): Promise<void> {
    try {
      if (!(await hasKeyFile(this.#options.keyFile))) return
      const plain = await readKeyFile(this.#options.keyFile)
      const isSame = plain.ok && plain.value.id === this.#held?.id
      if (plain.ok) plain.value.bytes.fill(0)
      if (isSame) await eraseKeyFile(this.#options.keyFile)
      this.#leftover = null
    } catch (error) {
      if (!(error instanceof FailureError)) throw error
      this.#leftover = error.failure
    }
  }

  #hold(document: KeyDocument, key: VaultKey): void {
    if (this.#held && this.#held.bytes !== key.bytes) this.#held.bytes.fill(0)
    this.#state = { kind: 'document', document }
    this.#held = key
    this.#isLockedByPerson = false
  }

  #forget(): void {
    this.#held?.bytes.fill(0)
    this.#held = null
  }
}

function wraps({ wraps: all }: KeyDocument) {
  return {
    byKeychain: all.find((wrap): wrap is KeychainWrap => wrap.kind === 'keychain') ?? null,
    byPassphrase: all.find((wrap): wrap is PassphraseWrap => wrap.kind === 'passphrase') ?? null
  }
}

/** Where the key document of a key file lies. */
const documentFileOf = (keyFile: string): string => `${keyFile.replace(/\.key$/, '')}.json`

/** Renames a file or folder to `<name>.old-<suffix>`, where there is one. @throws FailureError `storage-failed` */
async function setAside(path: string, suffix: string): Promise<void> {
  await onDisk('write', path, async () => {
    try {
      await rename(path, `${path}.old-${suffix}`)
      await syncFolder(dirname(path))
    } catch (error) {
      if (!isMissing(error)) throw error
    }
  })
}
