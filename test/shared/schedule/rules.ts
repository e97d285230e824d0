import {
  type Deployment,
  type DeploymentFact,
  isDecided,
  isOpen,
  isRunOver,
  openQuestions,
  type Run
} from '@shared/deployment'
import type { RunId, TargetId } from '@shared/ids'
import { type Plan, type PlannedStep, type Stage, stagesOf, stepsOf } from '@shared/plan/plan'
import type { Watcher } from './course'

interface LaneOf {
  readonly target: TargetId | null
  readonly runs: readonly { readonly id: RunId; readonly stage: Stage }[]
}

interface StepOf {
  readonly step: PlannedStep
  readonly lanes: readonly LaneOf[]
  readonly runs: readonly RunId[]
}

const lanesOf = (plan: Plan, step: PlannedStep): StepOf => {
  const lanes = step.lanes.map(target => ({
    target,
    runs: stagesOf(plan, step).flatMap(stage =>
      stage.runs.filter(run => run.targetId === target).map(run => ({ id: run.id, stage }))
    )
  }))
  return { step, lanes, runs: lanes.flatMap(lane => lane.runs.map(run => run.id)) }
}

/** Many thousands of courses are judged: an assertion of the test library would cost more than the course itself. */
function must(holds: boolean, rule: string): void {
  if (!holds) throw new Error(`Broken: ${rule}`)
}

const isCleanUp = ({ step }: StepOf) => step.condition.when === 'cancel'
const isBad = (run: Run | undefined) => run?.state === 'failed' || run?.state === 'unknown'

/** The rules of scheduling, worked out from plan and state by themselves and held against every fact. */
export class Rules implements Watcher {
  private readonly steps: readonly StepOf[]
  /** Lanes that began since the deployment was last continued, as `step target`. */
  private begun = new Set<string>()
  /** What had failed when the deployment was last continued, and has not run since. */
  private old = new Set<RunId>()
  private readonly succeeded = new Set<RunId>()
  private ends = 0

  constructor(plan: Plan) {
    this.steps = stepsOf(plan).map(step => lanesOf(plan, step))
  }

  before(state: Deployment, fact: DeploymentFact, now: number): void {
    switch (fact.kind) {
      case 'resumed':
        this.beforeResumed(state, new Set(fact.decisions.map(item => item.run)))
        break
      case 'run-started':
        this.beforeRun(state, fact.run, now)
        this.old.delete(fact.run)
        break
      case 'run-succeeded':
        this.succeeded.add(fact.run)
        break
      case 'run-skipped':
        must(fact.reason.endsWith('.'), 'reasons are sentences')
        this.beforeSkip(state, fact.run, now)
        break
      case 'step-started':
      case 'step-skipped':
        this.beforeDecision(state, fact)
        break
      case 'asked':
        if (fact.question.kind === 'canary') this.beforeCanary(state, fact.question.step, now)
        break
      case 'question-answered':
        if (fact.choice === 'withdrawn') this.beforeWithdrawal(state, fact.question)
        break
      case 'finished':
        this.beforeEnd(state, fact)
    }
  }

  /** What waits for its time or for a person keeps its place; everything else enters anew. */
  private beforeResumed({ runs }: Deployment, decided: ReadonlySet<RunId>): void {
    const keepsPlace = (id: RunId) => !decided.has(id) && ['retrying', 'waiting'].includes(runs[id]!.state)
    this.begun = new Set(
      this.steps.flatMap(({ step, lanes }) =>
        lanes.filter(lane => lane.runs.some(run => keepsPlace(run.id))).map(lane => `${step.number} ${lane.target}`)
      )
    )
    // What looks at how it went may be done once more for each time that it is continued.
    for (const item of this.steps.filter(({ step }) => ['always', 'failure', 'cancel'].includes(step.condition.when)))
      for (const id of item.runs) this.succeeded.delete(id)
    this.old = new Set(this.steps.flatMap(item => item.runs.filter(id => isBad(runs[id]))))
    this.ends = 0
  }

