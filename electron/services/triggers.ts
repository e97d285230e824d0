import type { AuditDraft } from '@shared/audit'
import { type Failure, notFound } from '@shared/failure'
import type { ProjectId, TriggerId } from '@shared/ids'
import type { PackageRecord } from '@shared/model/package'
import { sameName } from '@shared/model/text'
import type { Trigger, TriggerInput, TriggerWhen } from '@shared/model/trigger'
import { slotName } from '@shared/packages/slots'
import { fail, ok, type Result } from '@shared/result'
import type { TriggerListing } from '@shared/trigger-calls'
import { doesWords, scheduleWords } from '@shared/triggers/words'
import { newestFirst } from '@shared/versions'
import { type Audited, draftsOf } from './audit-drafts'
import type { ServiceContext, Signal } from './context'
import { createExclusive } from './exclusive'
import type { ServicePorts } from './ports'
import { byName, nameTaken } from './rules'
import { type Cause, createTriggerActions, type Outcome, type TriggerWork, withBegun } from './trigger-actions'
import { slotOf, troubleOf, whyRefused } from './trigger-checks'
import { createTriggerClock } from './trigger-clock'
import { scheduleTrouble, timeBefore, timesAfter } from './trigger-times'

type Ports = Pick<ServicePorts, 'runsTriggers' | 'sleep'>

/** How soon it is written down again that there was nothing to do, in milliseconds. */
const sayAgainMs = 60_000

