import type { DeploymentId, SecretId } from '../ids'
import type { Variable } from '../model/variable-set'
import type { Plan, PlannedRun, PlanTarget, Stage } from '../plan/plan'
import type { Secret } from '../secret'
import { expandValues, type ResolvedValue } from './expand'

/** One variable as a script sees it. Sensitive ones carry a Secret. */
export interface ResolvedVariable {
  readonly name: string
  readonly value: ResolvedValue
}

/** A value that an earlier step passed on. */
export interface StepOutput {
  /** The name of the step that set it. */
  readonly step: string
  /** The name of the target it ran on or for; null for a step that ran once on this machine. */
  readonly machine: string | null
  readonly name: string
  readonly value: ResolvedValue
}

export interface ResolveInput {
  /** The project's variables, as the release froze them. */
  readonly variables: readonly Variable[]
  /** The opened secrets of the sensitive ones. @see resolveVariables for what happens when one is missing */
  readonly secrets: ReadonlyMap<SecretId, Secret>
  readonly deployment: {
    readonly id: DeploymentId
    readonly requestedBy: string
    /** Milliseconds since 1970 UTC. */
    readonly createdAt: number
  }
  readonly plan: Plan
  readonly releaseNotes: string
  readonly stage: Pick<Stage, 'number' | 'stepId' | 'actionId' | 'name' | 'roles'>
  readonly run: Pick<PlannedRun, 'targetId'>
  /** In the order in which they were set. */
  readonly outputs: readonly StepOutput[]
}

/**
 * The variables of one run: the project's, then the system's, then outputs of earlier steps. Names compare without
 * case and are unique in the result; a later kind wins over an earlier one. References inside the project's values
 * are replaced; those inside outputs and system values are not, because nobody wrote them as templates.
 * @throws when `secrets` lacks one that a variable refers to: the caller opens all of them before anything runs.
 */
export function resolveVariables(input: ResolveInput): readonly ResolvedVariable[] {
  const fixed = [...systemVariables(input), ...outputVariables(input)]
  const fixedByName = new Map(fixed.map(item => [item.name.toLowerCase(), item]))
  const own = input.variables.filter(variable => !fixedByName.has(variable.name.toLowerCase()))
  const expanded = expandValues(
    new Map(own.map(variable => [variable.name.toLowerCase(), rawValue(variable, input.secrets)])),
    new Map([...fixedByName].map(([key, item]) => [key, item.value]))
  )
  const names = new Map(own.map(variable => [variable.name.toLowerCase(), variable.name]))
  const project = [...expanded].map(([key, value]) => ({ name: names.get(key) ?? key, value }))
  return [...project, ...fixedByName.values()]
}

function rawValue(variable: Variable, secrets: ReadonlyMap<SecretId, Secret>): ResolvedValue {
  if (variable.type === 'text') return variable.value
  const secret = secrets.get(variable.secret)
  if (secret === undefined) throw new Error(`The secret of the variable “${variable.name}” was not opened`)
  return secret
}

/** The target a run is on or for; null when it runs once on this machine. */
export const targetOf = (plan: Plan, run: Pick<PlannedRun, 'targetId'>): PlanTarget | null =>
  plan.targets.find(target => target.id === run.targetId) ?? null

function systemVariables(input: ResolveInput): readonly ResolvedVariable[] {
  const { plan, stage, deployment } = input
  const values: Record<string, string> = {
    'Octopus.Project.Id': plan.project.id,
    'Octopus.Project.Name': plan.project.name,
    'Octopus.Release.Id': plan.release.id,
    'Octopus.Release.Number': plan.release.version,
    'Octopus.Release.Notes': input.releaseNotes,
    'Octopus.Environment.Id': plan.environment.id,
    'Octopus.Environment.Name': plan.environment.name,
    'Octopus.Deployment.Id': deployment.id,
    'Octopus.Deployment.Name': `Deploy to ${plan.environment.name}`,
    'Octopus.Deployment.Created': new Date(deployment.createdAt).toISOString(),
    'Octopus.Deployment.CreatedBy.DisplayName': deployment.requestedBy,
    'Octopus.Step.Id': stage.stepId,
    'Octopus.Step.Name': stage.name,
    'Octopus.Step.Number': String(stage.number),
    'Octopus.Action.Id': stage.actionId,
    'Octopus.Action.Name': stage.name,
    'Octopus.Action.Number': String(stage.number),
    'Octopus.Action.TargetRoles': stage.roles.join(','),
    ...machineVariables(targetOf(plan, input.run))
  }
  return Object.entries(values).map(([name, value]) => ({ name, value }))
}

const machineVariables = (target: PlanTarget | null): Record<string, string> =>
  target === null
    ? {}
    : {
        'Octopus.Machine.Id': target.id,
        'Octopus.Machine.Name': target.name,
        'Octopus.Machine.Roles': target.roles.join(','),
        'Octopus.Machine.Hostname': target.host ?? target.name
      }

/**
 * Each output under its step's name, and under step and machine. Without a machine in the name, a run sees what its
 * own target set; failing that, what was set last.
 */
function outputVariables(input: ResolveInput): readonly ResolvedVariable[] {
  const machine = targetOf(input.plan, input.run)?.name ?? null
  const own = (output: StepOutput) => machine !== null && output.machine === machine
  const ordered = [...input.outputs.filter(output => !own(output)), ...input.outputs.filter(own)]
  return ordered.flatMap(({ step, machine: setOn, name, value }) => [
    { name: `Octopus.Action[${step}].Output.${name}`, value },
    ...(setOn === null ? [] : [{ name: `Octopus.Action[${step}].Output[${setOn}].${name}`, value }])
  ])
}
