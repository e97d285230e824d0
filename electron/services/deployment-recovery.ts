import { isOpen } from '@shared/deployment'
import { summarize } from '@shared/deployment-reducer'
import type { DeploymentId } from '@shared/ids'
import type { DeploymentLog } from '../store/store'
import { endDrafts, foundDrafts } from './audit-deployments'
import type { ServiceContext } from './context'

/** What was found and mended when the workspace was opened. */
export interface Recovery {
  /** Deployments that were open when the app ended, described for a sentence. */
  readonly interrupted: readonly string[]
  /** Deployments whose logs cannot be read; their files were left as they are. */
  readonly unreadable: readonly DeploymentId[]
}

/**
 * Looks at every deployment that is not known to be over. Its log decides: an open one gets an `interrupted` event and
 * nothing else, and a summary that is missing or behind is made anew. Summaries without a log are dropped.
 */
export async function recoverDeployments(
  { store, logs, report }: ServiceContext,
  settle: (id: DeploymentId, log: DeploymentLog) => Promise<void>
): Promise<Recovery> {
  const interrupted: string[] = []
  const unreadable: DeploymentId[] = []
  const ids = new Set(await store.logs.ids())

  const recover = async (id: DeploymentId, log: DeploymentLog): Promise<'kept' | 'empty'> => {
    const found = await log.state()
    if (!found) return 'empty'
    if (!store.deployments.get(id)) {
      const summary = summarize(found)
      await store.commit([store.deployments.putting(summary)], [...foundDrafts(summary), ...endDrafts(summary)])
    }
    if (isOpen(found)) await settle(id, log)
    const state = await log.state()
    if (!state) return 'empty'
    const summary = summarize(state)
    const stored = store.deployments.get(id)
    // Settling an open one has told of its end already.
    const drafts = stored && isOpen(stored) ? endDrafts(summary) : []
    await store.commit([store.deployments.putting(summary)], drafts)
    if (isOpen(found))
      interrupted.push(`${summary.projectName} ${summary.releaseVersion} to ${summary.environmentName}`)
    return 'kept'
  }

  for (const id of ids) {
    const summary = store.deployments.get(id)
    if (summary && !isOpen(summary)) continue
    try {
      const outcome = await logs.use(id, log => recover(id, log))
      if (outcome === 'empty') await logs.remove(id)
    } catch (error) {
      unreadable.push(id)
      report(`The log of ${id} cannot be read: ${String(error)}`)
    }
  }
  for (const { id } of store.deployments.all()) if (!ids.has(id)) await store.deployments.remove(id)
  return { interrupted, unreadable }
}
