import { createHash } from 'node:crypto'
import { type Failure, notFound } from '@shared/failure'
import type { PackageRecordId, Sha256 } from '@shared/ids'
import { type PackageFormat, type PackageRecord, packageExtensions } from '@shared/model/package'
import type { PackageComparison, PackageFileView } from '@shared/package-calls'
import type { Part } from '@shared/packages/difference'
import { filesOf, type ManifestFile, type PackageManifest } from '@shared/packages/manifest'
import { fail, ok, type Result } from '@shared/result'
import type { OpenedPackage, PackagesPort } from '../engine/ports'
import type { ServiceContext } from './context'
import { differenceOf } from './line-difference'
import { attemptOn, packageDamaged, packageMissing, packageTitle } from './package-failures'
import type { ArchivesPort } from './ports'

/** Files beyond this are not shown, in bytes. */
const shownLimit = 1024 * 1024
/** Files beyond this are not read whole, in bytes. */
const readLimit = 64 * 1024 * 1024

/** A package whose stored file is known to be what was imported. */
interface Sound {
  readonly file: string
  readonly bytes: number
  readonly format: PackageFormat
  readonly manifest: PackageManifest
}

/** What is in packages: for the engine, which gets it after its hash was looked at, and for whoever looks at it. */
export function createPackageContent({ store }: Pick<ServiceContext, 'store'>, archives: ArchivesPort) {
  const { packages, packageFiles } = store
  /** Those whose content was hashed by this process. */
  const sound = new Map<Sha256, Promise<Result<Sound>>>()

  const recordBy = (hash: Sha256): PackageRecord | undefined => packages.all().find(item => item.sha256 === hash)
  const titleOf = (hash: Sha256): string => {
    const record = recordBy(hash)
    return record ? packageTitle(record) : `the package ${hash.slice(0, 12)}`
  }

  const verify = async (hash: Sha256): Promise<Result<Sound>> => {
    const stored = await packageFiles.get(hash)
    if (stored === null) return fail(packageMissing(titleOf(hash)))
    const actual = await packageFiles.hashOf(hash)
    if (actual !== hash)
      return fail(packageDamaged(titleOf(hash), { expected: hash, actual: actual ?? 'missing', file: stored.file }))
    const { file, bytes, format, manifest } = stored
    if (format !== null && manifest !== null) return ok({ file, bytes, format, manifest })
    return described(hash, file, bytes)
  }

  /** Reads once more what is in a file whose description was damaged, and writes that down. */
  const described = async (hash: Sha256, file: string, bytes: number): Promise<Result<Sound>> => {
    const record = recordBy(hash)
    if (!record) return fail(packageMissing(titleOf(hash)))
    const format = packageExtensions[record.extension]
    const found = await attemptOn(file, () => archives.inspect(file, format, new AbortController().signal))
    if (!found.ok) return found
    const { manifest } = found.value
    const written = await attemptOn(file, () => packageFiles.describe(hash, { format, manifest }))
    return written.ok ? ok({ file, bytes, format, manifest }) : written
  }

  const soundOne = async (hash: Sha256): Promise<Result<Sound>> => {
    const known = sound.get(hash)
    const size = await attemptOn(packageFiles.pathOf(hash), () => packageFiles.sizeOf(hash))
    if (!size.ok) return size
    const before = known ? await known : null
    if (before?.ok && before.value.bytes === size.value) return before
    // Several who ask at the same time wait for the same look.
    const now = sound.get(hash) === known ? null : sound.get(hash)
    const look =
      now ??
      attemptOn(packageFiles.pathOf(hash), () => verify(hash)).then(result => (result.ok ? result.value : result))
    sound.set(hash, look)
    const result = await look
    if (!result.ok) sound.delete(hash)
    return result
  }

  const readIn = async ({ file, format }: Sound, entry: ManifestFile): Promise<Result<Uint8Array>> => {
    if (entry.bytes > readLimit) return fail(tooLarge(entry.path))
    const found = await attemptOn(file, () => archives.read(file, format, entry.path, readLimit))
    if (!found.ok) return found
    const bytes = found.value
    if (bytes !== null && createHash('sha256').update(bytes).digest('hex') === entry.sha256) return ok(bytes)
    return fail(packageDamaged(entry.path, { file }))
  }

  const opened = (hash: Sha256, found: Sound): OpenedPackage => {
    const { file, bytes, format, manifest } = found
    return {
      file,
      bytes,
      manifest,
      folder: async signal => {
        const unpack = (folder: string) =>
          attemptOn(file, async () => {
            await archives.unpack(file, format, manifest, folder, signal)
            return null
          })
        const made = await attemptOn(file, () => packageFiles.tree(hash, manifest, unpack, signal))
        return made.ok ? made.value : made
      },
      read: async path => {
        const entry = fileIn(manifest, path)
        return entry ? readIn(found, entry) : fail(noSuchFile(path))
      }
    }
  }

  const port: PackagesPort = {
    open: async hash => {
      const found = await soundOne(hash)
      return found.ok ? ok(opened(hash, found.value)) : found
    }
  }

  const ofRecord = async (id: PackageRecordId): Promise<Result<Sound>> => {
    const record = packages.get(id)
    return record ? soundOne(record.sha256) : fail(notFound('package', id))
  }

  const viewOf = async (id: PackageRecordId, path: string): Promise<Result<PackageFileView | null>> => {
    const found = await ofRecord(id)
    if (!found.ok) return found
    const entry = fileIn(found.value.manifest, path)
    if (!entry) return ok(null)
    if (entry.bytes > shownLimit) return ok({ path, bytes: entry.bytes, text: null })
    const content = await readIn(found.value, entry)
    return content.ok ? ok({ path, bytes: entry.bytes, text: textIn(content.value) }) : content
  }

  return {
    port,

    /** Forgets that a file was looked at: it was replaced, or found damaged. */
    forget: (hash: Sha256): void => {
      sound.delete(hash)
    },

    manifest: async (id: PackageRecordId): Promise<Result<PackageManifest>> => {
      const found = await ofRecord(id)
      return found.ok ? ok(found.value.manifest) : found
    },

    file: async (id: PackageRecordId, path: string): Promise<Result<PackageFileView>> => {
      const view = await viewOf(id, path)
      if (!view.ok) return view
      return view.value ? ok(view.value) : fail(noSuchFile(path))
    },

    compare: async (before: PackageRecordId, after: PackageRecordId): Promise<Result<PackageComparison>> => {
      const [old, next] = [await ofRecord(before), await ofRecord(after)]
      if (!old.ok) return old
      return next.ok ? ok(comparisonOf(old.value.manifest, next.value.manifest)) : next
    },

    compareFile: async (
      before: PackageRecordId,
      after: PackageRecordId,
      path: string
    ): Promise<Result<{ readonly parts: readonly Part[] | null; readonly why: string | null }>> => {
      const [old, next] = [await viewOf(before, path), await viewOf(after, path)]
      if (!old.ok) return old
      if (!next.ok) return next
      if (old.value === null && next.value === null) return fail(noSuchFile(path))
      const [from, to] = [old.value ? old.value.text : '', next.value ? next.value.text : '']
      if (from === null || to === null) return ok({ parts: null, why: 'It is no text, or larger than 1 MB.' })
      const parts = await differenceOf(from, to)
      return ok({ parts, why: parts ? null : 'The two differ in too many places to show them line by line.' })
    },

    verify: async (
      id: PackageRecordId
    ): Promise<Result<{ readonly isSame: boolean; readonly actual: string | null }>> => {
      const record = packages.get(id)
      if (!record) return fail(notFound('package', id))
      const actual = await packageFiles.hashOf(record.sha256)
      if (actual !== record.sha256) sound.delete(record.sha256)
      return ok({ isSame: actual === record.sha256, actual })
    }
  }
}