  /** Where there is nothing to do, everything that may be under way is. */
  idle(state: Deployment, now: number): void {
    if (state.state !== 'running' || state.isPaused) return
    const stale = openQuestions(state).filter(one => one.kind === 'canary' && this.isNumberOver(state, one.step))
    must(stale.length === 0, 'nobody is asked about what is over')
    const group = this.steps.find(item => !isCleanUp(item) && !this.isOver(state, item))?.step.group
    for (const item of this.steps.filter(one => !isCleanUp(one) && one.step.group === group)) {
      const progress = state.steps[item.step.number]
      if (this.isOver(state, item) || item.runs.length === 0) continue
      must(isDecided(progress), 'the steps of a group are decided together when its turn has come')
      const fresh = item.lanes.filter(lane => this.isWaitingToEnter(state, item, lane))
      if (fresh.length === 0 || this.whyGated(state, item, now) !== null) continue
      must(this.underWay(state, item) >= (progress?.width ?? item.step.width), 'the width is used')
    }
  }

  private beforeRun(state: Deployment, id: RunId, now: number): void {
    const item = this.steps.find(one => one.runs.includes(id))!
    const lane = item.lanes.find(one => one.runs.some(run => run.id === id))!
    const at = lane.runs.findIndex(run => run.id === id)
    const run = state.runs[id]!
    must(!this.succeeded.has(id), 'what succeeded runs only once, but for what looks at how it went')
    must(!state.excluded.some(one => one.targetId === lane.target), 'nothing begins on excluded targets')
    this.expectTurn(state, item)
    const progress = state.steps[item.step.number]
    must(progress?.state === 'started' && isDecided(progress), 'nothing begins in a step that has not')
    must(
      lane.runs.slice(0, at).every(earlier => isRunOver(state.runs[earlier.id]!)),
      'actions of a lane run in order'
    )
    if (run.state === 'retrying') must(now > run.retryAt, 'a retry waits for its time')
    else this.expectCondition(state, lane, at)
    this.beforeLane(state, item, lane, now)
  }

  /** Nothing is left out without a reason: an excluded target, its own condition, or a step that takes in no more. */
  private beforeSkip(state: Deployment, id: RunId, now: number): void {
    const item = this.steps.find(one => one.runs.includes(id))!
    const lane = item.lanes.find(one => one.runs.some(run => run.id === id))!
    const at = lane.runs.findIndex(run => run.id === id)
    if (state.excluded.some(one => one.targetId === lane.target)) return
    const isStarted = this.begun.has(`${item.step.number} ${lane.target}`)
    if (!isStarted && this.whyGated(state, item, now) === 'failures') return
    const hasFailed = lane.runs.slice(0, at).some(one => isBad(state.runs[one.id]))
    const when = lane.runs[at]!.stage.condition?.when ?? 'success'
    if (when === 'success') must(hasFailed, 'what has started goes on')
    if (when === 'failure') must(!hasFailed, 'what is for failures runs after one')
    must(when !== 'always', 'always is always')
  }

  private expectCondition(state: Deployment, { runs }: LaneOf, at: number): void {
    const hasFailed = runs.slice(0, at).some(one => isBad(state.runs[one.id]))
    const when = runs[at]!.stage.condition?.when ?? 'success'
    if (when === 'success' || when === 'success-and')
      must(!hasFailed, 'after a failure in its lane runs only what wants it')
    if (when === 'failure') must(hasFailed, 'what is for failures runs after one')
  }

  private expectTurn(state: Deployment, item: StepOf): void {
    const regular = this.steps.filter(one => !isCleanUp(one))
    if (!isCleanUp(item)) {
      must(state.state === 'running', 'after a cancel nothing begins but what cleans up')
      must(!state.isPaused, 'nothing begins while paused')
      for (const earlier of regular.filter(one => one.step.group < item.step.group))
        must(this.isOver(state, earlier), 'groups follow each other')
      return
    }
    must(state.state === 'cancelling' && state.cancels === 1, 'clean-up is for the first cancel')
    const before = this.steps.slice(0, this.steps.indexOf(item)).filter(isCleanUp)
    for (const earlier of [...regular, ...before])
      must(
        earlier.runs.every(run => isRunOver(state.runs[run]!)),
        'clean-up comes last and in order'
      )
  }

