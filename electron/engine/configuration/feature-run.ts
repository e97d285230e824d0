import type { Bound } from '@shared/template'
import type { ConfigurationMessage, MessageLevel } from './messages'
import { isFolder, linesOf, matchingFiles } from './targets'

/** One folder with files. Paths are relative to it and have slashes. */
export interface FileTree {
  /** How people know it. */
  readonly name: string
  /** All files in it, at any depth. */
  list(): Promise<readonly string[]>
  read(path: string): Promise<Uint8Array>
  write(path: string, bytes: Uint8Array): Promise<void>
}

/** The folder that a package was extracted to, and what is beside it. */
export interface ConfigurationFiles extends FileTree {
  /** Whether names that differ only in case are two files here. */
  readonly isCaseSensitive: boolean
  /** The folder of an additional path; null when there is none. */
  openAdditional(path: string): Promise<FileTree | null>
  /** A file by its absolute path, wherever it is; null when there is none. */
  readAbsolute(path: string): Promise<Uint8Array | null>
}

/** A file in one of the folders. */
export interface FoundFile {
  readonly tree: FileTree
  readonly path: string
  /** How messages call it. */
  readonly label: string
}

/** What went wrong and ends the work. */
export class FeatureFailure extends Error {
  readonly file: string | null

  constructor(message: string, file: string | null = null) {
    super(message)
    this.file = file
  }
}

/** The values of all variables, and what is wrong with those that have none, by the variable's name. */
export interface FinalValues {
  readonly all: readonly (readonly [name: string, value: string | null])[]
  readonly broken: ReadonlyMap<string, string>
  /** The variables whose values are secrets, or took one in. */
  readonly secret: ReadonlySet<string>
}

/** What the features of one run share. */
export interface FeatureRun {
  readonly files: ConfigurationFiles
  /** The package's folder and those of the additional paths. */
  readonly trees: readonly FileTree[]
  readonly variables: Bound
  /** A variable's evaluated text, or null. */
  readonly text: (name: string) => string | null
  /** A variable that says True or False; `usual` when it says neither. */
  readonly flag: (name: string, usual?: boolean) => boolean
  /** All variables with their final values. One that cannot be evaluated has its raw one, see `refuseBroken`. */
  readonly values: () => FinalValues
  /** The transforms that were applied to other files. */
  readonly transforms: Set<string>
  readonly say: (level: MessageLevel, message: string, file?: string) => void
  /** Whether the value of a variable is a secret. */
  readonly isSensitive: (name: string) => boolean
  /** The files that took in a secret, by their labels. Later features read what earlier ones wrote. */
  readonly secretFiles: Set<string>
  readonly write: (file: FoundFile, before: Uint8Array, after: Uint8Array) => Promise<void>
}

/** What a run says in the end. */
export interface ConfigurationReport {
  readonly messages: readonly ConfigurationMessage[]
  /** The files that have another content now. */
  readonly changed: readonly string[]
  /** Those of them that took in a secret, whatever is seen of it. */
  readonly secret: readonly string[]
  /** What ended the work; the files of later features are as they were. */
  readonly failure: string | null
}

/** A variable that cannot be evaluated does no harm until something in a file is found for it. */
export function refuseBroken({ broken }: FinalValues, hits: readonly string[], file: string): void {
  for (const name of hits) {
    const problem = broken.get(name)
    if (problem !== undefined) throw new FeatureFailure(problem, file)
  }
}

/** Takes note of a file into which values are put that are secrets. */
export function noteSecrets(
  { secretFiles }: FeatureRun,
  { secret }: FinalValues,
  hits: readonly string[],
  file: string
) {
  if (hits.some(name => secret.has(name))) secretFiles.add(file)
}

export const labelOf = (run: FeatureRun, tree: FileTree, path: string): string =>
  tree === run.files ? path : `${tree.name}/${path}`

/** The files that the lines of a variable name, each once, in the order of the lines. `onMissing` hears of the others. */
export async function findTargets(
  run: FeatureRun,
  variable: string,
  onMissing: (pattern: string, isFolder: boolean) => void
): Promise<readonly FoundFile[]> {
  const found = new Map<string, FoundFile>()
  const { isCaseSensitive } = run.files
  const lists = await Promise.all(run.trees.map(async tree => ({ tree, files: await tree.list() })))
  for (const pattern of linesOf(run.text(variable) ?? '')) {
    const matches = lists.flatMap(({ tree, files }) =>
      matchingFiles(pattern, files, isCaseSensitive).map(path => ({ tree, path, label: labelOf(run, tree, path) }))
    )
    for (const match of matches) if (!found.has(match.label)) found.set(match.label, match)
    if (matches.length === 0)
      onMissing(
        pattern,
        lists.some(({ files }) => isFolder(pattern, files, isCaseSensitive))
      )
  }
  return [...found.values()]
}
