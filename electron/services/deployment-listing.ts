import type { DeploymentSummary } from '@shared/deployment'
import { type DeploymentFilter, isListed, letsThrough, openStates } from '@shared/deployment-filter'
import type { DeploymentId } from '@shared/ids'
import { inOpenOrder, type OpenListing } from '@shared/open-tasks'
import { ok, type Result } from '@shared/result'
import { Breath } from '../store/breathe'
import { type DeploymentDigest, digestOf } from '../store/deployment-digest'
import type { Store } from '../store/store'
import { type Lives, summaryOf } from './deployment-live'

/** Narrows the list; the first `skip` are left out, and `limit` is the most that are returned. */
export interface ListFilter extends DeploymentFilter {
  readonly skip?: number
  readonly limit: number
}

/** Whether a filter asks for nothing but what is open. */
const isAboutOpen = ({ states }: DeploymentFilter): boolean =>
  states?.every(state => openStates.some(open => open === state)) === true

/** Whether a filter lets everything through. */
const isEverything = (filter: DeploymentFilter): boolean => Object.values(filter).every(value => value === undefined)

/**
 * Lists and counts deployments, newest first, with what is going on right now. Summaries are read only of those on a page.
 * Which is newer is told by the order in which they came: the clock may have been set back, and pages that went by it
 * would have some twice and others not at all.
 */
export function createListing({ deployments }: Pick<Store, 'deployments'>, lives: Lives) {
  /** What goes on right now may be further than what is stored of it. */
  const read = async (ids: Iterable<DeploymentId>, filter: DeploymentFilter): Promise<readonly DeploymentSummary[]> => {
    const found = await Promise.all([...new Set(ids)].map(id => deployments.get(id)))
    const listed = found
      .flatMap(item => item ?? [])
      .map(item => {
        const live = lives.get(item.id)
        return live ? summaryOf(live) : item
      })
      .filter(item => isListed(item, filter))
    return deployments.newestFirst(listed)
  }

  const readOpen = (filter: DeploymentFilter): Promise<readonly DeploymentSummary[]> =>
    read([...deployments.open(), ...lives.keys()], filter)

  /** The ids of the first `most` that a filter lets through. */
  const matching = async (filter: DeploymentFilter, most: number): Promise<readonly DeploymentId[]> => {
    const found: DeploymentDigest[] = []
    const breath = new Breath()
    for await (const some of deployments.digests(filter)) {
      found.push(...some)
      if (found.length >= most) break
      await breath.take()
    }
    return found
      .slice(0, most)
      .map(item => {
        const live = lives.get(item.listed.id)
        return live ? digestOf(summaryOf(live)) : item
      })
      .filter(({ listed }) => letsThrough(filter, listed))
      .map(({ listed }) => listed.id)
  }

  /** All that a filter lets through which names its ids, or asks for what is open; null for another one. */
  const few = async (filter: DeploymentFilter): Promise<readonly DeploymentSummary[] | null> => {
    if (filter.ids !== undefined) return read(filter.ids, filter)
    return isAboutOpen(filter) ? readOpen(filter) : null
  }

  return {
    list: async ({ skip = 0, limit, ...filter }: ListFilter): Promise<Result<readonly DeploymentSummary[]>> => {
      const all = await few(filter)
      if (all !== null) return ok(all.slice(skip, skip + limit))
      return ok(await read((await matching(filter, skip + limit)).slice(skip), filter))
    },

    /** What is not over, what people have to look at first; `limit` is the most that are returned. */
    listOpen: async (limit: number): Promise<Result<OpenListing>> => {
      const all = await readOpen({ states: [...openStates] })
      return ok({ tasks: inOpenOrder(all).slice(0, limit), count: all.length })
    },

    count: async (filter: DeploymentFilter): Promise<Result<{ readonly count: number }>> => {
      // Of all that there are, nobody has to look what they are; right after the start not all of them are known.
      if (isEverything(filter) && deployments.isComplete) return ok({ count: deployments.ids().length })
      const found = (await few(filter)) ?? (await matching(filter, Number.MAX_SAFE_INTEGER))
      return ok({ count: found.length })
    }
  }
}
