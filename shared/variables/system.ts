import type { DeploymentId, EnvironmentId, ProjectGroupId, ReleaseId, TargetId } from '../ids'
import type { Plan, PlannedRun, PlanTarget, Stage } from '../plan/plan'

/** What a plan knows of the world around it, for the variables that say so. */
export interface PlanSurroundings {
  readonly group: { readonly id: ProjectGroupId; readonly name: string } | null
  readonly notes: string
  /** Milliseconds since 1970 UTC. */
  readonly releaseCreatedAt: number
  /** The release that was made before this one. */
  readonly previous: ReleaseRef | null
  /** What was last deployed to the environment successfully. */
  readonly current: (ReleaseRef & { readonly deploymentId: DeploymentId }) | null
  /** What was last deployed there successfully and is another release. */
  readonly previousInEnvironment: ReleaseRef | null
  readonly environmentOrder: number
}

interface ReleaseRef {
  readonly id: ReleaseId
  readonly version: string
}

type Values = Readonly<Record<string, string>>

/** The variables that hold for a whole deployment. They are stored with its plan, so that they can be explained later. */
export function deploymentFacts(
  plan: Omit<Plan, 'facts'>,
  environment: { readonly id: EnvironmentId; readonly targets: readonly Pick<PlanTarget, 'id' | 'name' | 'roles'>[] },
  around: PlanSurroundings
): Values {
  const { group, previous, current, previousInEnvironment } = around
  return {
    ...projectFacts(plan.project, group),
    'Octopus.Release.Id': plan.release.id,
    'Octopus.Release.Number': plan.release.version,
    'Octopus.Release.Notes': around.notes,
    'Octopus.Release.Created': new Date(around.releaseCreatedAt).toISOString(),
    ...releaseFacts('Octopus.Release.Previous', previous),
    ...releaseFacts('Octopus.Release.CurrentForEnvironment', current),
    ...releaseFacts('Octopus.Release.PreviousForEnvironment', previousInEnvironment),
    ...environmentFacts({ ...plan.environment, sortOrder: around.environmentOrder }, environment.targets),
    'Octopus.Deployment.Name': `Deploy to ${plan.environment.name}`,
    'Octopus.Deployment.Machines': plan.targets.map(target => target.id).join(','),
    ...(current === null ? {} : { 'Octopus.Deployment.PreviousSuccessful.Id': current.deploymentId }),
    ...Object.fromEntries(plan.targets.flatMap(targetFacts))
  }
}

/** What is known of a project wherever its variables are looked at. */
export const projectFacts = (project: Named, group: Named | null): Values => ({
  'Octopus.Project.Id': project.id,
  'Octopus.Project.Name': project.name,
  ...(group === null ? {} : { 'Octopus.ProjectGroup.Id': group.id, 'Octopus.ProjectGroup.Name': group.name })
})

interface Named {
  readonly id: string
  readonly name: string
}

/** What is known of an environment, with its enabled targets. */
export const environmentFacts = (
  { id, name, sortOrder }: Named & { readonly sortOrder: number },
  targets: readonly Pick<PlanTarget, 'id' | 'roles'>[]
): Values => ({
  'Octopus.Environment.Id': id,
  'Octopus.Environment.Name': name,
  'Octopus.Environment.SortOrder': String(sortOrder),
  ...machinesInRoles(targets)
})

const releaseFacts = (prefix: string, release: ReleaseRef | null): Values =>
  release === null ? {} : { [`${prefix}.Id`]: release.id, [`${prefix}.Number`]: release.version }

const targetFacts = ({ id, name }: PlanTarget): (readonly [string, string])[] => [
  [`Octopus.Deployment.Targets[${id}].Id`, id],
  [`Octopus.Deployment.Targets[${id}].Name`, name]
]

function machinesInRoles(targets: readonly Pick<PlanTarget, 'id' | 'roles'>[]): Values {
  const byRole = new Map<string, { readonly role: string; readonly ids: TargetId[] }>()
  for (const { id, roles } of targets)
    for (const role of roles) {
      const entry = byRole.get(role.toLowerCase()) ?? { role, ids: [] }
      entry.ids.push(id)
      byRole.set(role.toLowerCase(), entry)
    }
  return Object.fromEntries(
    [...byRole.values()].map(({ role, ids }) => [`Octopus.Environment.MachinesInRole[${role}]`, ids.join(',')])
  )
}

/** Who started a deployment and when; known once it is queued. `createdAt` is in milliseconds since 1970 UTC. */
export interface DeploymentRef {
  readonly id: DeploymentId
  readonly requestedBy: string
  readonly createdAt: number
}

export const startFacts = ({ id, requestedBy, createdAt }: DeploymentRef): Values => ({
  'Octopus.Deployment.Id': id,
  'Octopus.Deployment.Created': new Date(createdAt).toISOString(),
  'Octopus.Deployment.CreatedBy.Id': requestedBy,
  'Octopus.Deployment.CreatedBy.Username': requestedBy,
  'Octopus.Deployment.CreatedBy.DisplayName': requestedBy,
  'Octopus.Task.Id': id,
  'Octopus.Task.Name': 'Deploy',
  'Octopus.Task.QueueTime': new Date(createdAt).toISOString()
})

/** The variables of one run: its step, its target, and how the other steps stand. */
export function runFacts(plan: Plan, stage: StepOfStage, run: Pick<PlannedRun, 'targetId'>): Values {
  return {
    ...stepFacts(stage),
    'Octopus.Action.MaxParallelism': String(plan.maxParallel),
    ...machineFacts(targetOf(plan, run)),
    ...Object.fromEntries(plan.stages.flatMap(other => stageFacts(other, stage.number)))
  }
}

type StepOfStage = Pick<Stage, 'number' | 'stepId' | 'actionId' | 'name' | 'roles' | 'syntax'>

/** What is known of a step. */
export const stepFacts = (step: StepOfStage): Values => ({
  'Octopus.Step.Id': step.stepId,
  'Octopus.Step.Name': step.name,
  'Octopus.Step.Number': String(step.number),
  'Octopus.Action.Id': step.actionId,
  'Octopus.Action.Name': step.name,
  'Octopus.Action.Number': String(step.number),
  'Octopus.Action.TargetRoles': step.roles.join(','),
  'Octopus.Action.Script.Syntax': syntaxNames[step.syntax]
})

const syntaxNames = { bash: 'Bash', python: 'Python', powershell: 'PowerShell' } as const

/** The target a run is on or for; null when it runs once on this machine. */
export const targetOf = (plan: Plan, run: Pick<PlannedRun, 'targetId'>): PlanTarget | null =>
  plan.targets.find(target => target.id === run.targetId) ?? null

/** What is known of the target that something runs on or for. */
export const machineFacts = (target: Pick<PlanTarget, 'id' | 'name' | 'roles' | 'host'> | null): Values =>
  target === null
    ? {}
    : {
        'Octopus.Machine.Id': target.id,
        'Octopus.Machine.Name': target.name,
        'Octopus.Machine.Roles': target.roles.join(','),
        'Octopus.Machine.Hostname': target.host ?? target.name
      }

/** Stages run one after the other, and after a failed one none begins: so the plan alone tells how the others stand. */
function stageFacts({ number, name, runs }: Stage, current: number): (readonly [string, string])[] {
  const code =
    runs.length === 0 ? 'Skipped' : number < current ? 'Succeeded' : number === current ? 'Running' : 'Pending'
  return [
    [`Octopus.Step[${name}].Status.Code`, code],
    [`Octopus.Action[${name}].IsSkipped`, runs.length === 0 ? 'True' : 'False']
  ]
}
