import type { Deployment, DeploymentSummary } from '@shared/deployment'
import { allRuns } from '@shared/plan/plan'
import { ok, type Result } from '@shared/result'
import type { ChildEnd } from '../engine/ports'
import { type Live, type Lives, summaryOf } from './deployment-live'
import type { createStarter, Start } from './deployment-start'

/** A deployment that is a step of another one. */
export interface ChildStart extends Start {
  readonly parent: NonNullable<Deployment['parent']>
  /** Asked when its turn has come: why it has nothing to do any more, and ends cancelled; null where it has. */
  readonly needless?: () => string | null
}

export interface ChildrenOptions {
  readonly lives: Lives
  readonly startFor: ReturnType<typeof createStarter>['startFor']
  readonly cancel: (id: Live['id']) => Promise<Result<null>>
}

/**
 * Starts a deployment as a step of another one and waits for its end: the state in which it ended, which is
 * `interrupted` when the engine broke off. Aborting `signal` cancels it, and its end is waited for all the same.
 * @param onChange called after each fact that may have changed what lists show of it
 */
export type StartChild = (
  start: ChildStart,
  signal: AbortSignal,
  onChange?: (summary: DeploymentSummary) => void
) => Promise<Result<Deployment>>

export const createChildren =
  ({ lives, startFor, cancel }: ChildrenOptions): StartChild =>
  async ({ parent, needless, ...start }, signal, onChange) => {
    const started = await startFor(parent, start)
    if (!started.ok) return started
    const child = started.value
    if (needless !== undefined) child.needless = needless
    // Cancelled as often as its parent is: from the second time on, nothing cleans up any more.
    const wanted = () => Math.max(signal.aborted ? 1 : 0, lives.get(parent.id)?.state.cancels ?? 0)
    const follow = async (): Promise<void> => {
      while (lives.has(child.id) && child.state.cancels < wanted()) {
        const done = await cancel(child.id)
        if (!done.ok) return
      }
    }
    const later = () => void follow()
    const undo = [
      lives.get(parent.id)?.listen(fact => fact.kind === 'cancel-requested' && later()),
      onChange && child.watch(() => onChange(summaryOf(child)))
    ]
    signal.addEventListener('abort', later, { once: true })
    onChange?.(summaryOf(child))
    later()
    const end = await child.ended
    signal.removeEventListener('abort', later)
    for (const stop of undo) stop?.()
    return ok(end)
  }

/** What the steps of a deployment passed on, without what is sensitive. */
export function childOutputs({ plan, runs }: Deployment): Extract<ChildEnd, { kind: 'ended' }>['outputs'] {
  const names = new Map(plan.targets.map(target => [target.id, target.name]))
  return allRuns(plan).flatMap(({ id, targetId }) => {
    const step = plan.stages.find(stage => stage.runs.some(run => run.id === id))?.name ?? id
    const machine = targetId === null ? null : (names.get(targetId) ?? null)
    return (runs[id]?.outputs ?? []).flatMap(output =>
      'value' in output ? [{ step, machine, name: output.name, value: output.value }] : []
    )
  })
}
