import type { ActionId, ChannelId, EnvironmentId, TargetId } from '../ids'
import { runId } from '../ids'
import type { Action } from '../model/action'
import type { ChosenPackage } from '../model/package'
import { actionName, amountOf, locationOf, type Step } from '../model/process'
import { onSuccess } from '../model/run-condition'
import { hasAnyRole, type Target } from '../model/target'
import type { TenantRef } from '../model/tenant'
import { fitsTags, tagWords } from '../model/tenant-tag'
import type { Plan, PlanChoices, PlannedRelease, PlannedRun, PlannedStep, Stage } from './plan'
import { packagesOf } from './plan-packages'
import { countOf, rolesOf } from './words'

/** What decides which actions of a step run where. */
export interface StepGround {
  readonly environment: { readonly id: EnvironmentId; readonly name: string }
  /** The runbook that is run; absent for a deployment. */
  readonly runbook?: Plan['runbook']
  /** Of the release; null where it has none. */
  readonly channelId: ChannelId | null
  /** Whom it is for; null for no tenant. */
  readonly tenant: TenantRef | null
  /** The targets of the environment that are for that tenant, or for none, in name order, disabled ones included. */
  readonly candidates: readonly Target[]
  /** The other targets of the environment. */
  readonly apart: readonly Target[]
  readonly choices: PlanChoices
  /** How many targets of one step run at the same time unless it says otherwise. */
  readonly maxParallel: number
  /** What “Deploy a Release” actions deploy, where that is known. */
  readonly deploys: ReadonlyMap<ActionId, PlannedRelease>
  /** What the release chose for the actions that use packages. */
  readonly packages: readonly ChosenPackage[]
}

/** A step with its actions as they are planned. */
export interface StepPlan {
  readonly step: PlannedStep
  readonly stages: readonly Stage[]
}

/** Why an action is left out whatever targets there are; null where it is in. */
export function whyOut(ground: StepGround, step: Step, action: Action): string | null {
  const { environment, channelId, tenant, choices } = ground
  if (step.isDisabled) return 'Skipped, because the step is disabled.'
  if (action.isDisabled) return 'Skipped, because the action is disabled.'
  if (action.environments && !action.environments.includes(environment.id))
    return `Skipped, because it is not for ${environment.name}.`
  if (action.excludedEnvironments?.includes(environment.id)) return `Skipped, because ${environment.name} is excluded.`
  if (action.channels && (channelId === null || !action.channels.includes(channelId)))
    return 'Skipped, because it is not for the channel of this release.'
  if (action.tenantTags && tenant === null)
    return `Skipped, because it is only for tenants with ${tagWords(action.tenantTags)}.`
  if (action.tenantTags && tenant !== null && !fitsTags(action.tenantTags, tenant.tags))
    return `Skipped, because it is not for ${tenant.name}.`
  if (choices.skip?.includes(action.id) && !isRequired(action)) return 'Skipped, because whoever deploys left it out.'
  return null
}

/** Where something is deployed to: `Test`, or `Test for Acme`. */
export const whereOf = ({ environment, tenant }: Pick<StepGround, 'environment' | 'tenant'>): string =>
  tenant === null ? environment.name : `${environment.name} for ${tenant.name}`

/** Whether an action may neither be skipped nor ignored; a manual intervention that names people is never optional. */
export const isRequired = (action: Action): boolean =>
  action.isRequired === true || (action.type === 'manual' && action.responsible !== undefined)

/** The targets a step is for, enabled and chosen, in the order in which they begin. */
function targetsFor({ candidates, choices }: StepGround, step: Step): readonly Target[] {
  const wanted = candidates.filter(
    target => !target.isDisabled && isChosen(choices, target.id) && hasAnyRole(target, step.roles)
  )
  if (step.order === undefined) return wanted
  if (step.order.by === 'name-backwards') return [...wanted].reverse()
  const { targets } = step.order
  const place = (target: Target) => {
    const at = targets.indexOf(target.id)
    return at === -1 ? targets.length : at
  }
  return [...wanted].sort((a, b) => place(a) - place(b))
}

export const isChosen = ({ only = [], without = [] }: PlanChoices, id: TargetId): boolean =>
  (only.length === 0 || only.includes(id)) && !without.includes(id)

/** Plans one step; `group` is the parallel group that it belongs to. */
export function planStep(ground: StepGround, step: Step, number: number, group: number): StepPlan {
  const targets = step.location === 'here' ? [] : targetsFor(ground, step)
  const stages = step.actions.map((action, index) =>
    planAction(ground, { step, number, action, child: step.actions.length === 1 ? null : index + 1, targets })
  )
  const ran = new Set(stages.flatMap(stage => stage.runs.map(run => run.targetId)))
  const lanes = step.location === 'here' ? [null] : targets.map(target => target.id)
  return {
    step: scheduled(ground, step, { number, group, lanes: lanes.filter(lane => ran.has(lane)), stages }),
    stages
  }
}

interface Scheduling {
  readonly number: number
  readonly group: number
  readonly lanes: readonly (TargetId | null)[]
  readonly stages: readonly Stage[]
}

function scheduled(ground: StepGround, step: Step, { number, group, lanes, stages }: Scheduling): PlannedStep {
  const total = lanes.length
  const limit = step.maxParallel ?? ground.maxParallel
  const window = step.window === undefined ? null : amountOf(step.window, total)
  const stopAfter = step.stopAfter === undefined ? (window === null ? null : 1) : amountOf(step.stopAfter, total)
  const { canary } = step
  return {
    number,
    stepId: step.id,
    name: step.name,
    group,
    condition: step.condition ?? onSuccess,
    lanes,
    width: Math.max(1, Math.min(window ?? limit, limit)),
    isRolling: window !== null,
    stopAfter,
    canary:
      canary === undefined || canary.targets >= total
        ? null
        : { targets: canary.targets, holds: canary.holds, soakMs: canary.soakSeconds * 1000 },
    why: whyOfStep(step, stages, window)
  }
}

