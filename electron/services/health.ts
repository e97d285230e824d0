import type { AuditDraft } from '@shared/audit'
import { type Failure, notFound } from '@shared/failure'
import type { TargetId } from '@shared/ids'
import { type HealthView, healthWords, type Policy, type TargetHealth } from '@shared/model/health'
import { isReached, type Target } from '@shared/model/target'
import { fail, ok, type Result } from '@shared/result'
import type { CheckedTarget, HealthPort } from '../engine/ports'
import type { ServiceContext } from './context'
import type { Deployments } from './deployments'
import { type CheckOne, checkGivenUp, createCheckOne } from './health-check'
import { dueAt } from './health-schedule'
import { type Findings, failureOf, type TestedStages, verdictOf, verdictOfTest } from './health-verdict'
import { inParallel } from './parallel'
import type { Policies } from './policies'
import type { ServicePorts } from './ports'
import { byName } from './rules'

/** How many targets are checked at the same time. */
const atOnce = 10
/** How long the schedule rests at most; what changes in between is noticed then. Milliseconds. */
const restMs = 30_000

/** What found out how a target is. */
type By = 'health check' | 'connection test' | 'schedule'

type Ports = Pick<ServicePorts, 'ssh' | 'here' | 'now' | 'sleep' | 'random'>

/** The health of targets: checked when somebody asks, and by schedule while a window is open. */
export function createHealth(
  context: ServiceContext,
  policies: Pick<Policies, 'of'>,
  deployments: Pick<Deployments, 'underWayOn'>,
  ports: Ports,
  checkOne: CheckOne = createCheckOne(context, ports)
) {
  const { store, now, publish, exclusive, report } = context
  const openedAt = now()
  const stop = new AbortController()
  /** Ends the checks that are under way. */
  let current = new AbortController()
  const running = new Map<TargetId, Promise<void>>()
  let isScheduled = false

  const dueOf = (target: Target): number | null =>
    isScheduled ? dueAt(target, policies.of(target), store.targetHealth.get(target.id), openedAt) : null

  const viewOf = (target: Target): HealthView => {
    const last = store.targetHealth.get(target.id)
    return {
      targetId: target.id,
      status: last?.status ?? 'unknown',
      checkedAt: last?.checkedAt ?? null,
      summary: last?.summary ?? 'It was never checked.',
      stages: last?.stages ?? [],
      isChecking: running.has(target.id),
      nextDueAt: dueOf(target)
    }
  }
  const announce = (id: TargetId): void => {
    const target = store.targets.get(id)
    if (target) publish({ type: 'health.changed', health: viewOf(target) })
  }

  /** Keeps a result, unless the target went or became another machine meanwhile. */
  const keep = (health: TargetHealth, checked: Target, by: By): Promise<void> =>
    exclusive(async () => {
      const target = store.targets.get(checked.id)
      if (!target || placeOf(target) !== placeOf(checked)) return
      const before = store.targetHealth.get(target.id)?.status ?? 'unknown'
      const drafts = by !== 'schedule' && before !== health.status ? [statusDraft(target, before, health, by)] : []
      await store.commit([store.targetHealth.putting(health)], drafts)
    })

  /** Keeps what a connection test found, so that the health does not say otherwise. */
  const learn = async (target: Target, policy: Policy, found: TestedStages): Promise<void> => {
    const verdict = verdictOfTest(found, policy, store.targetHealth.get(target.id))
    if (verdict === null) return
    await keep({ id: target.id, checkedAt: now(), ...verdict }, target, 'connection test')
    announce(target.id)
  }

  const check = async (
    target: Target,
    isAsked: boolean,
    policy = policies.of(target),
    signal = current.signal
  ): Promise<Result<Findings>> => {
    const found = await checkOne(target, policy, signal)
    if (signal.aborted) return found
    const by = isAsked ? 'health check' : 'schedule'
    if (found.ok) await keep({ id: target.id, checkedAt: now(), ...verdictOf(found.value) }, target, by)
    // The schedule does not replace what is known by the news that it could not look.
    else if (isAsked) await keep(unknown(target, found.failure, now()), target, by)
    return found
  }

  /** Notes that a check is under way. Never rejects. */
  const track = ({ id, name }: Target, work: Promise<unknown>): Promise<void> => {
    const mine = work
      .catch((error: unknown) => report(`The health check of ${name} broke off: ${String(error)}`))
      .then(() => {
        running.delete(id)
        if (!stop.signal.aborted) announce(id)
      })
    running.set(id, mine)
    announce(id)
    return mine
  }

  /** Joins a check of the target that is under way. */
  const checkNow = (target: Target, isAsked: boolean): Promise<void> =>
    running.get(target.id) ?? track(target, check(target, isAsked))

  /** For a step: looks by itself, after whoever looks already, because what they look at may be something else. */
  const checkForStep: HealthPort['check'] = async (id, how, signal) => {
    const both = AbortSignal.any([signal, stop.signal])
    const given = new Promise<void>(resolve => both.addEventListener('abort', () => resolve(), { once: true }))
    for (let other = running.get(id); other && !both.aborted; other = running.get(id))
      await Promise.race([other, given])
    if (both.aborted) return fail(checkGivenUp)
    const target = store.targets.get(id)
    if (!target) return fail(notFound('target', id))
    const policy = { ...policies.of(target), isConnectionOnly: how === 'connection' }
    const work = check(target, true, policy, both)
    void track(target, work)
    const found = await work
    return found.ok ? checkedOf(target, found.value) : found
  }

  const due = (): readonly Target[] =>
    store.targets.all().filter(target => {
      const at = dueOf(target)
      return at !== null && at <= now() && !running.has(target.id) && deployments.underWayOn(target.id).length === 0
    })

  const schedule = async (): Promise<void> => {
    while (!stop.signal.aborted) {
      await ports.sleep(restMs, stop.signal)
      await inParallel(due(), atOnce, stop.signal, target => checkNow(target, false))
    }
  }
  let scheduling: Promise<void> = Promise.resolve()

  return {
    /** What steps check by. */
    port: { check: checkForStep } satisfies HealthPort,
    learn,

    list: async (): Promise<Result<readonly HealthView[]>> => ok(byName(store.targets.all()).map(viewOf)),

    /** Checks these targets, or all that are enabled, and answers when all are done. */
    check: async (ids: readonly TargetId[] | undefined): Promise<Result<readonly HealthView[]>> => {
      const missing = ids?.find(id => !store.targets.get(id))
      if (missing !== undefined) return fail(notFound('target', missing))
      const wanted = byName(store.targets.all()).filter(
        target => ids?.includes(target.id) ?? (!target.isDisabled && isReached(target))
      )
      await inParallel(wanted, atOnce, current.signal, target => checkNow(target, true))
      return ok(wanted.flatMap(({ id }) => store.targets.get(id) ?? []).map(viewOf))
    },

    /** From now on targets are also checked as often as their policies say. */
    startSchedule: (): void => {
      if (isScheduled) return
      isScheduled = true
      scheduling = schedule().catch((error: unknown) =>
        report(`The schedule of health checks broke off: ${String(error)}`)
      )
    },

    /** Ends the checks that are under way; others may follow. */
    interrupt: (): void => {
      current.abort()
      current = new AbortController()
    },
    /** Ends what is under way, because the workspace is being closed. */
    stop: (): void => {
      stop.abort()
      current.abort()
    },
    /** Settles when nothing is under way any more. */
    stopped: async (): Promise<void> => {
      await Promise.all([...running.values(), scheduling])
    }
  }
}

