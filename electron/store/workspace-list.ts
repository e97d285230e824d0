import { join } from 'node:path'
import type { Failure } from '@shared/failure'
import { FailureError } from '@shared/failure-error'
import { type WorkspaceId, workspaceId } from '@shared/ids'
import { type WorkspaceRecord, workspaceRecord } from '@shared/workspace'
import { z } from 'zod'
import { listFolder, makeFolder, writeAtomically } from './atomic-file'
import { sealed, unseal } from './checksum'
import { lockFolder } from './folder-lock'
import { readText } from './records/document'
import { onDisk } from './storage-failure'

const content = z.looseObject({ format: z.literal(1), workspaces: z.array(workspaceRecord) })

/** Which workspaces a person made: `workspaces.json` of a home. Read anew each time: another Slipway may change it. */
export interface WorkspaceList {
  /**
   * In the order in which they were made. A workspace that has a folder and is not in the list has its id for a name,
   * so that none is out of reach when the list is lost.
   * @throws FailureError `storage-damaged` for a list that is not what was written; nothing is changed then.
   */
  read(): Promise<readonly WorkspaceRecord[]>
  /**
   * Writes what `change` makes of the list; one process at a time.
   * @throws FailureError as `read`, and `workspace-locked` while another Slipway changes it.
   */
  change(change: (records: readonly WorkspaceRecord[]) => readonly WorkspaceRecord[]): Promise<void>
}

/** The folder of a home that its workspaces lie in. */
export const workspacesFolder = (home: string): string => join(home, 'workspaces')

/** @param now milliseconds since 1970 UTC */
export function openWorkspaceList(home: string, now: () => number): WorkspaceList {
  const file = join(home, 'workspaces.json')
  const folder = workspacesFolder(home)

  const read = async (): Promise<readonly WorkspaceRecord[]> => {
    const listed = await readList(file)
    const known = new Set<string>(listed.map(({ id }) => id))
    const unnamed = (await foundIn(folder)).filter(id => !known.has(id))
    return [...listed, ...unnamed.map(id => ({ id, name: id, description: '' }))]
  }

  return {
    read,
    change: async change => {
      await onDisk('write', folder, () => makeFolder(folder))
      const unlock = await lockFolder(folder, now).catch(asBusy)
      try {
        const workspaces = change(await read())
        await writeAtomically(file, sealed(JSON.stringify({ format: 1, workspaces }).slice(0, -1)))
      } finally {
        await unlock()
      }
    }
  }
}

async function readList(file: string): Promise<readonly WorkspaceRecord[]> {
  const text = await readText(file)
  if (text.kind === 'missing') return []
  const parsed = content.safeParse(text.kind === 'text' ? unseal(text.text) : null)
  if (!parsed.success) throw new FailureError(damagedList(file))
  return parsed.data.workspaces
}

/** Ids of the workspaces whose folders are there. */
const foundIn = (folder: string): Promise<readonly WorkspaceId[]> =>
  onDisk('read', folder, async () =>
    (await listFolder(folder)).flatMap(name => {
      const id = workspaceId.safeParse(name)
      return id.success ? [id.data] : []
    })
  )

const damagedList = (file: string): Failure => ({
  kind: 'storage-damaged',
  message: `The list of workspaces, ${file}, is not what Slipway wrote.`,
  remedy:
    'Nothing was changed, and no workspace is lost. Put the file back from a copy, or move it away: then workspaces are listed by their ids and can be named again.',
  detail: { file }
})

/** What the lock says is about a workspace; here it is about their list. */
function asBusy(error: unknown): never {
  if (!(error instanceof FailureError) || error.failure.kind !== 'workspace-locked') throw error
  throw new FailureError({
    ...error.failure,
    message: 'Another Slipway changes the list of workspaces at this moment.',
    remedy: 'Try again in a moment.'
  })
}
