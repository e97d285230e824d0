import type { Deployment, DeploymentEvent, DeploymentFact } from '@shared/deployment'
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
import type { Plan, Stage } from '@shared/plan/plan'

const digits = (value: number): string => String(value).padStart(10, '0')
export const deploymentId = `deployment-${digits(1)}` as DeploymentId
export const targetId = (number: number): TargetId => `target-${digits(number)}` as TargetId
/** The run of a step on `web-<target>`, or on this machine. */
export const runId = (step: number, target: number | 'here'): RunId =>
  `${step}.${target === 'here' ? 'here' : targetId(target)}` as RunId

export interface PlannedStep {
  readonly name: string
  /** Numbers of the targets it runs on; `here` runs once on this machine. */
  readonly on: readonly number[] | 'here'
}

const stage = ({ name, on }: PlannedStep, index: number): Stage => ({
  number: index + 1,
  stepId: `step-${digits(index + 1)}` as StepId,
  actionId: `action-${digits(index + 1)}` as ActionId,
  name,
  syntax: 'bash',
  location: on === 'here' ? 'here' : 'targets',
  roles: on === 'here' ? [] : ['web'],
  why: on === 'here' ? 'Once here.' : on.length > 0 ? 'On web.' : 'No target has the role web.',
  runs:
    on === 'here'
      ? [{ id: runId(index + 1, 'here'), targetId: null, on: 'here' }]
      : on.map(target => ({ id: runId(index + 1, target), targetId: targetId(target), on: 'target' }))
})

/** A plan for `web-1` … `web-<targets>`. */
export const planOf = (targets: number, steps: readonly PlannedStep[]): Plan => ({
  format: 1,
  project: { id: `project-${digits(1)}` as ProjectId, name: 'Shop' },
  release: { id: `release-${digits(1)}` as ReleaseId, version: '1.4.2', snapshot: 'a'.repeat(64) as Sha256 },
  environment: { id: `environment-${digits(1)}` as EnvironmentId, name: 'Test', isProduction: false },
  targets: Array.from({ length: targets }, (_, index) => ({
    id: targetId(index + 1),
    name: `web-${index + 1}`,
    kind: 'ssh',
    platform: 'posix',
    roles: ['web'],
    address: `deploy@web-${index + 1}.example:22`
  })),
  stages: steps.map(stage),
  maxParallel: 10
})

/** Facts with their sequence numbers, from 1; one second apart. */
export const stamp = (facts: readonly DeploymentFact[], after = 0): DeploymentEvent[] =>
  facts.map((fact, index) => ({ ...fact, seq: after + index + 1, at: (after + index) * 1000 }))

export const queued = (plan: Plan): DeploymentFact => ({ kind: 'queued', id: deploymentId, plan, by: 'ada' })

/** What a deployment's facts add up to. */
export function deploymentOf(plan: Plan, facts: readonly DeploymentFact[]): Deployment {
  const state = foldEvents(stamp([queued(plan), ...facts]))
  if (!state) throw new Error('A deployment has at least one event')
  return state
}

export const output = (run: RunId | null, lines: number): DeploymentFact => ({
  kind: 'output',
  run,
  stream: 'stdout',
  level: 'info',
  lines,
  text: ''
})

/** A run that started and ended. */
export const succeeds = (run: RunId): DeploymentFact[] => [
  { kind: 'run-started', run },
  { kind: 'run-succeeded', run }
]

export const fails = (run: RunId, code: number, failure: Partial<Failure> = {}): DeploymentFact[] => [
  { kind: 'run-started', run },
  {
    kind: 'run-failed',
    run,
    end: { kind: 'exited', code },
    failure: {
      kind: 'script-failed',
      message: `The script ended with exit code ${code}.`,
      remedy: 'Read its log.',
      ...failure
    }
  }
]
