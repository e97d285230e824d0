import { type Failure, invalid, notFound } from '@shared/failure'
import { type FreezePlace, freezesOf, runsIntoItself, windowAt } from '@shared/freezes/windows'
import { frozenFailure } from '@shared/freezes/words'
import type { FreezeId, ProjectId } from '@shared/ids'
import type { FreezeListing } from '@shared/lifecycle-calls'
import type { Freeze, FreezeInput } from '@shared/model/freeze'
import { fail, ok, type Result } from '@shared/result'
import type { Store } from '../store/store'
import { type AuditedChange, draftsOf } from './audit-drafts'
import { freezeAudit } from './audit-subjects'
import type { ServiceContext } from './context'
import { nameTaken } from './rules'

/** Times in which nothing new is deployed. */
export function createFreezes({ store, newId, now, publish, exclusive }: ServiceContext) {
  const { freezes } = store
  const audited = () => freezeAudit(store)

  const put = async (record: Freeze, before: Freeze | null): Promise<Result<Freeze>> => {
    await store.commit([freezes.putting(record)], draftsOf(audited(), before, record))
    publish({ type: 'catalog.changed', entity: 'freeze' })
    return ok(record)
  }

  const refusal = (input: FreezeInput, prefix: string, self?: FreezeId): Failure | null => {
    const taken = nameTaken('a freeze', freezes.all(), input.name, `${prefix}name`, self)
    if (taken) return taken
    if (runsIntoItself(input)) return invalid(`${prefix}endsAt`, 'must come before the freeze begins again')
    const gone = (input.projects ?? []).find(id => !store.projects.get(id))
    if (gone !== undefined) return notFound('project', gone)
    const lost = (input.environments ?? []).find(id => !store.environments.get(id))
    return lost === undefined ? null : notFound('environment', lost)
  }

  return {
    list: async (): Promise<Result<readonly FreezeListing[]>> => ok(listed(freezes.all(), now())),

    create: (input: FreezeInput): Promise<Result<Freeze>> =>
      exclusive(async () => {
        const refused = refusal(input, '')
        return refused ? fail(refused) : put({ ...input, id: newId('freeze') }, null)
      }),

    update: (id: FreezeId, input: FreezeInput): Promise<Result<Freeze>> =>
      exclusive(async () => {
        const current = freezes.get(id)
        if (!current) return fail(notFound('freeze', id))
        const refused = refusal(input, 'value.', id)
        return refused ? fail(refused) : put({ ...input, id }, current)
      }),

    delete: (id: FreezeId): Promise<Result<null>> =>
      exclusive(async () => {
        const current = freezes.get(id)
        if (!current) return fail(notFound('freeze', id))
        await store.commit([freezes.removing(id)], draftsOf(audited(), current, null))
        publish({ type: 'catalog.changed', entity: 'freeze' })
        return ok(null)
      })
  }
}

const ranks = { 'under-way': 0, 'to-come': 1, over: 2 } as const

/** Those under way first, by their end; then those to come, by their beginning; then those that are over, newest first. */
function listed(freezes: readonly Freeze[], now: number): readonly FreezeListing[] {
  return freezes
    .map((freeze): FreezeListing => {
      const window = windowAt(freeze, now)
      const state = window === null ? 'over' : window.from <= now ? 'under-way' : 'to-come'
      return { ...freeze, state, window }
    })
    .sort((a, b) => ranks[a.state] - ranks[b.state] || momentOf(a) - momentOf(b) || (a.id < b.id ? -1 : 1))
}

const momentOf = ({ state, window, endsAt }: FreezeListing): number => {
  if (window === null) return -endsAt
  return state === 'under-way' ? window.to : window.from
}

/** Why nothing new may be deployed there at that moment; null where it may. */
export function whyFrozen(store: Store, place: FreezePlace, at: number): Failure | null {
  const [first, ...others] = freezesOf(store.freezes.all(), place, at)
  if (first === undefined) return null
  const environment = store.environments.get(place.environmentId)?.name ?? place.environmentId
  return frozenFailure(environment, [first, ...others])
}

/** Takes a project that goes out of the freezes that name it; one that is about nothing else goes with it. */
export const withoutProject = (store: Store, id: ProjectId): readonly AuditedChange[] =>
  store.freezes.all().flatMap(freeze => {
    if (!freeze.projects?.includes(id)) return []
    const projects = freeze.projects.filter(other => other !== id)
    const after = projects.length === 0 ? null : { ...freeze, projects }
    const change = after === null ? store.freezes.removing(freeze.id) : store.freezes.putting(after)
    return [{ change, drafts: draftsOf(freezeAudit(store), freeze, after) }]
  })
