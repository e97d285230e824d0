import {
  type Deployment,
  type DeploymentFact,
  type DeploymentSummary,
  isBeforeItsTime,
  isOpen,
  type ResumeDecision
} from '@shared/deployment'
import { applyEvent } from '@shared/deployment-reducer'
import { resuming } from '@shared/deployment-resume'
import { phraseOf, placeOf, subjectOf, titledOf } from '@shared/deployment-title'
import { type Failure, type FieldIssue, notFound } from '@shared/failure'
import type { DeploymentId, RunId } from '@shared/ids'
import { allRuns, type Plan, typeOf } from '@shared/plan/plan'
import { fail, ok, type Result } from '@shared/result'
import { endedAtOf } from '@shared/what-is-there'
import { runWords } from './audit-turns'
import type { ServiceContext } from './context'
import type { MayBegin } from './deployment-gate'
import { Live, type Lives, summaryOf } from './deployment-live'
import type { Recorder } from './deployment-record'
import { type Turns, waitingSince } from './deployment-turns'
import { equipmentFor } from './deployment-ways'
import { sentenceList } from './rules'

export interface ResumerOptions {
  readonly lives: Lives
  readonly recorder: Recorder
  readonly turns: Turns
  /** To continue one that has ended is to begin it again. */
  readonly mayBegin: MayBegin
}

/** How somebody has a deployment go on. */
export interface Resumption {
  readonly decisions: readonly ResumeDecision[]
  /** Why it has to be, although a freeze is under way. */
  readonly overridesFreeze?: string | undefined
}

/** Takes up deployments that have ended, or ends for good those that were interrupted. */
export function createResumer(context: ServiceContext, { lives, recorder, turns, mayBegin }: ResumerOptions) {
  const { store, logs, now, user, exclusive } = context

  /** Its log and state, in hand from here on: whoever calls lets go of it or has it run. */
  const take = async (id: DeploymentId): Promise<Result<Live>> => {
    if (lives.has(id)) return fail(stillOpen)
    if (!(await store.deployments.get(id))) return fail(notFound('deployment', id))
    const log = await logs.hold(id)
    const state = await log.state()
    if (state && !isOpen(state)) return ok(new Live(log, waitingSince(now()), state))
    logs.release(id)
    return fail(state ? stillOpen : notFound('deployment', id))
  }

  /** Who continues it, as a line of its log; what went there in the meantime is allowed, and said there as well. */
  const continuedWords = async (before: Deployment): Promise<DeploymentFact> => {
    const { plan, queuedAt } = before
    const { project, environment, tenant, runbook } = plan
    const begunAt = ('startedAt' in before ? before.startedAt : null) ?? queuedAt
    const place = { projectId: project.id, environmentId: environment.id, tenantId: tenant?.id ?? null }
    const kind = runbook === undefined ? ({ kind: 'deployment' } as const) : { runbookId: runbook.id }
    const found = await store.deployments.newest({ ...place, ...kind, states: ['succeeded'] }, shown)
    const newer = found.filter(item => endedAtOf(item) > begunAt).map(subjectOf)
    const early = isBeforeItsTime(before, now()) ? ', before the time that it was scheduled for' : ''
    const by = `Continued by ${user}${early}`
    const line = { kind: 'output', run: null, stream: 'slipway', lines: 1 } as const
    if (newer.length === 0) return { ...line, level: 'info', text: `${by}.` }
    const there = `${sentenceList([...newer].reverse())} went to ${placeOf(titledOf(plan))} in the meantime`
    return { ...line, level: 'warning', text: `${by}, although ${there}.` }
  }

  const resume = async (live: Live, { decisions, overridesFreeze }: Resumption): Promise<Result<DeploymentSummary>> => {
    const before = live.state
    const refusal = whyNotOn(before) ?? whyNotSo(before, decisions)
    if (refusal) return fail(refusal)
    const inSpite = overridesFreeze === undefined ? {} : { overridesFreeze }
    const fact = { ...resuming(user, decisions), ...inSpite }
    // Whether it could go on is found out before it is said to.
    const after = applyEvent(before, { ...fact, seq: before.seq + 1, at: now() })
    const closed = mayBegin({ state: after })
    if (closed) return fail(closed.kind === 'frozen' ? { ...closed, remedy: inSpiteRemedy } : closed)
    const equipment = await equipmentFor(store, after)
    if (!equipment.ok) return equipment
    await recorder.record(live, fact, await continuedWords(before))
    lives.set(live.id, live)
    turns.look()
    return ok(summaryOf(live))
  }

  const giveUp = async (live: Live, reason: string): Promise<Result<DeploymentSummary>> => {
    if (live.state.state !== 'interrupted') return fail(notInterrupted(live.state))
    await recorder.record(live, { kind: 'given-up', by: user, reason })
    return ok(summaryOf(live))
  }

  /** Lets go of it again unless it is to be run. */
  const within = async (
    id: DeploymentId,
    work: (live: Live) => Promise<Result<DeploymentSummary>>
  ): Promise<Result<DeploymentSummary>> => {
    const taken = await take(id)
    if (!taken.ok) return taken
    try {
      return await work(taken.value)
    } finally {
      if (!lives.has(id)) logs.release(id)
    }
  }

  return {
    resume: (id: DeploymentId, how: Resumption) => exclusive(() => within(id, live => resume(live, how))),
    giveUp: (id: DeploymentId, reason: string) => exclusive(() => within(id, live => giveUp(live, reason)))
  }
}