  private beforeLane(state: Deployment, item: StepOf, lane: LaneOf, now: number): void {
    const key = `${item.step.number} ${lane.target}`
    if (this.begun.has(key)) return
    const { step } = item
    const width = state.steps[step.number]?.width ?? step.width
    must(this.underWay(state, item) < width, 'no more lanes than the width')
    const gate = this.whyGated(state, item, now)
    if (gate === 'canary') must(this.firstOf(state, item).includes(lane), 'the first targets go first')
    else must(gate === null, 'no target begins after too many failures')
    const earlier = item.lanes.slice(0, item.lanes.indexOf(lane)).filter(one => this.isUntouched(state, one))
    const isOut = (one: LaneOf) => state.excluded.some(out => out.targetId === one.target)
    must(state.resumedAt.length > 0 || earlier.every(isOut), 'targets begin in their order')
    this.begun.add(key)
  }

  /** Why no further lane may enter: `canary` where it holds for all but the first targets. */
  private whyGated(state: Deployment, item: StepOf, now: number): 'failures' | 'canary' | null {
    const { stopAfter, canary, number } = item.step
    const failed = item.lanes.filter(lane => this.hasFailed(state, lane)).length
    if (stopAfter !== null && failed >= stopAfter) return 'failures'
    const answer = state.steps[number]?.canary
    if (canary === null || answer === 'proceed') return null
    const first = this.firstOf(state, item)
    if (answer === 'stop' || first.some(lane => this.hasFailed(state, lane))) return 'failures'
    if (first.some(lane => !this.isLaneOver(state, lane))) return 'canary'
    return canary.holds || now < this.restedAt(state, first, canary.soakMs) ? 'canary' : null
  }

  private restedAt({ runs }: Deployment, lanes: readonly LaneOf[], soakMs: number): number {
    const ends = lanes
      .flatMap(lane => lane.runs.map(({ id }) => runs[id]!))
      .map(run => ('finishedAt' in run ? run.finishedAt : 0))
    return Math.max(...ends) + soakMs
  }

  private firstOf(state: Deployment, { step, lanes }: StepOf): readonly LaneOf[] {
    const taking = lanes.filter(lane => lane.runs.some(({ id }) => state.runs[id]!.state !== 'skipped'))
    // One that ended without a success gives its place to the next, except where it ends the step.
    const counting = taking.filter(
      lane => !this.isLaneOver(state, lane) || this.hasFailed(state, lane) || this.hasDoneWell(state, lane)
    )
    return counting.slice(0, step.canary?.targets ?? 0)
  }

  private hasDoneWell({ runs, excluded }: Deployment, lane: LaneOf): boolean {
    const all = lane.runs.map(({ id }) => runs[id]!)
    const out = excluded.find(one => one.targetId === lane.target)
    if (out === undefined) return !all.some(isBad)
    return all.every(run => run.state === 'succeeded' || (run.state === 'skipped' && run.reason !== out.reason))
  }

  private beforeDecision(state: Deployment, fact: DeploymentFact & { kind: 'step-started' | 'step-skipped' }): void {
    const item = this.steps.find(one => one.step.number === fact.step)!
    const isStarted = fact.kind === 'step-started'
    if (isCleanUp(item)) {
      if (isStarted) this.expectTurn(state, item)
      return
    }
    this.expectTurn(state, item)
    if (item.runs.length === 0) must(!isStarted, 'what has no runs is skipped')
    else this.expectDecision(state, item, isStarted)
  }

