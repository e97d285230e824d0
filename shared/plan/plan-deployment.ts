import type { AccountId, ChannelId, Sha256 } from '../ids'
import type { Environment } from '../model/environment'
import type { JumpHost } from '../model/jump-host'
import type { Step } from '../model/process'
import type { Project } from '../model/project'
import type { Release, ReleaseSnapshot } from '../model/release'
import { addressOf, type Target } from '../model/target'
import { type TenantRef, takesPart } from '../model/tenant'
import { nameKey, rowsByName } from '../variables/rows'
import { deploymentFacts, type PlanSurroundings } from '../variables/system'
import type { Plan, PlanChoices, PlanPrompt, PlanResult, PlanTarget } from './plan'
import { type ChildFindings, childProblems, deployedBy } from './plan-children'
import { offlineProblems } from './plan-offline'
import { packageProblems, withAcquire } from './plan-packages'
import { PlanPlaces } from './plan-places'
import { choiceProblems, nothingRuns, processProblems, stepProblems } from './plan-problems'
import { scheduleProblems } from './plan-schedule'
import { groupsOf, planStep, type StepGround, type StepPlan } from './plan-steps'
import { undefinedNames } from './plan-undefined'
import { type PlanVariables, planVariables } from './plan-variables'
import { sudoProblems, wayProblems, wayTo } from './plan-ways'
import { undefinedProblems } from './undefined-words'

/** How many targets of one step run at the same time unless told otherwise. */
export const defaultMaxParallel = 10

/** Everything a plan depends on; the same input always gives the same plan. */
export interface PlanInput {
  readonly release: Pick<Release, 'id' | 'version' | 'snapshot'>
  /** What the release froze; the caller has verified its hash. */
  readonly snapshot: Pick<ReleaseSnapshot, 'steps' | 'packages'>
  readonly project: Pick<Project, 'id' | 'name'>
  readonly environment: Pick<Environment, 'id' | 'name' | 'isProduction'>
  /** Whom it is deployed for; null and absent alike for no tenant. The caller has seen that it may be. */
  readonly tenant?: TenantRef | null
  /** Every target of the workspace; the planner picks those that take part. */
  readonly targets: readonly Target[]
  /** Every jump host of the workspace, for the ways to targets. */
  readonly jumpHosts: readonly JumpHost[]
  /** The login name of each account, for the addresses that people read. */
  readonly usernames: ReadonlyMap<AccountId, string>
  /** How many targets of one step run at the same time, at least 1; `defaultMaxParallel` when absent. */
  readonly maxParallel?: number
  /** The accounts that can become another user on their targets; all others cannot. */
  readonly sudoers?: ReadonlySet<AccountId>
  /** What this machine is, for `local` targets; `posix` when absent. */
  readonly thisMachine?: 'posix' | 'windows'
  readonly variables: PlanVariables
  readonly around: PlanSurroundings
  /** What whoever deploys chose; nothing when absent. */
  readonly choices?: PlanChoices
  /** The channel of the release; null and absent alike for none. */
  readonly channelId?: ChannelId | null
  /** Whether project and environment want failures put before a person, where the choices do not say. */
  readonly isGuided?: boolean
  /** The runbook whose snapshot `release` is. */
  readonly runbook?: Plan['runbook']
  /** What “Deploy a Release” actions deploy; none of them is known when absent. */
  readonly children?: ChildFindings
  /** Whether mails can be sent from here; nothing is said about it when absent. */
  readonly canMail?: boolean
  /** The hashes of the packages that the repository has; nothing is said about what it lacks when absent. */
  readonly storedPackages?: ReadonlySet<Sha256>
  /** The user name of who deploys; nothing is said about who may answer when absent. */
  readonly user?: string
}

/**
 * Plans a deployment without touching anything. Everything wrong comes back as data; the plan is null exactly when
 * one of the problems is an error. The order of `targets` in the input makes no difference.
 */
export function planDeployment(given: PlanInput): Omit<PlanResult, 'hash'> {
  const input = { ...given, choices: madeChoices(given.choices) }
  const ground = groundOf(input)
  const { candidates } = ground
  const steps = planSteps(ground, input.snapshot.steps)
  const all = withAcquire(ground, input.snapshot.steps, steps)
  const stages = all.flatMap(item => item.stages)
  const running = new Set(stages.flatMap(stage => (stage.runs.length > 0 ? [stage.actionId] : [])))
  const problems = [
    ...processProblems(input),
    ...steps.flatMap((item, index) => stepProblems(ground, input.snapshot.steps[index], item)),
    ...choiceProblems(ground, input.snapshot.steps),
    ...scheduleProblems(input, steps),
    ...childProblems(input.snapshot.steps, input.children ?? new Map(), id => running.has(id)),
    ...offlineProblems(ground, input.snapshot.steps, steps),
    ...packageProblems(
      ground,
      { stored: input.storedPackages ?? null, thisMachine: input.thisMachine ?? 'posix' },
      input.snapshot.steps,
      steps
    ),
    ...sudoProblems(input, candidates, stages),
    ...wayProblems(input, candidates, stages)
  ]
  const withNothing = nothingRuns(ground, input.snapshot.steps, steps, problems)
  const plan = toPlan(input, candidates, all)
  const places = new PlanPlaces(plan)
  const rows = rowsByName(input.variables.sources)
  const variables = planVariables(places, rows, input.variables, input.runbook)
  const asked = new Set(variables.prompts.map(({ name }) => nameKey(name)))
  const names = undefinedNames({
    plan,
    steps: input.snapshot.steps,
    places,
    rows,
    references: input.variables.references,
    asked
  })
  const said = [
    ...(withNothing === null ? [] : [withNothing]),
    ...problems,
    ...variables.problems,
    ...undefinedProblems(plan, names)
  ]
  const found = { problems: said, prompts: variables.prompts }
  return said.some(problem => problem.severity === 'error')
    ? { plan: null, draft: plan, ...found }
    : { plan: withAnswers(plan, input, variables.prompts), ...found }
}

