import type { ProjectId, SecretId } from '@shared/ids'
import type { Project } from '@shared/model/project'
import { type Release, type ReleaseSnapshot, releaseSnapshot } from '@shared/model/release'
import { fail, ok, type Result } from '@shared/result'
import type { Store } from '../store/store'
import { processOf, secretsIn, variableSetOf } from './project-content'

/** What a release made at this moment would freeze. */
export const snapshotNow = (store: Store, project: Project): ReleaseSnapshot => ({
  format: 1,
  project: { id: project.id, name: project.name },
  steps: [...processOf(store, project.id).steps],
  variables: [...variableSetOf(store, project.id).variables]
})

/** What a release froze, verified against its hash. */
export async function readSnapshot(store: Store, release: Release): Promise<Result<ReleaseSnapshot>> {
  const stored = await store.snapshots.get(release.snapshot)
  if (!stored.ok) return stored
  const parsed = releaseSnapshot.safeParse(stored.value)
  if (parsed.success) return ok(parsed.data)
  return fail({
    kind: 'release-corrupt',
    message: `The stored copy of release ${release.version} cannot be read by this version of Slipway.`,
    remedy: 'Make a new release; it copies the process and the variables as they are now.',
    detail: { snapshot: release.snapshot }
  })
}

/** The vault entries that a project's releases refer to; `unknown` when one of them cannot be read. */
export async function secretsInReleases(store: Store, projectId: ProjectId): Promise<Set<SecretId> | 'unknown'> {
  const hashes = new Map(
    store.releases
      .all()
      .filter(release => release.projectId === projectId)
      .map(release => [release.snapshot, release])
  )
  const found = new Set<SecretId>()
  for (const release of hashes.values()) {
    const snapshot = await readSnapshot(store, release)
    if (!snapshot.ok) return 'unknown'
    for (const secret of secretsIn(snapshot.value.variables)) found.add(secret)
  }
  return found
}
