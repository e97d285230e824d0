import { changesFacts, type ReleaseChange } from '../comparison/changes'
import type { ChannelId, DeploymentId, EnvironmentId, ProjectGroupId, ReleaseId, TargetId } from '../ids'
import type { CustomFields } from '../model/channel'
import type { TenantRef } from '../model/tenant'
import {
  type Plan,
  type PlannedPackage,
  type PlannedRun,
  type PlanTarget,
  type Stage,
  stageNumber,
  stepsOf
} from '../plan/plan'

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
  /** Of the release; absent for a runbook, which has none. */
  readonly channel?: { readonly id: ChannelId; readonly name: string }
  /** What people gave the release; absent for nothing. */
  readonly customFields?: CustomFields
  /** The releases that come along, the newest first; absent for a runbook, which has none. */
  readonly changes?: readonly ReleaseChange[]
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
  const facts: Record<string, string> = {
    ...projectFacts(plan.project, group),
    ...(plan.runbook === undefined
      ? {
          'Octopus.Release.Id': plan.release.id,
          'Octopus.Release.Number': plan.release.version,
          'Octopus.Release.Notes': around.notes,
          'Octopus.Release.Created': new Date(around.releaseCreatedAt).toISOString(),
          ...releaseFacts('Octopus.Release.Previous', previous),
          ...(around.channel === undefined ? {} : channelFacts(around.channel)),
          ...customFieldFacts(around.customFields),
          ...(around.changes === undefined ? {} : changesFacts(around.changes))
        }
      : runbookFacts(plan.runbook, plan.release)),
    ...releaseFacts('Octopus.Release.CurrentForEnvironment', current),
    ...releaseFacts('Octopus.Release.PreviousForEnvironment', previousInEnvironment),
    ...environmentFacts({ ...plan.environment, sortOrder: around.environmentOrder }, environment.targets),
    ...(plan.tenant === undefined ? {} : tenantFacts(plan.tenant)),
    'Octopus.Deployment.Name': `${plan.runbook === undefined ? 'Deploy to' : 'Run in'} ${plan.environment.name}`,
    'Octopus.Deployment.Machines': plan.targets.map(target => target.id).join(','),
    ...(current === null ? {} : { 'Octopus.Deployment.PreviousSuccessful.Id': current.deploymentId })
  }
  for (const { id, name } of plan.targets) {
    facts[`Octopus.Deployment.Targets[${id}].Id`] = id
    facts[`Octopus.Deployment.Targets[${id}].Name`] = name
  }
  return facts
}

/** What is known of whom it is deployed for. Nothing of it is there without a tenant. */
export const tenantFacts = ({ id, name, tags }: TenantRef): Values => ({
  'Octopus.Deployment.Tenant.Id': id,
  'Octopus.Deployment.Tenant.Name': name,
  'Octopus.Deployment.Tenant.Tags': tags.join(',')
})

/** What is known of the channel of a release. */
export const channelFacts = ({ id, name }: Named): Values => ({
  'Octopus.Release.Channel.Id': id,
  'Octopus.Release.Channel.Name': name
})

/** What people gave a release. */
export const customFieldFacts = (fields: CustomFields = {}): Values =>
  Object.fromEntries(Object.entries(fields).map(([name, value]) => [`Octopus.Release.CustomFields[${name}]`, value]))

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

/** A runbook run has no release: what it runs is a snapshot. */
const runbookFacts = (runbook: Named, snapshot: ReleaseRef): Values => ({
  'Octopus.Runbook.Id': runbook.id,
  'Octopus.Runbook.Name': runbook.name,
  'Octopus.RunbookSnapshot.Id': snapshot.id,
  'Octopus.RunbookSnapshot.Name': snapshot.version
})

const releaseFacts = (prefix: string, release: ReleaseRef | null): Values =>
  release === null ? {} : { [`${prefix}.Id`]: release.id, [`${prefix}.Number`]: release.version }

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
  /** Absent where nothing was said. */
  readonly comment?: string | undefined
}

