import { chmod, open, readdir, readFile, realpath, rename, rm, stat } from 'node:fs/promises'
import { dirname, join, relative, sep } from 'node:path'
import type { Failure } from '@shared/failure'
import { FailureError } from '@shared/failure-error'
import { fail, ok, type Result } from '@shared/result'
import type { ConfigurationFiles } from '../engine/configuration'
import { syncFolder, temporaryName } from '../store/atomic-file'

/** The most files that a folder may have, and the most bytes that one of them may have to be read. */
const mostFiles = 200_000
const largestFile = 100_000_000

/**
 * The files of one folder of this machine, and nothing outside of it: links that lead out are not there, and none is
 * followed to a folder. Writing replaces a file as a whole and keeps its permissions.
 * Members throw a FailureError for what the system refuses.
 */
export async function openFolder(folder: string, platform: string): Promise<Result<ConfigurationFiles>> {
  const root = await realpath(folder).catch(() => null)
  if (root === null || !(await stat(root)).isDirectory()) return fail(noFolder(folder))
  const inside = async (path: string): Promise<string> => {
    const real = await tell('find', path, () => realpath(join(root, path)))
    if (isInside(root, real)) return real
    throw new FailureError(leadsOut(path))
  }
  return ok({
    name: folder,
    isCaseSensitive: platform !== 'win32' && platform !== 'darwin',
    openAdditional: async () => null,
    readAbsolute: async path => {
      const real = await realpath(path).catch(() => null)
      return real !== null && isInside(root, real) ? readAt(real, path) : null
    },
    list: () => listFiles(root),
    read: async path => readAt(await inside(path), path),
    write: async (path, bytes) => {
      const real = await inside(path)
      await tell('write', path, () => replaceFile(real, bytes))
    }
  })
}

/** The same, with what is written kept aside: later reads see it, the disk does not. */
export function rehearsal(files: ConfigurationFiles): ConfigurationFiles {
  const written = new Map<string, Uint8Array>()
  return {
    ...files,
    read: async path => written.get(path) ?? files.read(path),
    write: async (path, bytes) => {
      written.set(path, bytes)
    }
  }
}

const readAt = (real: string, path: string): Promise<Uint8Array> =>
  tell('read', path, async () => {
    if ((await stat(real)).size > largestFile) throw new FailureError(tooLarge(path))
    return readFile(real)
  })

async function listFiles(root: string): Promise<readonly string[]> {
  const files: string[] = []
  const open = ['']
  for (let folder = open.pop(); folder !== undefined; folder = open.pop()) {
    const at = folder
    const entries = await tell('read', at === '' ? '.' : at, () => readdir(join(root, at), { withFileTypes: true }))
    for (const entry of entries) {
      const path = at === '' ? entry.name : `${at}/${entry.name}`
      if (entry.isDirectory()) open.push(path)
      else if (entry.isFile() || (entry.isSymbolicLink() && (await isFileInside(root, path)))) files.push(path)
    }
    if (files.length > mostFiles) throw new FailureError(tooMany)
  }
  return files.sort()
}

async function isFileInside(root: string, path: string): Promise<boolean> {
  try {
    const real = await realpath(join(root, path))
    return isInside(root, real) && (await stat(real)).isFile()
  } catch {
    // It leads nowhere.
    return false
  }
}

function isInside(root: string, real: string): boolean {
  const way = relative(root, real)
  return way !== '' && way !== '..' && !way.startsWith(`..${sep}`) && join(root, way) === real
}

async function replaceFile(file: string, bytes: Uint8Array): Promise<void> {
  const { mode } = await stat(file)
  const temp = temporaryName(file)
  try {
    const handle = await open(temp, 'wx', 0o600)
    try {
      await handle.writeFile(bytes)
      await handle.sync()
    } finally {
      await handle.close()
    }
    await chmod(temp, mode & 0o7777)
    await rename(temp, file)
  } catch (error) {
    await rm(temp, { force: true }).catch(() => undefined)
    throw error
  }
  await syncFolder(dirname(file))
}

async function tell<T>(verb: 'find' | 'read' | 'write', path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof FailureError) throw error
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown'
    throw new FailureError(refusedBySystem(verb, path, code), error)
  }
}

const pastParticiples = { find: 'found', read: 'read', write: 'written' } as const

const refusedBySystem = (verb: keyof typeof pastParticiples, path: string, code: string): Failure => ({
  kind: 'storage-failed',
  message: `${path} could not be ${pastParticiples[verb]}, the system said ${code}.`,
  remedy: 'Check its permissions and the free space. Files before it may have been changed already.'
})

const noFolder = (folder: string): Failure => ({
  kind: 'not-found',
  message: `${folder} is no folder that can be opened.`,
  remedy: 'Choose a folder that is there and is yours.'
})

const leadsOut = (path: string): Failure => ({
  kind: 'forbidden',
  message: `${path} leads out of the folder.`,
  remedy: 'Choose the folder that it leads to, or take the link away.'
})

const tooLarge = (path: string): Failure => ({
  kind: 'invalid-input',
  message: `${path} is larger than ${largestFile / 1_000_000} MB.`,
  remedy: 'Leave it out of the patterns.'
})

const tooMany: Failure = {
  kind: 'invalid-input',
  message: `There are more than ${mostFiles.toLocaleString('en-US')} files in the folder.`,
  remedy: 'Choose a folder further down.'
}
