import type { ApprovalStatus } from '../approvals/status'
import type { Failure } from '../failure'
import type {
  ActionId,
  ChannelId,
  EnvironmentId,
  JumpHostId,
  ProjectId,
  ReleaseId,
  RunbookId,
  RunId,
  SecretId,
  Sha256,
  StepId,
  TargetId,
  VariableId
} from '../ids'
import { actionId, stepId } from '../ids'
import { type Action, type ActionOf, type ActionType, actionTypeNames, type ScriptSyntax } from '../model/action'
import type { ExecutionLocation } from '../model/process'
import type { ActionCondition, StepCondition } from '../model/run-condition'
import type { Target } from '../model/target'
import type { TenantRef } from '../model/tenant'
import type { VariableView } from '../model/variable-set'

/**
 * A plan says, as data and before anything runs, what will run where and in which order: groups of steps in series, the
 * steps of a group in parallel; inside a step, targets in lanes, and in a lane the step's actions one after the other.
 * It is stored with the deployment and is exactly what runs.
 */
export interface Plan {
  readonly format: 1
  readonly project: { readonly id: ProjectId; readonly name: string }
  readonly release: { readonly id: ReleaseId; readonly version: string; readonly snapshot: Sha256 }
  readonly environment: { readonly id: EnvironmentId; readonly name: string; readonly isProduction: boolean }
  /** The tenant that it is deployed for, with the tags that it had then; absent for none. */
  readonly tenant?: TenantRef
  /** The targets that at least one stage runs on or for, in name order. */
  readonly targets: readonly PlanTarget[]
  readonly stages: readonly Stage[]
  /** The steps that the stages are actions of; absent in plans of Slipway 0.1.0: `stepsOf` has what these mean. */
  readonly steps?: readonly PlannedStep[]
  /** How many targets of one step run at the same time unless the step says otherwise. */
  readonly maxParallel: number
  /** Whether failures are put before a person; absent for not. */
  readonly isGuided?: boolean
  /** The runbook that is run instead of a release's process; `release` is then its snapshot. */
  readonly runbook?: { readonly id: RunbookId; readonly name: string }
  /** The channel of the release, for values that are meant for one; absent for a runbook, and in older plans. */
  readonly channelId?: ChannelId
  /** What whoever deploys left out on purpose; absent where nothing is. */
  readonly choices?: PlanChoices
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
  readonly kind: Target['kind']
  readonly platform: 'posix' | 'windows'
  readonly roles: readonly string[]
  /** For people: `deploy@web-1.example:22 via bastion, inner`, or `this machine`. */
  readonly address: string
  /** Host name or IP address; `localhost` for this machine. */
  readonly host?: string
}

/** What whoever deploys may choose. */
export interface PlanChoices {
  /** Actions to skip; required ones cannot be. */
  readonly skip?: readonly ActionId[] | undefined
  /** Only these targets, where any are named. */
  readonly only?: readonly TargetId[] | undefined
  /** Not these targets. */
  readonly without?: readonly TargetId[] | undefined
  /** Whether failures are put before a person; absent for what project and environment say. */
  readonly isGuided?: boolean | undefined
  /** Why it has to be, although a freeze is under way; absent where nobody says so. */
  readonly overridesFreeze?: string | undefined
}

/** A step as a scheduling unit: when it begins and how targets pass through it. */
export interface PlannedStep {
  /** Position in the process, from 1; steps that are left out keep theirs. */
  readonly number: number
  readonly stepId: StepId
  readonly name: string
  /** Steps of the same group begin together; groups follow each other, from 1. */
  readonly group: number
  readonly condition: StepCondition
  /** The targets in the order in which they begin; null is this machine. */
  readonly lanes: readonly (TargetId | null)[]
  /** How many lanes may be under way, at least 1. */
  readonly width: number
  /** Whether `width` is a rolling window, and not a mere limit. */
  readonly isRolling: boolean
  /** No further lane begins once so many have failed; null for never. */
  readonly stopAfter: number | null
  readonly canary: { readonly targets: number; readonly holds: boolean; readonly soakMs: number } | null
  /** Why the step runs where it runs, or why nothing of it does, in a sentence. */
  readonly why: string
}

