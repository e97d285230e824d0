import type { AuditDraft, AuditVerb } from '@shared/audit'
import { ok, type Result } from '@shared/result'
import type { WorkspaceInput, WorkspaceKey, WorkspaceSummary } from '@shared/workspace'
import { changesBetween, type Field } from './audit-changes'
import type { Publish } from './context'
import type { Services } from './workspace'
import type { WorkspaceCatalog } from './workspace-catalog'

/** Workspaces as a whole: which there are, and what people do to them. */
export interface WorkspaceKeeping {
  list(): Promise<Result<readonly WorkspaceSummary[]>>
  create(input: WorkspaceInput): Promise<Result<WorkspaceSummary>>
  update(key: WorkspaceKey, input: WorkspaceInput): Promise<Result<WorkspaceSummary>>
  delete(key: WorkspaceKey, confirmName: string): Promise<Result<null>>
}

interface Options {
  readonly catalog: WorkspaceCatalog
  /** Removes one with all that it has; answers what it was. */
  remove(key: WorkspaceKey, confirmName: string): Promise<Result<WorkspaceSummary>>
  /** Reaches the workspace whose audit log has what is done. */
  use<T>(call: (services: Services) => Promise<T>): Promise<T>
  readonly publish: Publish
}

/** Keeps the workspaces of a home, with an entry in the audit log of the one that the call came by. */
export function createWorkspaceKeeping({ catalog, remove, use, publish }: Options): WorkspaceKeeping {
  /** Where nothing could be entered, nothing is begun. */
  const entered = async <T>(work: () => Promise<Result<T>>, draftOf: (value: T) => AuditDraft): Promise<Result<T>> => {
    await use(async () => undefined)
    const done = await work()
    if (!done.ok) return done
    await use(({ store }) => store.commit([], [draftOf(done.value)]))
    publish({ type: 'catalog.changed', entity: 'workspace' })
    return done
  }

  return {
    list: catalog.all,
    create: input =>
      entered(
        () => catalog.create(input),
        made => drafted('created', made, 'Created')
      ),
    update: async (key, input) => {
      const done = await entered(
        () => catalog.update(key, input),
        ({ before, after }) => ({
          ...drafted('changed', after, 'Changed'),
          changes: changesBetween(before, after, fields)
        })
      )
      return done.ok ? ok(done.value.after) : done
    },
    delete: async (key, confirmName) => {
      const done = await entered(
        () => remove(key, confirmName),
        gone => drafted('deleted', gone, 'Deleted')
      )
      return done.ok ? ok(null) : done
    }
  }
}

const fields: readonly Field<WorkspaceInput>[] = [
  { name: 'Name', of: ({ name }) => name },
  { name: 'Description', of: ({ description }) => description }
]

const drafted = (verb: AuditVerb, { id, name }: WorkspaceSummary, words: string): AuditDraft => ({
  verb,
  subject: { kind: 'workspace', id, name },
  summary: `${words} the workspace “${name}”.`
})