/** Triggers: what is done at a time, or when a package comes in, without anybody asking. */
export function createTriggers(context: ServiceContext, ports: Ports, work: TriggerWork) {
  const { store, newId, now, publish, exclusive, report } = context
  const { triggers } = store
  const carryOut = createTriggerActions(context, work)
  const running = new Map<TriggerId, Promise<void>>()
  const arrivals = createExclusive()
  let arriving: Promise<unknown> = Promise.resolve()
  let beginning: Promise<void> = Promise.resolve()
  let isClosed = false
  const changed = () => publish({ type: 'catalog.changed', entity: 'trigger' })
  const clock = createTriggerClock({ now, sleep: ports.sleep, report }, () => triggers.all().filter(isAwake), {
    due: trigger => void fire(trigger.id, { kind: 'time' }),
    missed: (trigger, at) => void note(trigger.id, missedAt(at)).catch(broken(trigger))
  })

  const isAwake = ({ isDisabled, projectId }: Trigger): boolean =>
    isDisabled !== true && store.projects.get(projectId)?.releases?.isDisabled !== true

  const broken = (trigger: Trigger) => (error: unknown) =>
    report(`The trigger ${trigger.name} broke off: ${String(error)}`)

  /** Writes down what became of a trigger. Of what it says again and again the audit log hears once. */
  const note = (id: TriggerId, outcome: Outcome): Promise<void> =>
    exclusive(async () => {
      const trigger = triggers.get(id)
      if (!trigger) return
      const isNews = trigger.last?.outcome !== outcome.outcome || trigger.last.message !== outcome.message
      if (!isNews && outcome.outcome === 'nothing-to-do' && now() - (trigger.last?.at ?? 0) < sayAgainMs) return
      const isTold = outcome.outcome === 'done' || (isNews && outcome.outcome !== 'nothing-to-do')
      const after: Trigger = { ...trigger, last: { at: now(), ...(await withBegun(store, trigger, outcome)) } }
      await store.commit([triggers.putting(after)], isTold ? [firedDraft(store, trigger, outcome)] : [])
      changed()
    })

  /** One at a time for each trigger; a time that comes meanwhile is left out. */
  const fire = (id: TriggerId, cause: Cause): Promise<void> => {
    const under = running.get(id)
    if (under) return under
    const trigger = triggers.get(id)
    if (!trigger || isClosed) return Promise.resolve()
    const mine = carryOut(trigger, cause)
      .catch((error: unknown): Outcome => {
        broken(trigger)(error)
        return { outcome: 'failed', message: 'It broke off because of a defect in Slipway.' }
      })
      .then(outcome => note(id, outcome))
      .catch(broken(trigger))
      .finally(() => running.delete(id))
    running.set(id, mine)
    return mine
  }

  const waitsFor = (trigger: Trigger, { packageId }: PackageRecord): boolean => {
    if (trigger.when.kind !== 'package' || !isAwake(trigger)) return false
    const slot = slotOf(store, trigger.projectId, trigger.when)
    return slot !== undefined && sameName(slot.packageId, packageId)
  }

  const put = async (record: Trigger, before: Trigger | null): Promise<Result<Trigger>> => {
    await store.commit([triggers.putting(record)], draftsOf(triggerAudit(context), before, record))
    changed()
    clock.look()
    return ok(record)
  }

  const refused = (projectId: ProjectId, value: TriggerInput, self?: TriggerId): Failure | null => {
    const own = triggers.all().filter(item => item.projectId === projectId)
    const taken = nameTaken('a trigger of this project', own, value.name, 'value.name', self)
    return taken ?? whyRefused(store, projectId, value, now())
  }

  const listed = (trigger: Trigger): TriggerListing => ({
    ...trigger,
    nextAt: ports.runsTriggers && isAwake(trigger) ? clock.nextOf(trigger) : null,
    trouble: troubleOf(store, trigger.projectId, trigger)?.sentence ?? null
  })

  /** What set a trigger for packages off last, or would: the newest version that is there. */
  const newestPackage = (trigger: Trigger, when: Extract<TriggerWhen, { kind: 'package' }>): Cause | null => {
    const slot = slotOf(store, trigger.projectId, when)
    const newest = newestFirst('semver')
    const [record] = store.packages
      .all()
      .filter(item => slot !== undefined && sameName(item.packageId, slot.packageId))
      .sort((a, b) => newest(a.version, b.version))
    return record ? { kind: 'package', record } : null
  }

  const begin = async (): Promise<void> => {
    for (const trigger of triggers.all().filter(isAwake)) {
      const missed = missedBy(trigger, now())
      if (missed !== null) await note(trigger.id, missedAt(missed)).catch(broken(trigger))
    }
    if (!isClosed) clock.begin()
  }

  return {
    list: async (projectId: ProjectId | undefined): Promise<Result<readonly TriggerListing[]>> =>
      ok(byName(triggers.all().filter(item => projectId === undefined || item.projectId === projectId)).map(listed)),

    create: (projectId: ProjectId, value: TriggerInput): Promise<Result<Trigger>> =>
      exclusive(async () => {
        if (!store.projects.get(projectId)) return fail(notFound('project', projectId))
        const failure = refused(projectId, value)
        return failure ? fail(failure) : put({ ...value, id: newId('trigger'), projectId, since: now() }, null)
      }),

    update: (id: TriggerId, value: TriggerInput): Promise<Result<Trigger>> =>
      exclusive(async () => {
        const current = triggers.get(id)
        if (!current) return fail(notFound('trigger', id))
        const failure = refused(current.projectId, value, id)
        if (failure) return fail(failure)
        const last = current.last === undefined ? {} : { last: current.last }
        return put({ ...value, id, projectId: current.projectId, since: now(), ...last }, current)
      }),

    delete: (id: TriggerId): Promise<Result<null>> =>
      exclusive(async () => {
        const current = triggers.get(id)
        if (!current) return fail(notFound('trigger', id))
        await store.commit([triggers.removing(id)], draftsOf(triggerAudit(context), current, null))
        changed()
        return ok(null)
      }),

    /** Sets it off as if its time, or the newest package that is there, had just come. */
    fire: async (id: TriggerId): Promise<Result<Trigger>> => {
      const trigger = triggers.get(id)
      if (!trigger) return fail(notFound('trigger', id))
      if (trigger.isDisabled === true) return fail(isOff(trigger))
      const cause = trigger.when.kind === 'schedule' ? { kind: 'asked' as const } : newestPackage(trigger, trigger.when)
      if (cause === null && troubleOf(store, trigger.projectId, trigger) === null)
        await note(id, { outcome: 'nothing-to-do', message: 'No version of its package is in the repository.' })
      else await fire(id, cause ?? { kind: 'asked' })
      return ok(triggers.get(id) ?? trigger)
    },

    times: async (when: TriggerWhen, count: number): Promise<Result<readonly number[]>> => {
      if (when.kind !== 'schedule') return ok([])
      const failure = scheduleTrouble(when, 'when', now())
      return failure ? fail(failure) : ok(timesAfter(when, now(), count))
    },

    /** Hears of what decides whether something is set off. */
    hear: (signal: Signal): void => {
      if (signal.type === 'catalog.changed' && signal.entity === 'project') clock.look()
    },

    /** A package came into the repository: not as part of a release that is being made. */
    arrived: (record: PackageRecord): void => {
      if (!ports.runsTriggers) return
      // One after the other, so that two of them do not make the same release.
      arriving = arrivals(async () => {
        for (const trigger of triggers.all().filter(item => waitsFor(item, record))) {
          await running.get(trigger.id)
          await fire(trigger.id, { kind: 'package', record })
        }
      })
    },

    /** Begins with schedules; what was missed since is told once, and not made up for. */
    begin: (): void => {
      if (ports.runsTriggers) beginning = begin()
    },

    /** Sets nothing off any more, because the workspace is being closed. */
    stop: (): void => {
      isClosed = true
      clock.stop()
    },
    /** Settles when nothing is being set off at the moment. */
    settled: async (): Promise<void> => {
      let seen: Promise<unknown> | null = null
      while (seen !== arriving || running.size > 0) {
        seen = arriving
        await Promise.all([beginning, seen, ...running.values()])
      }
    }
  }
}

