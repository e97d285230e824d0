import type { AuditDraft } from '@shared/audit'
import { type Failure, notFound } from '@shared/failure'
import type { TargetId } from '@shared/ids'
import { type HealthView, healthWords, type TargetHealth } from '@shared/model/health'
import type { Target } from '@shared/model/target'
import { fail, ok, type Result } from '@shared/result'
import { inParallel } from '../engine/parallel'
import type { ServiceContext } from './context'
import type { Deployments } from './deployments'
import { type CheckOne, createCheckOne } from './health-check'
import { dueAt } from './health-schedule'
import { verdictOf } from './health-verdict'
import type { Policies } from './policies'
import type { ServicePorts } from './ports'
import { byName } from './rules'

/** How many targets are checked at the same time. */
const atOnce = 10
/** How long the schedule rests at most; what changes in between is noticed then. Milliseconds. */
const restMs = 30_000

type Ports = Pick<ServicePorts, 'ssh' | 'here' | 'now' | 'sleep' | 'random'>

/** The health of targets: checked when somebody asks, and by schedule while a window is open. */
export function createHealth(
  context: ServiceContext,
  policies: Pick<Policies, 'of'>,
  deployments: Pick<Deployments, 'openOn'>,
  ports: Ports,
  checkOne: CheckOne = createCheckOne(context, ports)
) {
  const { store, now, publish, exclusive, report } = context
  const openedAt = now()
  const stop = new AbortController()
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
  const keep = (health: TargetHealth, checked: Target, isAsked: boolean): Promise<void> =>
    exclusive(async () => {
      const target = store.targets.get(checked.id)
      if (!target || placeOf(target) !== placeOf(checked)) return
      const before = store.targetHealth.get(target.id)?.status ?? 'unknown'
      const drafts = isAsked && before !== health.status ? [statusDraft(target, before, health)] : []
      await store.commit([store.targetHealth.putting(health)], drafts)
    })

  const check = async (target: Target, isAsked: boolean): Promise<void> => {
    const found = await checkOne(target, policies.of(target), stop.signal)
    if (stop.signal.aborted) return
    if (found.ok) return keep({ id: target.id, checkedAt: now(), ...verdictOf(found.value) }, target, isAsked)
    // The schedule does not replace what is known by the news that it could not look.
    if (isAsked) await keep(unknown(target, found.failure, now()), target, isAsked)
  }

  /** Joins a check of the target that is under way. */
  const checkNow = (target: Target, isAsked: boolean): Promise<void> => {
    const known = running.get(target.id)
    if (known) return known
    const mine = check(target, isAsked)
      .catch((error: unknown) => report(`The health check of ${target.name} broke off: ${String(error)}`))
      .finally(() => {
        running.delete(target.id)
        if (!stop.signal.aborted) announce(target.id)
      })
    running.set(target.id, mine)
    announce(target.id)
    return mine
  }

  const due = (): readonly Target[] =>
    store.targets.all().filter(target => {
      const at = dueOf(target)
      return at !== null && at <= now() && !running.has(target.id) && deployments.openOn(target.id).length === 0
    })

  const schedule = async (): Promise<void> => {
    while (!stop.signal.aborted) {
      await ports.sleep(restMs, stop.signal)
      await inParallel(due(), atOnce, stop.signal, target => checkNow(target, false))
    }
  }
  let scheduling: Promise<void> = Promise.resolve()

  return {
    list: async (): Promise<Result<readonly HealthView[]>> => ok(byName(store.targets.all()).map(viewOf)),

    /** Checks these targets, or all that are enabled, and answers when all are done. */
    check: async (ids: readonly TargetId[] | undefined): Promise<Result<readonly HealthView[]>> => {
      const missing = ids?.find(id => !store.targets.get(id))
      if (missing !== undefined) return fail(notFound('target', missing))
      const wanted = byName(store.targets.all()).filter(target => ids?.includes(target.id) ?? !target.isDisabled)
      await inParallel(wanted, atOnce, stop.signal, target => checkNow(target, true))
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

    /** Ends what is under way, because the workspace is being closed. */
    stop: (): void => stop.abort(),
    /** Settles when nothing is under way any more. */
    stopped: async (): Promise<void> => {
      await Promise.all([...running.values(), scheduling])
    }
  }
}

const placeOf = (target: Target): string =>
  target.kind === 'local' ? 'here' : `${target.host} ${target.port} ${target.accountId} ${target.viaId}`

const unknown = ({ id }: Target, { message, remedy }: Failure, checkedAt: number): TargetHealth => ({
  id,
  status: 'unknown',
  checkedAt,
  summary: `It could not be checked. ${message}`,
  stages: [{ host: '', stage: 'check', outcome: 'failed', detail: message, remedy }]
})

const statusDraft = ({ id, name }: Target, before: TargetHealth['status'], health: TargetHealth): AuditDraft => ({
  verb: 'changed',
  subject: { kind: 'target', id, name },
  summary: `The health check of “${name}” found it ${healthWords[health.status]}.`,
  changes: [{ field: 'Health', before: healthWords[before], after: healthWords[health.status] }]
})
