import {
  type Deployment,
  type DeploymentEvent,
  type DeploymentFact,
  type DeploymentSummary,
  isOpen
} from '@shared/deployment'
import { applyEvent, DeploymentFold, summarize } from '@shared/deployment-reducer'
import { type Failure, notFound } from '@shared/failure'
import type { DeploymentId, EnvironmentId, ProjectId, ReleaseId, TargetId } from '@shared/ids'
import type { ReleaseSnapshot } from '@shared/model/release'
import type { Plan, PlanResult } from '@shared/plan/plan'
import { fail, ok, type Result } from '@shared/result'
import { secretsOf } from '@shared/variables/resolve'
import type { DeploymentRequest } from '../engine/context'
import type { EnginePorts } from '../engine/ports'
import type { DeploymentLog } from '../store/store'
import { launchDrafts, turnDrafts } from './audit-deployments'
import type { ServiceContext } from './context'
import { announce, isTurn } from './deployment-signals'
import { endpointsOf, loginSecretsOf } from './endpoints'
import { answersFrom, type GivenAnswer } from './plan-answers'
import { type PlanRequest, planFor, planHasProblems, referencesIn } from './planning'
import type { RunDeployment } from './ports'
import { sudoersOf } from './sudoers'
import { sourcesIn } from './variable-check'

export type Deployments = ReturnType<typeof createDeployments>

/** Makes what the engine asks for, for one deployment. */
export type EnginePortsFor = (endpoints: Endpoints, emit: (fact: DeploymentFact) => Promise<void>) => EnginePorts
type Endpoints = Extract<Awaited<ReturnType<typeof endpointsOf>>, { ok: true }>['value']

/** How its targets are reached and who can become another user there, with opened secrets. */
interface Ways {
  readonly endpoints: Endpoints
  readonly sudo: NonNullable<DeploymentRequest['sudo']>
}

/** A deployment that this process runs. */
interface Live {
  readonly id: DeploymentId
  readonly log: DeploymentLog
  readonly abort: AbortController
  /** Why its log could not be written; from then on nothing more is recorded and the engine is told to stop. */
  broken: unknown
  fold: DeploymentFold
  /** To look at and not to keep; null until it is queued. */
  readonly state: Deployment | null
  /** Settles when everything recorded so far was announced, in order. */
  announced: Promise<void>
  /** Settles when it is over and nothing of it is open any more. */
  over: Promise<void>
}

/** What is to be deployed where, with what was answered to its prompts. */
export interface Start extends Omit<PlanRequest, 'answers'> {
  readonly answers?: readonly GivenAnswer[] | undefined
}

/** Narrows the list; `limit` is the most that are returned. */
export interface ListFilter {
  readonly projectId?: ProjectId | undefined
  readonly environmentId?: EnvironmentId | undefined
  readonly limit: number
}

