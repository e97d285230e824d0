import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { basename, resolve } from 'node:path'
import { type Failure, invalid } from '@shared/failure'
import { type PackageExtension, type PackageRecord, packageExtensions } from '@shared/model/package'
import { sameName } from '@shared/model/text'
import type { ImportedPackage } from '@shared/package-calls'
import { extensionOf, fileNameFor, identify } from '@shared/packages/file-name'
import { bytesOf, filesOf } from '@shared/packages/manifest'
import { fail, ok, type Result } from '@shared/result'
import type { IncomingPackage } from '../store/store'
import { draftsOf } from './audit-drafts'
import { packageAudit } from './audit-packages'
import type { ServiceContext } from './context'
import type { ImportWatch } from './import-progress'
import type { createPackageContent } from './package-content'
import { attemptOn, packageTitle } from './package-failures'
import { identityIn } from './package-nuspec'
import type { createPackageUses } from './package-uses'
import type { ArchivesPort, InspectedArchive } from './ports'

/** What is to be imported, and what of it is known. */
export interface PackageSource {
  readonly path: string
  readonly fileName: string
  readonly extension: PackageExtension
  /** Said on purpose; what is missing comes from the file and its name. */
  readonly packageId?: string | undefined
  readonly version?: string | undefined
  readonly source: PackageRecord['source']
  readonly notes: string
  readonly onConflict: 'refuse' | 'keep' | 'replace'
}

export type Kept = Extract<ImportedPackage, { readonly package: PackageRecord }>

interface Parts {
  readonly context: ServiceContext
  readonly archives: ArchivesPort
  readonly uses: ReturnType<typeof createPackageUses>
  readonly content: Pick<ReturnType<typeof createPackageContent>, 'forget'>
}

/** Takes files and folders of this machine into the repository, as streams: nothing is in memory as a whole. */
export function createPackageImport({ context, archives, uses, content }: Parts) {
  const { store, newId, now, user, exclusive } = context
  const { packages, packageFiles } = store

  const find = (packageId: string, version: string): PackageRecord | undefined =>
    packages.all().find(item => sameName(item.packageId, packageId) && sameName(item.version, version))

  /** Writes the record of a file that was looked through, unless another version stands in its way. */
  const record = (incoming: IncomingPackage, found: InspectedArchive, from: PackageSource): Promise<Result<Kept>> =>
    exclusive(async () => {
      const identity = identityOf(from, found)
      if (!identity.ok) return identity
      const { packageId, version } = identity.value
      const existing = find(packageId, version)
      const isSame = existing?.sha256 === incoming.sha256
      const format = packageExtensions[from.extension]
      if (existing && !isSame && from.onConflict === 'keep') return ok(same(from, existing))
      const refused = existing && !isSame ? await refusal(existing, from) : null
      if (refused) return fail(refused)
      const isWhole = isSame && (await packageFiles.hashOf(incoming.sha256)) === incoming.sha256
      // The same once more mends what is missing or damaged.
      if (!isWhole) await incoming.keep({ format, manifest: found.manifest })
      content.forget(incoming.sha256)
      if (existing && isSame) return ok(same(from, existing))
      const { manifest } = found
      const made: PackageRecord = {
        id: existing?.id ?? newId('package'),
        packageId,
        version,
        fileName: from.fileName,
        extension: from.extension,
        sha256: incoming.sha256,
        bytes: incoming.bytes,
        files: filesOf(manifest).length,
        unpackedBytes: bytesOf(manifest),
        importedAt: now(),
        importedBy: user,
        source: from.source,
        notes: from.notes
      }
      await store.commit([packages.putting(made)], draftsOf(packageAudit, named(existing), named(made)))
      if (existing && !packages.all().some(item => item.sha256 === existing.sha256))
        await packageFiles.remove(existing.sha256)
      return ok({ kind: existing ? 'replaced' : 'imported', path: from.path, package: made })
    })

  const refusal = async (existing: PackageRecord, { onConflict }: PackageSource): Promise<Failure | null> => {
    if (onConflict !== 'replace') return existsAlready(existing)
    const users = (await uses()).get(existing.sha256) ?? []
    return users.length === 0 ? null : neededAsItIs(existing, `${users[0]?.projectName} ${users[0]?.releaseVersion}`)
  }

  /** Takes bytes in, looks through all of them, and keeps them. Nothing stays where that is refused. */
  const take = async (bytes: AsyncIterable<Uint8Array>, from: PackageSource, { signal, begin, reach }: ImportWatch) => {
    const received = await attemptOn(from.path, () => packageFiles.receive(stoppable(bytes, signal)))
    if (!received.ok) return received
    const incoming = received.value
    try {
      const format = packageExtensions[from.extension]
      begin('checking', incoming.bytes)
      const found = await attemptOn(incoming.file, () => archives.inspect(incoming.file, format, signal, reach))
      if (!found.ok) return fail(inWordsOf(from, incoming, found.failure))
      if (filesOf(found.value.manifest).length === 0) return fail(empty(from))
      return await record(incoming, found.value, from)
    } finally {
      // Nothing to discard where it was kept.
      await incoming.discard()
    }
  }

  return {
    /** A file that is a package already. */
    file: async (from: PackageSource, watch: ImportWatch): Promise<Result<Kept>> => {
      const stats = await attemptOn(from.path, () => stat(from.path))
      if (!stats.ok) return stats
      watch.begin('copying', stats.value.size)
      return take(contentOf(from.path, watch.reach), from, watch)
    },

    /** One path, as it was dropped or named. */
    path: async (
      path: string,
      options: Omit<PackageSource, 'path' | 'fileName' | 'extension' | 'source'>,
      watch: ImportWatch
    ): Promise<Result<Kept>> => {
      const full = resolve(path)
      const stats = await attemptOn(path, () => stat(full))
      if (!stats.ok) return stats
      if (stats.value.isFile()) {
        const fileName = basename(full)
        const extension = extensionOf(fileName)
        if (extension === null) return refusedBy(identify(fileName))
        watch.begin('copying', stats.value.size)
        const from = { ...options, path, fileName, extension, source: { kind: 'file' } } as const
        return take(contentOf(full, watch.reach), from, watch)
      }
      if (!stats.value.isDirectory()) return fail(invalid('paths', `${path} is neither a file nor a folder`))
      const extension = '.tar.gz'
      const identity = nameOf(options, `${basename(full)}${extension}`)
      if (!identity.ok) return identity
      const { packageId, version } = identity.value
      const fileName = fileNameFor(packageId, version, extension)
      const from = { ...options, packageId, version, path, fileName, extension, source: { kind: 'folder' } } as const
      const bytes = await attemptOn(path, () => archives.measure(full, watch.signal))
      if (!bytes.ok) return bytes
      watch.begin('packing', bytes.value)
      return take(archives.pack(full, watch.reach), from, watch)
    }
  }
}

