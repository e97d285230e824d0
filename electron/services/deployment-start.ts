import { type Deployment, type DeploymentFact, type DeploymentSummary, freezeReasonOf } from '@shared/deployment'
import { placeOf } from '@shared/deployment-title'
import { type Failure, invalid } from '@shared/failure'
import { FailureError } from '@shared/failure-error'
import type { DeploymentId, Sha256 } from '@shared/ids'
import type { ReleaseSnapshot } from '@shared/model/release'
import type { Plan, PlanAnswer, PlanResult } from '@shared/plan/plan'
import { listOf } from '@shared/plan/words'
import { fail, ok, type Result } from '@shared/result'
import { approvalStatus, approvalsFor, wholeOf } from './approval-status'
import { launchDrafts } from './audit-deployments'
import { concurrencyTagOf } from './concurrency-tag'
import type { ServiceContext } from './context'
import { Live, type Lives, summaryOf } from './deployment-live'
import type { Recorder } from './deployment-record'
import { keyOf } from './deployment-series'
import { isComplete } from './deployment-superseding'
import { type Turns, waitingSince } from './deployment-turns'
import { waysOf } from './deployment-ways'
import { answersFrom, type GivenAnswer, offeredAnswers, type TakenAnswers } from './plan-answers'
import { SeenPlans } from './plan-changes'
import { type PlanRequest, planFor, planHasProblems, referencesIn } from './planning'
import { wouldWaitForItself } from './queue'
import { keepRenewal, renewalOf } from './release-renewal'
import { type StartTimes, soonOrLater, whyNotThen } from './start-rules'

/** What is to be deployed where, with what was answered to its prompts. */
export interface Start extends Omit<PlanRequest, 'answers'>, StartTimes {
  readonly answers?: readonly GivenAnswer[] | undefined
  /** A deployment of the same project, or a run of the same runbook, whose answers count where none are given. */
  readonly answersOf?: DeploymentId | undefined
  /** Of the plan that was looked at: only that one is to run. */
  readonly planHash?: Sha256 | undefined
  /** For whoever reads about it later. */
  readonly comment?: string | undefined
  /** Its turn comes before those of others that have none. */
  readonly hasPriority?: boolean | undefined
  /** Slipway begins it by itself, and not the person at this workstation: by a trigger or a lifecycle. */
  readonly isAlone?: boolean | undefined
}

/** The same release in several environments, or for several tenants. */
export interface StartAll extends StartTimes, Pick<Start, 'releaseId' | 'comment' | 'answersOf' | 'hasPriority'> {
  readonly places: readonly Pick<Start, 'environmentId' | 'tenantId' | 'choices' | 'planHash' | 'answers'>[]
  /** The release takes the variables of this moment, once nothing stands against what is to begin. */
  readonly updatesVariables?: boolean | undefined
}

const otherProcess = 'must be of the same project, and of the same runbook where it is a run'

/** What is planned to be looked at. */
type PlanWanted = Omit<PlanRequest, 'answers' | 'renewal'> & Pick<StartAll, 'updatesVariables'>

type Parent = NonNullable<Deployment['parent']>
type Queued = DeploymentFact & { readonly kind: 'queued' }

export interface StarterOptions {
  readonly lives: Lives
  readonly recorder: Recorder
  readonly turns: Turns
  readonly get: (id: DeploymentId) => Promise<Result<Deployment>>
}

