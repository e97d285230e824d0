import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Vault } from '../../electron/store/store'
import { openVault } from '../../electron/store/vault'
import { type FakeKeyChain, fakeKeyChain } from './key-chain'
import { tempFolder } from './store'

/** The passphrase of vaults that have one. */
export const good = Buffer.from('correct horse battery')
/** One that nearly is it. */
export const bad = Buffer.from('Correct horse battery')

/** Where one workspace's vault lies, with a keychain of its own. */
export interface Place {
  readonly folder: string
  readonly keyFile: string
  readonly document: string
  readonly keyChain: FakeKeyChain
  /** As after a restart: nothing is held in memory. */
  open(): Promise<Vault>
}

/** A place with nothing in it. */
export async function newPlace(): Promise<Place> {
  const root = await tempFolder()
  const folder = join(root, 'data')
  const keyFile = join(root, 'keys', 'main.key')
  const keyChain = fakeKeyChain()
  const open = () => openVault({ folder, keyFile, keyChain })
  return { folder, keyFile, document: join(root, 'keys', 'main.json'), keyChain, open }
}

/** The ways to set up a vault. */
export const withPassphrase = { keychain: false, passphrase: good }
export const withKeychain = { keychain: true, passphrase: null }
export const withBoth = { keychain: true, passphrase: good }

/** What the calls of a guard answer. */
export const done = { ok: true, value: null }
export const failed = (kind: string) => ({ ok: false, failure: { kind } })

/** What a vault gives back for an id: the secret or the kind of failure. */
export async function look(vault: Vault, id: Awaited<ReturnType<Vault['put']>>): Promise<string> {
  const opened = await vault.open(id)
  return opened.ok ? opened.value.reveal() : opened.failure.kind
}

/** One way in, as the document has it. */
export type Wrap = Record<string, unknown>

/** Changes a key document on disk, as somebody might who can write there. */
export async function changeDocument(place: Place, change: (document: { wraps: Wrap[] }) => void): Promise<void> {
  const document = JSON.parse(await readFile(place.document, 'utf8'))
  change(document)
  await writeFile(place.document, JSON.stringify(document))
}

/** Every file below a folder, so that “nothing was lost” can be said as a whole. */
export async function filesOf(folder: string): Promise<Readonly<Record<string, string>>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const files = entries.filter(entry => entry.isFile()).map(entry => join(entry.parentPath, entry.name))
  return Object.fromEntries(await Promise.all(files.map(async file => [file, await readFile(file, 'latin1')] as const)))
}
