import { canonicalJson } from '@shared/canonical-json'
import type { ProjectId, SecretId, Sha256 } from '@shared/ids'
import type { ChosenPackage } from '@shared/model/package'
import type { Project } from '@shared/model/project'
import {
  frozenVariables,
  type Release,
  type ReleaseDetails,
  type ReleaseSnapshot,
  releaseSnapshot,
  snapshotsOf
} from '@shared/model/release'
import type { Runbook } from '@shared/model/runbook'
import { fail, ok, type Result } from '@shared/result'
import type { Store } from '../store/store'
import { processOf, secretsIn, variableSetOf } from './project-content'

/** What a release made at this moment would freeze. */
export const snapshotNow = (store: Store, project: Project): ReleaseSnapshot => ({
  format: 1,
  project: { id: project.id, name: project.name },
  steps: [...processOf(store, project.id).steps],
  ...variablesNow(store, project.id)
})

/** What publishing a runbook at this moment would freeze. */
export const runbookSnapshotNow = (store: Store, project: Project, { id, name, steps }: Runbook): ReleaseSnapshot => ({
  format: 1,
  project: { id: project.id, name: project.name },
  steps: [...steps],
  ...variablesNow(store, project.id),
  runbook: { id, name }
})

/** Which of some packages are not in the repository any more. */
export type MissingPackages = (packages: readonly ChosenPackage[]) => Promise<readonly ChosenPackage[]>

/** What makes a release differ from what it would be now; other names of project and runbook do not. */
export const contentOf = ({ steps, variables, librarySets = [] }: ReleaseSnapshot): string =>
  canonicalJson({ steps, variables, librarySets })

/** A release with what it froze, where that can be read. */
export async function releaseDetails(
  store: Store,
  release: Release,
  missing: MissingPackages
): Promise<Result<ReleaseDetails>> {
  const snapshot = await readSnapshot(store, release)
  if (snapshot.ok)
    return ok({
      release,
      snapshot: snapshot.value,
      isOutdated: isOutdated(store, release, snapshot.value),
      missingPackages: await missing(snapshot.value.packages ?? [])
    })
  return snapshot.failure.kind === 'release-corrupt'
    ? ok({ release, snapshot: null, isOutdated: false, missingPackages: [] })
    : snapshot
}

function isOutdated(store: Store, release: Release, snapshot: ReleaseSnapshot): boolean {
  const project = store.projects.get(release.projectId)
  if (project === undefined) return false
  if (release.runbook === undefined) return contentOf(snapshotNow(store, project)) !== contentOf(snapshot)
  const runbook = store.runbooks.get(release.runbook.id)
  return runbook !== undefined && contentOf(runbookSnapshotNow(store, project, runbook)) !== contentOf(snapshot)
}

/** The variables that a release made at this moment would freeze. Without library sets there is no empty list of them. */
export function variablesNow(store: Store, projectId: ProjectId): Pick<ReleaseSnapshot, 'variables' | 'librarySets'> {
  const { variables, includes } = variableSetOf(store, projectId)
  const librarySets = includes.flatMap(id => {
    const set = store.librarySets.get(id)
    return set ? [{ id, name: set.name, variables: set.variables }] : []
  })
  return { variables: [...variables], ...(librarySets.length === 0 ? {} : { librarySets }) }
}

/** What a release froze, verified against its hash. */
export const readSnapshot = (store: Store, release: Release): Promise<Result<ReleaseSnapshot>> =>
  readSnapshotOf(store, release.version, release.snapshot)

/** The same for a snapshot that the release has, or had when it was deployed. */
export async function readSnapshotOf(store: Store, version: string, hash: Sha256): Promise<Result<ReleaseSnapshot>> {
  const stored = await store.snapshots.get(hash)
  if (!stored.ok) return stored
  const parsed = releaseSnapshot.safeParse(stored.value)
  if (parsed.success) return ok(parsed.data)
  return fail({
    kind: 'release-corrupt',
    message: `The stored copy of release ${version} cannot be read by this version of Slipway.`,
    remedy: 'Make a new release; it copies the process and the variables as they are now.',
    detail: { snapshot: hash }
  })
}

/**
 * The vault entries that releases refer to, all of them or some; `unknown` when a release cannot be read. Library sets
 * are frozen by the releases of any project, so who asks about theirs asks for all.
 */
export async function secretsInReleases(
  store: Store,
  isMeant: (release: Release) => boolean = () => true
): Promise<Set<SecretId> | 'unknown'> {
  const releases = store.releases.all().filter(isMeant)
  const hashes = new Map(
    releases.flatMap(release => snapshotsOf(release).map(hash => [hash, release.version] as const))
  )
  const found = new Set<SecretId>()
  for (const [hash, version] of hashes) {
    const snapshot = await readSnapshotOf(store, version, hash)
    if (!snapshot.ok) return 'unknown'
    for (const secret of secretsIn(frozenVariables(snapshot.value))) found.add(secret)
  }
  return found
}