/** One action of a step, with the places it runs in. A stage without runs is skipped, and `why` says why. */
export interface Stage {
  /** Position of the step in the process, from 1; skipped steps keep theirs. */
  readonly number: number
  /** Position in the step, from 1; absent for the only action of a step. */
  readonly child?: number
  readonly stepId: StepId
  readonly actionId: ActionId
  /** Of the action, by which its outputs are addressed. */
  readonly name: string
  /** Absent for a script. */
  readonly type?: Exclude<StageType, 'script'>
  /** Absent for what is no script. */
  readonly syntax?: ScriptSyntax
  /** The user that the script runs as, by sudo; absent for the one who logs in. */
  readonly runAs?: string
  readonly location: ExecutionLocation
  readonly roles: readonly string[]
  /** Of one of several actions; absent for success. */
  readonly condition?: ActionCondition
  readonly retries?: Action['retries']
  /** Of each attempt, in milliseconds. */
  readonly timeoutMs?: number
  readonly isRequired?: boolean
  /** Of a manual intervention: others are to wait as well. */
  readonly blocksOthers?: boolean
  /** Of a manual intervention: the user names of those who may answer; absent for anybody. */
  readonly responsible?: readonly string[]
  /** Of what deploys a release: which one. */
  readonly deploys?: PlannedRelease
  /** The packages it uses or, of what acquires packages, those that later actions use. */
  readonly packages?: readonly PlannedPackage[]
  /** Whoever deploys chose to leave it out. */
  readonly isSkipped?: boolean
  /** Why the action runs where it runs, or why it is skipped, in a sentence. */
  readonly why: string
  readonly runs: readonly PlannedRun[]
}

/**
 * `acquire`: brings the packages of all later actions to where these run. It belongs to no step of the process and has
 * a `PlannedStep` of its own; its number is half a one less than that of the step it comes before.
 */
export type StageType = ActionType | 'acquire'

/** A package at a place where it is used. */
export interface PlannedPackage {
  readonly actionId: ActionId
  /** Empty for the action's own package. */
  readonly reference: string
  readonly packageId: string
  readonly version: string
  readonly sha256: Sha256
  /** Of the file as it came. */
  readonly bytes: number
  readonly fileName: string
  readonly extension: string
  /** Whether it is unpacked there, or lies there as the file that it is. */
  readonly isExtracted: boolean
}

/** Another project's release that is deployed as a step. */
export interface PlannedRelease {
  readonly project: { readonly id: ProjectId; readonly name: string }
  readonly release: { readonly id: ReleaseId; readonly version: string; readonly snapshot: Sha256 }
  /** Held against what the environment has when the step begins. */
  readonly when: ActionOf<'deploy-release'>['when']
  /** What its own plan came to; it is made anew when the step begins. */
  readonly steps: number
  /** The names of the targets that its plan had. */
  readonly targets: readonly string[]
  /** What its own steps deploy in turn; absent where they deploy nothing. */
  readonly deploys?: readonly PlannedRelease[]
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
    | { readonly kind: 'tenant' }
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
  /** What would run if nothing stood against it, to look at and to choose in; only where there is no plan. */
  readonly draft?: Plan
  readonly problems: readonly PlanProblem[]
  /** What is asked, by label; empty when nothing is. */
  readonly prompts: readonly PlanPrompt[]
  /** Names the plan by what decides it; a start that gives it is refused when the plan would be another by then. */
  readonly hash: Sha256 | null
  /** Whether it was approved; absent where nothing has to be. */
  readonly approvals?: ApprovalStatus
}

/** The steps of a plan; in plans of Slipway 0.1.0 each was a group and stopped everything after it when it failed. */
export const stepsOf = (plan: Plan): readonly PlannedStep[] =>
  plan.steps ??
  plan.stages.map(({ number, stepId, name, why, runs }) => ({
    number,
    stepId,
    name,
    group: number,
    condition: { when: 'success' },
    lanes: runs.map(run => run.targetId),
    width: plan.maxParallel,
    isRolling: false,
    stopAfter: null,
    canary: null,
    why
  }))

/** The actions of a step, in order. */
export const stagesOf = (plan: Plan, step: Pick<PlannedStep, 'number'>): readonly Stage[] =>
  plan.stages.filter(stage => stage.number === step.number)

/** `2`, `2.1` for one of several actions, or `P` for what acquires packages. */
export const stageNumber = ({ number, child }: { readonly number: number; readonly child?: number }): string => {
  if (!Number.isInteger(number)) return 'P'
  return child === undefined ? String(number) : `${number}.${child}`
}

/** `Step 2.1: Migrate`; what acquires packages has no number to say. */
export const stageTitle = (stage: Pick<Stage, 'number' | 'child' | 'name'>): string =>
  Number.isInteger(stage.number) ? `Step ${stageNumber(stage)}: ${stage.name}` : stage.name

export const typeOf = (stage: Pick<Stage, 'type'>): StageType => stage.type ?? 'script'

/** What people call each kind of stage. */
export const stageTypeNames: Readonly<Record<StageType, string>> = { ...actionTypeNames, acquire: 'Acquire packages' }

/** The ids that what acquires packages has in a plan: it is part of no process. */
export const acquireIds = {
  step: stepId.parse('step-0acquire00'),
  action: actionId.parse('action-0acquire00')
} as const

/** Every run of a plan in the order of its stages. */
export const allRuns = (plan: Plan): readonly PlannedRun[] => plan.stages.flatMap(stage => stage.runs)
