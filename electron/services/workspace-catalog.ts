import { type Failure, invalid, notFound } from '@shared/failure'
import { FailureError } from '@shared/failure-error'
import { sameName } from '@shared/model/text'
import { fail, ok, type Result } from '@shared/result'
import {
  demoWorkspace,
  ownWorkspace,
  shownWorkspace,
  type WorkspaceInput,
  type WorkspaceKey,
  type WorkspaceRecord,
  type WorkspaceSummary,
  workspaceNamesTaken
} from '@shared/workspace'
import { openWorkspaceList } from '../store/workspace-list'
import { createExclusive } from './exclusive'
import { createIds } from './ids'
import type { ServicePorts } from './ports'
import { byName, nameTaken } from './rules'

export type WorkspaceCatalog = ReturnType<typeof createWorkspaceCatalog>

/** Which workspaces a home has, by name. Opens none of them. */
export function createWorkspaceCatalog(home: string, { now, random }: Pick<ServicePorts, 'now' | 'random'>) {
  const file = openWorkspaceList(home, now)
  const newId = createIds(random)
  const oneAtATime = createExclusive()
  let lastRead: readonly WorkspaceRecord[] = []

  const all = async (): Promise<Result<readonly WorkspaceSummary[]>> =>
    asResult(async () => {
      lastRead = await file.read()
      const further = byName(lastRead).map(summaryOf)
      return ok([ownWorkspace, ...further, demoWorkspace])
    })

  /** Replaces the list by what `edit` makes of it; an edit that fails changes nothing. */
  const change = <T>(
    edit: (
      records: readonly WorkspaceRecord[]
    ) => Result<{ readonly next: readonly WorkspaceRecord[]; readonly value: T }>
  ): Promise<Result<T>> =>
    oneAtATime(() =>
      asResult(async () => {
        let value: T | null = null
        await file.change(records => {
          const edited = edit(records)
          if (!edited.ok) throw new FailureError(edited.failure)
          value = edited.value.value
          lastRead = edited.value.next
          return edited.value.next
        })
        return ok(value as T)
      })
    )

  return {
    all,

    /** What one is called on screens, as far as is known without looking; its id where nobody has looked yet. */
    nameNow: (key: WorkspaceKey): string => {
      const found = [ownWorkspace, demoWorkspace, ...lastRead.map(summaryOf)].find(({ id }) => id === key)
      return found ? shownWorkspace(found) : key
    },

    /** One of them, by what tells it apart. */
    find: async (key: WorkspaceKey): Promise<Result<WorkspaceSummary>> => {
      // Those that are always there can be found without the list, also where it is damaged.
      const always = [ownWorkspace, demoWorkspace].find(({ id }) => id === key)
      if (always) return ok(always)
      const listed = await all()
      if (!listed.ok) return listed
      const found = listed.value.find(({ id }) => id === key)
      return found ? ok(found) : fail(notFound('workspace', key))
    },

    create: (input: WorkspaceInput): Promise<Result<WorkspaceSummary>> =>
      change(records => {
        const refused = refusal(records, input, '')
        if (refused) return fail(refused)
        const record: WorkspaceRecord = { ...input, id: newId('workspace') }
        return ok({ next: [...records, record], value: summaryOf(record) })
      }),

    /** Answers what it was and what it is. */
    update: (
      key: WorkspaceKey,
      input: WorkspaceInput
    ): Promise<Result<{ readonly before: WorkspaceRecord; readonly after: WorkspaceSummary }>> =>
      change(records => {
        const before = records.find(({ id }) => id === key)
        if (!before) return fail(absent(key))
        const refused = refusal(records, input, 'value.', key)
        if (refused) return fail(refused)
        const record = { ...before, ...input }
        const next = records.map(other => (other.id === key ? record : other))
        return ok({ next, value: { before, after: summaryOf(record) } })
      }),

    /** Takes it out of the list. One that is not in it is no failure: somebody was quicker. */
    remove: (key: WorkspaceKey): Promise<Result<null>> =>
      change(records => ok({ next: records.filter(({ id }) => id !== key), value: null })),

    /** The record that is about to be deleted, by a person who repeats its name. */
    deletable: async (key: WorkspaceKey, confirmName: string): Promise<Result<WorkspaceSummary>> => {
      const listed = await all()
      if (!listed.ok) return listed
      const found = listed.value.find(({ id, kind }) => id === key && kind === 'workspace')
      if (!found) return fail(absent(key))
      if (confirmName.trim() === found.name) return ok(found)
      return fail(invalid('confirmName', 'must be the name of the workspace', `Type “${found.name}” to delete it.`))
    }
  }
}

/**
 * The workspace that somebody means by its id or by its name, whatever the case of its letters. Fails with `not-found`,
 * which names those that there are.
 */
export async function workspaceNamed(
  home: string,
  reference: string,
  ports: Pick<ServicePorts, 'now' | 'random'>
): Promise<Result<WorkspaceKey>> {
  const listed = await createWorkspaceCatalog(home, ports).all()
  if (!listed.ok) return listed
  const found =
    listed.value.find(({ id }) => id === reference) ??
    listed.value.find(item => sameName(item.name, reference) || sameName(shownWorkspace(item), reference))
  if (found) return ok(found.id)
  return fail({
    kind: 'not-found',
    message: `There is no workspace “${reference}”.`,
    remedy: `Choose one of: ${listed.value.map(item => `“${shownWorkspace(item)}”`).join(', ')}.`
  })
}

const summaryOf = (record: WorkspaceRecord): WorkspaceSummary => ({ ...record, kind: 'workspace' })

function refusal(
  records: readonly WorkspaceRecord[],
  { name }: WorkspaceInput,
  prefix: string,
  self?: WorkspaceKey
): Failure | null {
  const always = workspaceNamesTaken.map(taken => ({ id: taken, name: taken }))
  return nameTaken('a workspace', [...records, ...always], name, `${prefix}name`, self)
}

/** Why a workspace cannot be changed or deleted: it is always there, or it is not there at all. */
const absent = (key: WorkspaceKey): Failure =>
  key === 'main' || key === 'demo'
    ? {
        kind: 'forbidden',
        message: `${key === 'main' ? 'Your own workspace' : 'The demo'} is always there, under the name that it has.`,
        remedy: 'Only workspaces that somebody made besides can be renamed and deleted.'
      }
    : notFound('workspace', key)

async function asResult<T>(work: () => Promise<Result<T>>): Promise<Result<T>> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof FailureError) return fail(error.failure)
    throw error
  }
}