const inSpiteRemedy = 'Wait until it is over, or continue in spite of it and say why.'

/** How many of those that went there in the meantime are named. */
const shown = 5

function whyNotOn(state: Deployment): Failure | null {
  if (state.state !== 'finished' || state.outcome === 'failed' || state.outcome === 'cancelled') return null
  if (state.outcome === 'handed-over') return isCarried(state)
  return {
    kind: 'conflict',
    message:
      state.outcome === 'succeeded'
        ? `The ${phraseOf(titledOf(state.plan))} has succeeded, so nothing is left to do.`
        : `The ${phraseOf(titledOf(state.plan))} did not begin in time, so there is nothing to continue.`,
    remedy: 'Deploy the release again if you want to.'
  }
}

const isCarried = (state: Deployment): Failure => ({
  kind: 'conflict',
  message: `The ${phraseOf(titledOf(state.plan))} was handed over, so nothing is left to do here.`,
  remedy: 'Import the receipt that comes back, or deploy the release again.'
})

/** Why it cannot be continued with these decisions; null when it can. */
function whyNotSo(state: Deployment, decisions: readonly ResumeDecision[]): Failure | null {
  const issues = decisions.flatMap((decision, index) => issuesOf(state, decisions, decision, index))
  const decided = new Set(decisions.map(item => item.run))
  const open = Object.values(state.runs).filter(run => run.state === 'unknown' && !decided.has(run.id))
  if (issues.length === 0 && open.length === 0) return null
  const undecided = open.map(run => ({
    path: `decisions.${run.id}`,
    message: `${runWords(state.plan, run.id)} is unknown`
  }))
  const message =
    issues.length > 0
      ? 'Some decisions cannot be carried out.'
      : `How ${open.length === 1 ? runWords(state.plan, open[0]?.id ?? ('' as RunId)) : `${open.length} runs`} ended is not known.`
  return {
    kind: 'invalid-input',
    message,
    remedy:
      'Say of each run that is unknown whether it runs again, counts as done, or its target is left out, and why.',
    issues: [...issues, ...undecided]
  }
}

function issuesOf(
  { plan, runs }: Deployment,
  all: readonly ResumeDecision[],
  { run: id, choice, reason }: ResumeDecision,
  index: number
): readonly FieldIssue[] {
  const at = (field: string, message: string): readonly FieldIssue[] => [
    { path: `decisions.${index}.${field}`, message }
  ]
  const run = runs[id]
  if (!run) return at('run', 'must be a run of this deployment')
  if (all.findIndex(item => item.run === id) !== index) return at('run', 'is decided about twice')
  if (run.state === 'succeeded') return at('run', `${runWords(plan, id)} has succeeded`)
  if (choice !== 'retry' && reason === '') return at('reason', 'must say why')
  if (choice === 'exclude') return exclusionIssues(plan, id, at)
  // Whoever may answer would be passed over, and what the answer is to later steps would be missing.
  return choice === 'done' && isManual(plan, id)
    ? at('choice', `${runWords(plan, id)} asks people, so it cannot count as done without their answer`)
    : []
}

const isManual = (plan: Plan, id: RunId): boolean =>
  plan.stages.some(stage => typeOf(stage) === 'manual' && stage.runs.some(run => run.id === id))

function exclusionIssues(plan: Plan, id: RunId, at: (field: string, message: string) => readonly FieldIssue[]) {
  const stage = plan.stages.find(item => item.runs.some(run => run.id === id))
  if (stage?.isRequired === true)
    return at('choice', `${runWords(plan, id)} is required, so its target cannot be left out`)
  const hasTarget = allRuns(plan).some(run => run.id === id && run.targetId !== null)
  return hasTarget ? [] : at('choice', `${runWords(plan, id)} runs on no target that could be left out`)
}

const stillOpen: Failure = {
  kind: 'conflict',
  message: 'The deployment is not over.',
  remedy: 'Wait until it is, or cancel it.'
}

const notInterrupted = (state: Deployment): Failure => ({
  kind: 'conflict',
  message: `The ${phraseOf(titledOf(state.plan))} has ended already.`,
  remedy: 'Nothing needs to be done.'
})
