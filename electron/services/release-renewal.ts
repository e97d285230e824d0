import { createHash } from 'node:crypto'
import { canonicalJson } from '@shared/canonical-json'
import { notFound } from '@shared/failure'
import type { ReleaseId, Sha256 } from '@shared/ids'
import type { Project } from '@shared/model/project'
import { isOfProject, type Release, type ReleaseSnapshot } from '@shared/model/release'
import { fail, ok, type Result } from '@shared/result'
import type { ServiceContext } from './context'
import { channelOfRelease } from './project-channels'
import { variablesUpdatedDraft } from './release-audit'
import { ofRunbook } from './release-editing'
import { readSnapshot, variablesNow } from './release-snapshots'
import { tied } from './variable-check'

/** A release as it is with the variables of this moment. Nothing is stored of it yet. */
export interface Renewal {
  readonly project: Project
  readonly before: Release
  /** The same as `before` where its variables are those of this moment already. */
  readonly after: Release
  readonly snapshot: ReleaseSnapshot
}

/** What a release would be with the variables of its project and library sets as they are now; its process stays. */
export async function renewalOf(
  { store, now }: Pick<ServiceContext, 'store' | 'now'>,
  id: ReleaseId
): Promise<Result<Renewal>> {
  const before = store.releases.get(id)
  if (!before) return fail(notFound('release', id))
  if (!isOfProject(before)) return fail(ofRunbook)
  const project = store.projects.get(before.projectId)
  if (!project) return fail(notFound('project', before.projectId))
  const frozen = await readSnapshot(store, before)
  if (!frozen.ok) return frozen
  const { variables: _old, librarySets: _oldSets, ...kept } = frozen.value
  const snapshot: ReleaseSnapshot = { ...kept, ...variablesNow(store, project.id) }
  const refused = tied(store, snapshot, channelOfRelease(store, before)?.id ?? null)
  if (refused) return fail(refused)
  // The name under which the store will have it.
  const hash = createHash('sha256').update(canonicalJson(snapshot)).digest('hex') as Sha256
  if (hash === before.snapshot) return ok({ project, before, after: before, snapshot })
  const earlier = [...(before.earlier ?? []), { snapshot: before.snapshot, until: now() }]
  return ok({ project, before, after: { ...before, snapshot: hash, earlier }, snapshot })
}

/** Stores what a release became. Irreversible. To be called in the same turn as `renewalOf`. */
export async function keepRenewal(
  { store, publish }: Pick<ServiceContext, 'store' | 'publish'>,
  { project, before, after, snapshot }: Renewal
): Promise<void> {
  if (after === before) return
  await store.snapshots.put(snapshot)
  await store.commit([store.releases.putting(after)], [variablesUpdatedDraft(project, before, after)])
  publish({ type: 'catalog.changed', entity: 'release' })
}
