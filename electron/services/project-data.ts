import type { DeploymentId, SecretId } from '@shared/ids'
import type { Project } from '@shared/model/project'
import { snapshotsOf } from '@shared/model/release'
import type { Store } from '../store/store'
import { changesOf } from './audit-changes'
import { draftsOf } from './audit-drafts'
import { projectAudit } from './audit-subjects'
import type { ServiceContext } from './context'
import { secretsIn, variableSetOf } from './project-content'
import { secretsInReleases } from './release-snapshots'

/**
 * Removes a project and all that belongs to it. The logs of its deployments go first, because a log that is left makes
 * its deployment anew; then all records in one commit. When something fails half way, deleting it again removes the rest.
 */
export async function deleteProjectData({ store, logs, report }: ServiceContext, project: Project): Promise<void> {
  const { id } = project
  const released = await secretsInReleases(store, id)
  const secrets = new Set<SecretId>(secretsIn(variableSetOf(store, id).variables))
  if (released !== 'unknown') for (const secret of released) secrets.add(secret)

  const deployments = await store.deployments.newest({ projectId: id }, Number.POSITIVE_INFINITY)
  for (const deployment of deployments) {
    for (const secret of await loggedSecrets(deployment.id)) secrets.add(secret)
    await logs.remove(deployment.id)
  }
  const releases = store.releases.all().filter(item => item.projectId === id)
  const [draft] = draftsOf(projectAudit(store), project, null)
  const counts = [
    ...changesOf('Releases', releases.length, null),
    ...changesOf('Deployments', deployments.length, null)
  ]
  const changes = [
    ...deployments.map(deployment => store.deployments.removing(deployment.id)),
    ...releases.map(release => store.releases.removing(release.id)),
    store.variableSets.removing(id),
    store.processes.removing(id),
    store.projects.removing(id)
  ]
  await store.commit(changes, draft ? [{ ...draft, changes: [...(draft.changes ?? []), ...counts] }] : [])
  // A snapshot names its project, so no other project's release can have the same.
  for (const hash of releases.flatMap(snapshotsOf)) await store.snapshots.remove(hash)
  const kept = await secretsElsewhere(store)
  if (kept === 'unknown') return
  for (const secret of secrets) if (!kept.has(secret)) await store.vault.remove(secret)

  /** Sensitive answers and output variables of a deployment; none when its log is damaged. */
  async function loggedSecrets(deployment: DeploymentId): Promise<readonly SecretId[]> {
    try {
      const state = await logs.use(deployment, log => log.state())
      const outputs = Object.values(state?.runs ?? {}).flatMap(run => run.outputs)
      const answers = state?.plan.answers ?? []
      return [...outputs, ...answers].flatMap(item => ('secret' in item ? [item.secret] : []))
    } catch {
      report(`The log of ${deployment} could not be read while its project was deleted.`)
      return []
    }
  }
}

/** What library sets, and the releases of the projects that are left, still refer to; they may share a set's secrets. */
async function secretsElsewhere(store: Store): Promise<ReadonlySet<SecretId> | 'unknown'> {
  const released = await secretsInReleases(store)
  if (released === 'unknown') return released
  for (const set of store.librarySets.all()) for (const secret of secretsIn(set.variables)) released.add(secret)
  return released
}
