import { createHash, createPublicKey, randomBytes } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { copyFile, lstat, mkdir, open, readdir, rename, rm, stat, writeFile } from 'node:fs/promises'
import { basename, dirname, join, relative } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { type BundleContent, type PackageForm, packageContent } from '@shared/bundle/content'
import type { BundleManifest } from '@shared/bundle/format'
import { fingerprintWords } from '@shared/bundle/words'
import type { Failure } from '@shared/failure'
import { type Sha256, sha256 } from '@shared/ids'
import { fail, ok, type Result } from '@shared/result'
import type { Secret } from '@shared/secret'
import { create } from 'tar'
import { formsOf } from './action-files'
import { hashOf } from './bundle-key'
import { composeFiles, type PackageFacts } from './compose-files'
import { readme } from './plan-text'

/** Signs what bundles hold. */
interface BundleSigner {
  /** PEM, `PUBLIC KEY`; ECDSA on P-256. */
  readonly publicKey: string
  /** The signature over the SHA-256 of `bytes`, in DER. */
  sign(bytes: Uint8Array): Uint8Array | Promise<Uint8Array>
}

export interface BundleOrder {
  readonly content: BundleContent
  /** Absolute. `archive`: one .tar file. Nothing may be there yet. */
  readonly to: { readonly kind: 'folder' | 'archive'; readonly path: string }
  /** What protects secrets and receipts; null for a bundle that has no secrets. */
  readonly password: Secret | null
  readonly signer: BundleSigner
  /** Where a package is on this machine: the folder with its files (`tar`), or the file as it came. */
  readonly packageAt: (hash: Sha256, form: PackageForm) => Promise<Result<string>>
  /** Of PBKDF2; absent for what is safe with passwords of people. */
  readonly iterations?: number
}

/** What is to be remembered of a bundle: the receipt is checked by it. */
export interface WrittenBundle {
  /** SHA-256 of the list of hashes: names the whole content. */
  readonly manifest: Sha256
  readonly seed: Secret
  readonly key: BundleManifest['key']
  /** The signing key's fingerprint. */
  readonly words: string
  /** In the bundle. */
  readonly files: number
  readonly bytes: number
}

/** The fingerprint of a public key, as the runner prints it. @param publicKey PEM */
export const signerWords = (publicKey: string): string =>
  fingerprintWords(hashOf(createPublicKey(publicKey).export({ type: 'spki', format: 'der' })))

/**
 * Writes a bundle. The same content makes the same files, but for what is encrypted or signed. It has its name only when
 * it is complete and on the disk.
 * Fails with `conflict` when there is something already, `bundle-invalid`, `storage-failed`, or as `packageAt` does.
 */
export async function writeBundle(order: BundleOrder): Promise<Result<WrittenBundle>> {
  const { path } = order.to
  if (await exists(path)) return fail(taken(path))
  const temporary = `${path}.${randomBytes(6).toString('hex')}.tmp`
  const top = join(temporary, basename(path).replace(/\.tar$/, ''))
  try {
    await mkdir(top, { recursive: true, mode: 0o700 })
    const written = await fill(order, top)
    if (!written.ok) return written
    if (order.to.kind === 'folder') await rename(top, path)
    else await packed(temporary, path)
    await synced(dirname(path))
    return written
  } catch (error) {
    return fail(notWritten(path, error))
  } finally {
    await rm(temporary, { recursive: true, force: true }).catch(() => undefined)
    await rm(`${temporary}.archive`, { force: true }).catch(() => undefined)
  }
}

async function fill(order: BundleOrder, top: string): Promise<Result<WrittenBundle>> {
  const { content, signer } = order
  const packages = await putPackages(order, top)
  if (!packages.ok) return packages
  const { facts, hashes } = packages.value
  const composed = await composeFiles({ ...order, publicKey: signer.publicKey, packages: facts, random: randomBytes })
  if (!composed.ok) return composed
  const { files, seed, key } = composed.value
  for (const [name, bytes] of files) {
    hashes.set(name, hashOf(bytes))
    await put(top, name, bytes)
  }
  const list = Buffer.from(
    [...hashes]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, hash]) => `${hash}  ${name}\n`)
      .join('')
  )
  const manifest = sha256.parse(hashOf(list))
  const words = signerWords(signer.publicKey)
  await put(top, 'manifest.sha256', list)
  await put(top, 'manifest.sig', await signer.sign(list))
  await put(top, 'README.txt', Buffer.from(readme(content, manifest, words, key === 'password')))
  const names = [...hashes.keys(), 'manifest.sha256', 'manifest.sig', 'README.txt']
  const sizes = await Promise.all(names.map(async name => (await stat(join(top, name))).size))
  return ok({ manifest, seed, key, words, files: names.length, bytes: sizes.reduce((sum, size) => sum + size, 0) })
}

