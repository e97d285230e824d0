import { type DeploymentSummary, hasSucceeded, isOpen } from '@shared/deployment'
import { type DeploymentFilter, isListed, letsThrough } from '@shared/deployment-filter'
import type { DeploymentId, ProjectId, ReleaseId } from '@shared/ids'
import type { Counted } from '@shared/statistics/statistics'
import { succeedsNow } from '@shared/what-is-there'
import { type PendingChange, type ReadRecord, sealedChange } from './change'
import { type CommitChanges, putChange } from './collection'
import type { DeploymentDigest } from './deployment-digest'
import type { DeploymentPlace } from './deployment-place'
import { inTurn, placeAfter, placeWithout } from './places'
import { type LatestDeployment, placeId } from './record-schemas'
import type { StoredRecord } from './records/document'
import type { Pages } from './records/pages'
import type { Shelf } from './records/shelf'
import {
  isNamedIn,
  type StandingsRecord,
  standingsAfter,
  standingsIn,
  standingsWithout,
  standingTimesIn
} from './standings'
import type { Archive, Change, CountedWhere, Standing, StandingTimes } from './store'

/** Summaries of deployments, of which the newest are in memory and the others are read when somebody asks for them. */
export class DeploymentArchive implements Archive {
  readonly #pages: Pages
  readonly #latest: Shelf
  readonly #standings: Shelf
  readonly #commit: CommitChanges

  constructor(pages: Pages, shelves: { readonly latest: Shelf; readonly standings: Shelf }, commit: CommitChanges) {
    this.#pages = pages
    this.#latest = shelves.latest
    this.#standings = shelves.standings
    this.#commit = commit
  }

  get complete(): Promise<void> {
    return this.#pages.complete
  }

  get isComplete(): boolean {
    return this.#pages.isComplete
  }

  stop(): void {
    this.#pages.stop()
  }

