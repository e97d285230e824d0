import { basename } from 'node:path'
import { type Failure, invalid, notFound } from '@shared/failure'
import type { PackageImportId, PackageRecordId, Sha256 } from '@shared/ids'
import type { PackageRecord } from '@shared/model/package'
import type {
  ImportedPackage,
  PackageImportProgress,
  PackageSummary,
  PackageVersionSummary
} from '@shared/package-calls'
import { extensionOf, identify } from '@shared/packages/file-name'
import { fail, ok, type Result } from '@shared/result'
import { newestFirst } from '@shared/versions'
import { draftsOf } from './audit-drafts'
import { packageAudit } from './audit-packages'
import type { ServiceContext } from './context'
import type { Fetched } from './feeds'
import { createImportProgress, type ImportWatch } from './import-progress'
import { createPackageContent } from './package-content'
import { packageTitle, stopped } from './package-failures'
import { createPackageImport } from './package-import'
import { createPackageUses, type PackageUses } from './package-uses'
import type { ServicePorts } from './ports'
import { inUse } from './rules'

type Asked = Pick<ServicePorts, 'archives' | 'choosePackages'> & {
  /** Hears of what a person brought into the repository, once it is there. */
  readonly arrived: (record: PackageRecord) => void
}
type ImportOptions = {
  readonly packageId?: string | undefined
  readonly version?: string | undefined
  readonly onConflict: 'refuse' | 'keep' | 'replace'
  readonly notes: string
}

/** How long an unpacked package that nobody uses stays, in milliseconds. */
const treeLife = 14 * 24 * 3_600_000

