import type { DeploymentEvent, DeploymentFact, LogLevel, LogStream } from '@shared/deployment'
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
import type { Plan } from '@shared/plan/plan'

const targetId = 'target-0000000001' as TargetId

/** The runs of `storedPlan`. */
export const storedRuns = ['1.target-0000000001' as RunId, '2.here' as RunId] as const
export const storedDeploymentId = 'deployment-0000000001' as DeploymentId

/** A small plan: one step on a target, one on this machine. */
export const storedPlan: Plan = {
  format: 1,
  project: { id: 'project-0000000001' as ProjectId, name: 'Shop' },
  release: { id: 'release-0000000001' as ReleaseId, version: '1.0.0', snapshot: 'a'.repeat(64) as Sha256 },
  environment: { id: 'environment-0000000001' as EnvironmentId, name: 'Test', isProduction: false },
  targets: [
    { id: targetId, name: 'web-1', kind: 'ssh', platform: 'posix', roles: ['web'], address: 'deploy@web-1.example:22' }
  ],
  stages: [
    {
      number: 1,
      stepId: 'step-0000000001' as StepId,
      actionId: 'action-0000000001' as ActionId,
      name: 'Stop',
      syntax: 'bash',
      location: 'targets',
      roles: ['web'],
      why: 'It runs on every target with the role web.',
      runs: [{ id: storedRuns[0], targetId, on: 'target' }]
    },
    {
      number: 2,
      stepId: 'step-0000000002' as StepId,
      actionId: 'action-0000000002' as ActionId,
      name: 'Tell',
      syntax: 'bash',
      location: 'here',
      roles: [],
      why: 'It runs once on this machine.',
      runs: [{ id: storedRuns[1], targetId: null, on: 'here' }]
    }
  ],
  maxParallel: 10
}

/** Output facts of one run and level, one line per text. */
export const output = (
  run: RunId | null,
  texts: readonly string[],
  level: LogLevel = 'info',
  stream: LogStream = 'stdout'
): DeploymentFact => ({ kind: 'output', run, stream, level, lines: texts.length, text: texts.join('\n') })

export const queued: DeploymentFact = { kind: 'queued', id: storedDeploymentId, plan: storedPlan, by: 'tester' }

/** Stamps facts as a log would hold them: sequence numbers from `first`, one second apart. */
export const stamped = (facts: readonly DeploymentFact[], first = 1): readonly DeploymentEvent[] =>
  facts.map((fact, i) => ({ ...fact, seq: first + i, at: 1_700_000_000_000 + (first + i) * 1000 }))
