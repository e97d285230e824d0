import type { DeploymentSummary } from '@shared/deployment'
import { type PendingChange, sealedChange } from './change'
import { type CommitChanges, putChange } from './collection'
import { type LatestDeployment, placeId } from './record-schemas'
import type { StoredRecord } from './records/document'
import type { Pages } from './records/pages'
import type { Shelf } from './records/shelf'
import type { Archive, ArchiveFilter, Change } from './store'

/** Summaries of deployments, of which the newest are in memory and the others are read when somebody asks for them. */
export class DeploymentArchive implements Archive {
  readonly #pages: Pages
  readonly #latest: Shelf
  readonly #commit: CommitChanges

  constructor(pages: Pages, latest: Shelf, commit: CommitChanges) {
    this.#pages = pages
    this.#latest = latest
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

  async newest({ projectId, environmentId }: ArchiveFilter, limit: number): Promise<readonly DeploymentSummary[]> {
    const tags = [projectId, environmentId].filter(tag => tag !== undefined)
    const found: DeploymentSummary[] = []
    for await (const records of this.#pages.newestFirst(tags)) {
      for (const summary of records as readonly DeploymentSummary[]) {
        if (projectId !== undefined && summary.projectId !== projectId) continue
        if (environmentId !== undefined && summary.environmentId !== environmentId) continue
        found.push(summary)
      }
      if (found.length >= limit) break
    }
    return found.slice(0, limit)
  }

  latest(): readonly DeploymentSummary[] {
    return (this.#latest.all() as readonly LatestDeployment[]).map(item => item.summary)
  }

  ids(): readonly string[] {
    return [...this.#pages.shelf.homes.keys()]
  }

  putting(summary: DeploymentSummary): Change {
    return sealedChange(this.#put(summary))
  }

  removing(id: string): Change {
    return sealedChange(this.#remove(id))
  }

  async put(summary: DeploymentSummary): Promise<void> {
    await this.#commit([this.#put(summary)], [])
  }

  async remove(id: string): Promise<void> {
    const summary = await this.get(id)
    await this.#commit([this.#remove(id)], [])
    if (summary === undefined || this.#latest.get(placeId(summary)) !== undefined) return
    const [before] = await this.newest(summary, 1)
    if (before !== undefined) await this.#commit([latestChange(this.#latest, before)], [])
  }

  #put(summary: DeploymentSummary): PendingChange {
    const change = putChange(this.#pages.shelf, summary)
    const { name } = this.#latest.spec
    return {
      ...change,
      derive: read => {
        const shown = (read(name, placeId(summary)) as LatestDeployment | undefined)?.summary
        // One that is queued is the newest, whatever the clock said before.
        const isNewest = shown === undefined || summary.state === 'queued' || shown.queuedAt <= summary.queuedAt
        const isShown = isNewest || shown.id === summary.id
        return isShown ? [latestChange(this.#latest, summary)] : []
      }
    }
  }

  #remove(id: string): PendingChange {
    const collection = this.#pages.shelf.spec.name
    const { name } = this.#latest.spec
    return {
      collection,
      id,
      record: null,
      derive: read => {
        const summary = read(collection, id) as DeploymentSummary | undefined
        if (summary === undefined) return []
        const place = placeId(summary)
        const shown = read(name, place) as LatestDeployment | undefined
        return shown?.summary.id === id ? [{ collection: name, id: place, record: null }] : []
      }
    }
  }
}

function latestChange(latest: Shelf, summary: DeploymentSummary): PendingChange {
  const record: StoredRecord & LatestDeployment = { id: placeId(summary), summary }
  return putChange(latest, record)
}
