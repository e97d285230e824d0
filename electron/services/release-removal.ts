import { notFound } from '@shared/failure'
import type { ReleaseId, SecretId } from '@shared/ids'
import { isOfProject, type Release } from '@shared/model/release'
import { fail, ok, type Result } from '@shared/result'
import { bundlesOf, removeKept } from './bundle-removal'
import { projectName } from './child-releases'
import type { ServiceContext } from './context'
import type { Deployments } from './deployments'
import { forgetReleases } from './forget-secrets'
import { removeLogs } from './project-data'
import { deletedDraft } from './release-audit'
import { createReleaseChildren } from './release-children'
import { ofRunbook } from './release-editing'
import { secretsInReleases } from './release-snapshots'
import { inUse } from './rules'

/** Deletes releases with their deployments. */
export function createReleaseRemoval(
  context: ServiceContext,
  deployments: Pick<Deployments, 'openOfRelease' | 'letGo'>
) {
  const { store, publish, exclusive } = context
  const childrenOf = createReleaseChildren(store)

  /** The releases that deploy this one as a step, also as they were before their variables were taken anew. */
  const parentsOf = async (id: ReleaseId): Promise<readonly string[]> => {
    const parents: string[] = []
    for (const other of store.releases.all())
      if (other.id !== id && (await childrenOf(other)).includes(id))
        parents.push(`the release ${other.version} of “${projectName(store, other.projectId)}”`)
    return parents
  }

  /** Logs go first, because one that is left makes its deployment anew; when it fails half way, deleting again ends it. */
  const remove = async (release: Release): Promise<void> => {
    const { id, projectId } = release
    const project = store.projects.get(projectId)
    const all = await store.deployments.newest({ projectId, kind: 'deployment' }, Number.POSITIVE_INFINITY)
    const own = all.filter(item => item.releaseId === id)
    const released = await secretsInReleases(store, item => item.id === id)
    const secrets = new Set<SecretId>(released === 'unknown' ? [] : released)
    for (const secret of await removeLogs(context, own)) secrets.add(secret)
    const bundles = bundlesOf(store, own)
    for (const { seed } of bundles) secrets.add(seed)
    await removeKept(store, bundles)
    const changes = [
      ...(await store.deployments.removingAll(own.map(item => item.id))),
      ...bundles.map(bundle => store.bundles.removing(bundle.id)),
      ...store.approvals
        .all()
        .filter(item => item.releaseId === id)
        .map(item => store.approvals.removing(item.id)),
      store.releases.removing(id)
    ]
    await store.commit(changes, project ? [deletedDraft(project, release, own.length)] : [])
    await forgetReleases(store, [release], secrets)
  }

  return (id: ReleaseId): Promise<Result<null>> =>
    exclusive(async () => {
      const release = store.releases.get(id)
      if (!release) return fail(notFound('release', id))
      if (!isOfProject(release)) return fail(ofRunbook)
      const what = `The release ${release.version} of “${projectName(store, release.projectId)}”`
      const open = deployments.openOfRelease(id)
      if (open.length > 0) return fail(inUse(what, open, 'Wait for the deployment to end, or cancel it.'))
      const parents = await parentsOf(id)
      if (parents.length > 0) return fail(inUse(what, parents, 'Delete the releases that deploy it as a step first.'))
      await deployments.letGo()
      await remove(release)
      publish({ type: 'catalog.changed', entity: 'release' })
      return ok(null)
    })
}
