import type { AuditDraft } from '@shared/audit'
import { type DeploymentFact, type DeploymentSummary, isOpen, type OutputFact } from '@shared/deployment'
import { applyEvent, DeploymentFold, summarize } from '@shared/deployment-reducer'
import type { DeploymentId } from '@shared/ids'
import { type PersonLine, personLine } from '../engine/person-words'
import type { DeploymentLog } from '../store/store'
import { turnDrafts } from './audit-turns'
import type { ServiceContext } from './context'
import type { Live } from './deployment-live'
import { announce, isTurn } from './deployment-signals'

/** What is entered in the audit log about a beginning. */
export type LaunchDrafts = (summary: DeploymentSummary) => readonly AuditDraft[]

/** The only writer of deployments' states. */
export interface Recorder {
  /**
   * Stamps facts, adds them to the state one right after the other, tells whoever listens, and settles once the log has
   * them and they are announced. As long as the engine does not have the deployment, and so does not say it, a line of
   * the task log tells of what people did. @throws when a fact cannot follow, or the log cannot be written.
   */
  record(live: Live, ...facts: readonly DeploymentFact[]): Promise<void>
  /** The same for a beginning: it is entered in the audit log by `drafts`. */
  recordLaunch(live: Live, fact: DeploymentFact & { readonly kind: 'queued' }, drafts: LaunchDrafts): Promise<void>
  /**
   * Closes a deployment that nobody runs any more: what its log says decides, and an open one becomes interrupted.
   * Nothing is thrown, because where even this cannot be written the next start does it.
   */
  settle(id: DeploymentId, log: DeploymentLog, live?: Live): Promise<void>
}

/** People write several lines. */
function outputOf({ text, ...line }: PersonLine): OutputFact {
  const lines = text.split(/\r\n|\r|\n/)
  return { kind: 'output', stream: 'slipway', ...line, lines: lines.length, text: lines.join('\n') }
}

/** @param onTurn called after each fact that changes what lists show, or whether a deployment has something to do */
export function createRecorder(context: ServiceContext, onTurn: () => void): Recorder {
  const { now, report } = context

  const add = (live: Live, fact: DeploymentFact, launch: LaunchDrafts | null): Promise<void> => {
    const event = { ...fact, seq: live.fold.seq + 1, at: now() }
    live.fold.add(event)
    const { state } = live
    const summary = isTurn(event, state) ? summarize(state) : null
    const drafts = summary && launch ? launch(summary) : turnDrafts(event, state)
    const appended = live.log.append(event).catch((error: unknown) => {
      live.broken = error
      live.stop.abort()
      throw error
    })
    const turn = Promise.all([appended, live.announced]).then(() => announce(context, live, event, summary, drafts))
    live.announced = turn.catch(() => undefined)
    return turn
  }

  const recordAll = async (live: Live, facts: readonly DeploymentFact[], launch: LaunchDrafts | null) => {
    if (live.broken !== null) throw live.broken
    // An engine that was told to leave listens no more, though it may still be tidying up.
    const isUnattended = live.turn.kind !== 'running' || live.turn.leave.signal.aborted
    const turns: Promise<void>[] = []
    for (const fact of facts) {
      turns.push(add(live, fact, launch))
      const line = isUnattended ? personLine(fact, live.state) : null
      if (line) turns.push(add(live, outputOf(line), null))
    }
    const added = Promise.all(turns)
    // Only now, so that nothing that somebody does about the first fact comes between it and the second.
    for (const fact of facts) if (fact.kind !== 'output') live.tell(fact)
    if (facts.some(fact => isTurn(fact, live.state))) onTurn()
    await added
  }

  return {
    record: (live, ...facts) => recordAll(live, facts, null),
    recordLaunch: (live, fact, drafts) => recordAll(live, [fact], drafts),

    settle: async (id, log, live) => {
      try {
        const state = await log.state()
        if (!state || !isOpen(state)) return
        const event = { kind: 'interrupted', seq: state.seq + 1, at: now() } as const
        await log.append(event)
        const closed = applyEvent(state, event)
        if (live) live.fold = new DeploymentFold(closed)
        const about = live ?? { log, waitsFor: null }
        await announce(context, about, event, summarize(closed), turnDrafts(event, closed))
      } catch (error) {
        report(`Deployment ${id} could not be closed: ${String(error)}`)
      }
    }
  }
}
