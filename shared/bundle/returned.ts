import type { Deployment, DeploymentFact, ExecEnd, Run } from '../deployment'
import type { BundleId, RunId } from '../ids'
import type { Plan } from '../plan/plan'
import { mendItsLastLines } from '../script-failure'
import type { Receipt, ReceiptEvent } from './format'

/** What a receipt says of one run that has ended for good. */
export interface ReturnedRun {
  readonly run: RunId
  /** From which event of the receipt on those of this run are news: behind the end that an earlier receipt told of. */
  readonly from: number
  readonly fact: Extract<DeploymentFact, { readonly kind: 'run-returned' }>
}

type Ended = Extract<ReceiptEvent, { readonly kind: 'action-ended' }>

/** Whether a run waits for what this bundle's receipt says, and no other's: whoever has a bundle may make its receipts. */
export const isCarriedBy = ({ runs }: Pick<Deployment, 'runs'>, id: RunId, bundle: BundleId): boolean => {
  const run = runs[id]
  return run?.state === 'handed-over' && run.bundle === bundle
}

/**
 * Whether an earlier receipt of this bundle said that a run did not succeed, and nobody did anything about it here: where
 * the runner was started again, a newer one tells of another attempt.
 */
export const isReturnedBy = ({ runs }: Pick<Deployment, 'runs'>, id: RunId, bundle: BundleId): boolean => {
  const run = runs[id]
  return (run?.state === 'failed' || run?.state === 'skipped' || run?.state === 'unknown') && run.bundle === bundle
}

/**
 * The runs of a receipt that have ended, in the order of their ends, of those that its bundle carries. One that is to be
 * tried again, or whose end nobody knows while the runner may go on, has not. Of what an earlier receipt told of already
 * only another attempt counts.
 * @param known so many events, from the first on, are known from the earlier receipt
 */
export function returnedRuns(
  { plan, runs }: Pick<Deployment, 'plan' | 'runs'>,
  receipt: Receipt,
  known: number
): readonly ReturnedRun[] {
  const { events } = receipt
  const isDone = receipt.outcome === 'succeeded' || receipt.outcome === 'failed'
  const fromStart = attemptsIn(events)
  return [...fromStart.ended.keys()].flatMap(id => {
    const isFirst = isCarriedBy({ runs }, id, receipt.bundle)
    if (!isFirst && !isReturnedBy({ runs }, id, receipt.bundle)) return []
    const from = isFirst ? 0 : toldUntil(runs[id], events.slice(0, known))
    const { began, ended } = from === 0 ? fromStart : attemptsIn(events.slice(from))
    const end = ended.get(id)
    if (end === undefined || end.isRetried || (end.state === 'unknown' && !isDone)) return []
    const startedAt = began.get(id) ?? end.at
    const result = resultOf(plan, end, receipt.host.name)
    return [{ run: id, from, fact: { kind: 'run-returned', run: id, startedAt, finishedAt: end.at, result } }]
  })
}

/**
 * The number of events, of those that an earlier receipt held, up to the end of a run that was told here. That receipt
 * may hold more of the run: an attempt whose end was not known yet is told by the one that knows it.
 */
function toldUntil(run: Run | undefined, known: readonly ReceiptEvent[]): number {
  if (run === undefined) return 0
  const index = known.findLastIndex(
    event => event.kind === 'action-ended' && event.run === run.id && isEndOf(run, event)
  )
  return index < 0 ? known.length : index + 1
}

function isEndOf(run: Run, { at, state, isRetried }: Ended): boolean {
  if (isRetried) return false
  if (run.state === 'failed') return run.finishedAt === at
  return run.state === state
}

/** When runs began, and how those ended that did not begin again afterwards, in the order of their ends. */
function attemptsIn(events: readonly ReceiptEvent[]) {
  const began = new Map<RunId, number>()
  const ended = new Map<RunId, Ended>()
  for (const event of events) {
    if (event.kind === 'action-started') {
      if (!began.has(event.run)) began.set(event.run, event.at)
      ended.delete(event.run)
    }
    if (event.kind === 'action-ended') ended.set(event.run, event)
  }
  return { began, ended }
}

function resultOf(plan: Plan, { run, state, code, message }: Ended, host: string): ReturnedRun['fact']['result'] {
  const stage = plan.stages.find(({ runs }) => runs.some(({ id }) => id === run))
  const name = stage?.name ?? run
  const targetId = stage?.runs.find(({ id }) => id === run)?.targetId
  const place = plan.targets.find(({ id }) => id === targetId)?.name ?? host
  if (state === 'succeeded') return { state }
  if (state === 'unknown') return { state }
  if (state === 'skipped') return { state, reason: message || `The runner on ${host} left it out.` }
  const end: ExecEnd | null = code === null ? null : { kind: 'exited', code }
  const how =
    state === 'timed-out' ? 'took longer than it may' : code === null ? 'failed' : `ended with exit code ${code}`
  return {
    state: 'failed',
    end,
    failure: {
      kind: state === 'timed-out' ? 'timed-out' : 'script-failed',
      message: placed(name, place, how, message),
      remedy: mendItsLastLines
    }
  }
}

/** The runner's own sentence begins with the name of the action; it does not know how its host is called here. */
function placed(name: string, place: string, how: string, message: string): string {
  const subject = `“${name}” on ${place}`
  const own = `“${name}” `
  if (message.startsWith(own)) return `${subject} ${message.slice(own.length)}`
  return `${subject} ${how}${message === '' ? '.' : `: ${message}`}`
}

/** The sentence that sums up a deployment whose receipts are in as far as they are. */
export function summaryWords(
  { plan, runs }: Pick<Deployment, 'plan' | 'runs'>,
  phrase: string,
  outcome: 'succeeded' | 'failed' | 'cancelled' | 'expired' | 'handed-over'
): string {
  const all = plan.stages.flatMap(stage => stage.runs.map(run => ({ ...run, name: stage.name })))
  const nameOf = (id: string | null) => plan.targets.find(target => target.id === id)?.name ?? 'this machine'
  if (outcome === 'handed-over') {
    const open = new Set(all.filter(run => runs[run.id]?.state === 'handed-over').map(run => nameOf(run.targetId)))
    return `${phrase} was handed over, and the receipts do not tell yet of everything on ${[...open].join(', ')}.`
  }
  if (outcome !== 'failed')
    return `${phrase} ${outcome === 'succeeded' ? 'succeeded, as its receipts say' : 'was cancelled'}.`
  for (const { id, name, targetId } of all) {
    const run = runs[id]
    if (run?.state === 'failed') {
      const subject = `“${name}” on ${nameOf(targetId)}`
      const { message } = run.failure
      return `${phrase} failed: ${message.startsWith(subject) ? message : `${subject}: ${message}`}`
    }
    if (run?.state === 'unknown') return `${phrase} failed: nobody knows how “${name}” on ${nameOf(targetId)} ended.`
  }
  return `${phrase} failed.`
}
