import type { Sha256 } from '@shared/ids'
import { type Release, releaseSnapshot, snapshotsOf } from '@shared/model/release'
import type { PackageUse } from '@shared/package-calls'
import type { Store } from '../store/store'

/** Which releases need which packages, by the hash of their files. */
export type PackageUses = ReadonlyMap<Sha256, readonly PackageUse[]>

const atOnce = 16

/** Finds out what releases need. Snapshots never change, so each is read once. */
export function createPackageUses({ store }: { readonly store: Pick<Store, 'releases' | 'projects' | 'snapshots'> }) {
  const read = new Map<Sha256, readonly Sha256[]>()

  const hashesIn = async (snapshot: Sha256): Promise<readonly Sha256[]> => {
    const known = read.get(snapshot)
    if (known) return known
    const stored = await store.snapshots.get(snapshot)
    // One that is damaged can never be deployed again, so it needs nothing. It may be put back from a backup.
    const parsed = stored.ok ? releaseSnapshot.safeParse(stored.value) : null
    if (!parsed?.success) return []
    const hashes = (parsed.data.packages ?? []).map(item => item.sha256)
    read.set(snapshot, hashes)
    return hashes
  }

  const releaseUse = ({ id, projectId, version }: Release): PackageUse => ({
    projectId,
    projectName: store.projects.get(projectId)?.name ?? projectId,
    releaseId: id,
    releaseVersion: version
  })

  return async (): Promise<PackageUses> => {
    const uses = new Map<Sha256, PackageUse[]>()
    const releases = store.releases.all()
    for (let at = 0; at < releases.length; at += atOnce) {
      const batch = releases.slice(at, at + atOnce)
      const found = await Promise.all(
        batch.map(async release => (await Promise.all(snapshotsOf(release).map(hashesIn))).flat())
      )
      for (const [i, release] of batch.entries())
        for (const hash of new Set(found[i])) uses.set(hash, [...(uses.get(hash) ?? []), releaseUse(release)])
    }
    return uses
  }
}