/** The last time of a schedule that came while nobody looked; null for none. */
function missedBy({ when, since, last }: Trigger, now: number): number | null {
  // After that it may have come for a while without a word of it.
  const silence = last?.outcome === 'nothing-to-do' ? sayAgainMs : 0
  const from = Math.max(since ?? 0, last === undefined ? 0 : last.at + silence)
  if (when.kind !== 'schedule' || from === 0) return null
  const due = timeBefore(when, now)
  return due !== null && due > from ? due : null
}

const missedAt = (at: number): Outcome => ({
  outcome: 'missed',
  message: `Slipway did not run at its time, ${momentText(at)}. What it should have done then is not made up for.`
})

/** On the clock of this machine: `2026-11-28 06:00`. */
function momentText(at: number): string {
  const date = new Date(at)
  const two = (number: number) => String(number).padStart(2, '0')
  const day = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`
  return `${day} ${two(date.getHours())}:${two(date.getMinutes())}`
}

const isOff = ({ name }: Trigger): Failure => ({
  kind: 'conflict',
  message: `The trigger “${name}” is disabled.`,
  remedy: 'Enable it first.'
})

const firedWords = { done: 'was set off', failed: 'failed', missed: 'missed its time', 'nothing-to-do': 'was set off' }

function firedDraft(
  store: ServiceContext['store'],
  { id, name, projectId }: Trigger,
  { outcome, message }: Outcome
): AuditDraft {
  const project = store.projects.get(projectId)?.name ?? projectId
  return {
    verb: 'fired',
    subject: { kind: 'trigger', id, name },
    projectId,
    summary: `The trigger “${name}” of “${project}” ${firedWords[outcome]}: ${message}`,
    door: 'slipway'
  }
}

/** Triggers refer to much that people know by name. */
const triggerAudit = ({ store }: Pick<ServiceContext, 'store'>): Audited<Trigger> => ({
  kind: 'trigger',
  word: 'trigger',
  fields: [
    { name: 'Name', of: ({ name }) => name },
    { name: 'Description', of: ({ description }) => description },
    { name: 'Disabled', of: ({ isDisabled }) => isDisabled === true },
    {
      name: 'When',
      of: ({ projectId, when }) => {
        if (when.kind === 'schedule') return scheduleWords(when.cron)
        const slot = slotOf(store, projectId, when) ?? { name: when.actionId, reference: when.reference }
        return `A package of ${slotName(slot)} comes in`
      }
    },
    { name: 'Cron', of: ({ when }) => (when.kind === 'schedule' ? when.cron : null) },
    { name: 'Time zone', of: ({ when }) => (when.kind === 'schedule' ? (when.timeZone ?? null) : null) },
    {
      name: 'Does',
      of: ({ does }) =>
        doesWords(does, {
          environment: id => store.environments.get(id)?.name,
          channel: id => store.channels.get(id)?.name,
          runbook: id => store.runbooks.get(id)?.name
        })
    }
  ],
  refs: ({ projectId }) => ({ projectId })
})