/** What was chosen, without what leaves everything as it is: the same choices make the same plan. */
function madeChoices({ skip, only, without, isGuided, overridesFreeze }: PlanChoices = {}): PlanChoices {
  return {
    ...(skip?.length ? { skip } : {}),
    ...(only?.length ? { only } : {}),
    ...(without?.length ? { without } : {}),
    ...(isGuided === undefined ? {} : { isGuided }),
    ...(overridesFreeze === undefined ? {} : { overridesFreeze })
  }
}

const limitOf = (input: PlanInput): number => Math.max(1, Math.floor(input.maxParallel ?? defaultMaxParallel))

function groundOf(input: PlanInput): StepGround {
  const tenant = input.tenant ?? null
  const there = input.targets.filter(target => target.environmentIds.includes(input.environment.id)).sort(byName)
  return {
    environment: input.environment,
    ...(input.runbook === undefined ? {} : { runbook: input.runbook }),
    channelId: input.channelId ?? null,
    tenant,
    candidates: there.filter(target => takesPart(target, tenant)),
    apart: there.filter(target => !takesPart(target, tenant)),
    choices: input.choices ?? {},
    maxParallel: limitOf(input),
    deploys: deployedBy(input.children ?? new Map()),
    packages: input.snapshot.packages ?? []
  }
}

function planSteps(ground: StepGround, steps: readonly Step[]): readonly StepPlan[] {
  const runs = (step: Step) => planStep(ground, step, 1, 1).stages.some(stage => stage.runs.length > 0)
  const groups = groupsOf(steps, runs)
  return steps.map((step, index) => planStep(ground, step, index + 1, groups[index] ?? 1))
}

/** The answers that were asked for; others are not used. */
function withAnswers(plan: Plan, { variables }: PlanInput, prompts: readonly PlanPrompt[]): Plan {
  const answers = (variables.answers ?? []).filter(answer => prompts.some(prompt => prompt.id === answer.variableId))
  return answers.length === 0 ? plan : { ...plan, answers }
}

const collator = new Intl.Collator('en', { numeric: true, sensitivity: 'base' })
const byName = (a: Target, b: Target): number => collator.compare(a.name, b.name) || (a.id < b.id ? -1 : 1)

function toPlan(input: PlanInput, candidates: readonly Target[], steps: readonly StepPlan[]): Plan {
  const stages = steps.flatMap(item => item.stages)
  const used = new Set(stages.flatMap(stage => stage.runs.map(run => run.targetId)))
  const { project, release, environment, tenant, runbook, choices } = input
  const isGuided = choices?.isGuided ?? input.isGuided ?? false
  const plan: Plan = {
    format: 1,
    project: { id: project.id, name: project.name },
    release: { id: release.id, version: release.version, snapshot: release.snapshot },
    environment: { id: environment.id, name: environment.name, isProduction: environment.isProduction },
    ...(tenant == null ? {} : { tenant: { id: tenant.id, name: tenant.name, tags: tenant.tags } }),
    targets: candidates.filter(target => used.has(target.id)).map(target => toPlanTarget(input, target)),
    stages,
    steps: steps.map(item => item.step),
    maxParallel: limitOf(input),
    ...(isGuided ? { isGuided: true } : {}),
    ...(runbook === undefined ? {} : { runbook }),
    ...(input.channelId == null ? {} : { channelId: input.channelId }),
    ...(choices === undefined || Object.keys(choices).length === 0 ? {} : { choices })
  }
  const here = { id: environment.id, targets: candidates.filter(target => !target.isDisabled) }
  return { ...plan, facts: deploymentFacts(plan, here, input.around) }
}

function toPlanTarget(input: PlanInput, target: Target): PlanTarget {
  const { id, name, kind, roles } = target
  if (target.kind === 'local') {
    return { id, name, kind, platform: input.thisMachine ?? 'posix', roles, address: 'this machine', host: 'localhost' }
  }
  if (target.kind === 'offline')
    return { id, name, kind, platform: target.platform, roles, address: 'by a bundle', host: 'offline' }
  const username = input.usernames.get(target.accountId)
  const address = `${username === undefined ? '' : `${username}@`}${addressOf(target)}`
  const way = wayTo(input, target)?.map(hop => hop.name) ?? []
  const via = way.length === 0 ? '' : ` via ${way.join(', ')}`
  return { id, name, kind, platform: target.platform, roles, address: `${address}${via}`, host: target.host }
}
