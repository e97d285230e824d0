import { randomBytes } from 'node:crypto'
import { copyFile, link, mkdir, open, readdir, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { makeFolder } from '../atomic-file'
import { errorCode, isMissing } from '../storage-failure'

/** What the note of a restore that is being carried out ends with; it lies beside the data folder. */
export const restoreNote = '-restore.json'

const stageName = /^staging-(\d+)-[0-9a-f]{12}$/

/**
 * Makes an empty folder beside a workspace's data folder, on the same disk, for what is put together or taken apart.
 * Removes those that processes left which are gone. @throws the system's error.
 */
export async function makeStage(dataFolder: string): Promise<string> {
  const parent = dirname(dataFolder)
  await makeFolder(parent)
  const names = await readdir(parent)
  // What a restore was putting in place when it was cut short is all that there is of that workspace.
  const isSwept = !names.some(name => name.endsWith(restoreNote))
  for (const name of isSwept ? names : []) {
    const pid = stageName.exec(name)?.[1]
    if (pid !== undefined && !isAlive(Number(pid))) await rm(join(parent, name), { recursive: true, force: true })
  }
  const stage = join(parent, `staging-${process.pid}-${randomBytes(6).toString('hex')}`)
  await mkdir(stage, { mode: 0o700 })
  return stage
}

export const removeStage = (stage: string): Promise<void> => rm(stage, { recursive: true, force: true, maxRetries: 3 })

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch (error) {
    return errorCode(error) === 'EPERM'
  }
}

/** Gives a file a second name, so that it stays when the first one goes; a copy where the disk knows no such thing. */
export async function pin(from: string, to: string): Promise<void> {
  await mkdir(dirname(to), { recursive: true, mode: 0o700 })
  try {
    await link(from, to)
  } catch (error) {
    const code = errorCode(error)
    // Gone meanwhile, or pinned already: what is there is what was wanted.
    if (code === 'ENOENT' || code === 'EEXIST') return
    await copyFile(from, to).catch((copying: unknown) => {
      if (!isMissing(copying)) throw copying
    })
  }
}

/** Pins the files of a folder whose names fit; none when there is no such folder. */
export async function pinAll(from: string, to: string, wanted: RegExp): Promise<void> {
  const names = (await namesIn(from)).filter(name => wanted.test(name))
  for (let at = 0; at < names.length; at += 32)
    await Promise.all(names.slice(at, at + 32).map(name => pin(join(from, name), join(to, name))))
}

/** Copies a file that is only ever added to, up to its last line break. Nothing when it is not there. */
export async function copyLines(from: string, to: string): Promise<void> {
  const source = await open(from, 'r').catch((error: unknown) => {
    if (isMissing(error)) return null
    throw error
  })
  if (source === null) return
  try {
    await mkdir(dirname(to), { recursive: true, mode: 0o700 })
    const target = await open(to, 'wx', 0o600)
    try {
      const chunk = Buffer.alloc(256 * 1024)
      let whole = 0
      for (let at = 0; ; ) {
        const { bytesRead } = await source.read(chunk, 0, chunk.length, at)
        if (bytesRead === 0) break
        const bytes = chunk.subarray(0, bytesRead)
        await target.write(bytes, 0, bytesRead, at)
        const last = bytes.lastIndexOf(10)
        if (last !== -1) whole = at + last + 1
        at += bytesRead
      }
      await target.truncate(whole)
    } finally {
      await target.close()
    }
  } finally {
    await source.close()
  }
}

/** The names in a folder; none when there is no such folder. */
export async function namesIn(folder: string): Promise<readonly string[]> {
  try {
    return await readdir(folder)
  } catch (error) {
    if (isMissing(error) || errorCode(error) === 'ENOTDIR') return []
    throw error
  }
}