const named = (record: PackageRecord | undefined) => (record ? { ...record, name: packageTitle(record) } : null)

const same = (from: PackageSource, record: PackageRecord): Kept => ({ kind: 'same', path: from.path, package: record })

async function* contentOf(path: string, reached: (bytes: number) => void): AsyncGenerator<Uint8Array> {
  let bytes = 0
  for await (const chunk of createReadStream(path, { highWaterMark: 256 * 1024 }) as AsyncIterable<Buffer>) {
    bytes += chunk.length
    reached(bytes)
    yield chunk
  }
}

async function* stoppable(bytes: AsyncIterable<Uint8Array>, signal: AbortSignal): AsyncGenerator<Uint8Array> {
  for await (const chunk of bytes) {
    signal.throwIfAborted()
    yield chunk
  }
}

/** What was said on purpose, then what the package says of itself, then the name of its file. */
function identityOf(from: PackageSource, { nuspec }: InspectedArchive) {
  const own = from.extension === '.nupkg' ? identityIn(nuspec) : null
  return nameOf({ packageId: from.packageId ?? own?.packageId, version: from.version ?? own?.version }, from.fileName)
}

function nameOf(
  said: Pick<PackageSource, 'packageId' | 'version'>,
  fileName: string
): Result<{ readonly packageId: string; readonly version: string }> {
  const { packageId, version } = said
  if (packageId !== undefined && version !== undefined) return ok({ packageId, version })
  const found = identify(fileName)
  if (!found.ok) return fail({ ...found.failure, detail: { missing: 'name' } })
  return ok({ packageId: packageId ?? found.value.packageId, version: version ?? found.value.version })
}

function refusedBy(found: Result<unknown>): Result<never> {
  if (!found.ok) return found
  throw new Error('A name without an extension was identified')
}

/** The refusal under the name that the person knows, and not that of the copy. */
const inWordsOf = ({ fileName, path }: PackageSource, incoming: IncomingPackage, failure: Failure): Failure => ({
  ...failure,
  message: failure.message.replace(basename(incoming.file), fileName),
  ...(failure.detail && { detail: { ...failure.detail, file: path } })
})

const empty = ({ fileName }: PackageSource): Failure => ({
  kind: 'package-invalid',
  message: `${fileName} cannot be used: there is no file in it.`,
  remedy: 'Pack what is to be deployed, and import that.'
})

const existsAlready = (existing: PackageRecord): Failure => ({
  kind: 'package-exists',
  message: `${packageTitle(existing)} is in the repository already, with other content.`,
  remedy: 'Give the new content a version of its own, or replace what is there.',
  detail: { sha256: existing.sha256 }
})

const neededAsItIs = (existing: PackageRecord, release: string): Failure => ({
  kind: 'in-use',
  message: `${packageTitle(existing)} cannot be replaced, because the release ${release} needs it as it is.`,
  remedy: 'Import the new content under another version.'
})
