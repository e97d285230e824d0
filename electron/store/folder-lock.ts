import { randomUUID } from 'node:crypto'
import { link, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { FailureError } from '@shared/failure-error'
import { z } from 'zod'
import { temporaryName } from './atomic-file'
import { errorCode, isMissing, onDisk } from './storage-failure'

const holder = z.object({
  pid: z.number().int().positive(),
  /** Tells this process from a later one with the same pid; null where the system does not say. */
  started: z.string().nullable(),
  /** Milliseconds since 1970 UTC. */
  openedAt: z.number(),
  token: z.string()
})
type Holder = z.infer<typeof holder>

/** Releases a folder; a second call does nothing. */
export type ReleaseLock = () => Promise<void>

/**
 * Takes a data folder for this process. What a process left behind that is gone is taken over.
 * @throws FailureError `workspace-locked` that names the holder's pid, or `storage-failed`.
 */
export const lockFolder = (folder: string, now: () => number): Promise<ReleaseLock> => lockBy(join(folder, 'lock'), now)

/** Takes what a lock file stands for, like `lockFolder`; the folder that the file is in has to be there. */
export async function lockBy(file: string, now: () => number): Promise<ReleaseLock> {
  const own: Holder = {
    pid: process.pid,
    started: await startOf(process.pid),
    openedAt: now(),
    token: randomUUID()
  }
  await onDisk('write', file, () => take(file, own))
  return () => release(file, own)
}

async function take(file: string, own: Holder): Promise<void> {
  // A handful of rounds: each one lost means that another process took or gave back the folder meanwhile.
  for (let round = 0; round < 5; round++) {
    if (await create(file, own)) return
    const found = await read(file)
    if (found === 'gone') continue
    if (found !== 'unreadable' && (await isAlive(found))) throw new FailureError(locked(file, found))
    await clear(file, found, own)
  }
  throw new FailureError({
    kind: 'workspace-locked',
    message: 'Another Slipway is opening this workspace at the same moment.',
    remedy: 'Wait a moment and open it again.',
    detail: { file }
  })
}

/** False when there is a lock already. The file appears with its content, so nobody ever reads half of it. */
async function create(file: string, own: Holder): Promise<boolean> {
  const temp = temporaryName(file)
  await writeFile(temp, JSON.stringify(own), { flag: 'wx', mode: 0o600 })
  try {
    await link(temp, file)
    return true
  } catch (error) {
    if (errorCode(error) === 'EEXIST') return false
    if (!hasNoLinks(error)) throw error
    return await writeFile(file, JSON.stringify(own), { flag: 'wx', mode: 0o600 }).then(
      () => true,
      (failed: unknown) => {
        if (errorCode(failed) === 'EEXIST') return false
        throw failed
      }
    )
  } finally {
    await rm(temp, { force: true })
  }
}

const hasNoLinks = (error: unknown): boolean => ['EPERM', 'ENOTSUP', 'ENOSYS'].includes(errorCode(error) ?? '')

async function read(file: string): Promise<Holder | 'gone' | 'unreadable'> {
  try {
    const parsed = holder.safeParse(JSON.parse(await readFile(file, 'utf8')))
    return parsed.success ? parsed.data : 'unreadable'
  } catch (error) {
    if (isMissing(error)) return 'gone'
    if (error instanceof SyntaxError) return 'unreadable'
    throw error
  }
}

/**
 * Takes a stale lock out of the way. Only who holds the claim to this very lock may do so: otherwise one who read the
 * stale lock late would remove the lock that another one has made meanwhile. A claim whose holder died is cleared in turn.
 */
async function clear(file: string, stale: Holder | 'unreadable', own: Holder): Promise<void> {
  const claim = `${file}-${stale === 'unreadable' ? stale : stale.token}.tmp`
  if (!(await create(claim, own))) {
    const other = await read(claim)
    if (other !== 'gone' && (other === 'unreadable' || !(await isAlive(other)))) await clear(claim, other, own)
    return
  }
  try {
    if (isSame(await read(file), stale)) await rm(file, { force: true })
  } finally {
    await rm(claim, { force: true })
  }
}

const isSame = (found: Holder | 'gone' | 'unreadable', stale: Holder | 'unreadable'): boolean =>
  typeof found === 'object' && typeof stale === 'object' ? found.token === stale.token : found === stale

async function release(file: string, own: Holder): Promise<void> {
  const found = await read(file).catch(() => 'gone' as const)
  if (typeof found === 'object' && found.token === own.token) await rm(file, { force: true }).catch(() => undefined)
}

async function isAlive(found: Holder): Promise<boolean> {
  if (!exists(found.pid)) return false
  const started = await startOf(found.pid)
  return found.started === null || started === null ? !(await isZombie(found.pid)) : found.started === started
}

function exists(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch (error) {
    // EPERM: it is there and belongs to somebody else.
    return errorCode(error) === 'EPERM'
  }
}

/** When a process started, as Linux tells it, with the boot it counts from. Null elsewhere and for a process that ended. */
async function startOf(pid: number): Promise<string | null> {
  const fields = await statOf(pid)
  const boot = await readFile('/proc/sys/kernel/random/boot_id', 'utf8').catch(() => null)
  // Fields are counted from the state, which is the third of the whole line; the start is the twenty-second.
  const ticks = fields?.[19]
  return boot === null || ticks === undefined || isEnded(fields) ? null : `${boot.trim()}/${ticks}`
}

const isEnded = (fields: readonly string[] | null): boolean => fields?.[0] === 'Z' || fields?.[0] === 'X'

async function isZombie(pid: number): Promise<boolean> {
  return isEnded(await statOf(pid))
}

/** `/proc/<pid>/stat` after the name, which may itself hold spaces and brackets. */
async function statOf(pid: number): Promise<readonly string[] | null> {
  const text = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => null)
  return text === null ? null : text.slice(text.lastIndexOf(')') + 2).split(' ')
}

function locked(file: string, found: Holder) {
  const since = new Date(found.openedAt).toISOString()
  return {
    kind: 'workspace-locked',
    message: `This workspace is open in another Slipway, process ${found.pid}, since ${since}.`,
    remedy: `Close that one first. If process ${found.pid} is not Slipway, delete the file ${file} and try again.`,
    detail: { pid: String(found.pid), openedAt: since, file }
  } as const
}
