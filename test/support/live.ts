// Deployments made of facts by hand, for screens and for what they show. No engine, no store.
import type { Asked, Choice, Deployment, DeploymentEvent, DeploymentFact, ExecEnd, LogLevel } from '@shared/deployment'
import { foldEvents } from '@shared/deployment-reducer'
import type { Failure } from '@shared/failure'
import type {
  ActionId,
  DeploymentId,
  EnvironmentId,
  ProjectId,
  ReleaseId,
  RunId,
  Sha256,
  StepId,
  TargetId
} from '@shared/ids'
import type { Plan, PlannedStep, PlanTarget, Stage } from '@shared/plan/plan'

const digits = (value: number): string => String(value).padStart(10, '0')
export const liveId = `deployment-${digits(1)}` as DeploymentId
export const liveTarget = (number: number): TargetId => `target-${digits(number)}` as TargetId
export const liveAction = (step: number, child = 1): ActionId => `action-${digits(step * 100 + child)}` as ActionId

/** The run of a step, or of one of its actions, on target `target` or on this machine. */
export const at = (step: number, target: number | 'here', child?: number): RunId =>
  `${step}${child === undefined ? '' : `-${child}`}.${target === 'here' ? 'here' : liveTarget(target)}` as RunId

export interface LiveStep extends Partial<Omit<PlannedStep, 'number' | 'stepId' | 'lanes'>> {
  readonly name: string
  /** Numbers of the targets it runs on; `here` runs once on this machine. */
  readonly on: readonly number[] | 'here'
  /** One that is called like the step when absent. */
  readonly actions?: readonly LiveAction[]
}

type LiveAction = { readonly name: string } & Partial<Pick<Stage, 'type' | 'condition' | 'isRequired' | 'location'>>

function stagesOfStep({ name, on, actions }: LiveStep, number: number): readonly Stage[] {
  const lanes = on === 'here' ? (['here'] as const) : on
  return (actions ?? [{ name }]).map((action, index): Stage => {
    // An only action is called like its step, and has no number of its own.
    const child = (actions?.length ?? 1) === 1 ? undefined : index + 1
    const location = on === 'here' ? 'here' : (action.location ?? 'targets')
    const isScript = action.type === undefined
    return {
      number,
      ...(child === undefined ? {} : { child }),
      stepId: `step-${digits(number)}` as StepId,
      actionId: liveAction(number, child),
      ...(isScript ? { syntax: 'bash' as const } : {}),
      location,
      roles: on === 'here' ? [] : ['web'],
      why:
        on === 'here'
          ? 'Runs once on this machine.'
          : lanes.length > 0
            ? 'Runs on web.'
            : 'No target has the role web.',
      ...action,
      runs: lanes.map(lane => ({
        id: at(number, lane, child),
        targetId: lane === 'here' ? null : liveTarget(lane),
        on: location === 'targets' ? 'target' : 'here'
      }))
    }
  })
}

function plannedStep(step: LiveStep, number: number): PlannedStep {
  const { on, actions: _actions, ...own } = step
  return {
    number,
    stepId: `step-${digits(number)}` as StepId,
    group: number,
    condition: { when: 'success' },
    lanes: on === 'here' ? [null] : on.map(liveTarget),
    width: 10,
    isRolling: false,
    stopAfter: null,
    canary: null,
    why: 'Runs.',
    ...own
  }
}

/** Targets `web-1` … by number, or by name with their roles. */
export type LiveTargets = number | readonly (Pick<PlanTarget, 'name'> & Partial<PlanTarget>)[]

