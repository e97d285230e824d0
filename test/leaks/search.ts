import { execFile } from 'node:child_process'
import { readdir, readFile } from 'node:fs/promises'
import { promisify } from 'node:util'
import { gunzipSync } from 'node:zlib'
import type { TestSshd } from '../support/sshd'

const run = promisify(execFile)

/** What is searched for, by the name under which a find is told: a test must not print what it hunts. */
export type Needles = ReadonlyMap<string, readonly string[]>

/** The names of the needles that these bytes hold in any form. */
export function namesIn(bytes: Buffer, needles: Needles): readonly string[] {
  return [...needles].filter(([, forms]) => forms.some(form => bytes.includes(form))).map(([name]) => name)
}

/** Those of the files that hold a needle, packed ones unpacked. What vanishes meanwhile is passed over. */
export async function inFiles(files: readonly string[], needles: Needles): Promise<readonly string[]> {
  const found: string[] = []
  for (const file of files) {
    const bytes = await readFile(file).catch(() => Buffer.alloc(0))
    const isPacked = bytes[0] === 0x1f && bytes[1] === 0x8b
    for (const name of namesIn(isPacked ? gunzipSync(bytes) : bytes, needles)) found.push(`${name} in ${file}`)
  }
  return found
}

/** Regular files below `folders`, on their own file system, that pass `tests` of find(1). */
export async function filesBelow(folders: readonly string[], ...tests: readonly string[]): Promise<readonly string[]> {
  // find says 1 where a folder vanished under its hands; what it found counts all the same.
  const search = run('find', [...folders, '-xdev', '-type', 'f', ...tests, '-print0'], { maxBuffer: 64 << 20 })
  const { stdout } = await search.catch((error: { readonly stdout: string }) => error)
  return stdout.split('\0').filter(Boolean)
}

/** What the target's account has written to scratch folders since `startedAt`, and everything in its home. */
export async function onTarget(sshd: TestSshd, startedAt: number): Promise<readonly string[]> {
  const since = `@${Math.floor(startedAt / 1000)}`
  const scratch = ['/tmp', '/var/tmp', '/dev/shm']
  return [
    ...(await filesBelow([sshd.home])),
    ...(await filesBelow(scratch, '-user', sshd.username, '-newermt', since, '-size', '-65536k'))
  ]
}

/** Processes that show a needle in their arguments or their environment, as `ps` would on either side. */
export async function inProcesses(needles: Needles): Promise<readonly string[]> {
  const found: string[] = []
  for (const pid of (await readdir('/proc')).filter(name => /^\d+$/.test(name))) {
    for (const part of ['cmdline', 'environ']) {
      const bytes = await readFile(`/proc/${pid}/${part}`).catch(() => Buffer.alloc(0))
      for (const name of namesIn(bytes, needles)) found.push(`${name} in ${pid} ${part}`)
    }
  }
  return found
}
