/** What decides which transforms run on which files. */
export interface TransformPlanInput {
  /** Relative paths with slashes, in the order in which they are to be worked on. */
  readonly files: readonly string[]
  /** Transforms that the step names, one for each line, or parted by commas. */
  readonly explicit: string
  /** Whether `Release`, the environment and the tenant name transforms too. */
  readonly automatic: boolean
  readonly environment: string | null
  readonly tenant: string | null
}

/** A transform and the file that it changes. */
export interface TransformPair {
  /** One of the files, or an absolute path as it was written; whether that is there only the caller can find out. */
  readonly transform: string
  readonly source: string
}

/** Pairs in the order in which they run. */
export interface TransformPlan {
  readonly pairs: readonly TransformPair[]
  /** Explicit lines that fit no files. */
  readonly unmatched: readonly string[]
}

/**
 * Finds the transforms of every file: explicit ones first, then `Release`, the environment and the tenant. Names match
 * whatever their case. A pair runs once, and no file transforms itself.
 */
export function planTransforms(input: TransformPlanInput): TransformPlan {
  const explicit = splitLines(input.explicit).map(parseDefinition)
  const definitions = [...explicit, ...automaticNames(input).map(name => simple(name))]
  const folder = new Folder(input.files)
  const pairs = new Map<string, TransformPair>()
  const matched = new Set<Definition>()
  for (const source of sourcesOf(input, explicit)) {
    for (const definition of definitions) {
      for (const transform of transformsFor(folder, source, definition)) {
        matched.add(definition)
        const key = JSON.stringify([transform, source])
        if (!pairs.has(key)) pairs.set(key, { transform, source })
      }
    }
  }
  return {
    pairs: [...pairs.values()],
    unmatched: explicit.filter(definition => !matched.has(definition)).map(({ line }) => line)
  }
}

type Definition =
  | { readonly kind: 'simple'; readonly line: string; readonly name: string }
  | { readonly kind: 'directed'; readonly line: string; readonly transform: Pattern; readonly target: Pattern }
  | { readonly kind: 'never'; readonly line: string }

interface Pattern {
  readonly directory: string
  /** The file name, without the `*.` in front of one that has it. */
  readonly name: string
  readonly isWild: boolean
  readonly isAbsolute: boolean
  /** Written with `./` in front: counted from the top folder. */
  readonly isAnchored: boolean
}

function splitLines(explicit: string): readonly string[] {
  return explicit
    .split(/[,\r\n]/)
    .map(line => line.trim())
    .filter(line => line !== '')
}

function automaticNames({ automatic, environment, tenant }: TransformPlanInput): readonly string[] {
  if (!automatic) return []
  return ['Release', environment ?? '', tenant ?? ''].map(name => name.trim()).filter(name => name !== '')
}

function simple(name: string): Definition {
  return { kind: 'simple', line: name, name }
}

function parseDefinition(line: string): Definition {
  if (!line.includes('=>')) return simple(line)
  const [transform = '', target = ''] = line
    .split('=>')
    .map(side => side.trim())
    .filter(side => side !== '')
  if (transform === '' || target === '') return { kind: 'never', line }
  return { kind: 'directed', line, transform: parsePattern(transform), target: parsePattern(target) }
}

function parsePattern(text: string): Pattern {
  const path = text.replaceAll('\\', '/')
  const { directory, name } = splitPath(path)
  const isWild = name.startsWith('*.')
  return {
    directory,
    name: isWild ? name.slice(2) : name,
    isWild,
    isAbsolute: /^(\/|[a-z]:)/i.test(path),
    isAnchored: path.startsWith('./')
  }
}

/** Files that may be changed: configuration files when names are tried on them, and what explicit targets end in. */
function sourcesOf(input: TransformPlanInput, explicit: readonly Definition[]): readonly string[] {
  const extensions = explicit.flatMap(definition =>
    definition.kind === 'directed' ? [extensionOf(definition.target.name, definition.target.isWild)] : []
  )
  const wanted = [...(input.automatic ? ['.config'] : []), ...extensions]
  return input.files.filter(file => wanted.some(extension => file.toLowerCase().endsWith(extension.toLowerCase())))
}

function extensionOf(name: string, isWild: boolean): string {
  const dot = name.lastIndexOf('.')
  if (dot !== -1) return name.slice(dot)
  return isWild ? `.${name}` : ''
}