/** The repository: packages of this machine, kept by the hash of their files. */
export function createPackages(context: ServiceContext, { archives, choosePackages, arrived }: Asked) {
  const { store, now, publish, exclusive, report } = context
  const { packages, packageFiles } = store
  const uses = createPackageUses(context)
  const content = createPackageContent(context, archives)
  const importing = createPackageImport({ context, archives, uses, content })
  const progress = createImportProgress(context)
  const stop = new AbortController()
  const changed = () => publish({ type: 'catalog.changed', entity: 'package' })

  const summaryOf = async (record: PackageRecord, used: PackageUses): Promise<PackageVersionSummary> => ({
    ...record,
    usedBy: used.get(record.sha256) ?? [],
    isThere: (await packageFiles.sizeOf(record.sha256)) !== null
  })

  const importAll = async (paths: readonly string[], options: ImportOptions): Promise<readonly ImportedPackage[]> => {
    const results: ImportedPackage[] = []
    const { signal, watch, end } = progress.begin(paths.length, null, stop.signal)
    try {
      // One after the other: each reads and writes whole files.
      for (const [index, path] of paths.entries()) {
        const result = signal.aborted ? fail(stopped) : await importing.path(path, options, watch(path, index))
        results.push(result.ok ? result.value : refusedAt(path, result.failure))
      }
    } finally {
      end()
    }
    if (results.some(({ kind }) => kind !== 'refused')) changed()
    for (const result of results) if (result.kind === 'imported' || result.kind === 'replaced') arrived(result.package)
    return results
  }

  /** Removes records, and files that no other record has. */
  const removeAll = async (records: readonly PackageRecord[]): Promise<void> => {
    await store.commit(
      records.map(({ id }) => packages.removing(id)),
      records.flatMap(record => draftsOf(packageAudit, { ...record, name: packageTitle(record) }, null))
    )
    const left = new Set(packages.all().map(({ sha256 }) => sha256))
    for (const hash of new Set(records.map(({ sha256 }) => sha256))) {
      content.forget(hash)
      if (!left.has(hash)) await packageFiles.remove(hash)
    }
    changed()
  }

  return {
    port: content.port,
    manifest: content.manifest,
    file: content.file,
    compare: content.compare,
    compareFile: content.compareFile,
    verify: content.verify,

    list: async (text: string): Promise<Result<readonly PackageSummary[]>> => {
      const wanted = text.trim().toLowerCase()
      const found = packages.all().filter(({ packageId }) => packageId.toLowerCase().includes(wanted))
      const used = await uses()
      const groups = [...groupsOf(found).values()]
      const newest = newestFirst('semver')
      const summaries = groups.map(async records => {
        const sorted = [...records].sort((a, b) => newest(a.version, b.version))
        return {
          packageId: sorted[0]?.packageId ?? '',
          versions: await Promise.all(sorted.map(record => summaryOf(record, used))),
          bytes: bytesTogether(records)
        }
      })
      const listed = await Promise.all(summaries)
      return ok(listed.sort((a, b) => (a.packageId.toLowerCase() < b.packageId.toLowerCase() ? -1 : 1)))
    },

    get: async (id: PackageRecordId): Promise<Result<PackageVersionSummary>> => {
      const record = packages.get(id)
      return record ? ok(await summaryOf(record, await uses())) : fail(notFound('package', id))
    },

    import: async (paths: readonly string[], options: ImportOptions): Promise<Result<readonly ImportedPackage[]>> => {
      const refused = onlyForOne(paths, options)
      return refused ? fail(refused) : ok(await importAll(paths, options))
    },

    choose: async (
      what: 'files' | 'folder',
      options: Omit<ImportOptions, 'notes'>
    ): Promise<Result<readonly ImportedPackage[] | null>> => {
      const paths = await choosePackages(what)
      if (paths === null || paths.length === 0) return ok(null)
      const refused = onlyForOne(paths, options)
      return refused ? fail(refused) : ok(await importAll(paths, { ...options, notes: '' }))
    },

    imports: async (): Promise<Result<readonly PackageImportProgress[]>> => ok(progress.list()),

    cancelImport: async (id: PackageImportId): Promise<Result<null>> => {
      progress.cancel(id)
      return ok(null)
    },

    /** Watches a fetch from a feed, which is told and cancelled as imports are. */
    watchFetch: (feed: Fetched['feed']) => progress.begin(1, feed, stop.signal),

    /** Keeps what was fetched from a feed. A version that is here with other content is refused. */
    keep: async (
      { path, fileName, packageId, version, feed }: Fetched,
      watch: ImportWatch
    ): Promise<Result<PackageRecord>> => {
      const extension = extensionOf(fileName)
      const known = identify(fileName)
      if (extension === null) return known.ok ? fail(invalid('fileName', `${basename(path)} has no extension`)) : known
      const source = { kind: 'feed', feedId: feed.id, name: feed.name } as const
      const from = { path, fileName, extension, packageId, version, source, notes: '', onConflict: 'refuse' } as const
      const kept = await importing.file(from, watch)
      if (!kept.ok) return kept
      changed()
      return ok(kept.value.package)
    },

    remove: (ids: readonly PackageRecordId[], evenIfUsed: boolean): Promise<Result<{ readonly removed: number }>> =>
      exclusive(async () => {
        const records: PackageRecord[] = []
        for (const id of new Set(ids)) {
          const record = packages.get(id)
          if (!record) return fail(notFound('package', id))
          records.push(record)
        }
        const used = evenIfUsed ? new Map<Sha256, never>() : await uses()
        for (const record of records) {
          const users = used.get(record.sha256) ?? []
          const names = users.map(user => `the release ${user.releaseVersion} of “${user.projectName}”`)
          if (names.length > 0)
            return fail(
              inUse(
                packageTitle(record),
                names,
                'These could not be deployed any more. Keep it, or say that it goes all the same.'
              )
            )
        }
        await removeAll(records)
        return ok({ removed: records.length })
      }),

    clean: (
      keep: number,
      isDryRun: boolean
    ): Promise<Result<{ readonly packages: readonly PackageRecord[]; readonly bytes: number }>> =>
      exclusive(async () => {
        const used = await uses()
        const newest = newestFirst('semver')
        const gone = [...groupsOf(packages.all()).values()].flatMap(records =>
          [...records]
            .sort((a, b) => newest(a.version, b.version))
            .slice(keep)
            .filter(({ sha256 }) => !used.has(sha256))
        )
        const ids = new Set(gone.map(({ id }) => id))
        const left = new Set(packages.all().flatMap(item => (ids.has(item.id) ? [] : [item.sha256])))
        const bytes = bytesTogether(gone.filter(({ sha256 }) => !left.has(sha256)))
        if (!isDryRun && gone.length > 0) await removeAll(gone)
        return ok({ packages: gone, bytes })
      }),

    /** Removes what a crash left, and unpacked packages that nobody used for long. Once, after the start. */
    tidy: async (): Promise<void> => {
      try {
        await packageFiles.sweep(now() - treeLife)
      } catch (error) {
        report(`Old files of packages could not be removed: ${error instanceof Error ? error.message : String(error)}`)
      }
    },

    /** Ends imports that are under way. */
    stop: (): void => stop.abort()
  }
}

const refusedAt = (path: string, { kind, message, remedy, detail }: Failure): ImportedPackage => ({
  kind: 'refused',
  path,
  message,
  remedy,
  why: whyOf(kind, detail),
  failure: kind
})

function whyOf(kind: Failure['kind'], detail: Failure['detail']): Extract<ImportedPackage, { kind: 'refused' }>['why'] {
  if (kind === 'package-exists') return 'exists'
  if (kind === 'cancelled') return 'cancelled'
  return detail?.missing === 'name' ? 'unnamed' : 'other'
}

function groupsOf(records: readonly PackageRecord[]): ReadonlyMap<string, readonly PackageRecord[]> {
  const groups = new Map<string, PackageRecord[]>()
  for (const record of records) {
    const key = record.packageId.toLowerCase()
    const group = groups.get(key)
    if (group) group.push(record)
    else groups.set(key, [record])
  }
  return groups
}

/** Content that several have counts once. */
const bytesTogether = (records: readonly PackageRecord[]): number =>
  [...new Map(records.map(({ sha256, bytes }) => [sha256, bytes])).values()].reduce((sum, bytes) => sum + bytes, 0)

const onlyForOne = (paths: readonly string[], { packageId, version }: Pick<ImportOptions, 'packageId' | 'version'>) =>
  paths.length > 1 && (packageId ?? version) !== undefined
    ? invalid('packageId', 'can be said for a single file or folder only')
    : null
