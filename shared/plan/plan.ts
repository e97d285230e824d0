import type { Failure } from '../failure'
import type {
  ActionId,
  EnvironmentId,
  JumpHostId,
  ProjectId,
  ReleaseId,
  RunId,
  SecretId,
  Sha256,
  StepId,
  TargetId,
  VariableId
} from '../ids'
import type { ExecutionLocation, ScriptSyntax } from '../model/process'
import type { VariableView } from '../model/variable-set'

/**
 * A plan says, as data and before anything runs, what will run where and in which order.
 * Stages run in series, the runs of a stage in parallel up to `maxParallel`.
 * It is stored with the deployment and is exactly what runs.
 */
export interface Plan {
  readonly format: 1
  readonly project: { readonly id: ProjectId; readonly name: string }
  readonly release: { readonly id: ReleaseId; readonly version: string; readonly snapshot: Sha256 }
  readonly environment: { readonly id: EnvironmentId; readonly name: string; readonly isProduction: boolean }
  /** The targets that at least one stage runs on or for, in name order. */
  readonly targets: readonly PlanTarget[]
  readonly stages: readonly Stage[]
  /** How many targets of one stage run at the same time. */
  readonly maxParallel: number
  /** The system variables that hold for the whole deployment; absent in plans of Slipway 0.1.0 before there were any. */
  readonly facts?: Readonly<Record<string, string>>
  /** What was answered to prompts; they outrank every row of their names. */
  readonly answers?: readonly PlanAnswer[]
}

/** An answer to the prompt of a variable. A sensitive one is a reference into the vault. */
export type PlanAnswer =
  | { readonly variableId: VariableId; readonly name: string; readonly value: string }
  | { readonly variableId: VariableId; readonly name: string; readonly secret: SecretId }

/** Something that whoever deploys is asked: the row that wins somewhere in this deployment and has a prompt. */
export type PlanPrompt = VariableView & { readonly prompt: NonNullable<VariableView['prompt']> }

export interface PlanTarget {
  readonly id: TargetId
  readonly name: string
  readonly kind: 'ssh' | 'local'
  readonly platform: 'posix' | 'windows'
  readonly roles: readonly string[]
  /** For people: `deploy@web-1.example:22 via bastion, inner`, or `this machine`. */
  readonly address: string
  /** Host name or IP address; `localhost` for this machine. */
  readonly host?: string
}

/** One step of the process, with the places it runs on. A stage without runs is skipped, and `why` says why. */
export interface Stage {
  /** Position in the process, from 1; skipped steps keep theirs. */
  readonly number: number
  readonly stepId: StepId
  readonly actionId: ActionId
  readonly name: string
  readonly syntax: ScriptSyntax
  /** The user that the script runs as, by sudo; absent for the one who logs in. */
  readonly runAs?: string
  readonly location: ExecutionLocation
  readonly roles: readonly string[]
  /** Why the step runs where it runs, or why it is skipped, in a sentence. */
  readonly why: string
  readonly runs: readonly PlannedRun[]
}

export interface PlannedRun {
  readonly id: RunId
  /** The target the step runs on or for; null for a step that runs once on this machine. */
  readonly targetId: TargetId | null
  /** `target`: over the target's connection. `here`: on this machine, with the target's variables if there is one. */
  readonly on: 'target' | 'here'
}

/** Something the person should know before deploying. Errors prevent the deployment; warnings do not. */
export interface PlanProblem {
  readonly severity: 'error' | 'warning'
  readonly failure: Failure
  /** What the problem is about, so that a screen can show it beside that thing. */
  readonly about:
    | { readonly kind: 'release' }
    | { readonly kind: 'environment' }
    | { readonly kind: 'process' }
    | { readonly kind: 'step'; readonly stepId: StepId }
    | { readonly kind: 'target'; readonly targetId: TargetId }
    | { readonly kind: 'jump-host'; readonly jumpHostId: JumpHostId }
    /** `variableId` is the row that it is about, or the first of several. */
    | { readonly kind: 'variable'; readonly name: string; readonly variableId: VariableId | null }
}

/** The plan is null exactly when a problem is an error. */
export interface PlanResult {
  readonly plan: Plan | null
  readonly problems: readonly PlanProblem[]
  /** What is asked, by label; empty when nothing is. */
  readonly prompts: readonly PlanPrompt[]
}

/** Every run of a plan in the order of its stages. */
export const allRuns = (plan: Plan): readonly PlannedRun[] => plan.stages.flatMap(stage => stage.runs)
