import type { ReleaseId, Sha256 } from '@shared/ids'
import { type Release, snapshotsOf } from '@shared/model/release'
import type { Store } from '../store/store'
import { readSnapshotOf } from './release-snapshots'

/**
 * Which releases a release deploys as steps, also as it was before its variables were taken anew. Snapshots never change,
 * so each is read once. One that cannot be read can never be deployed, and needs nothing.
 */
export function createReleaseChildren(store: Store): (release: Release) => Promise<readonly ReleaseId[]> {
  const known = new Map<Sha256, readonly ReleaseId[]>()

  const childrenIn = async (version: string, hash: Sha256): Promise<readonly ReleaseId[]> => {
    const before = known.get(hash)
    if (before) return before
    const snapshot = await readSnapshotOf(store, version, hash)
    if (!snapshot.ok) return []
    const ids = (snapshot.value.children ?? []).map(({ releaseId }) => releaseId)
    known.set(hash, ids)
    return ids
  }

  return async release => {
    const all: ReleaseId[] = []
    for (const hash of snapshotsOf(release)) all.push(...(await childrenIn(release.version, hash)))
    return all
  }
}