function whyOfStep(step: Step, stages: readonly Stage[], window: number | null): string {
  const [only] = stages
  const rolling = window === null ? '' : ` At most ${countOf(window, 'target')} at a time.`
  if (stages.length === 1 && only) return `${only.why}${only.runs.length > 0 ? rolling : ''}`
  const running = stages.filter(stage => stage.runs.length > 0)
  if (running.length === 0) return 'Skipped, because none of its actions runs.'
  const [first] = running
  const places = step.location === 'here' ? 'once on this machine' : `for ${countOf(first?.runs.length ?? 0, 'target')}`
  return `Runs ${countOf(running.length, 'action')} in order ${places}.${rolling}`
}

interface ActionPlace {
  readonly step: Step
  readonly number: number
  readonly action: Action
  readonly child: number | null
  readonly targets: readonly Target[]
}

function planAction(ground: StepGround, place: ActionPlace): Stage {
  const { step, number, action, child, targets } = place
  const location = locationOf(step, action)
  const out = whyOut(ground, step, action)
  const isSkipped = ground.choices.skip?.includes(action.id) === true && !isRequired(action)
  const deploys = ground.deploys.get(action.id)
  const packages = packagesOf(action, ground.packages)
  return {
    number,
    ...(child === null ? {} : { child }),
    stepId: step.id,
    actionId: action.id,
    name: actionName(step, action),
    ...typeFields(action),
    ...(deploys === undefined ? {} : { deploys }),
    ...(packages.length === 0 ? {} : { packages }),
    location,
    roles: step.roles,
    ...(child === null || action.condition === undefined ? {} : { condition: action.condition }),
    ...(action.retries === undefined ? {} : { retries: action.retries }),
    ...(action.timeoutSeconds === undefined ? {} : { timeoutMs: action.timeoutSeconds * 1000 }),
    ...(isRequired(action) ? { isRequired: true } : {}),
    ...(out !== null && isSkipped ? { isSkipped: true } : {}),
    why: out ?? (deploys && whyDeployed(deploys, ground.environment)) ?? whyIn(ground, step, location, targets.length),
    runs: out === null ? runsOf(place, location) : []
  }
}

function typeFields(action: Action): Pick<Stage, 'type' | 'syntax' | 'runAs' | 'blocksOthers' | 'responsible'> {
  const runAs = 'runAs' in action && action.runAs !== undefined ? { runAs: action.runAs } : {}
  if (action.type === 'script') return { syntax: action.syntax, ...runAs }
  if (action.type === 'package-script') return { type: action.type, syntax: action.syntax, ...runAs }
  if (action.type !== 'manual') return { type: action.type, ...runAs }
  const { type, blocksOthers, responsible } = action
  return { type, ...(blocksOthers ? { blocksOthers } : {}), ...(responsible === undefined ? {} : { responsible }) }
}

function runsOf({ number, child, targets }: ActionPlace, location: Stage['location']): readonly PlannedRun[] {
  const prefix = child === null ? String(number) : `${number}-${child}`
  if (location === 'here') return [{ id: runId.parse(`${prefix}.here`), targetId: null, on: 'here' }]
  const on = location === 'targets' ? 'target' : 'here'
  return targets.map(target => ({ id: runId.parse(`${prefix}.${target.id}`), targetId: target.id, on }))
}

const deployWhens = {
  always: () => '',
  'not-current': (environment: string) => `, unless ${environment} has it by then`,
  newer: (environment: string) => `, if ${environment} has an older one by then`
} as const

function whyDeployed(
  { project, release, when, steps, targets }: PlannedRelease,
  { name }: StepGround['environment']
): string {
  const places = targets.length === 0 ? 'this machine' : countOf(targets.length, 'target')
  return `Deploys ${project.name} ${release.version}${deployWhens[when](name)}: ${countOf(steps, 'step')} on ${places}.`
}

function whyIn(ground: StepGround, step: Step, location: Stage['location'], count: number): string {
  if (location === 'here') return 'Runs once on this machine.'
  const { choices } = ground
  const isNarrowed = (choices.only?.length ?? 0) > 0 || (choices.without?.length ?? 0) > 0
  const who = `with the ${rolesOf(step.roles)} in ${whereOf(ground)}`
  if (count === 0) return `Skipped, because no enabled${isNarrowed ? ' and chosen' : ''} target ${who} takes part.`
  return location === 'targets'
    ? `Runs on ${countOf(count, 'target')} ${who}.`
    : `Runs on this machine for ${count === 1 ? 'the one target' : `each of ${count} targets`} ${who}.`
}

/**
 * The group of each step, from 1: a step that begins with the one before shares its group. Steps of which nothing runs
 * neither lead nor join a group, so that whoever follows such a leader does not slip into the group before.
 */
export function groupsOf(steps: readonly Step[], runs: (step: Step) => boolean): readonly number[] {
  let group = 0
  let isOpen = false
  return steps.map(step => {
    if (!step.startsWithPrevious) isOpen = false
    if (!runs(step)) return Math.max(1, group)
    if (!isOpen || group === 0) group++
    isOpen = true
    return group
  })
}
