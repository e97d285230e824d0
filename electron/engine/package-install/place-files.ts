import type { Failure } from '@shared/failure'
import type { EnteredPlace } from '../actions/run-script'
import type { ConfigurationFiles, FileTree } from '../configuration'
import { quoteShell } from '../quote'
import { filesOf } from './journal'
import { readTar, type TarFile, writeTar } from './tar'
import { runTask, type Task, type TaskEnd, textTask } from './task'

/** What ends the work on files of a place: they cannot be read or written, or the attempt is to end. */
export class FilesHalted extends Error {
  readonly end: Exclude<TaskEnd, { kind: 'done' }>

  constructor(end: FilesHalted['end']) {
    super(end.kind === 'failed' ? end.failure.message : 'It was to end')
    this.end = end
  }
}

const [noFolder, noTar, noFile] = [60, 61, 62]

// The folder is the first line of the input; names follow, or an archive.
const enter = `IFS= read -r d; cd -- "$d" || exit ${noFolder}; command -v tar >/dev/null 2>&1 || exit ${noTar}; `
// Many names make several archives, one behind the other.
const fetchProgram = `${enter}export COPYFILE_DISABLE=1; tr "\\\\n" "\\\\0" | xargs -0 tar -cf -`
const putProgram = `${enter}exec tar -xpf -`

/** Files of a place, fetched many at a time, changed here, and put back together. */
export interface PlaceFiles extends ConfigurationFiles {
  /** Fetches files of the folder that will surely be read. */
  prefetch(paths: readonly string[]): Promise<void>
  /** Writes what was changed, all at once, with the modes that the files had. Returns how many there were. */
  putBack(): Promise<number>
}

/**
 * The files of a folder of a place. Members throw FilesHalted.
 * @param folder its absolute path
 * @param files all files in it, relative to it; null where that is not known yet
 */
export function placeFiles(entered: EnteredPlace, folder: string, files: readonly string[] | null): PlaceFiles {
  const own = treeAt(entered, folder, folder, files)
  const others: Tree[] = []
  return {
    ...own.tree,
    isCaseSensitive: true,
    prefetch: own.fetch,
    openAdditional: async path => {
      const list = await listFolder(entered, folder, path)
      if (list === null) return null
      const opened = treeAt(entered, path.startsWith('/') ? path : `${folder}/${path}`, path, list)
      others.push(opened)
      return opened.tree
    },
    readAbsolute: async path => {
      const end = await runTask(
        entered,
        textTask(`[ -f ${quoteShell(path)} ] || exit ${noFile}; cat -- ${quoteShell(path)}`)
      )
      if (end.kind === 'failed' && end.code === noFile) return null
      return outputOf(end)
    },
    putBack: async () => {
      let count = 0
      for (const tree of [own, ...others]) count += await tree.putBack()
      return count
    }
  }
}

interface Tree {
  readonly tree: FileTree
  readonly fetch: (paths: readonly string[]) => Promise<void>
  readonly putBack: () => Promise<number>
}

function treeAt(entered: EnteredPlace, folder: string, name: string, files: readonly string[] | null): Tree {
  const fetched = new Map<string, TarFile>()
  const written = new Map<string, TarFile>()
  let known = files
  const run = async (program: string, input: Uint8Array): Promise<Buffer> => {
    const task: Task = { program, input: Buffer.concat([Buffer.from(`${folder}\n`), input]) }
    return outputOf(await runTask(entered, task))
  }
  const fetch = async (paths: readonly string[]): Promise<void> => {
    const missing = paths.filter(path => !fetched.has(path))
    if (missing.length === 0) return
    const archive = await run(fetchProgram, Buffer.from(missing.map(path => `./${path}\n`).join('')))
    for (const file of readTar(archive)) fetched.set(file.path, file)
  }
  const fileAt = async (path: string): Promise<TarFile> => {
    await fetch([path])
    const found = written.get(path) ?? fetched.get(path)
    if (found === undefined)
      throw new FilesHalted({ kind: 'failed', code: null, said: '', failure: unreadable(folder, path) })
    return found
  }
  return {
    fetch,
    tree: {
      name,
      list: async () => {
        known ??= (await listFolder(entered, folder, '.')) ?? []
        return known
      },
      read: async path => (await fileAt(path)).bytes,
      write: async (path, bytes) => {
        written.set(path, { ...(await fileAt(path)), bytes: Buffer.from(bytes) })
      }
    },
    putBack: async () => {
      if (written.size === 0) return 0
      await run(putProgram, writeTar([...written.values()], Math.floor(entered.context.ports.now() / 1000)))
      return written.size
    }
  }
}

/** All files under a folder, which may be relative to another; null where there is no such folder. */
async function listFolder(entered: EnteredPlace, folder: string, path: string): Promise<readonly string[] | null> {
  const lines = [`cd -- ${quoteShell(folder)} && [ -d ${quoteShell(path)} ] || exit ${noFolder}`]
  const end = await runTask(entered, textTask(...lines, `cd -- ${quoteShell(path)} && find . -type f -print0`))
  if (end.kind === 'failed' && end.code === noFolder) return null
  return filesOf(outputOf(end))
}

function outputOf(end: TaskEnd): Buffer {
  if (end.kind === 'done') return end.output
  if (end.kind === 'failed' && end.code === noTar) throw new FilesHalted({ ...end, failure: withoutTar })
  throw new FilesHalted(end)
}

const withoutTar: Failure = {
  kind: 'tools-missing',
  message: 'The files of the package cannot be configured there: tar is not installed.',
  remedy: 'Install tar on the target.'
}

const unreadable = (folder: string, path: string): Failure => ({
  kind: 'configuration-failed',
  message: `The file ${path} in ${folder} cannot be read.`,
  remedy: 'Check that it is an ordinary file that the account may read.'
})