/** Plans, checks, and puts deployments into the queue. */
export function createStarter(context: ServiceContext, { lives, recorder, turns, get }: StarterOptions) {
  const { store, logs, newId, now, user, exclusive } = context
  const seen = new SeenPlans()

  const launch = async ({ plan, snapshot, more, isAlone }: Ready): Promise<Live> => {
    const id = newId('deployment')
    const live = new Live(await logs.hold(id), waitingSince(now()))
    try {
      const queued: Queued = { kind: 'queued', id, plan, by: user, ...more }
      // What a step starts, Slipway starts.
      const door = isAlone ? ({ door: 'slipway' } as const) : {}
      const drafts = (summary: DeploymentSummary) =>
        launchDrafts(store, summary, { ...queued, snapshot }).map(draft => ({ ...draft, ...door }))
      await recorder.recordLaunch(live, queued, drafts)
    } catch (error) {
      logs.release(id)
      await logs.remove(id).catch(() => undefined)
      throw error
    }
    lives.set(id, live)
    turns.look()
    return live
  }

  const earlierAnswers = async ({ answersOf, releaseId }: Start): Promise<Result<readonly PlanAnswer[]>> => {
    if (answersOf === undefined) return ok([])
    const earlier = await get(answersOf)
    if (!earlier.ok) return earlier
    const { project, runbook, answers = [] } = earlier.value.plan
    const release = store.releases.get(releaseId)
    const isOfSame = release?.projectId === project.id && release.runbook?.id === runbook?.id
    // Else secrets would go where nobody put them.
    return isOfSame ? ok(answers) : fail(invalid('answersOf', otherProcess))
  }

  /** The plan that runs, with its answers, once nothing stands against it. */
  const checked = async (start: Start): Promise<Result<Checked>> => {
    const { releaseId, environmentId, tenantId, choices, answers, startAt, renewal } = start
    const request = { releaseId, environmentId, tenantId, choices, startAt, renewal }
    const asked = await planFor(context, request)
    if (!asked.ok) return asked
    const { prompts } = asked.value.result
    const earlier = await earlierAnswers(start)
    if (!earlier.ok) return earlier
    const offered = start.isAlone === true ? offeredAnswers(prompts) : []
    const given = answersFrom(prompts, answers ?? offered, earlier.value)
    if (!given.ok) return given
    const { shown } = given.value
    const again = prompts.length > 0 ? await planFor(context, { ...request, answers: shown }) : asked
    if (!again.ok) return again
    const { result, snapshot } = again.value
    const { plan, hash } = result
    if (plan === null || hash === null) return fail(planHasProblems(result.problems))
    if (start.planHash !== undefined && start.planHash !== hash) return fail(seen.changed(start.planHash, plan))
    const ways = await waysOf(store, plan, snapshot)
    return ways.ok ? ok({ plan, hash, snapshot, given: given.value }) : ways
  }

  /** Everything that is needed to begin; nothing is begun, and nothing can stand against it any more. */
  const readied = async (wanted: Start, parent: Parent | null): Promise<Result<Readied>> => {
    const found = await checked(wanted)
    if (!found.ok) return found
    const { plan, snapshot } = found.value
    const concurrencyTag = concurrencyTagOf(plan, snapshot, referencesIn(store))
    const tagged = concurrencyTag === null ? {} : { concurrencyTag }
    if (parent !== null && wouldWaitForItself(turns.entries(), parent.id, keyOf({ plan, ...tagged })))
      return fail(waitsForItself(plan))
    const beginning = { now: now(), startAt: wanted.startAt, whole: wholeOf(lives, parent) }
    const approved = approvalsFor(store, plan, beginning)
    if (!approved.ok) return approved
    const approvals = approved.value === null ? {} : { approvals: approved.value }
    const isAlone = parent !== null || wanted.isAlone === true
    const more = { ...launchOf(wanted, parent), ...approvals, ...tagged, ...superseding(plan) }
    return ok({ ...found.value, isAlone, more })
  }

  /** Whether it supersedes what is in the queue before it, unless its project wants each of them. */
  const superseding = (plan: Plan): Pick<Queued, 'supersedes'> =>
    isComplete(plan) && store.projects.get(plan.project.id)?.releases?.keepsQueued !== true ? { supersedes: true } : {}

  const answered = async ({ plan, snapshot, given, more, isAlone }: Readied): Promise<Result<Ready>> => {
    const kept = await given.kept(store.vault)
    return kept.ok ? ok({ plan: { ...plan, ...kept.value }, snapshot, more, isAlone }) : kept
  }

  const start = (given: Start, parent: Parent | null): Promise<Result<Live>> =>
    exclusive(async () => {
      const wanted = soonOrLater(given, now())
      const late = whyNotThen(wanted, now())
      if (late) return fail(late)
      const found = await readied(wanted, parent)
      if (!found.ok) return found
      const ready = await answered(found.value)
      return ready.ok ? ok(await launch(ready.value)) : ready
    })

  const renewalFor = async (given: Pick<StartAll, 'releaseId' | 'updatesVariables'>) =>
    given.updatesVariables === true ? renewalOf(context, given.releaseId) : ok(undefined)

  /** All of them are checked, and all secrets are where they belong, before the first one begins. */
  const startAll = (given: StartAll): Promise<Result<readonly DeploymentSummary[]>> =>
    exclusive(async () => {
      const { places, ...common } = soonOrLater(given, now())
      const late = whyNotThen(common, now()) ?? whyTwice(places)
      if (late) return fail(late)
      const renewal = await renewalFor(given)
      if (!renewal.ok) return renewal
      const found: Readied[] = []
      for (const [index, place] of places.entries()) {
        const readiedThere = await readied({ ...common, ...place, renewal: renewal.value }, null)
        if (!readiedThere.ok) return fail(there(store, index, place, readiedThere.failure))
        found.push(readiedThere.value)
      }
      const ready: Ready[] = []
      for (const item of found) {
        const kept = await answered(item)
        if (!kept.ok) return kept
        ready.push(kept.value)
      }
      if (renewal.value !== undefined) await keepRenewal(context, renewal.value)
      return launchAll(ready, places)
    })

  /** Where the disk fails on the way, the failure says what was begun: nobody is to begin that twice. */
  const launchAll = async (
    ready: readonly Ready[],
    places: StartAll['places']
  ): Promise<Result<readonly DeploymentSummary[]>> => {
    const started: Live[] = []
    for (const [index, item] of ready.entries())
      try {
        started.push(await launch(item))
      } catch (error) {
        const place = places[index]
        if (!(error instanceof FailureError) || place === undefined) throw error
        return fail(there(store, index, place, error.failure, started.map(summaryOf)))
      }
    return ok(started.map(summaryOf))
  }

  return {
    plan: async (given: PlanWanted): Promise<Result<PlanResult>> => {
      const wanted = soonOrLater(given, now())
      const renewal = await renewalFor(wanted)
      if (!renewal.ok) return renewal
      const planned = await planFor(context, { ...wanted, renewal: renewal.value })
      if (!planned.ok) return planned
      const { result } = planned.value
      seen.add(result.hash, result.plan)
      const shown = result.plan ?? result.draft
      const approvals = shown === undefined ? null : approvalStatus(store, shown, result.hash, wanted.startAt ?? now())
      return ok(approvals === null ? result : { ...result, approvals })
    },

    start: async (wanted: Start): Promise<Result<DeploymentSummary>> => {
      const started = await start(wanted, null)
      return started.ok ? ok(summaryOf(started.value)) : started
    },

    startAll,

    /** The same for a step of another deployment, whose reason to override a freeze counts here as well. */
    startFor: (parent: Parent, wanted: Start): Promise<Result<Live>> => {
      const whole = lives.get(parent.id)?.state
      const reason = whole && freezeReasonOf(whole)
      const choices = reason === undefined ? wanted.choices : { ...wanted.choices, overridesFreeze: reason }
      return start({ ...wanted, choices }, parent)
    }
  }
}

