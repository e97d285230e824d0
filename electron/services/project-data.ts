import type { DeploymentSummary } from '@shared/deployment'
import type { SecretId } from '@shared/ids'
import type { Project } from '@shared/model/project'
import type { Release } from '@shared/model/release'
import type { Runbook } from '@shared/model/runbook'
import { changesOf } from './audit-changes'
import { draftsOf } from './audit-drafts'
import { projectAudit, runbookAudit } from './audit-subjects'
import { bundlesOf, removeKept } from './bundle-removal'
import type { ServiceContext } from './context'
import { forgettingFavourite } from './dashboard'
import { forgetReleases, loggedSecrets } from './forget-secrets'
import { withoutProject } from './freezes'
import { channelsOf } from './project-channels'
import { secretsIn, variableSetOf } from './project-content'
import { secretsInReleases } from './release-snapshots'
import { withoutLinksTo } from './tenants'

/**
 * Removes a project and all that belongs to it. The logs of its deployments go first, because a log that is left makes
 * its deployment anew; then all records in one commit. When something fails half way, deleting it again removes the rest.
 */
export async function deleteProjectData(context: ServiceContext, project: Project): Promise<void> {
  const { store } = context
  const { id } = project
  const released = await secretsInReleases(store, ({ projectId }) => projectId === id)
  const secrets = new Set<SecretId>(secretsIn(variableSetOf(store, id).variables))
  if (released !== 'unknown') for (const secret of released) secrets.add(secret)
  const deployments = await store.deployments.newest({ projectId: id }, Number.POSITIVE_INFINITY)
  for (const secret of await removeLogs(context, deployments)) secrets.add(secret)
  const bundles = bundlesOf(store, deployments)
  for (const { seed } of bundles) secrets.add(seed)
  await removeKept(store, bundles)
  const releases = store.releases.all().filter(item => item.projectId === id)
  const runbooks = store.runbooks.all().filter(item => item.projectId === id)
  const [draft] = draftsOf(projectAudit(store), project, null)
  const counts = [
    ...changesOf('Releases', releases.length, null),
    ...(runbooks.length > 0 ? changesOf('Runbooks', runbooks.length, null) : []),
    ...changesOf('Deployments', deployments.length, null)
  ]
  const others = [...withoutProject(store, id), ...withoutLinksTo(store, id)]
  const changes = [
    ...deployments.map(deployment => store.deployments.removing(deployment.id)),
    ...bundles.map(bundle => store.bundles.removing(bundle.id)),
    ...releases.map(release => store.releases.removing(release.id)),
    ...runbooks.map(runbook => store.runbooks.removing(runbook.id)),
    ...store.triggers.all().flatMap(item => (item.projectId === id ? [store.triggers.removing(item.id)] : [])),
    ...store.approvals.all().flatMap(item => (item.projectId === id ? [store.approvals.removing(item.id)] : [])),
    ...others.map(({ change }) => change),
    ...channelsOf(store, id).map(channel => store.channels.removing(channel.id)),
    store.variableSets.removing(id),
    store.processes.removing(id),
    store.projects.removing(id),
    ...forgettingFavourite(store, id)
  ]
  const gone = draft ? [{ ...draft, changes: [...(draft.changes ?? []), ...counts] }] : []
  await store.commit(changes, [...gone, ...others.flatMap(({ drafts }) => drafts)])
  await forgetReleases(store, releases, secrets)
}

/** Removes a runbook with its snapshots and its runs, in the same way. */
export async function deleteRunbookData(context: ServiceContext, runbook: Runbook): Promise<void> {
  const { store } = context
  const { id } = runbook
  const isOfRunbook = (release: Release): boolean => release.runbook?.id === id
  const released = await secretsInReleases(store, isOfRunbook)
  const secrets = new Set<SecretId>(released === 'unknown' ? [] : released)
  const runs = await store.deployments.newest({ runbookId: id }, Number.POSITIVE_INFINITY)
  for (const secret of await removeLogs(context, runs)) secrets.add(secret)
  const bundles = bundlesOf(store, runs)
  for (const { seed } of bundles) secrets.add(seed)
  await removeKept(store, bundles)
  const releases = store.releases.all().filter(isOfRunbook)
  const [draft] = draftsOf(runbookAudit(store), runbook, null)
  const counts = [...changesOf('Snapshots', releases.length, null), ...changesOf('Runs', runs.length, null)]
  const changes = [
    ...runs.map(run => store.deployments.removing(run.id)),
    ...bundles.map(bundle => store.bundles.removing(bundle.id)),
    ...releases.map(release => store.releases.removing(release.id)),
    store.runbooks.removing(id)
  ]
  await store.commit(changes, draft ? [{ ...draft, changes: [...(draft.changes ?? []), ...counts] }] : [])
  await forgetReleases(store, releases, secrets)
}

/** Removes logs with their artifacts, and gives the secrets that they referred to. */
export async function removeLogs(
  context: ServiceContext,
  deployments: readonly DeploymentSummary[]
): Promise<readonly SecretId[]> {
  const secrets: SecretId[] = []
  for (const { id } of deployments) {
    secrets.push(...(await loggedSecrets(context, id)))
    await context.logs.remove(id)
  }
  return secrets
}