export type Health = ReturnType<typeof createHealth>

/** What a step is told: fails unless the target can be used. */
function checkedOf(target: Target, findings: Findings): Result<CheckedTarget> {
  const { status, summary } = verdictOf(findings)
  const failure = failureOf(target.name, findings)
  if (failure !== null) return fail(failure)
  return ok({ status: status === 'has-warnings' ? status : 'healthy', words: summary })
}

const placeOf = (target: Target): string =>
  target.kind === 'ssh' ? `${target.host} ${target.port} ${target.accountId} ${target.viaId}` : target.kind

const unknown = ({ id }: Target, { message, remedy }: Failure, checkedAt: number): TargetHealth => ({
  id,
  status: 'unknown',
  checkedAt,
  summary: `It could not be checked. ${message}`,
  stages: [{ host: '', stage: 'check', outcome: 'failed', detail: message, remedy }]
})

const statusDraft = (
  { id, name }: Target,
  before: TargetHealth['status'],
  health: TargetHealth,
  by: Exclude<By, 'schedule'>
): AuditDraft => ({
  verb: 'changed',
  subject: { kind: 'target', id, name },
  summary: `The ${by} of “${name}” found it ${healthWords[health.status]}.`,
  changes: [{ field: 'Health', before: healthWords[before], after: healthWords[health.status] }]
})