  async get(id: string): Promise<DeploymentSummary | undefined> {
    return (await this.#pages.get(id)) as DeploymentSummary | undefined
  }

  async newest(filter: DeploymentFilter, limit: number): Promise<readonly DeploymentSummary[]> {
    const found: DeploymentSummary[] = []
    for await (const records of this.#pages.newestFirst(tagsOf(filter))) {
      for (const summary of records as readonly DeploymentSummary[]) if (isListed(summary, filter)) found.push(summary)
      if (found.length >= limit) break
    }
    return found.slice(0, limit)
  }

  async *digests(filter: DeploymentFilter): AsyncGenerator<readonly DeploymentDigest[]> {
    for await (const digests of this.#pages.digests(tagsOf(filter)))
      yield (digests as DeploymentDigest[]).filter(({ listed }) => letsThrough(filter, listed)).reverse()
  }

  async *counted({ projectId, environmentId, tenantId }: CountedWhere): AsyncGenerator<readonly Counted[]> {
    for await (const digests of this.digests({ projectId, environmentId, tenantId }))
      yield digests.flatMap(({ counted: item }) => item ?? [])
  }

  latest(): readonly DeploymentSummary[] {
    return (this.#latest.all() as readonly LatestDeployment[]).map(item => item.summary)
  }

  standings(releaseId: ReleaseId): readonly Standing[] {
    return standingsIn(this.#standings.get(releaseId) as StandingsRecord | undefined)
  }

  standingTimes(releaseId: ReleaseId): readonly StandingTimes[] {
    return standingTimesIn(this.#standings.get(releaseId) as StandingsRecord | undefined)
  }

  current(projectId: ProjectId, { environmentId, tenantId }: DeploymentPlace): DeploymentSummary | null {
    const tenant = tenantId === null ? undefined : { id: tenantId }
    const known = this.#latest.get(placeId({ projectId, environmentId, runbook: null, tenant }))
    return (known as LatestDeployment | undefined)?.current ?? null
  }

  open(): readonly DeploymentId[] {
    const all = this.#latest.all() as readonly LatestDeployment[]
    return [...new Set(all.flatMap(({ open, summary }) => (isOpen(summary) ? [...open, summary.id] : open)))]
  }

  ids(): readonly string[] {
    return [...this.#pages.shelf.homes.keys()]
  }

  newestFirst<T extends { readonly id: string }>(items: readonly T[]): readonly T[] {
    const placed = items.map(item => ({ item, at: this.#pages.positionOf(item.id) }))
    return placed.sort((a, b) => b.at - a.at).map(({ item }) => item)
  }

  putting(summary: DeploymentSummary): Change {
    return sealedChange(this.#put(summary, nothingLeft))
  }

  async changing(summary: DeploymentSummary): Promise<Change> {
    return sealedChange(this.#put(summary, await this.#leftInsteadOf(summary)))
  }

  removing(id: string): Change {
    return sealedChange(this.#remove(id, nothingLeft))
  }

  async removingAll(ids: readonly string[]): Promise<readonly Change[]> {
    const found = await Promise.all(ids.map(id => this.get(id)))
    const left = await this.#leftWithout(found.filter(item => item !== undefined))
    return ids.map(id => sealedChange(this.#remove(id, left)))
  }

  async put(summary: DeploymentSummary): Promise<void> {
    await this.#commit([this.#put(summary, await this.#leftInsteadOf(summary))], [])
  }

  async remove(id: string): Promise<void> {
    const summary = await this.get(id)
    const left = await this.#leftWithout(summary === undefined ? [] : [summary])
    await this.#commit([this.#remove(id, left)], [])
  }

  /**
   * Notes for every place and release what its deployments say, where that was never done: in a workspace from before
   * it was. Reads all that there are. To be called before anything else.
   */
  async completeStandings(): Promise<void> {
    const known = this.#latest.all() as readonly LatestDeployment[]
    if (known.every(({ current }) => current !== undefined)) return
    const { places, releases } = await this.#summed([], () => true)
    const changes = [...releases.values()].map(record => putChange(this.#standings, record))
    for (let at = 0; at < changes.length; at += changesAtOnce)
      await this.#commit(changes.slice(at, at + changesAtOnce), [])
    // Last, because it is seen by these that it was done.
    await this.#commit(
      known.map(place => {
        const completed: LatestDeployment = { ...place, current: places.get(place.id)?.current ?? null }
        return putChange(this.#latest, completed)
      }),
      []
    )
  }

  /** What there is in a place whose success is taken back. */
  async #leftInsteadOf(summary: DeploymentSummary): Promise<Left> {
    if (hasSucceeded(summary)) return nothingLeft
    const known = this.#latest.get(placeId(summary)) as LatestDeployment | undefined
    return known?.current?.id === summary.id ? this.#leftWithout([summary]) : nothingLeft
  }

  /** What there is in the places of deployments beside these. */
  async #leftWithout(gone: readonly DeploymentSummary[]): Promise<Left> {
    const left: Left = { places: new Map(), releases: new Map() }
    const shown = gone.filter(summary => this.#isShown(summary))
    const ids = new Set(gone.map(({ id }) => id))
    const places = new Set(shown.map(placeId))
    for (const projectId of new Set(shown.map(item => item.projectId))) {
      const found = await this.#summed([projectId], item => places.has(placeId(item)) && !ids.has(item.id))
      for (const [id, place] of found.places) left.places.set(id, place)
      for (const [id, record] of found.releases) left.releases.set(id, record)
    }
    return left
  }

  #isShown(summary: DeploymentSummary): boolean {
    const { latest, standings } = this.#knownOf(
      (name, id) => [this.#latest, this.#standings].find(({ spec }) => spec.name === name)?.get(id),
      summary
    )
    const isInPlace = latest?.summary.id === summary.id || latest?.current?.id === summary.id
    return isInPlace || isNamedIn(standings, summary.id)
  }

  async #summed(tags: readonly string[], counts: (summary: DeploymentSummary) => boolean): Promise<Left> {
    const places = new Map<string, LatestDeployment>()
    const releases = new Map<string, StandingsRecord>()
    for await (const records of this.#pages.oldestFirst(tags)) {
      for (const summary of (records as readonly DeploymentSummary[]).filter(counts)) {
        const place = placeId(summary)
        places.set(place, placeAfter(places.get(place), summary, inTurn))
        const standings = standingsAfter(releases.get(summary.releaseId), summary, inTurn)
        if (standings !== undefined) releases.set(summary.releaseId, standings)
      }
    }
    return { places, releases }
  }

  #put(summary: DeploymentSummary, left: Left): PendingChange {
    const change = putChange(this.#pages.shelf, summary)
    return {
      ...change,
      derive: read => {
        const { latest, standings } = this.#knownOf(read, summary)
        // One that was not there yet is the newest if it is queued, whatever the clock said before.
        const before = read(this.#pages.shelf.spec.name, summary.id) as DeploymentSummary | undefined
        const isNew = summary.state === 'queued' && before === undefined
        const turn = { isNew, isNow: succeedsNow(before, summary) }
        const place = placeAfter(latest, summary, turn, left.places.get(placeId(summary)))
        const record = standingsAfter(standings, summary, turn)
        return [
          ...(place === latest ? [] : [putChange(this.#latest, place)]),
          ...(record === undefined || record === standings ? [] : [putChange(this.#standings, record)])
        ]
      }
    }
  }

  #remove(id: string, left: Left): PendingChange {
    const collection = this.#pages.shelf.spec.name
    return {
      collection,
      id,
      record: null,
      derive: read => {
        const summary = read(collection, id) as DeploymentSummary | undefined
        if (summary === undefined) return []
        const { latest, standings } = this.#knownOf(read, summary)
        const place = latest && placeWithout(latest, summary, left.places.get(latest.id))
        const record = standings && standingsWithout(standings, summary, left.releases.get(standings.id))
        return [...changeTo(this.#latest, latest, place), ...changeTo(this.#standings, standings, record)]
      }
    }
  }

  #knownOf(read: ReadRecord, summary: DeploymentSummary) {
    return {
      latest: read(this.#latest.spec.name, placeId(summary)) as LatestDeployment | undefined,
      standings:
        summary.runbook === null
          ? (read(this.#standings.spec.name, summary.releaseId) as StandingsRecord | undefined)
          : undefined
    }
  }
}

/** What is left in places and of releases without some deployments. */
interface Left {
  readonly places: Map<string, LatestDeployment>
  readonly releases: Map<string, StandingsRecord>
}

/** Words by which shards are passed over that hold nothing that a filter lets through. */
const tagsOf = ({ projectId, environmentId, releaseId, runbookId, tenantId }: DeploymentFilter): readonly string[] =>
  [projectId, environmentId, releaseId, runbookId, tenantId].filter(tag => tag != null)

const nothingLeft: Left = { places: new Map(), releases: new Map() }

const changesAtOnce = 500

/** Null removes it; the very same record needs no change. */
function changeTo<T extends StoredRecord>(
  shelf: Shelf,
  before: T | undefined,
  after: T | null | undefined
): readonly PendingChange[] {
  if (before === undefined || after === undefined || after === before) return []
  return after === null ? [{ collection: shelf.spec.name, id: before.id, record: null }] : [putChange(shelf, after)]
}
