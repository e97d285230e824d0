import type { AccountId } from '../ids'
import { runId } from '../ids'
import type { Environment } from '../model/environment'
import { hopsTo, type JumpHost } from '../model/jump-host'
import type { Step } from '../model/process'
import type { Project } from '../model/project'
import type { Release, ReleaseSnapshot } from '../model/release'
import { addressOf, hasAnyRole, type SshTarget, type Target } from '../model/target'
import { deploymentFacts, type PlanSurroundings } from '../variables/system'
import type { Plan, PlannedRun, PlanProblem, PlanPrompt, PlanResult, PlanTarget, Stage } from './plan'
import { type PlanVariables, planVariables } from './plan-variables'
import { type About, error, warning } from './problems'
import { countOf, listOf, rolesOf } from './words'

/** How many targets of one step run at the same time unless told otherwise. */
export const defaultMaxParallel = 10

/** Everything a plan depends on; the same input always gives the same plan. */
export interface PlanInput {
  readonly release: Pick<Release, 'id' | 'version' | 'snapshot'>
  /** What the release froze; the caller has verified its hash. */
  readonly snapshot: Pick<ReleaseSnapshot, 'steps'>
  readonly project: Pick<Project, 'id' | 'name'>
  readonly environment: Pick<Environment, 'id' | 'name' | 'isProduction'>
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
}

/**
 * Plans a deployment without touching anything. Everything wrong comes back as data; the plan is null exactly when
 * one of the problems is an error. The order of `targets` in the input makes no difference.
 */
export function planDeployment(input: PlanInput): PlanResult {
  const candidates = input.targets.filter(target => target.environmentIds.includes(input.environment.id)).sort(byName)
  const stages = input.snapshot.steps.map((step, index) => planStage(input, candidates, step, index + 1))
  const problems = [
    ...processProblems(input),
    ...stages.flatMap((stage, index) => stageProblems(input, candidates, input.snapshot.steps[index], stage)),
    ...sudoProblems(input, candidates, stages),
    ...wayProblems(input, candidates, stages)
  ]
  const withNothing = nothingRuns(input, stages, problems)
  const plan = toPlan(input, candidates, stages)
  const variables = planVariables(plan, input.variables)
  const all = [...(withNothing === null ? [] : [withNothing]), ...problems, ...variables.problems]
  return {
    plan: all.some(problem => problem.severity === 'error') ? null : withAnswers(plan, input, variables.prompts),
    problems: all,
    prompts: variables.prompts
  }
}

/** The answers that were asked for; others are not used. */
function withAnswers(plan: Plan, { variables }: PlanInput, prompts: readonly PlanPrompt[]): Plan {
  const answers = (variables.answers ?? []).filter(answer => prompts.some(prompt => prompt.id === answer.variableId))
  return answers.length === 0 ? plan : { ...plan, answers }
}

const collator = new Intl.Collator('en', { numeric: true, sensitivity: 'base' })
const byName = (a: Target, b: Target): number => collator.compare(a.name, b.name) || (a.id < b.id ? -1 : 1)

function toPlan(input: PlanInput, candidates: readonly Target[], stages: readonly Stage[]): Plan {
  const used = new Set(stages.flatMap(stage => stage.runs.map(run => run.targetId)))
  const { project, release, environment } = input
  const plan: Plan = {
    format: 1,
    project: { id: project.id, name: project.name },
    release: { id: release.id, version: release.version, snapshot: release.snapshot },
    environment: { id: environment.id, name: environment.name, isProduction: environment.isProduction },
    targets: candidates.filter(target => used.has(target.id)).map(target => toPlanTarget(input, target)),
    stages,
    maxParallel: Math.max(1, Math.floor(input.maxParallel ?? defaultMaxParallel))
  }
  const here = { id: environment.id, targets: candidates.filter(target => !target.isDisabled) }
  return { ...plan, facts: deploymentFacts(plan, here, input.around) }
}