/** Deployments: planned, started, followed, cancelled. `record` is the only writer of their state. */
export function createDeployments(context: ServiceContext, runDeployment: RunDeployment, enginePorts: EnginePortsFor) {
  const { store, logs, newId, now, user, thisMachine, exclusive, report } = context

  /** Whether a run of the plan needs a secret that is in the vault, now or as soon as an answer is put there. */
  const needsVault = (plan: Plan, snapshot: ReleaseSnapshot): boolean =>
    secretsOf({
      sources: sourcesIn(snapshot),
      references: referencesIn(store),
      answers: plan.answers ?? []
    }).size > 0

  const live = new Map<DeploymentId, Live>()

  /** Stamps a fact, adds it to the state, appends it to the log, and announces it once the log has it. */
  async function record(deployment: Live, fact: DeploymentFact, snapshot: ReleaseSnapshot | null = null) {
    if (deployment.broken !== null) throw deployment.broken
    const event = { ...fact, seq: deployment.fold.seq + 1, at: now() }
    deployment.fold.add(event)
    const summary = isTurn(event.kind) ? summarizeLive(deployment) : null
    const appended = deployment.log.append(event).catch((error: unknown) => {
      deployment.broken = error
      deployment.abort.abort()
      throw error
    })
    const turn = Promise.all([appended, deployment.announced]).then(() =>
      announce(context, deployment.log, event, summary, draftsFor(event, summary, snapshot))
    )
    deployment.announced = turn.catch(() => undefined)
    await turn
  }

  const draftsFor = (event: DeploymentEvent, summary: DeploymentSummary | null, snapshot: ReleaseSnapshot | null) => {
    if (!summary) return []
    if (event.kind !== 'queued' || !snapshot) return turnDrafts(event, summary)
    return launchDrafts(store, summary, event.plan, snapshot)
  }

  /** Newest first, with what is going on right now. */
  const current = (stored: readonly DeploymentSummary[]): readonly DeploymentSummary[] =>
    stored
      .map(item => {
        const state = live.get(item.id)?.state
        return state ? summarize(state) : item
      })
      .sort((a, b) => b.queuedAt - a.queuedAt)

  const openSummaries = (): readonly DeploymentSummary[] =>
    [...live.values()].flatMap(({ state }) => (state && isOpen(state) ? [summarize(state)] : []))

  const run = async (deployment: Live, plan: Plan, snapshot: ReleaseSnapshot, ways: Ways): Promise<void> => {
    const { endpoints, sudo } = ways
    const logins = loginSecretsOf(endpoints)
    const ports = enginePorts(endpoints, fact => record(deployment, fact))
    const { signal } = deployment.abort
    const { id } = deployment
    try {
      await runDeployment({
        id,
        plan,
        snapshot,
        requestedBy: user,
        references: referencesIn(store),
        sudo,
        logins,
        ports,
        signal,
        thisMachine
      })
    } catch (error) {
      report(`The engine broke off deployment ${deployment.id}: ${String(error)}`)
    }
    await deployment.announced
    await settle(deployment.id, deployment.log, closed => {
      deployment.fold = new DeploymentFold(closed)
    })
    live.delete(deployment.id)
    logs.release(deployment.id)
  }

  /**
   * Closes a deployment that nobody runs any more: what its log says decides, and an open one becomes interrupted.
   * Nothing is thrown, because where even this cannot be written the next start does it.
   */
  async function settle(id: DeploymentId, log: DeploymentLog, onClosed = (_closed: Deployment) => {}): Promise<void> {
    try {
      const state = await log.state()
      if (!state || !isOpen(state)) return
      const event = { kind: 'interrupted', seq: state.seq + 1, at: now() } as const
      await log.append(event)
      const closed = applyEvent(state, event)
      onClosed(closed)
      const summary = summarize(closed)
      await announce(context, log, event, summary, turnDrafts(event, summary))
    } catch (error) {
      report(`Deployment ${id} could not be closed: ${String(error)}`)
    }
  }

  const begin = async (plan: Plan, snapshot: ReleaseSnapshot, ways: Ways): Promise<DeploymentSummary> => {
    const id = newId('deployment')
    const log = await logs.hold(id)
    const nothing = Promise.resolve()
    const abort = new AbortController()
    const deployment: Live = {
      id,
      log,
      abort,
      broken: null,
      fold: new DeploymentFold(),
      get state() {
        return this.fold.peek()
      },
      announced: nothing,
      over: nothing
    }
    try {
      await record(deployment, { kind: 'queued', id, plan, by: user }, snapshot)
    } catch (error) {
      logs.release(id)
      await logs.remove(id).catch(() => undefined)
      throw error
    }
    const queued = summarizeLive(deployment)
    live.set(id, deployment)
    deployment.over = run(deployment, plan, snapshot, ways)
    return queued
  }

  const whyNotNow = (releaseId: ReleaseId, environmentId: EnvironmentId): Failure | null => {
    const projectId = store.releases.get(releaseId)?.projectId
    const first = openSummaries().find(item => item.projectId === projectId && item.environmentId === environmentId)
    return first ? alreadyDeploying(first) : null
  }

  return {
    plan: async (request: Start): Promise<Result<PlanResult>> => {
      const planned = await planFor(context, { ...request, answers: undefined })
      return planned.ok ? ok(planned.value.result) : planned
    },

    start: ({ releaseId, environmentId, answers }: Start): Promise<Result<DeploymentSummary>> =>
      exclusive(async () => {
        const busy = whyNotNow(releaseId, environmentId)
        if (busy) return fail(busy)
        const asked = await planFor(context, { releaseId, environmentId })
        if (!asked.ok) return asked
        const given = answersFrom(asked.value.result.prompts, answers ?? [])
        if (!given.ok) return given
        const { shown } = given.value
        const isAsked = asked.value.result.prompts.length > 0
        const checked = isAsked ? await planFor(context, { releaseId, environmentId, answers: shown }) : asked
        if (!checked.ok) return checked
        const { result, snapshot } = checked.value
        if (!result.plan) return fail(planHasProblems(result.problems))
        const endpoints = await endpointsOf(store, result.plan)
        if (!endpoints.ok) return endpoints
        // A vault that is not open is asked for before anything is queued, and not in the middle of a run.
        const closed = needsVault(result.plan, snapshot) ? await store.vault.guard.ready() : null
        if (closed) return fail(closed)
        const sudo = await sudoersOf(store, result.plan)
        if (!sudo.ok) return sudo
        const plan = { ...result.plan, ...(await given.value.kept(store.vault)) }
        return ok(await begin(plan, snapshot, { endpoints: endpoints.value, sudo: sudo.value }))
      }),

    cancel: async (id: DeploymentId): Promise<Result<null>> => {
      const deployment = live.get(id)
      if (deployment?.state?.state === 'cancelling') return ok(null)
      if (!deployment?.state || !isOpen(deployment.state))
        return fail((await store.deployments.get(id)) ? alreadyOver : notFound('deployment', id))
      const recorded = record(deployment, { kind: 'cancel-requested', by: user })
      deployment.abort.abort()
      await recorded
      return ok(null)
    },

    list: async ({ limit, ...filter }: ListFilter): Promise<Result<readonly DeploymentSummary[]>> =>
      ok(current(await store.deployments.newest(filter, limit))),

    get: async (id: DeploymentId): Promise<Result<Deployment>> => {
      const state = live.get(id)?.fold.state()
      if (state) return ok(state)
      if (!(await store.deployments.get(id))) return fail(notFound('deployment', id))
      const stored = await logs.use(id, log => log.state())
      return stored ? ok(stored) : fail(notFound('deployment', id))
    },

    /** The newest of each project in each environment. */
    latest: (): readonly DeploymentSummary[] => current(store.deployments.latest()),

    /** Those that are not over, described for a sentence. */
    openOn: (target: TargetId): readonly string[] =>
      [...live.values()].flatMap(({ state }) =>
        state && isOpen(state) && state.plan.targets.some(item => item.id === target)
          ? [described(summarize(state))]
          : []
      ),
    openOf: (project: ProjectId): readonly string[] =>
      openSummaries()
        .filter(item => item.projectId === project)
        .map(described),
    open: (): readonly string[] => openSummaries().map(described),

    /** Waits until those that are over have let go of their logs. */
    letGo: async (): Promise<void> => {
      const closed = [...live.values()].filter(({ state }) => !state || !isOpen(state))
      await Promise.all(closed.map(deployment => deployment.over))
    },

    /** Cancels all and waits until each is over. */
    cancelAll: async (): Promise<void> => {
      const all = [...live.values()]
      for (const deployment of all) {
        if (deployment.state && isOpen(deployment.state) && deployment.state.state !== 'cancelling')
          void record(deployment, { kind: 'cancel-requested', by: user }).catch(error => report(String(error)))
        deployment.abort.abort()
      }
      await Promise.all(all.map(deployment => deployment.over))
    },

    settle
  }
}

const summarizeLive = (deployment: Live): DeploymentSummary => {
  if (!deployment.state) throw new Error('A deployment that is not queued has no summary')
  return summarize(deployment.state)
}

const described = (item: DeploymentSummary): string =>
  `the deployment of ${item.projectName} ${item.releaseVersion} to ${item.environmentName}`

const alreadyDeploying = (first: DeploymentSummary): Failure => ({
  kind: 'in-use',
  message: `${first.projectName} ${first.releaseVersion} is being deployed to ${first.environmentName} at this moment.`,
  remedy: 'Wait until that deployment is over, or cancel it.',
  detail: { deploymentId: first.id }
})

const alreadyOver: Failure = {
  kind: 'conflict',
  message: 'The deployment is over, so there is nothing to cancel.',
  remedy: 'Nothing needs to be done.'
}
