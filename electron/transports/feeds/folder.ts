import { createReadStream, createWriteStream } from 'node:fs'
import { readdir, readFile, rm, stat } from 'node:fs/promises'
import { homedir } from 'node:os'
import { basename, join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import type { Failure } from '@shared/failure'
import { sameName } from '@shared/model/text'
import type { FeedAccess } from '@shared/packages/feed-transport'
import { identify } from '@shared/packages/file-name'
import { fail, ok, type Result } from '@shared/result'
import { newestFirst } from '@shared/versions'
import { codeOf } from '../ssh/failures'
import { feedFailed, givenUp, notThere, otherHash } from './failures'
import type { FeedDialect } from './feed'
import { fromHex, type Promised, promiseKeeper } from './hashes'

/** How deep packages may lie: NuGet's folders have one of the id and one of the version. */
const deepest = 5
const mostFiles = 200_000

interface PackageFile {
  readonly path: string
  readonly packageId: string
  readonly version: string
}

const rootOf = ({ location }: FeedAccess): string => location.replace(/^~(?=[/\\]|$)/, homedir())

/** Every package below the folder, by the names of the files. Links are not followed. */
async function packagesIn(access: FeedAccess, signal: AbortSignal): Promise<Result<readonly PackageFile[]>> {
  const found: PackageFile[] = []
  let looked = 0
  const walk = async (folder: string, depth: number): Promise<void> => {
    for (const entry of await readdir(folder, { withFileTypes: true })) {
      if (signal.aborted || ++looked > mostFiles) return
      const path = join(folder, entry.name)
      if (entry.name.startsWith('.')) continue
      if (entry.isDirectory() && depth < deepest) await walk(path, depth + 1)
      const known = entry.isFile() ? identify(entry.name) : null
      if (known?.ok) found.push({ path, packageId: known.value.packageId, version: known.value.version })
    }
  }
  try {
    await walk(rootOf(access), 1)
  } catch (error) {
    return fail(troubleOf(access, error))
  }
  if (signal.aborted) return fail(givenUp)
  return ok(found)
}

function troubleOf({ location }: FeedAccess, error: unknown): Failure {
  const code = codeOf(error)
  const why =
    code === 'ENOENT'
      ? 'does not exist'
      : code === 'ENOTDIR'
        ? 'is no folder'
        : code === 'EACCES' || code === 'EPERM'
          ? 'may not be read'
          : `cannot be read (${code || 'unknown'})`
  return feedFailed(`The folder ${location} ${why}.`, 'Check its path, and that the share is mounted, then try again.')
}

/** The hash in a file beside a package, as `sha256sum` writes it; none where there is no such file. */
async function promiseBeside(path: string): Promise<Promised | null> {
  for (const algorithm of ['sha512', 'sha256', 'sha1'] as const) {
    const text = await readFile(`${path}.${algorithm}`, 'utf8').catch(() => null)
    const promised = text === null ? null : fromHex(algorithm, text)
    if (promised !== null) return promised
  }
  return null
}

/** Files in a folder of this machine, or on a share. */
export const folderFeed: FeedDialect = {
  test: async (access, signal) => {
    const found = await packagesIn(access, signal)
    if (!found.ok) return found
    const ids = new Set(found.value.map(({ packageId }) => packageId.toLowerCase())).size
    const [files, packages] = [found.value.length, ids]
    return ok(
      `It has ${files} ${files === 1 ? 'file' : 'files'} of ${packages} ${packages === 1 ? 'package' : 'packages'}.`
    )
  },

  search: async (access, text, take, signal) => {
    const found = await packagesIn(access, signal)
    if (!found.ok) return found
    const versions = new Map<string, { readonly packageId: string; readonly list: string[] }>()
    for (const { packageId, version } of found.value) {
      if (!packageId.toLowerCase().includes(text.trim().toLowerCase())) continue
      const known = versions.get(packageId.toLowerCase()) ?? { packageId, list: [] }
      known.list.push(version)
      versions.set(packageId.toLowerCase(), known)
    }
    const all = [...versions.values()].map(({ packageId, list }) => ({
      packageId,
      latest: list.sort(newestFirst('semver'))[0] ?? null
    }))
    return ok(all.sort((a, b) => a.packageId.localeCompare(b.packageId, 'en')).slice(0, take))
  },

  versions: async (access, packageId, signal) => {
    const found = await packagesIn(access, signal)
    if (!found.ok) return found
    const own = found.value.filter(item => sameName(item.packageId, packageId))
    const times = await Promise.all(
      own.map(({ path }) =>
        stat(path).then(
          ({ mtimeMs }) => Math.round(mtimeMs),
          () => null
        )
      )
    )
    const unique = new Map(
      own.map(({ version }, at) => [version.toLowerCase(), { version, publishedAt: times[at] ?? null }])
    )
    return ok([...unique.values()])
  },

  fetch: async (access, packageId, version, folder, { signal, begin, reach }) => {
    const found = await packagesIn(access, signal)
    if (!found.ok) return found
    const file = found.value.find(item => sameName(item.packageId, packageId) && sameName(item.version, version))
    if (!file) return notThere(packageId, version)
    const promised = await promiseBeside(file.path)
    const keeper = promiseKeeper(promised, reach)
    const path = join(folder, 'package')
    try {
      begin((await stat(file.path)).size)
      await pipeline(createReadStream(file.path), keeper.through, createWriteStream(path, { flags: 'wx' }), { signal })
    } catch (error) {
      await rm(path, { force: true })
      return fail(signal.aborted ? givenUp : troubleOf(access, error))
    }
    if (keeper.isKept()) return ok({ path, fileName: basename(file.path) })
    await rm(path, { force: true })
    return otherHash(basename(file.path), promised?.algorithm ?? 'hash')
  }
}
