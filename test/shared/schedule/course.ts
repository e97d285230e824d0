import { type Deployment, type DeploymentFact, isOpen, type ResumeDecision, type Run } from '@shared/deployment'
import { DeploymentFold } from '@shared/deployment-reducer'
import { resuming } from '@shared/deployment-resume'
import type { Failure } from '@shared/failure'
import type { RunId } from '@shared/ids'
import { allRuns, type Plan, type Stage } from '@shared/plan/plan'
import { choicesOf } from '@shared/questions'
import { type Move, nextMoves } from '@shared/schedule/next-moves'
import { type Random, randomOf } from '../../fuzz/random'
import { ids } from '../../support/plans'
import type { World } from './worlds'

/** Sees each fact with the state before it, and the state after it. */
export interface Watcher {
  before(state: Deployment, fact: DeploymentFact, now: number): void
  /** Nothing can be done at this moment without the world. */
  idle(state: Deployment, now: number): void
}

const failure: Failure = { kind: 'script-failed', message: 'It failed.', remedy: 'Mend it.' }
const end = { kind: 'exited', code: 1 } as const

/**
 * Lives through one deployment as engine and people would, by chance. Time is the number of what happened so far, and
 * jumps where everybody waits for it. Returns every fact.
 * @throws when the deployment stands still, or goes on without end
 */
export class Course {
  readonly facts: DeploymentFact[] = []
  private readonly world: World
  private readonly watcher: Watcher
  private readonly fold = new DeploymentFold()
  private readonly random: Random
  private readonly stages: ReadonlyMap<RunId, Stage>
  private now = 1_000_000
  private resumes = 0

  constructor(world: World, watcher: Watcher) {
    this.world = world
    this.watcher = watcher
    this.random = randomOf(world.seed)
    this.stages = new Map(world.plan.stages.flatMap(stage => stage.runs.map(run => [run.id, stage] as const)))
  }

  get state(): Deployment {
    const state = this.fold.peek()
    if (state === null) throw new Error('Nothing has happened yet')
    return state
  }

  run(): readonly DeploymentFact[] {
    this.emit({ kind: 'queued', id: ids.deployment, plan: this.world.plan, by: 'Ada' })
    for (let turns = 0; ; turns++) {
      if (turns > 3000) throw new Error('It goes on without end')
      if (!isOpen(this.state)) {
        if (!this.goOn()) return this.facts
        continue
      }
      if (this.meddle()) continue
      const { moves, wakeAt } = nextMoves(this.state, this.now)
      if (moves.length > 0) {
        this.make(moves)
        continue
      }
      this.watcher.idle(this.state, this.now)
      this.wait(wakeAt)
    }
  }

  /** Whoever makes moves may go away after any of them. */
  private make(moves: readonly Move[]): void {
    for (const move of moves) {
      this.emit(this.factOf(move))
      if (this.random.chance(this.world.odds.crashes)) return
    }
  }

  private emit(fact: DeploymentFact): void {
    this.now++
    if (fact.kind !== 'queued') this.watcher.before(this.state, fact, this.now)
    this.fold.add({ ...fact, seq: this.fold.seq + 1, at: this.now })
    this.facts.push(fact)
  }

  private factOf(move: Move): DeploymentFact {
    switch (move.kind) {
      case 'record':
        return move.fact
      case 'begin':
        return { kind: 'run-started', run: move.run }
      case 'decide-run':
        return this.random.chance(60)
          ? { kind: 'run-started', run: move.run }
          : { kind: 'run-skipped', run: move.run, reason: 'The condition is false.' }
      case 'decide-step': {
        const reason = 'The condition is false.'
        const skipped = move.lanes.filter(() => this.random.chance(40)).map(lane => ({ lane, reason }))
        if (skipped.length === move.lanes.length) return { kind: 'step-skipped', step: move.step, reason }
        return { kind: 'step-started', step: move.step, skipped }
      }
      case 'finish':
        return { kind: 'finished', outcome: move.outcome, summary: 'It is over.' }
    }
  }