function toPlanTarget(input: PlanInput, target: Target): PlanTarget {
  const { id, name, kind, roles } = target
  if (target.kind === 'local') {
    return { id, name, kind, platform: input.thisMachine ?? 'posix', roles, address: 'this machine', host: 'localhost' }
  }
  const username = input.usernames.get(target.accountId)
  const address = `${username === undefined ? '' : `${username}@`}${addressOf(target)}`
  const way = wayTo(input, target)?.map(hop => hop.name) ?? []
  const via = way.length === 0 ? '' : ` via ${way.join(', ')}`
  return { id, name, kind, platform: target.platform, roles, address: `${address}${via}`, host: target.host }
}

function planStage(input: PlanInput, candidates: readonly Target[], step: Step, number: number): Stage {
  const matching = step.isDisabled || step.location === 'here' ? [] : matches(candidates, step)
  const action = step.actions[0]
  return {
    number,
    stepId: step.id,
    actionId: action.id,
    name: step.name,
    syntax: action.syntax,
    ...(action.runAs === undefined ? {} : { runAs: action.runAs }),
    location: step.location,
    roles: step.roles,
    why: why(input, step, matching.length),
    runs: step.isDisabled ? [] : planRuns(step, number, matching)
  }
}

const matches = (candidates: readonly Target[], step: Step): readonly Target[] =>
  candidates.filter(target => !target.isDisabled && hasAnyRole(target, step.roles))

function planRuns(step: Step, number: number, matching: readonly Target[]): readonly PlannedRun[] {
  if (step.location === 'here') return [{ id: runId.parse(`${number}.here`), targetId: null, on: 'here' }]
  const on = step.location === 'targets' ? 'target' : 'here'
  return matching.map(target => ({ id: runId.parse(`${number}.${target.id}`), targetId: target.id, on }))
}

function why(input: PlanInput, step: Step, count: number): string {
  if (step.isDisabled) return 'Skipped, because the step is disabled.'
  if (step.location === 'here') return 'Runs once on this machine.'
  const who = `with the ${rolesOf(step.roles)} in ${input.environment.name}`
  if (count === 0) return `Skipped, because no enabled target ${who} takes part.`
  return step.location === 'targets'
    ? `Runs on ${countOf(count, 'target')} ${who}.`
    : `Runs on this machine for ${count === 1 ? 'the one target' : `each of ${count} targets`} ${who}.`
}

function processProblems(input: PlanInput): readonly PlanProblem[] {
  const { steps } = input.snapshot
  const about = { kind: 'process' } as const
  if (steps.length === 0) {
    const message = `Release ${input.release.version} of ${input.project.name} has no steps.`
    return [error(about, message, 'Add a step to the process and create another release.')]
  }
  if (steps.every(step => step.isDisabled)) {
    const message = `Every step of release ${input.release.version} of ${input.project.name} is disabled.`
    return [error(about, message, 'Enable a step of the process and create another release.')]
  }
  return []
}

function stageProblems(
  input: PlanInput,
  candidates: readonly Target[],
  step: Step | undefined,
  stage: Stage
): readonly PlanProblem[] {
  if (step === undefined || step.isDisabled || step.location === 'here') return []
  const leftOut = candidates
    .filter(target => target.isDisabled && hasAnyRole(target, step.roles))
    .map(target =>
      warning(
        { kind: 'target', targetId: target.id },
        `${target.name} is disabled, so “${step.name}” leaves it out.`,
        'Enable the target if the step is to run on it.'
      )
    )
  if (stage.runs.length > 0) return leftOut
  const skipped = warning(
    { kind: 'step', stepId: step.id },
    `“${step.name}” is skipped: no enabled target in ${input.environment.name} has the ${rolesOf(step.roles, 'or')}.`,
    `Give a target in ${input.environment.name} one of the step's roles, or go on without the step.`
  )
  return [skipped, ...leftOut]
}