  private expectDecision(state: Deployment, { step }: StepOf, isStarted: boolean): void {
    const failed = this.steps.some(
      one =>
        !isCleanUp(one) &&
        one.step.group < step.group &&
        (one.runs.some(id => isBad(state.runs[id])) || state.steps[one.step.number]?.canary === 'stop')
    )
    const { when } = step.condition
    if (when === 'success') must(isStarted === !failed, 'success looks at the groups before')
    if (when === 'failure') must(isStarted === failed, 'failure looks at the groups before')
    if (when === 'always') must(isStarted, 'always is always')
    if (when === 'success-and' && failed) must(!isStarted, 'success-and looks at the groups before')
  }

  private beforeCanary(state: Deployment, number: number, now: number): void {
    const item = this.steps.find(one => one.step.number === number)!
    const { canary } = item.step
    must(state.steps[number]?.canary === null, 'what was answered is not asked again')
    must(!openQuestions(state).some(one => one.kind === 'canary' && one.step === number), 'it is asked once')
    const first = this.firstOf(state, item)
    must(
      first.every(lane => this.isLaneOver(state, lane) && !this.hasFailed(state, lane)),
      'going on is asked for when the first targets went well'
    )
    must(canary?.holds === true && now >= this.restedAt(state, first, canary.soakMs), 'and when they have rested')
  }

  private beforeWithdrawal(state: Deployment, number: number): void {
    if (state.state === 'cancelling') return
    const question = state.questions[number - 1]!
    must(question.kind === 'canary', 'only a cancel withdraws what was asked about a run')
  }

  private beforeEnd(state: Deployment, { outcome }: DeploymentFact & { kind: 'finished' }): void {
    must(isOpen(state) && ++this.ends === 1, 'it ends once')
    must(openQuestions(state).length === 0, 'no question is left open')
    const runs = Object.values(state.runs)
    must(runs.every(isRunOver), 'every run is over at the end')
    const hasBegun = 'startedAt' in state && state.startedAt !== null
    const wasStopped =
      state.cancels > 0 &&
      (!hasBegun ||
        this.steps.some(item => !isCleanUp(item) && item.runs.some(id => state.runs[id]!.state === 'cancelled')))
    const hasFailed = runs.some(isBad) || Object.values(state.steps).some(step => step.canary === 'stop')
    must(outcome === (wasStopped ? 'cancelled' : hasFailed ? 'failed' : 'succeeded'), 'the outcome says how it went')
  }

  private isNumberOver(state: Deployment, number: number): boolean {
    return this.steps.some(item => item.step.number === number && this.isOver(state, item))
  }

  private isOver(state: Deployment, item: StepOf): boolean {
    if (item.runs.length === 0) return isDecided(state.steps[item.step.number])
    return item.runs.every(id => isRunOver(state.runs[id]!))
  }

  private readonly isLaneOver = (state: Deployment, lane: LaneOf): boolean =>
    lane.runs.every(({ id }) => isRunOver(state.runs[id]!))

  /** Since the deployment was last continued: what failed before is behind it. */
  private readonly hasFailed = (state: Deployment, lane: LaneOf): boolean =>
    lane.runs.some(({ id }) => isBad(state.runs[id]) && !this.old.has(id))

  private readonly isUntouched = (state: Deployment, lane: LaneOf): boolean =>
    lane.runs.every(({ id }) => state.runs[id]!.state === 'pending')

  private isWaitingToEnter(state: Deployment, item: StepOf, lane: LaneOf): boolean {
    return this.isUntouched(state, lane) && !this.begun.has(`${item.step.number} ${lane.target}`)
  }

  /** Lanes that have begun since the deployment was last continued and are not over. */
  private underWay(state: Deployment, item: StepOf): number {
    return item.lanes.filter(lane => {
      if (this.isLaneOver(state, lane)) return false
      const isActive = lane.runs.some(({ id }) => ['running', 'retrying', 'waiting'].includes(state.runs[id]!.state))
      return isActive || this.begun.has(`${item.step.number} ${lane.target}`)
    }).length
  }
}
