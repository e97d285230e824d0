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
  /** Settles when all logs were looked at; until then, more may be found. Never rejects. */
  readonly later: Promise<void>
}

type Settle = (id: DeploymentId, log: DeploymentLog) => Promise<void>

/**
 * Looks at every deployment that is not known to be over. Its log decides: an open one gets an `interrupted` event and
 * nothing else, and a summary that is missing or behind is made anew. Summaries without a log are dropped.
 * Where there are so many that they are not all known at the start, the rest is done once they are.
 */
export async function recoverDeployments(context: ServiceContext, settle: Settle): Promise<Recovery> {
  const { store, report } = context
  const rounds = new RecoveryRounds(context, settle)
  const { interrupted, unreadable } = rounds
  if (store.deployments.isComplete) {
    await rounds.everything(await store.logs.ids())
    return { interrupted, unreadable, later: Promise.resolve() }
  }
  // Listed before anything new can begin, and compared with the summaries that there are by then.
  const listed = store.logs.ids()
  // Only one deployment of a project runs in an environment at a time, so what was open is the newest there.
  await rounds.open()
  const later = Promise.all([listed, store.deployments.complete])
    .then(([ids]) => (store.deployments.isComplete ? rounds.vanished(ids) : undefined))
    .catch(error => report(`The logs of deployments could not all be looked at: ${String(error)}`))
  return { interrupted, unreadable, later }
}

class RecoveryRounds {
  readonly interrupted: string[] = []
  readonly unreadable: DeploymentId[] = []
  readonly #context: ServiceContext
  readonly #settle: Settle

  constructor(context: ServiceContext, settle: Settle) {
    this.#context = context
    this.#settle = settle
  }

  async everything(listed: readonly DeploymentId[]): Promise<void> {
    await this.open()
    await this.vanished(listed)
  }

  async open(): Promise<void> {
    for (const { id } of this.#context.store.deployments.latest().filter(isOpen)) await this.#look(id)
  }

  /** Mends what lacks its summary or its log. `listed` are the logs that there were at the start. */
  async vanished(listed: readonly DeploymentId[]): Promise<void> {
    const { deployments } = this.#context.store
    const known = new Set(deployments.ids())
    const logs = new Set<string>(listed)
    for (const id of listed.filter(item => !known.has(item)).sort()) await this.#look(id)
    for (const id of known) if (!logs.has(id)) await this.#dropWithoutLog(id as DeploymentId)
  }

  /** What began after the logs were listed has one. */
  async #dropWithoutLog(id: DeploymentId): Promise<void> {
    const { store, logs } = this.#context
    const state = await logs.use(id, log => log.state())
    if (!state) await store.deployments.remove(id)
  }

  async #look(id: DeploymentId): Promise<void> {
    const { logs, report } = this.#context
    try {
      const outcome = await logs.use(id, log => this.#recover(id, log))
      if (outcome === 'empty') await logs.remove(id)
    } catch (error) {
      if (!this.unreadable.includes(id)) this.unreadable.push(id)
      report(`The log of ${id} cannot be read: ${String(error)}`)
    }
  }

  async #recover(id: DeploymentId, log: DeploymentLog): Promise<'kept' | 'empty'> {
    const { store } = this.#context
    const found = await log.state()
    if (!found) return 'empty'
    if (!(await store.deployments.get(id))) {
      const summary = summarize(found)
      await store.commit([store.deployments.putting(summary)], [...foundDrafts(summary), ...endDrafts(summary)])
    }
    if (isOpen(found)) await this.#settle(id, log)
    const state = await log.state()
    if (!state) return 'empty'
    const summary = summarize(state)
    const stored = await store.deployments.get(id)
    // Settling an open one has told of its end already.
    const drafts = stored && isOpen(stored) ? endDrafts(summary) : []
    await store.commit([store.deployments.putting(summary)], drafts)
    if (isOpen(found))
      this.interrupted.push(`${summary.projectName} ${summary.releaseVersion} to ${summary.environmentName}`)
    return 'kept'
  }
}
