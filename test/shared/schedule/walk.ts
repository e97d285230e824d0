import type { Choice, Deployment, DeploymentFact, Run } from '@shared/deployment'
import { applyEvent } from '@shared/deployment-reducer'
import type { Failure } from '@shared/failure'
import type { RunId, TargetId } from '@shared/ids'
import type { Step } from '@shared/model/process'
import type { PlanInput } from '@shared/plan/plan-deployment'
import { type Move, nextMoves } from '@shared/schedule/next-moves'
import { ids, planOf, sshTarget } from '../../support/plans'

const failure: Failure = { kind: 'script-failed', message: 'It failed.', remedy: 'Mend it.' }

/** What expressions come to, by the number of the step or the run. */
export type Truths = Readonly<Record<string, boolean>>

/**
 * Goes through a deployment step by step, as a test says. `1.2` is step 1 on the second target, `1-3.2` its third action
 * there, `1.here` step 1 on this machine. After everything that happens, all moves are made.
 */
export class Walk {
  state: Deployment
  now = 1000
  /** Everything that was recorded, in short. */
  readonly story: string[] = []
  private readonly truths: Truths

  constructor(steps: readonly Step[], targets = 3, options: Partial<PlanInput> & { readonly truths?: Truths } = {}) {
    const { truths = {}, ...input } = options
    this.truths = truths
    const plan = planOf({ steps, targets: Array.from({ length: targets }, (_, n) => sshTarget(n + 1)), ...input })
    const queued: DeploymentFact = { kind: 'queued', id: ids.deployment, plan, by: 'Ada' }
    this.state = applyEvent(null, { ...queued, seq: 1, at: this.now })
    this.settle()
  }

  happens(fact: DeploymentFact): this {
    this.record(fact)
    return this.settle()
  }

  ok(...runs: readonly string[]): this {
    for (const run of runs) this.happens({ kind: 'run-succeeded', run: idOf(run) })
    return this
  }

  fails(...runs: readonly string[]): this {
    for (const run of runs) this.happens({ kind: 'run-failed', run: idOf(run), end: null, failure })
    return this
  }

  /** Fails, and a person is asked. */
  asks(run: string): this {
    return this.happens({ kind: 'asked', question: { kind: 'failure', run: idOf(run), failure, end: null } })
  }

  retries(run: string, retryAt: number): this {
    return this.happens({ kind: 'run-retrying', run: idOf(run), end: null, failure, retryAt })
  }

  answer(choice: Choice, question = this.state.questions.length): this {
    return this.happens({ kind: 'question-answered', question, choice, by: 'Eve', note: '' })
  }

  cancel(): this {
    return this.happens({ kind: 'cancel-requested', by: 'Eve' })
  }

  /** What the engine does with what runs after a cancel. */
  stopped(...runs: readonly string[]): this {
    for (const run of runs) this.happens({ kind: 'run-cancelled', run: idOf(run) })
    return this
  }

  exclude(target: number): this {
    return this.happens({ kind: 'target-excluded', targetId: ids.target(target), reason: 'It is broken.' })
  }

  /** Time passes. */
  until(now: number): this {
    this.now = now
    return this.settle()
  }

  get wakeAt(): number | null {
    return nextMoves(this.state, this.now).wakeAt
  }

  /** The runs in a state, in short. */
  in(...states: readonly Run['state'][]): readonly string[] {
    return Object.values(this.state.runs)
      .filter(run => states.includes(run.state))
      .map(run => shortOf(run.id))
  }

  get running(): readonly string[] {
    return this.in('running')
  }

  /** Why runs were skipped. */
  get reasons(): Readonly<Record<string, string>> {
    return Object.fromEntries(
      Object.values(this.state.runs).flatMap(run => (run.state === 'skipped' ? [[shortOf(run.id), run.reason]] : []))
    )
  }

  get outcome(): string {
    return this.state.state === 'finished' ? this.state.outcome : this.state.state
  }

  private settle(): this {
    for (;;) {
      const { moves } = nextMoves(this.state, this.now)
      if (moves.length === 0) return this
      for (const move of moves) this.record(this.factOf(move))
    }
  }

  private factOf(move: Move): DeploymentFact {
    switch (move.kind) {
      case 'record':
        return move.fact
      case 'begin':
        return { kind: 'run-started', run: move.run }
      case 'decide-run':
        return this.truths[shortOf(move.run)]
          ? { kind: 'run-started', run: move.run }
          : { kind: 'run-skipped', run: move.run, reason: 'It is false.' }
      case 'decide-step': {
        const isTrue = (lane: TargetId | null) => this.truths[`${move.step}.${lane?.slice(-1) ?? 'here'}`] ?? false
        const skipped = move.lanes.filter(lane => !isTrue(lane)).map(lane => ({ lane, reason: 'It is false.' }))
        return skipped.length === move.lanes.length
          ? { kind: 'step-skipped', step: move.step, reason: 'It is false.' }
          : { kind: 'step-started', step: move.step, skipped }
      }
      case 'finish':
        return { kind: 'finished', outcome: move.outcome, summary: '' }
    }
  }

  private record(fact: DeploymentFact): void {
    this.now++
    this.state = applyEvent(this.state, { ...fact, seq: this.state.seq + 1, at: this.now })
    const about = 'run' in fact && fact.run !== null ? ` ${shortOf(fact.run)}` : 'step' in fact ? ` ${fact.step}` : ''
    this.story.push(`${fact.kind}${about}`)
  }
}

const shortOf = (id: RunId): string => id.replace('target-000000000', '')
const idOf = (short: string): RunId => short.replace(/\.(\d)$/, '.target-000000000$1') as RunId
