// Finds every import of the product's sources: static, re-exported, dynamic, and in types.
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { parseSync } from 'vite'

export const root = resolve(import.meta.dirname, '../..')

export interface ImportOf {
  /** The words between the quotes. */
  readonly specifier: string
  /** The file it leads to, from the root of the repository, or the package with its path. */
  readonly target: string
  readonly isExternal: boolean
  /** True when nothing is left of it after compilation. */
  readonly isType: boolean
}

export function sourcesUnder(folder: string): string[] {
  const path = join(root, folder)
  if (!existsSync(path)) return []
  return readdirSync(path, { recursive: true, encoding: 'utf8' })
    .filter(name => /\.(ts|tsx|mts|mjs|cjs|js|css)$/.test(name))
    .map(name => join(folder, name))
    .filter(name => statSync(join(root, name)).isFile())
    .sort()
}

interface Entry {
  readonly isType: boolean
}

const allTypes = (entries: readonly Entry[]) => entries.length > 0 && entries.every(entry => entry.isType)

/** `import('./x').T` in a type stands in the tree only. */
function typeQueries(node: unknown): string[] {
  if (typeof node !== 'object' || node === null) return []
  const { type, source } = node as { type?: string; source?: { value?: string } }
  const own = type === 'TSImportType' && source?.value ? [source.value] : []
  return [...own, ...Object.values(node).flatMap(typeQueries)]
}

function specifiersIn(file: string, code: string): { specifier: string; isType: boolean }[] {
  const { module, program, errors } = parseSync(file, code)
  const [error] = errors
  if (error) throw new Error(`${file}: ${error.message}`)
  const found: { specifier: string; isType: boolean }[] = []
  for (const { moduleRequest, entries } of module.staticImports) {
    found.push({ specifier: moduleRequest.value, isType: allTypes(entries) })
  }
  for (const { entries } of module.staticExports) {
    const from = entries.filter(entry => entry.moduleRequest)
    const specifier = from[0]?.moduleRequest?.value
    if (specifier !== undefined) found.push({ specifier, isType: allTypes(from) })
  }
  for (const { moduleRequest } of module.dynamicImports) {
    // A computed specifier keeps its source text, which no rule allows.
    const text = code.slice(moduleRequest.start, moduleRequest.end)
    found.push({ specifier: text.replace(/^['"`]|['"`]$/g, ''), isType: false })
  }
  return [...found, ...typeQueries(program).map(specifier => ({ specifier, isType: true }))]
}

/** Where a specifier leads, without the ending: rules speak of folders and of files by name. */
function targetOf(file: string, specifier: string): Pick<ImportOf, 'target' | 'isExternal'> {
  const path = specifier.replace(/\?.*$/, '')
  if (path.startsWith('@shared/')) return { target: path.replace('@shared/', 'shared/'), isExternal: false }
  if (!path.startsWith('.')) return { target: path, isExternal: true }
  return { target: relative(root, resolve(root, dirname(file), path)).replace(/\.tsx?$/, ''), isExternal: false }
}

export function importsOf(file: string, code = readFileSync(join(root, file), 'utf8')): ImportOf[] {
  if (file.endsWith('.css')) return []
  return specifiersIn(file, code).map(found => ({ ...found, ...targetOf(file, found.specifier) }))
}