export const startFacts = ({ id, requestedBy, createdAt, comment }: DeploymentRef): Values => ({
  'Octopus.Deployment.Id': id,
  'Octopus.Deployment.Comments': comment ?? '',
  'Octopus.Deployment.Created': new Date(createdAt).toISOString(),
  'Octopus.Deployment.CreatedBy.Id': requestedBy,
  'Octopus.Deployment.CreatedBy.Username': requestedBy,
  'Octopus.Deployment.CreatedBy.DisplayName': requestedBy,
  'Octopus.Task.Id': id,
  'Octopus.Task.Name': 'Deploy',
  'Octopus.Task.QueueTime': new Date(createdAt).toISOString()
})

/** The variables of one run: its step, its target, and what was left out. They go over those of `startFacts`. */
export function runFacts(
  plan: Plan,
  stage: StepOfStage & Pick<Stage, 'packages'>,
  run: Pick<PlannedRun, 'targetId'>
): Values {
  return {
    ...stepFacts({ ...stage, stepName: stepNameOf(plan, stage) }),
    'Octopus.Action.MaxParallelism': String(widthOf(plan, stage)),
    ...packageFacts(stage.packages ?? []),
    ...machineFacts(targetOf(plan, run)),
    // Who starts something does not know what it is.
    ...(plan.runbook === undefined ? {} : { 'Octopus.Task.Name': 'RunbookRun' }),
    ...Object.fromEntries(plan.stages.filter(item => item.type !== 'acquire').map(skippedFact))
  }
}

type StepOfStage = Pick<Stage, 'number' | 'child' | 'stepId' | 'actionId' | 'name' | 'roles' | 'syntax'> & {
  /** Of the step, where it is called otherwise than its action. */
  readonly stepName?: string
}

/** What is known of a step. */
export const stepFacts = (step: StepOfStage): Values => ({
  'Octopus.Step.Id': step.stepId,
  'Octopus.Step.Name': step.stepName ?? step.name,
  'Octopus.Step.Number': String(step.number),
  'Octopus.Action.Id': step.actionId,
  'Octopus.Action.Name': step.name,
  'Octopus.Action.Number': stageNumber(step),
  'Octopus.Action.TargetRoles': step.roles.join(','),
  ...(step.syntax === undefined ? {} : { 'Octopus.Action.Script.Syntax': syntaxNames[step.syntax] })
})

/**
 * The packages of an action, as far as they are known before it begins: where they lie is said once they do. Those of the
 * action itself have no name in brackets.
 */
export const packageFacts = (
  packages: readonly Pick<PlannedPackage, 'reference' | 'packageId' | 'version' | 'fileName'>[]
): Values =>
  Object.fromEntries(
    packages.flatMap(({ reference, packageId, version, fileName }) =>
      packagePrefixes(reference).flatMap(prefix => [
        [`${prefix}.PackageId`, packageId],
        [`${prefix}.PackageVersion`, version],
        [`${prefix}.PackageFileName`, fileName],
        // Whatever feed it was taken from, the repository is where it comes from now.
        [`${prefix}.FeedId`, 'feeds-builtin']
      ])
    )
  )

/** What the names of a package's variables begin with: `Octopus.Action.Package[Ref]`. */
export const packagePrefixes = (reference: string): readonly string[] =>
  reference === '' ? ['Octopus.Action.Package', 'Octopus.Action.Package[]'] : [`Octopus.Action.Package[${reference}]`]

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

/** What was left out from the start; what is skipped on the way says so by its status. */
const skippedFact = ({ name, runs }: Stage): readonly [string, string] => [
  `Octopus.Action[${name}].IsSkipped`,
  runs.length === 0 ? 'True' : 'False'
]

const plannedStep = (plan: Plan, { number }: Pick<Stage, 'number'>) =>
  stepsOf(plan).find(step => step.number === number)

const stepNameOf = (plan: Plan, stage: Pick<Stage, 'number' | 'name'>): string =>
  plannedStep(plan, stage)?.name ?? stage.name

const widthOf = (plan: Plan, stage: Pick<Stage, 'number'>): number =>
  plannedStep(plan, stage)?.width ?? plan.maxParallel
