import type { DeploymentId, ProjectId, SecretId } from '@shared/ids'
import type { ServiceContext } from './context'
import { secretsIn, variableSetOf } from './project-content'
import { secretsInReleases } from './release-snapshots'

/**
 * Removes a project and all that belongs to it. The project itself goes last: when something fails half way it is
 * still there, and deleting it again removes the rest.
 */
export async function deleteProjectData({ store, logs, report }: ServiceContext, id: ProjectId): Promise<void> {
  const released = await secretsInReleases(store, id)
  const secrets = new Set<SecretId>(secretsIn(variableSetOf(store, id).variables))
  if (released !== 'unknown') for (const secret of released) secrets.add(secret)

  for (const deployment of store.deployments.all().filter(item => item.projectId === id)) {
    for (const secret of await outputSecrets(deployment.id)) secrets.add(secret)
    await logs.remove(deployment.id)
    await store.deployments.remove(deployment.id)
  }
  const releases = store.releases.all().filter(item => item.projectId === id)
  for (const release of releases) await store.releases.remove(release.id)
  // A snapshot names its project, so no other project's release can have the same.
  for (const release of releases) await store.snapshots.remove(release.snapshot)
  if (store.variableSets.get(id)) await store.variableSets.remove(id)
  if (store.processes.get(id)) await store.processes.remove(id)
  await store.projects.remove(id)
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