/** A step that runs as another user needs an account that can become one, and a host that knows how. */
function sudoProblems(
  input: PlanInput,
  candidates: readonly Target[],
  stages: readonly Stage[]
): readonly PlanProblem[] {
  return stages.flatMap(stage => {
    if (stage.runAs === undefined || stage.runs.length === 0) return []
    const what = `“${stage.name}” is to run as ${stage.runAs}`
    if (stage.location !== 'targets')
      return input.thisMachine === 'windows'
        ? [noSudoOnWindows({ kind: 'step', stepId: stage.stepId }, what, 'this machine')]
        : []
    return stage.runs.flatMap(run => {
      const target = candidates.find(candidate => candidate.id === run.targetId)
      if (target === undefined) return []
      const about = { kind: 'target', targetId: target.id } as const
      const platform = target.kind === 'local' ? input.thisMachine : target.platform
      if (platform === 'windows') return [noSudoOnWindows(about, what, target.name)]
      if (target.kind === 'local' || input.sudoers?.has(target.accountId)) return []
      const remedy = `Say in the account of ${target.name} how it becomes another user, or let the step run as the account itself.`
      return [error(about, `${what}, and the account of ${target.name} is not set up for sudo.`, remedy)]
    })
  })
}

const noSudoOnWindows = (about: About, what: string, where: string): PlanProblem =>
  error(about, `${what}, and there is no sudo on Windows (${where}).`, 'Let the step run as the account itself.')

/** The jump hosts on the way to a target; null when there is no such way. */
const wayTo = ({ jumpHosts }: PlanInput, { viaId }: SshTarget): readonly JumpHost[] | null =>
  hopsTo(viaId, id => jumpHosts.find(item => item.id === id))

/** Whose host key nobody accepted, of the targets and of the jump hosts on the way to them. */
function wayProblems(
  input: PlanInput,
  candidates: readonly Target[],
  stages: readonly Stage[]
): readonly PlanProblem[] {
  const connected = new Set(
    stages.flatMap(stage => stage.runs.filter(run => run.on === 'target').map(run => run.targetId))
  )
  const targets = candidates.filter((target): target is SshTarget => target.kind === 'ssh' && connected.has(target.id))
  const hops = new Set(targets.flatMap(target => wayTo(input, target) ?? []))
  return [
    ...targets.filter(target => wayTo(input, target) === null).map(noWay),
    ...[...hops]
      .filter(hop => hop.hostKey === null)
      .map(hop => unknownKey({ kind: 'jump-host', jumpHostId: hop.id }, `the jump host ${hop.name}`)),
    ...targets
      .filter(target => target.hostKey === null)
      .map(target => unknownKey({ kind: 'target', targetId: target.id }, target.name))
  ]
}

const noWay = ({ id, name }: SshTarget): PlanProblem =>
  error(
    { kind: 'target', targetId: id },
    `The way to ${name} leads through a jump host that does not exist any more, or in a circle.`,
    `Choose another way in “Reached through” of ${name}.`
  )

const unknownKey = (about: About, name: string): PlanProblem => ({
  severity: 'error',
  about,
  failure: {
    kind: 'host-key-unknown',
    message: `Nobody has accepted the host key of ${name} yet.`,
    remedy: `Test the connection to ${name}, compare the key it shows and accept it.`
  }
})

/** Deploying nothing must not look like success. */
function nothingRuns(input: PlanInput, stages: readonly Stage[], found: readonly PlanProblem[]): PlanProblem | null {
  if (stages.some(stage => stage.runs.length > 0) || found.some(problem => problem.severity === 'error')) return null
  const wanted = [...new Set(stages.flatMap(stage => stage.roles))]
  return error(
    { kind: 'environment' },
    `Nothing would run: no enabled target in ${input.environment.name} has a role that the steps ask for.`,
    `Add an enabled target to ${input.environment.name} with the role ${listOf(wanted, 'or')}, or choose another environment.`
  )
}