function transformsFor(folder: Folder, source: string, definition: Definition): readonly string[] {
  switch (definition.kind) {
    case 'never':
      return []
    case 'simple': {
      const { directory, name } = splitPath(source)
      return folder.find(directory, spellings(`${withoutExtension(name)}.${definition.name}`), source)
    }
    case 'directed':
      return directedTransforms(folder, source, definition.transform, definition.target)
  }
}

function directedTransforms(folder: Folder, source: string, transform: Pattern, target: Pattern): readonly string[] {
  const { directory, name } = splitPath(source)
  const base = baseName(name, target)
  if (target.isAbsolute || base === null) return []
  const names = spellings(transformName(transform, target, base))
  const starts = folder.startsOf(directory, target)
  if (transform.isAbsolute) {
    const path = joinPath(transform.directory, names.at(-1) ?? '')
    return starts.length === 0 || path.includes('*') ? [] : [path]
  }
  return starts.flatMap(start => {
    const place = resolvePath(start, transform.directory)
    return place === null ? [] : folder.find(place, names, source)
  })
}

/** What `*` stands for in a target, an empty text when it has none; null when the name does not fit it. */
function baseName(name: string, target: Pattern): string | null {
  const [given, wanted] = [name.toLowerCase(), target.name.toLowerCase()]
  if (!target.isWild) return given === wanted ? '' : null
  return given.endsWith(`.${wanted}`) ? name.slice(0, -wanted.length - 1) : null
}

function transformName(transform: Pattern, target: Pattern, base: string): string {
  if (!transform.isWild) return transform.name
  return target.isWild ? `${base}.${transform.name}` : `*.${transform.name}`
}

/** The extension may be left out of the name of a transform. */
function spellings(name: string): readonly string[] {
  return /\.config$/i.test(name) ? [name] : [`${name}.config`, name]
}

class Folder {
  readonly #byDirectory = new Map<string, string[]>()

  constructor(files: readonly string[]) {
    for (const file of files) {
      for (const directory of directoriesAbove(file)) this.#in(directory)
      this.#in(splitPath(file).directory).push(file)
    }
  }

  /** The files of a directory that have one of the names, in which stars are wild, except for one. */
  find(directory: string, names: readonly string[], except: string): readonly string[] {
    const here = this.#byDirectory.get(directory.toLowerCase()) ?? []
    const others = here.filter(file => file !== except)
    return [...new Set(names.flatMap(name => others.filter(file => isLike(splitPath(file).name, name))))]
  }

  /** The directories from which the path of the target leads into the given one. */
  startsOf(directory: string, target: Pattern): readonly string[] {
    const leadsHere = (start: string) => isSame(resolvePath(start, target.directory), directory)
    if (target.isAnchored) return [''].filter(leadsHere)
    if (target.directory.split('/').includes('..')) return [...this.#byDirectory.keys()].sort().filter(leadsHere)
    const below = resolvePath('', target.directory) ?? ''
    return [directory.slice(0, directory.length - below.length).replace(/\/$/, '')].filter(leadsHere)
  }

  #in(directory: string): string[] {
    const key = directory.toLowerCase()
    const files = this.#byDirectory.get(key) ?? []
    this.#byDirectory.set(key, files)
    return files
  }
}

function directoriesAbove(file: string): readonly string[] {
  const parts = file.split('/')
  return parts.map((_, index) => parts.slice(0, index).join('/'))
}

function splitPath(path: string): { readonly directory: string; readonly name: string } {
  const slash = path.lastIndexOf('/')
  return { directory: slash <= 0 ? path.slice(0, slash + 1) : path.slice(0, slash), name: path.slice(slash + 1) }
}

function joinPath(directory: string, name: string): string {
  return directory.endsWith('/') ? `${directory}${name}` : `${directory}/${name}`
}

/** Null for a path that leads out of the top folder. */
function resolvePath(start: string, path: string): string | null {
  const parts = start === '' ? [] : start.split('/')
  for (const part of path.split('/')) {
    if (part === '' || part === '.') continue
    if (part !== '..') parts.push(part)
    else if (parts.pop() === undefined) return null
  }
  return parts.join('/')
}

function withoutExtension(name: string): string {
  const dot = name.lastIndexOf('.')
  return dot === -1 ? name : name.slice(0, dot)
}

function isSame(one: string | null, other: string): boolean {
  return one?.toLowerCase() === other.toLowerCase()
}

function isLike(name: string, pattern: string): boolean {
  const parts = pattern.split('*').map(part => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
  return new RegExp(`^${parts.join('.*')}$`, 'i').test(name)
}
