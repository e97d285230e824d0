import type { ConfigurationFiles, FileTree } from '../../../electron/engine/configuration'

/** Files in memory, with what was written to them. */
export interface MemoryFiles extends ConfigurationFiles {
  readonly texts: () => Readonly<Record<string, string>>
}

function treeOf(name: string, contents: Record<string, Uint8Array>): FileTree {
  return {
    name,
    list: async () => Object.keys(contents).filter(path => !path.startsWith('/')),
    read: async path => contents[path]!,
    write: async (path, bytes) => {
      contents[path] = bytes
    }
  }
}

/** A folder in memory. Files of additional paths are given by the path, two colons and their own. */
export function memoryFiles(texts: Readonly<Record<string, string>>, isCaseSensitive = true): MemoryFiles {
  const trees = new Map<string, Record<string, Uint8Array>>([['', {}]])
  for (const [place, text] of Object.entries(texts)) {
    const [path = '', folder = ''] = place.split('::').reverse()
    const contents = trees.get(folder) ?? {}
    contents[path] = new TextEncoder().encode(text)
    trees.set(folder, contents)
  }
  const all = () =>
    [...trees].flatMap(([folder, contents]) =>
      Object.entries(contents).map(([path, bytes]) => [folder === '' ? path : `${folder}::${path}`, bytes] as const)
    )
  return {
    ...treeOf('/app', trees.get('') ?? {}),
    isCaseSensitive,
    openAdditional: async path => {
      const contents = trees.get(path)
      return contents ? treeOf(path, contents) : null
    },
    readAbsolute: async path => trees.get('')?.[path] ?? null,
    texts: () =>
      Object.fromEntries(
        all().map(([place, bytes]) => [place, new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes)])
      )
  }
}
