import { type Deployment, isOpen, isRunOver } from '@shared/deployment'
import { summarize } from '@shared/deployment-reducer'
import { titleOf } from '@shared/deployment-title'
import type { DeploymentId } from '@shared/ids'
import type { DeploymentLog } from '../store/store'
import { endDrafts, foundDrafts } from './audit-deployments'
import type { ServiceContext } from './context'
import { goesOn } from './deployment-adopt'
import { endOf } from './receipt-taking'

/** What was found and mended when the workspace was opened. */
export interface Recovery {
  /** Deployments that were open when the app ended, described for a sentence. */
  readonly interrupted: readonly string[]
  /** Deployments whose logs cannot be read; their files were left as they are. */
  readonly unreadable: readonly DeploymentId[]
  /** Settles when all logs were looked at; until then, more may be found. Never rejects. */
  readonly later: Promise<void>
}

/** What becomes of those that are open. */
interface Decisions {
  /** Closes one as interrupted. */
  readonly settle: (id: DeploymentId, log: DeploymentLog) => Promise<void>
  /** Takes one in hand that goes on where it waited. */
  readonly adopt: (id: DeploymentId) => Promise<void>
}

/**
 * Looks at every deployment that is not known to be over. Its log decides: one that merely waited goes on waiting, any
 * other that is open gets an `interrupted` event and nothing else, and a summary that is missing or behind is made anew.
 * Summaries without a log are dropped.
 * Where there are so many that they are not all known at the start, the rest is done once they are.
 */
export async function recoverDeployments(context: ServiceContext, decisions: Decisions): Promise<Recovery> {
  const { store, report } = context
  const rounds = new RecoveryRounds(context, decisions)
  const { interrupted, unreadable } = rounds
  if (store.deployments.isComplete) {
    await rounds.everything(await store.logs.ids())
    return { interrupted, unreadable, later: Promise.resolve() }
  }
  // Listed before anything new can begin, and compared with the summaries that there are by then.
  const listed = store.logs.ids()
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
  readonly #decisions: Decisions

  constructor(context: ServiceContext, decisions: Decisions) {
    this.#context = context
    this.#decisions = decisions
  }

  async everything(listed: readonly DeploymentId[]): Promise<void> {
    await this.open()
    await this.vanished(listed)
  }

  async open(): Promise<void> {
    // Those of a place in the order in which they came, as they are taken in hand in the order of the queue.
    for (const id of this.#context.store.deployments.open()) if (await this.#look(id)) await this.#adopt(id)
  }

  /** Mends what lacks its summary or its log. `listed` are the logs that there were at the start. */
  async vanished(listed: readonly DeploymentId[]): Promise<void> {
    const { deployments } = this.#context.store
    const known = new Set(deployments.ids())
    const logs = new Set<string>(listed)
    const waiting: DeploymentId[] = []
    for (const id of listed.filter(item => !known.has(item)).sort()) if (await this.#look(id)) waiting.push(id)
    // In which order these came, nothing but the clock tells.
    const found = await Promise.all(waiting.map(id => deployments.get(id)))
    const inTurn = found.flatMap(summary => summary ?? []).sort((a, b) => a.queuedAt - b.queuedAt)
    for (const { id } of inTurn) await this.#adopt(id)
    const without: DeploymentId[] = []
    for (const id of known)
      if (!logs.has(id) && (await this.#hasNoLog(id as DeploymentId))) without.push(id as DeploymentId)
    // All at once, because what each leaves behind in its place has to be looked for.
    if (without.length > 0) await this.#context.store.commit(await deployments.removingAll(without))
  }

  /** What began after the logs were listed has one. */
  async #hasNoLog(id: DeploymentId): Promise<boolean> {
    return !(await this.#context.logs.use(id, log => log.state()))
  }

  /** Whether it goes on where it waited, and is to be taken in hand. */
  async #look(id: DeploymentId): Promise<boolean> {
    const { logs } = this.#context
    try {
      const outcome = await logs.use(id, log => this.#recover(id, log))
      if (outcome === 'empty') await logs.remove(id)
      return outcome === 'waits'
    } catch (error) {
      this.#cannotRead(id, error)
      return false
    }
  }

  async #adopt(id: DeploymentId): Promise<void> {
    await this.#decisions.adopt(id).catch(error => this.#cannotRead(id, error))
  }

  #cannotRead(id: DeploymentId, error: unknown): void {
    if (!this.unreadable.includes(id)) this.unreadable.push(id)
    this.#context.report(`The log of ${id} cannot be read: ${String(error)}`)
  }

  /** A receipt was being taken in: what is in stays, and the same receipt can be imported again for the rest. */
  async #endImport(found: Deployment, log: DeploymentLog): Promise<void> {
    let { seq } = found
    for (const fact of endOf(found, null)) await log.append({ ...fact, seq: ++seq, at: this.#context.now() })
  }

  async #recover(id: DeploymentId, log: DeploymentLog): Promise<'kept' | 'empty' | 'waits'> {
    const { store, now } = this.#context
    const found = await log.state()
    if (!found) return 'empty'
    if (!(await store.deployments.get(id))) {
      const summary = summarize(found)
      await store.commit([store.deployments.putting(summary)], [...foundDrafts(summary), ...endDrafts(summary)])
    }
    const waits = isOpen(found) && goesOn(found, now())
    if (isOpen(found) && !waits) {
      if (isReceiptUnderWay(found)) await this.#endImport(found, log)
      else await this.#decisions.settle(id, log)
    }
    const state = await log.state()
    if (!state) return 'empty'
    const summary = summarize(state)
    const stored = await store.deployments.get(id)
    // Settling an open one has told of its end already.
    const drafts = stored && isOpen(stored) ? endDrafts(summary) : []
    await store.commit([await store.deployments.changing(summary)], drafts)
    if (waits) return 'waits'
    if (state.state === 'interrupted' && isOpen(found)) this.interrupted.push(titleOf(summary))
    return 'kept'
  }
}

/** Whether an import of a receipt was broken off: nothing else opens a deployment of which everything is over. */
const isReceiptUnderWay = ({ state, receipts, runs }: Deployment): boolean =>
  state === 'running' && (receipts ?? []).length > 0 && Object.values(runs).every(isRunOver)
