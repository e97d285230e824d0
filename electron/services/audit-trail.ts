import type { AuditEntry, AuditFilter, AuditListing, AuditVerdict } from '@shared/audit'
import { entriesOf } from '@shared/audit-words'
import type { Sha256 } from '@shared/ids'
import { ok, type Result } from '@shared/result'
import type { Store } from '../store/store'
import { doorNow } from './audit-door'
import { type AuditExport, toCsv, toJson } from './audit-export'
import { workspaceSubject } from './audit-subjects'
import type { Publish, ServiceContext } from './context'
import type { ServicePorts } from './ports'

const writers: Readonly<Record<'csv' | 'json', (what: AuditExport) => AsyncIterable<string>>> = {
  csv: toCsv,
  json: toJson
}

/** The audit log for its readers: paged, verified, exported. */
export function createAuditTrail(
  { store, now }: ServiceContext,
  { chooseSavePath }: Pick<ServicePorts, 'chooseSavePath'>
) {
  const { audit } = store
  return {
    list: async (filter: AuditFilter, before: number | undefined, limit: number): Promise<Result<AuditListing>> => {
      const page = await audit.page(filter, before ?? null, limit)
      return ok({ ...page, users: await audit.users(), head: audit.head() })
    },

    verify: async (noted: Sha256 | undefined): Promise<Result<AuditVerdict>> => ok(await audit.verify(noted ?? null)),

    export: async (
      filter: AuditFilter,
      format: 'csv' | 'json'
    ): Promise<Result<{ readonly path: string; readonly entries: number } | null>> => {
      const at = now()
      const day = new Date(at).toISOString().slice(0, 10)
      const path = await chooseSavePath(`slipway-audit-${day}.${format}`)
      if (path === null) return ok(null)
      const counted = countedEntries(audit.entries(filter))
      await audit.save(path, writers[format]({ entries: counted.entries, filter, head: audit.head(), at }))
      const entries = counted.count()
      const summary = `Exported ${entriesOf(entries)} of the audit log as ${format.toUpperCase()}.`
      await store.commit([], [{ verb: 'exported', subject: workspaceSubject, summary }])
      return ok({ path, entries })
    }
  }
}

function countedEntries(all: AsyncIterable<AuditEntry>) {
  let count = 0
  async function* entries() {
    for await (const entry of all) {
      count++
      yield entry
    }
  }
  return { entries: entries(), count: () => count }
}

/** The same store, which tells of every entry that was committed, and enters the door of whoever it is for. */
export const announcingEntries = (store: Store, publish: Publish): Store => ({
  ...store,
  commit: async (changes, drafts) => {
    const door = doorNow()
    await store.commit(changes, door === undefined ? drafts : drafts?.map(draft => ({ door, ...draft })))
    if (drafts && drafts.length > 0) publish({ type: 'audit.added', head: store.audit.head() })
  }
})

/** The same store for what Slipway does by itself, such as filling the demo. */
export const actingAlone = (store: Store): Store => ({
  ...store,
  commit: (changes, drafts = []) =>
    store.commit(
      changes,
      drafts.map(draft => ({ ...draft, door: 'slipway' }))
    )
})
