import { rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { listFolder, syncFolder } from './atomic-file'
import { lockFolder } from './folder-lock'
import { onDisk } from './storage-failure'

interface Place {
  /** The workspace's data folder. */
  readonly folder: string
  /** Where its plain key would lie; the key document lies beside it. */
  readonly keyFile: string
}

/**
 * Removes a workspace that nobody has open: its data, its vault's key, and what restores kept of both. What could not
 * be removed can be tried again.
 * @param id begins the name of all that is removed, and of nothing else
 * @throws FailureError `workspace-locked` while another Slipway has it open, or `storage-failed`.
 */
export async function removeWorkspace({ folder, keyFile }: Place, id: string, now: () => number): Promise<void> {
  const [workspaces, keys] = [dirname(folder), dirname(keyFile)]
  const unlock = (await listFolder(workspaces)).includes(id) ? await lockFolder(folder, now) : null
  try {
    // The data goes first: a key that is left over opens nothing, while data without its key is lost and still there.
    for (const parent of [workspaces, keys])
      for (const name of (await listFolder(parent)).filter(found => isOf(found, id))) await remove(join(parent, name))
  } finally {
    // Goes away together with the folder.
    await unlock?.()
  }
}

/** Whether a name is the id, or the id with something after it that is no part of another id. */
const isOf = (name: string, id: string): boolean =>
  name === id || name.startsWith(`${id}-`) || name.startsWith(`${id}.`)

const remove = (path: string): Promise<void> =>
  onDisk('delete', path, async () => {
    await rm(path, { recursive: true, force: true, maxRetries: 3 })
    await syncFolder(dirname(path))
  })