export const livePlan = (targets: LiveTargets, steps: readonly LiveStep[], changes: Partial<Plan> = {}): Plan => ({
  format: 1,
  project: { id: `project-${digits(1)}` as ProjectId, name: 'Web Shop' },
  release: { id: `release-${digits(1)}` as ReleaseId, version: '2.4.1', snapshot: 'a1b2c3d4'.repeat(8) as Sha256 },
  environment: { id: `environment-${digits(1)}` as EnvironmentId, name: 'Test', isProduction: false },
  targets: (typeof targets === 'number'
    ? Array.from({ length: targets }, (_, index) => ({ name: `web-${index + 1}` }))
    : targets
  ).map((target, index) => ({
    id: liveTarget(index + 1),
    kind: 'ssh',
    platform: 'posix',
    roles: ['web'],
    address: `deploy@${target.name}.example:22`,
    ...target
  })),
  stages: steps.flatMap((step, index) => stagesOfStep(step, index + 1)),
  steps: steps.map((step, index) => plannedStep(step, index + 1)),
  maxParallel: 10,
  ...changes
})

/** Facts in order; a number says at which millisecond the facts after it happen. */
export type Story = readonly (number | DeploymentFact | Story)[]

/** The events of a story, told from `start`; each later number is counted from there. */
export function told(plan: Plan, story: Story, start = 0): DeploymentEvent[] {
  const events: DeploymentEvent[] = []
  let now = start
  const tell = (part: Story) => {
    for (const item of part) {
      if (typeof item === 'number') now = start + item
      else if (Array.isArray(item)) tell(item as Story)
      else events.push({ ...(item as DeploymentFact), seq: events.length + 1, at: now })
    }
  }
  const tells = (part: Story[number]): boolean =>
    Array.isArray(part) ? part.some(tells) : typeof part === 'object' && 'kind' in part && part.kind === 'queued'
  tell(story.some(tells) ? story : [{ kind: 'queued', id: liveId, plan, by: 'ada' }, story])
  return events
}

/** What a story adds up to. */
export function live(plan: Plan, story: Story, start = 0): Deployment {
  const state = foldEvents(told(plan, story, start))
  if (!state) throw new Error('A story has at least one event')
  return state
}

export const started: DeploymentFact = { kind: 'started' }
export const begins = (run: RunId): DeploymentFact => ({ kind: 'run-started', run })
export const ends = (run: RunId): DeploymentFact => ({ kind: 'run-succeeded', run })
/** Begins and ends at once. */
export const succeeds = (run: RunId): Story => [begins(run), ends(run)]

export const exited = (code: number): ExecEnd => ({ kind: 'exited', code })
export const scriptFailed = (code: number, changes: Partial<Failure> = {}): Failure => ({
  kind: 'script-failed',
  message: `The script ended with exit code ${code}.`,
  remedy: 'Read the last lines of its log, mend the cause, and continue.',
  ...changes
})
/** Fails, having begun. */
export const breaks = (run: RunId, code = 1, failure: Partial<Failure> = {}): DeploymentFact => ({
  kind: 'run-failed',
  run,
  end: exited(code),
  failure: scriptFailed(code, failure)
})
export const fails = (run: RunId, code = 1, failure: Partial<Failure> = {}): Story => [
  begins(run),
  breaks(run, code, failure)
]

export const asks = (question: Asked): DeploymentFact => ({ kind: 'asked', question })
/** A failure that is put before a person, of a run that is under way. */
export const asksAbout = (run: RunId, code = 1, failure: Partial<Failure> = {}): DeploymentFact =>
  asks({ kind: 'failure', run, failure: scriptFailed(code, failure), end: exited(code) })
export const answers = (question: number, choice: Choice, by = 'ann', note = ''): DeploymentFact => ({
  kind: 'question-answered',
  question,
  choice,
  by,
  note
})
export const steps = (step: number): DeploymentFact => ({ kind: 'step-started', step })
export const skips = (run: RunId, reason = 'An earlier step failed.'): DeploymentFact => ({
  kind: 'run-skipped',
  run,
  reason
})
export const writes = (run: RunId | null, text: string, level: LogLevel = 'info'): DeploymentFact => ({
  kind: 'output',
  run,
  stream: level === 'error' ? 'stderr' : 'stdout',
  level,
  lines: text.split('\n').length,
  text
})
export const finishes = (outcome: 'succeeded' | 'failed' | 'cancelled', summary = 'The end.'): DeploymentFact => ({
  kind: 'finished',
  outcome,
  summary
})
