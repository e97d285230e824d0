import type { DeploymentId, SecretId } from '@shared/ids'
import type { Project } from '@shared/model/project'
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
    for (const secret of await outputSecrets(deployment.id)) secrets.add(secret)
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
  for (const release of releases) await store.snapshots.remove(release.snapshot)
  for (const secret of secrets) await store.vault.remove(secret)

  /** Sensitive output variables of a deployment; none when its log is damaged. */
  async function outputSecrets(deployment: DeploymentId): Promise<readonly SecretId[]> {
    try {
      const state = await logs.use(deployment, log => log.state())
      const outputs = Object.values(state?.runs ?? {}).flatMap(run => run.outputs)
      return outputs.flatMap(output => ('secret' in output ? [output.secret] : []))
    } catch {
      report(`The log of ${deployment} could not be read while its project was deleted.`)
      return []
    }
  }
}