const fileIn = (manifest: PackageManifest, path: string): ManifestFile | undefined =>
  filesOf(manifest).find(item => item.path === path)

/** The text that bytes are; null where they are none. */
function textIn(bytes: Uint8Array): string | null {
  if (bytes.includes(0)) return null
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return null
  }
}

function comparisonOf(before: PackageManifest, after: PackageManifest): PackageComparison {
  const old = new Map(filesOf(before).map(item => [item.path, item]))
  const next = new Map(filesOf(after).map(item => [item.path, item]))
  const entries: PackageComparison['entries'][number][] = []
  let same = 0
  for (const path of [...new Set([...old.keys(), ...next.keys()])].sort()) {
    const [from, to] = [old.get(path), next.get(path)]
    if (from && to && from.sha256 === to.sha256 && from.isExecutable === to.isExecutable) same++
    else
      entries.push({
        path,
        change: !from ? 'added' : !to ? 'removed' : 'changed',
        before: from?.bytes ?? null,
        after: to?.bytes ?? null
      })
  }
  return { entries, same }
}

const noSuchFile = (path: string): Failure => ({
  kind: 'not-found',
  message: `There is no file ${path} in the package.`,
  remedy: 'Look at what is in it, and mind capital and small letters.'
})

const tooLarge = (path: string): Failure => ({
  kind: 'package-invalid',
  message: `The file ${path} is too large to be read as one: it has more than 64 MB.`,
  remedy: 'Deploy or transfer the package instead, and use the file where it lies then.'
})