/** Puts packages in, each once for each form; those that the target has are only looked at, for their hash. */
async function putPackages({ content, packageAt }: BundleOrder, top: string) {
  const facts = new Map<Sha256, PackageFacts>()
  const hashes = new Map<string, string>()
  for (const { sha256: hash } of content.packages) {
    const forms = [...formsOf(content, hash)]
    const isLacking = (form: PackageForm) => content.lacks.includes(packageContent(hash, form))
    let tar: string | null = null
    for (const form of forms) {
      const isHere = !isLacking(form)
      if (form === 'file' && !isHere) continue
      const from = await packageAt(hash, form)
      if (!from.ok) return from
      const name = `packages/${packageContent(hash, form)}`
      const file = isHere ? join(top, name) : `${top}.lacking`
      await mkdir(dirname(file), { recursive: true, mode: 0o700 })
      if (form === 'tar') await archive(from.value, file)
      else await copyFile(from.value, file)
      const found = await hashOfFile(file)
      if (form === 'file' && found !== hash) return fail(changed(hash))
      if (form === 'tar') tar = found
      if (isHere) {
        hashes.set(name, found)
        await synced(file)
      } else await rm(file)
    }
    facts.set(hash, { tar, isHere: !forms.some(isLacking) })
  }
  return ok({ facts, hashes })
}

/**
 * Packs the files of a folder in the order of their names, without owners and times, so that equal files make equal bytes.
 * A link is packed as one, and nobody goes through it.
 */
async function archive(folder: string, file: string): Promise<void> {
  // Asked for names alone, it would go through links to folders.
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const names = entries
    .map(({ parentPath, name }) => `./${relative(folder, join(parentPath, name)).replaceAll('\\', '/')}`)
    .sort()
  // Two empty blocks are an archive without files.
  if (names.length === 0) await writeFile(file, Buffer.alloc(1024))
  else await create({ file, cwd: folder, portable: true, mtime: new Date(0), noDirRecurse: true }, names)
}

async function packed(folder: string, path: string): Promise<void> {
  const file = `${folder}.archive`
  await archive(folder, file)
  await synced(file)
  await rename(file, path)
}

async function put(top: string, name: string, bytes: Uint8Array): Promise<void> {
  const file = join(top, name)
  await mkdir(dirname(file), { recursive: true, mode: 0o700 })
  const handle = await open(file, 'wx', /^deploy\.sh$/.test(name) ? 0o700 : 0o600)
  try {
    await handle.writeFile(bytes)
    await handle.sync()
  } finally {
    await handle.close()
  }
}

/** Waits until the disk has a file, or the names in a folder. Windows has no such call for folders. */
async function synced(path: string): Promise<void> {
  if (process.platform === 'win32' && (await stat(path)).isDirectory()) return
  const handle = await open(path, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

async function hashOfFile(file: string): Promise<string> {
  const hash = createHash('sha256')
  await pipeline(createReadStream(file), hash)
  return hash.digest('hex')
}

const exists = (path: string): Promise<boolean> =>
  lstat(path).then(
    () => true,
    () => false
  )

const taken = (path: string): Failure => ({
  kind: 'conflict',
  message: `There is already something at ${path}.`,
  remedy: 'Choose another place, or remove what is there.'
})

const changed = (hash: Sha256): Failure => ({
  kind: 'package-invalid',
  message: `The package ${hash.slice(0, 12)} in the repository is not what it was when it was imported.`,
  remedy: 'Import it again, then make the bundle once more.'
})

const notWritten = (path: string, error: unknown): Failure => ({
  kind: 'storage-failed',
  message: `The bundle could not be written to ${path}: ${error instanceof Error ? error.message : String(error)}.`,
  remedy: 'Check that the folder is there, may be written to, and has room.'
})