  /** What people and mishaps do at any time. Whether something was done. */
  private meddle(): boolean {
    const { odds, plan } = this.world
    const state = this.state
    const may = (what: keyof World['odds']) => isOpen(state) && this.random.chance(odds[what])
    if (may('cancels') && state.cancels < 3) this.emit({ kind: 'cancel-requested', by: 'Eve' })
    else if (may('pauses')) this.emit({ kind: state.isPaused ? 'unpaused' : 'paused', by: 'Eve' })
    else if (may('crashes') && this.resumes < 4) this.emit({ kind: 'interrupted' })
    else if (may('excludes') && plan.targets.length > 0)
      this.emit({ kind: 'target-excluded', targetId: this.random.pick(plan.targets)!.id, reason: 'It is excluded.' })
    else if (may('narrows'))
      this.emit({
        kind: 'width-changed',
        step: this.random.pick(plan.steps ?? [])?.number ?? 1,
        width: 1 + this.random.below(4),
        by: 'Eve'
      })
    else return false
    return true
  }

  /** Something ends by itself, is answered, or becomes due. */
  private wait(wakeAt: number | null): void {
    const state = this.state
    const ways: (() => void)[] = []
    for (const run of Object.values(state.runs))
      if (run.state === 'running') ways.push(() => this.emit(this.endOf(run)))
    for (const question of state.questions)
      if (question.answer === null)
        ways.push(() => {
          const choice = this.random.pick(choicesOf(this.world.plan, question))!
          this.emit({ kind: 'question-answered', question: question.number, choice, by: 'Eve', note: '' })
        })
    if (state.isPaused && state.state !== 'cancelling') ways.push(() => this.emit({ kind: 'unpaused', by: 'Eve' }))
    if (wakeAt !== null) {
      if (wakeAt <= this.now) throw new Error('It wants to be woken in the past')
      ways.push(() => {
        this.now = wakeAt
      })
    }
    const way = this.random.pick(ways)
    if (way === undefined) throw new Error(`It stands still: ${JSON.stringify(state.runs)}`)
    way()
  }

  private endOf(run: Run): DeploymentFact {
    const { plan, odds } = this.world
    const stage = this.stages.get(run.id)!
    const isCleanUp = plan.steps?.find(step => step.number === stage.number)?.condition.when === 'cancel'
    const isStopped = this.state.state === 'cancelling' && (!isCleanUp || this.state.cancels > 1)
    if (isStopped && this.random.chance(80)) return { kind: 'run-cancelled', run: run.id }
    if (!isStopped && !isCleanUp && this.random.chance(5))
      return { kind: 'asked', question: { kind: 'manual', run: run.id, instructions: 'Look.', responsible: [] } }
    if (!this.random.chance(odds.fails)) return { kind: 'run-succeeded', run: run.id }
    const { count = 0, backoffSeconds = 0 } = stage.retries ?? {}
    if (!isStopped && run.tries <= count) {
      const retryAt = this.now + (run.tries === 1 ? 0 : backoffSeconds * 1000)
      return { kind: 'run-retrying', run: run.id, end, failure, retryAt }
    }
    if (plan.isGuided && !isStopped && !isCleanUp)
      return { kind: 'asked', question: { kind: 'failure', run: run.id, failure, end } }
    return { kind: 'run-failed', run: run.id, end, failure }
  }

  /** After its end: a person may continue or give up what did not succeed. Whether it goes on. */
  private goOn(): boolean {
    const state = this.state
    if (state.state === 'finished' && state.outcome === 'succeeded') return false
    const mustDecide = state.state === 'interrupted'
    if (mustDecide && this.random.chance(10)) {
      this.emit({ kind: 'given-up', by: 'Eve', reason: '' })
      return true
    }
    if (!mustDecide && (this.resumes > 3 || !this.random.chance(this.world.odds.resumes))) return false
    this.resumes++
    this.emit(resuming('Eve', decisionsOn(this.world.plan, state, this.random)))
    return true
  }
}

function decisionsOn(plan: Plan, { runs }: Deployment, random: Random): readonly ResumeDecision[] {
  return allRuns(plan).flatMap(({ id }): readonly ResumeDecision[] => {
    const state = runs[id]?.state
    const isMoot = state === 'succeeded' || state === 'pending' || state === 'cancelled' || state === 'skipped'
    if (random.chance(isMoot ? 95 : 20)) return []
    return [{ run: id, choice: random.pick(['retry', 'retry', 'done', 'exclude'] as const), reason: 'So it is.' }]
  })
}