interface Checked {
  readonly plan: Plan
  readonly hash: Sha256
  readonly snapshot: ReleaseSnapshot
  readonly given: TakenAnswers
}

type More = Pick<
  Queued,
  'startAt' | 'expiresAt' | 'parent' | 'comment' | 'approvals' | 'hasPriority' | 'concurrencyTag' | 'supersedes'
>

interface Readied extends Checked {
  readonly more: More
  /** Nobody asked for it. */
  readonly isAlone: boolean
}

interface Ready {
  /** With its answers. */
  readonly plan: Plan
  readonly snapshot: ReleaseSnapshot
  readonly more: More
  readonly isAlone: boolean
}

const launchOf = ({ startAt, expiresAt, comment, hasPriority }: Start, parent: Parent | null): More => ({
  ...(startAt === undefined ? {} : { startAt }),
  ...(expiresAt === undefined ? {} : { expiresAt }),
  ...(parent === null ? {} : { parent }),
  ...(comment === undefined || comment === '' ? {} : { comment }),
  ...(hasPriority === true ? { hasPriority } : {})
})

function whyTwice(places: StartAll['places']): Failure | null {
  const seen = new Set<string>()
  for (const [index, { environmentId, tenantId }] of places.entries()) {
    const key = `${environmentId} ${tenantId ?? ''}`
    const field = tenantId === undefined ? 'environmentId' : 'tenantId'
    if (seen.has(key)) return invalid(`places.${index}.${field}`, 'must not be named twice')
    seen.add(key)
  }
  return null
}

/** The refusal of one of several, saying which one it is about. */
function there(
  store: ServiceContext['store'],
  index: number,
  { environmentId, tenantId }: StartAll['places'][number],
  failure: Failure,
  started: readonly DeploymentSummary[] = []
): Failure {
  const environmentName = store.environments.get(environmentId)?.name ?? environmentId
  const tenant = tenantId === undefined ? undefined : store.tenants.get(tenantId)
  const name = placeOf({ environmentName, tenant })
  return {
    ...failure,
    message: `${name}: ${failure.message} ${startedWords(started)}`,
    remedy: started.length === 0 ? failure.remedy : `${failure.remedy} Then start only what is missing.`.trim(),
    detail: {
      ...failure.detail,
      ...(started.length === 0 ? {} : { started: started.map(({ id }) => id).join(' ') }),
      environmentId,
      ...(tenantId === undefined ? {} : { tenantId })
    },
    ...(failure.issues === undefined
      ? {}
      : { issues: failure.issues.map(issue => ({ ...issue, path: `places.${index}.${issue.path}` })) })
  }
}

/** How many of those that were started are named. */
const namedAtMost = 5

function startedWords(started: readonly DeploymentSummary[]): string {
  if (started.length === 0) return 'Nothing was started.'
  const names = started.slice(0, namedAtMost).map(placeOf)
  const others = started.length - names.length
  const all = listOf(others === 0 ? names : [...names, `${others} more`])
  return `${all} ${started.length === 1 ? 'was' : 'were'} started before that, and nothing else.`
}

const waitsForItself = ({ project, environment }: Plan): Failure => ({
  kind: 'in-use',
  message: `Deploying ${project.name} to ${environment.name} from here would wait for itself for ever.`,
  remedy: 'Take out the step that leads in a circle, or deploy this release on its own.'
})
