import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { extensionOf } from '@shared/packages/file-name'
import type { Tell } from './agent-report'
import { CommandFailed } from './errors'
import type { Session } from './session'

/** Milliseconds between two looks. A file that is the same in two of them is complete. */
const lookMs = 1000

interface Seen {
  readonly size: number
  readonly changedAt: number
  /** It was imported, or refused: not again unless it changes. */
  readonly isDone: boolean
}

/** Imports packages that come into a folder, until it is told to stop. @throws CommandFailed when it cannot be read */
export async function watchFolder(session: Session, folder: string, tell: Tell, signal: AbortSignal): Promise<void> {
  const seen = new Map<string, Seen>()
  if ((await filesIn(folder)) === null)
    throw new CommandFailed({
      kind: 'not-found',
      message: `The folder ${folder} cannot be read.`,
      remedy: 'Check its path and its permissions.'
    })
  let isLost = false
  while (!signal.aborted) {
    const files = await filesIn(folder)
    if (files === null && !isLost) tell({ type: 'package', text: `The folder ${folder} cannot be read any more.` })
    isLost = files === null
    for (const name of files ?? []) if (!signal.aborted) await lookAt(session, join(folder, name), seen, tell)
    await wait(lookMs, undefined, { signal }).catch(() => undefined)
  }
}

/** Files that look like packages, by name; null where the folder cannot be read. */
async function filesIn(folder: string): Promise<readonly string[] | null> {
  try {
    const entries = await readdir(folder, { withFileTypes: true })
    return entries
      .filter(entry => entry.isFile() && !entry.name.startsWith('.') && extensionOf(entry.name) !== null)
      .map(({ name }) => name)
      .sort()
  } catch {
    return null
  }
}

async function lookAt(session: Session, path: string, seen: Map<string, Seen>, tell: Tell): Promise<void> {
  const found = await stat(path).catch(() => null)
  if (found === null) return
  const before = seen.get(path)
  const now = { size: found.size, changedAt: found.mtimeMs }
  const isSame = before?.size === now.size && before.changedAt === now.changedAt
  if (isSame && before.isDone) return
  seen.set(path, { ...now, isDone: isSame })
  if (isSame) await importOne(session, path, tell)
}

async function importOne(session: Session, path: string, tell: Tell): Promise<void> {
  const results = await session.call('package.import', { paths: [path] })
  for (const result of results) {
    if (result.kind === 'refused')
      tell({ type: 'package', text: `${path} was refused. ${result.message} ${result.remedy}` })
    else if (result.kind !== 'same') {
      const { id, packageId, version } = result.package
      tell({ type: 'package', id, text: `${packageId} ${version} came in.` })
    }
  }
}
