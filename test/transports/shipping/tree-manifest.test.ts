import { sha256 } from '@shared/ids'
import type { ManifestEntry, PackageManifest } from '@shared/packages/manifest'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { changesOf, readTreeText, sumsText, treeText } from '../../../electron/transports/shipping/tree-manifest'

const key = 'a'.repeat(64)

const part = fc.constantFrom('a', 'b', 'c d', 'per%20', 'line\nbreak', '-x', 'ü')
const anyPath = fc.array(part, { minLength: 1, maxLength: 3 }).map(parts => parts.join('/'))
const anyEntry: fc.Arbitrary<ManifestEntry> = fc.oneof(
  fc.record({
    kind: fc.constant('file' as const),
    path: anyPath,
    isExecutable: fc.boolean(),
    bytes: fc.nat(9),
    sha256: fc.constantFrom('0', '1').map(digit => sha256.parse(digit.repeat(64)))
  }),
  fc.record({ kind: fc.constant('link' as const), path: anyPath, to: fc.constantFrom('x', 'to here', '%') }),
  fc.record({ kind: fc.constant('folder' as const), path: anyPath })
)

/** Entries that can be together: nothing lies below a file, a link or an empty folder. */
const anyManifest: fc.Arbitrary<PackageManifest> = fc.array(anyEntry, { maxLength: 8 }).map(all => {
  const entries: ManifestEntry[] = []
  for (const entry of all) {
    const clashes = entries.some(
      ({ path }) => path === entry.path || path.startsWith(`${entry.path}/`) || entry.path.startsWith(`${path}/`)
    )
    if (!clashes) entries.push(entry)
  }
  return { format: 1, entries: entries.sort((one, other) => (one.path < other.path ? -1 : 1)) }
})

/** What a disk holds, by path. */
type Disk = Map<string, string>

function put(disk: Disk, entries: readonly ManifestEntry[]): void {
  for (const entry of entries) {
    for (let end = entry.path.indexOf('/'); end > 0; end = entry.path.indexOf('/', end + 1)) {
      const folder = entry.path.slice(0, end)
      // Nothing can be put below what is no folder.
      expect(disk.get(folder) ?? 'folder').toBe('folder')
      disk.set(folder, 'folder')
    }
    const { path, ...rest } = entry
    disk.set(path, rest.kind === 'folder' ? 'folder' : JSON.stringify({ ...rest, bytes: 0 }))
  }
}

const diskWith = ({ entries }: PackageManifest): Disk => {
  const disk: Disk = new Map()
  put(disk, entries)
  return disk
}

const sorted = (disk: Disk) => [...disk].sort(([one], [other]) => (one < other ? -1 : 1))

describe('the manifest of a tree at a place', () => {
  test('is read as it was written, and leads from any tree to any other', () => {
    fc.assert(
      fc.property(anyManifest, anyManifest, (older, newer) => {
        const there = readTreeText(treeText(key, older))
        if (there === null) throw new Error('It was not read')
        const { send, gone } = changesOf(there, newer)
        const disk = diskWith(older)
        for (const path of gone)
          for (const found of [...disk.keys()]) if (found === path || found.startsWith(`${path}/`)) disk.delete(found)
        put(disk, send)
        expect(sorted(disk)).toEqual(sorted(diskWith(newer)))
      })
    )
  })

  test('says that nothing has to be sent where nothing differs', () => {
    fc.assert(
      fc.property(anyManifest, manifest => {
        expect(changesOf(readTreeText(treeText(key, manifest)) ?? new Map(), manifest)).toEqual({ send: [], gone: [] })
      })
    )
  })

  test('is not read when it is cut or none of ours', () => {
    expect(readTreeText('hello\n')).toBe(null)
    expect(readTreeText(`slipway-tree 1 ${key}\nfile abc`)).toBe(null)
  })

  test('names with line breaks are written as sha256sum reads them', () => {
    const file = { kind: 'file', path: 'a\nb', isExecutable: false, bytes: 1, sha256: sha256.parse(key) } as const
    expect(sumsText([file])).toBe(`\\${key} *./a\\nb\n`)
  })
})
