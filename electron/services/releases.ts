import type { ReleaseDetails } from '@shared/api'
import type { AuditDraft } from '@shared/audit'
import { canonicalJson } from '@shared/canonical-json'
import { type Failure, invalid, notFound } from '@shared/failure'
import type { ProjectId, ReleaseId } from '@shared/ids'
import type { Project } from '@shared/model/project'
import { nextVersion, type Release, type ReleaseSnapshot } from '@shared/model/release'
import { sameName } from '@shared/model/text'
import { fail, ok, type Result } from '@shared/result'
import { changesOf } from './audit-changes'
import type { ServiceContext } from './context'
import { readSnapshot, snapshotNow, variablesNow } from './release-snapshots'
import { tied } from './variable-check'

/** What a person says about a new release. */
export interface NewRelease {
  readonly projectId: ProjectId
  readonly version: string
  readonly notes: string
}

/** Releases: immutable copies of process and variables, named by version, stored by content. */
export function createReleases({ store, newId, now, user, publish, exclusive }: ServiceContext) {
  const { releases } = store

  /** Oldest first. */
  const ofProject = (projectId: ProjectId): readonly Release[] =>
    releases.all().filter(release => release.projectId === projectId)

  const isOutdated = (release: Release, snapshot: ReleaseSnapshot): boolean => {
    const project = store.projects.get(release.projectId)
    return project !== undefined && content(snapshotNow(store, project)) !== content(snapshot)
  }

  const refusal = ({ projectId, version }: NewRelease, snapshot: ReleaseSnapshot): Failure | null => {
    const same = ofProject(projectId).find(release => sameName(release.version, version))
    if (same)
      return {
        kind: 'conflict',
        message: `There is already a release ${same.version} of this project.`,
        remedy: 'Choose another version; releases are never replaced.',
        issues: [{ path: 'version', message: 'is already taken' }]
      }
    if (snapshot.steps.length > 0) return tied(store, snapshot)
    return invalid('projectId', 'has no steps yet', 'Define the deployment process first, then make a release of it.')
  }

  return {
    /** Newest first. */
    list: async (projectId: ProjectId): Promise<Result<readonly Release[]>> =>
      store.projects.get(projectId) ? ok([...ofProject(projectId)].reverse()) : fail(notFound('project', projectId)),

    get: async (id: ReleaseId): Promise<Result<ReleaseDetails>> => {
      const release = releases.get(id)
      if (!release) return fail(notFound('release', id))
      const snapshot = await readSnapshot(store, release)
      if (snapshot.ok) return ok({ release, snapshot: snapshot.value, isOutdated: isOutdated(release, snapshot.value) })
      return snapshot.failure.kind === 'release-corrupt' ? ok({ release, snapshot: null, isOutdated: false }) : snapshot
    },

    suggestVersion: async (projectId: ProjectId): Promise<Result<{ readonly version: string }>> => {
      if (!store.projects.get(projectId)) return fail(notFound('project', projectId))
      const existing = ofProject(projectId)
      const taken = new Set(existing.map(release => release.version.toLowerCase()))
      let version = nextVersion(existing.at(-1)?.version)
      while (taken.has(version.toLowerCase())) version = nextVersion(version)
      return ok({ version })
    },

    create: (input: NewRelease): Promise<Result<Release>> =>
      exclusive(async () => {
        const project = store.projects.get(input.projectId)
        if (!project) return fail(notFound('project', input.projectId))
        const snapshot = snapshotNow(store, project)
        const refused = refusal(input, snapshot)
        if (refused) return fail(refused)
        const hash = await store.snapshots.put(snapshot)
        const release: Release = {
          id: newId('release'),
          projectId: project.id,
          version: input.version,
          notes: input.notes,
          createdAt: now(),
          createdBy: user,
          snapshot: hash
        }
        await store.commit([releases.putting(release)], [createdDraft(project, release)])
        publish({ type: 'catalog.changed', entity: 'release' })
        return ok(release)
      }),

    /** Takes the variables of the project and its library sets anew; the process stays as it was frozen. Irreversible. */
    updateVariables: (id: ReleaseId): Promise<Result<Release>> =>
      exclusive(async () => {
        const release = releases.get(id)
        if (!release) return fail(notFound('release', id))
        const project = store.projects.get(release.projectId)
        if (!project) return fail(notFound('project', release.projectId))
        const frozen = await readSnapshot(store, release)
        if (!frozen.ok) return frozen
        const { variables: _old, librarySets: _oldSets, ...kept } = frozen.value
        const snapshot: ReleaseSnapshot = { ...kept, ...variablesNow(store, project.id) }
        const refused = tied(store, snapshot)
        if (refused) return fail(refused)
        const hash = await store.snapshots.put(snapshot)
        if (hash === release.snapshot) return ok(release)
        const updated: Release = {
          ...release,
          snapshot: hash,
          earlier: [...(release.earlier ?? []), { snapshot: release.snapshot, until: now() }]
        }
        await store.commit([releases.putting(updated)], [updatedDraft(project, release, updated)])
        publish({ type: 'catalog.changed', entity: 'release' })
        return ok(updated)
      })
  }
}

const updatedDraft = (project: Project, before: Release, { id, version, snapshot }: Release): AuditDraft => ({
  verb: 'variables-updated',
  subject: { kind: 'release', id, name: `${project.name} ${version}` },
  projectId: project.id,
  summary: `Updated the variables of the release ${version} of “${project.name}”. What it had before is kept for its past deployments only.`,
  changes: changesOf('Release hash', before.snapshot, snapshot)
})

const createdDraft = (project: Project, { id, version, notes, snapshot }: Release): AuditDraft => ({
  verb: 'created',
  subject: { kind: 'release', id, name: `${project.name} ${version}` },
  projectId: project.id,
  summary: `Created the release ${version} of “${project.name}”.`,
  changes: [
    ...changesOf('Version', null, version),
    ...changesOf('Release hash', null, snapshot),
    ...changesOf('Notes', null, notes)
  ]
})

/** What makes a release differ from the project as it is now; renaming the project does not. */
const content = ({ steps, variables, librarySets = [] }: ReleaseSnapshot): string =>
  canonicalJson({ steps, variables, librarySets })
