import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdir, readFile, readlink, stat, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { gzipSync } from 'node:zlib'
import type { PackageFormat } from '@shared/model/package'
import { packageManifest } from '@shared/packages/manifest'
import { expect, onTestFinished, test, vi } from 'vitest'
import { bunzip2 } from '../../../electron/transports/archives/bunzip2'
import { inspectArchive } from '../../../electron/transports/archives/inspect-archive'
import { measureFolder, packFolder } from '../../../electron/transports/archives/pack-folder'
import { readEntry } from '../../../electron/transports/archives/read-entry'
import { unpackArchive } from '../../../electron/transports/archives/unpack-archive'
import { tarOf, zipOf } from '../../support/archives'
import { tempFolder } from '../../support/store'

const { signal } = new AbortController()
const sha256 = (content: string) => createHash('sha256').update(content).digest('hex')
const file = (path: string, content: string, isExecutable = false) => ({
  kind: 'file' as const,
  path,
  isExecutable,
  bytes: content.length,
  sha256: sha256(content)
})

async function stored(bytes: Buffer): Promise<string> {
  const path = join(await tempFolder(), 'some.pack')
  await writeFile(path, bytes)
  return path
}

const content = tarOf(
  [
    { name: './' },
    { name: './bin/', type: '5', mode: 0o755 },
    { name: './bin/run.sh', content: 'echo hello', mode: 0o4755 },
    { name: 'web.config', content: '<a/>' },
    { name: 'copy.config', type: '1', link: 'web.config' },
    { name: 'current', type: '2', link: 'bin/../web.config' },
    { name: 'logs', type: '5' },
    { name: 'x', content: 'long', pax: { path: `${'deep/'.repeat(30)}x` } }
  ].map(entry => (entry.name === './' ? { ...entry, type: '5' } : entry))
)

const expected = {
  format: 1,
  entries: [
    file('bin/run.sh', 'echo hello', true),
    file('copy.config', '<a/>'),
    { kind: 'link', path: 'current', to: 'bin/../web.config' },
    file(`${'deep/'.repeat(30)}x`, 'long'),
    { kind: 'folder', path: 'logs' },
    file('web.config', '<a/>')
  ]
}

const bzip2 = (bytes: Buffer): Buffer =>
  execFileSync('bzip2', ['-c'], { input: bytes, maxBuffer: 2 * bytes.length + 10_000 })

test.each<[PackageFormat, (bytes: Buffer) => Buffer]>([
  ['tar', bytes => bytes],
  ['tar.gz', bytes => gzipSync(bytes)],
  ['tar.bz2', bzip2]
])('a %s is read, unpacked and looked into', async (format, pack) => {
  const path = await stored(pack(content))
  const { manifest, nuspec } = await inspectArchive(path, format, signal)
  expect({ manifest, nuspec }).toEqual({ manifest: expected, nuspec: null })
  expect(packageManifest.parse(manifest)).toEqual(manifest)
  const folder = await tempFolder()
  await unpackArchive(path, format, manifest, folder, signal)
  expect(await readFile(join(folder, 'copy.config'), 'utf8')).toBe('<a/>')
  expect(await readlink(join(folder, 'current'))).toBe('bin/../web.config')
  expect((await stat(join(folder, 'bin/run.sh'))).mode & 0o6111).toBe(0o111)
  expect((await stat(join(folder, 'logs'))).isDirectory()).toBe(true)
  expect(Buffer.from((await readEntry(path, format, 'copy.config', 100)) ?? []).toString()).toBe('<a/>')
  expect(await readEntry(path, format, 'web.config', 2)).toBeNull()
})

test.each<[PackageFormat, Buffer]>([
  ['zip', zipOf([{ name: 'a', content: 'x'.repeat(200_000) }, { name: 'b/' }, { name: 'c', content: 'long' }])],
  ['tar', content],
  ['tar.gz', gzipSync(content)],
  ['tar.bz2', bzip2(content)]
])('reading a %s tells how much of its file has been read, up to the end', async (format, bytes) => {
  const reached: number[] = []
  await inspectArchive(await stored(bytes), format, signal, undefined, count => reached.push(count))
  expect(reached).toEqual([...reached].sort((a, b) => a - b))
  const last = reached.at(-1) ?? 0
  expect(last).toBeLessThanOrEqual(bytes.length)
  // Of a zip what describes its entries does not count.
  expect(last).toBeGreaterThan(format === 'zip' ? 0 : bytes.length - 1)
})

test('packing a folder tells how many bytes of its files have been read, up to all of them', async () => {
  const folder = await tempFolder()
  await mkdir(join(folder, 'css'))
  await writeFile(join(folder, 'index.html'), '<h1>')
  await writeFile(join(folder, 'css', 'a.css'), 'a {}\n')
  const reached: number[] = []
  for await (const part of packFolder(folder, bytes => reached.push(bytes))) void part
  expect(reached).toEqual([5, 9])
  expect(await measureFolder(folder, signal)).toBe(9)
  await expect(measureFolder(folder, AbortSignal.abort())).rejects.toThrow(/abort/i)
})

test('bzip2 comes block by block, over several streams, by this machine and without its help', async () => {
  const text = Buffer.from(Array.from({ length: 80_000 }, (_, i) => `line ${i * 7919}\n`).join(''))
  const bytes = tarOf([{ name: 'large', content: text }])
  const packed = Buffer.concat([bzip2(bytes.subarray(0, 1_000_000)), bzip2(bytes.subarray(1_000_000))])
  const path = await stored(packed)
  const { manifest } = await inspectArchive(path, 'tar.bz2', signal)
  expect(manifest.entries).toEqual([
    { kind: 'file', path: 'large', isExecutable: false, bytes: text.length, sha256: sha256(text.toString()) }
  ])
  const unpacked = async (source: Buffer) => {
    const parts: Uint8Array[] = []
    for await (const part of bunzip2(Readable.from([source.subarray(0, 3), source.subarray(3)]))) parts.push(part)
    return Buffer.concat(parts)
  }
  expect((await unpacked(packed)).equals(bytes)).toBe(true)
  for (const cut of [2, 100, packed.length - 3]) await expect(unpacked(packed.subarray(0, cut))).rejects.toThrow()
})

test('reading a large tar.bz2 tells how far it is long before its end', async () => {
  const noise = createHash('shake256', { outputLength: 4_000_000 }).update('noise').digest()
  const packed = bzip2(tarOf([{ name: 'large', content: noise }]))
  const reached: number[] = []
  await inspectArchive(await stored(packed), 'tar.bz2', signal, undefined, count => reached.push(count))
  expect(reached[0]).toBeLessThan(packed.length / 2)
  expect(reached.at(-1)).toBe(packed.length)
})

test('a machine without a bzip2 reads the same', async () => {
  const path = await stored(bzip2(content))
  vi.stubEnv('PATH', '/nowhere')
  onTestFinished(() => {
    vi.unstubAllEnvs()
  })
  expect((await inspectArchive(path, 'tar.bz2', signal)).manifest).toEqual(expected)
})

test('what Windows packed has folders by backslashes and nothing to execute; what Unix packed keeps both', async () => {
  const path = await stored(
    zipOf([
      { name: 'bin\\app.exe', content: 'MZ' },
      { name: 'run', content: '#!', mode: 0o104755 },
      { name: 'latest', content: 'run', mode: 0o120777 },
      { name: 'plain', content: 'stored', method: 0 },
      { name: 'empty/' }
    ])
  )
  const { manifest } = await inspectArchive(path, 'zip', signal)
  expect(manifest.entries).toEqual([
    file('bin/app.exe', 'MZ'),
    { kind: 'folder', path: 'empty' },
    { kind: 'link', path: 'latest', to: 'run' },
    file('plain', 'stored'),
    file('run', '#!', true)
  ])
})

test('of a NuGet package the plumbing is left out, and its description is read', async () => {
  const path = await stored(
    zipOf([
      { name: '_rels/.rels', content: 'x' },
      { name: 'Shop.nuspec', content: '<id>Shop</id>' },
      { name: 'lib/a%20b.txt', content: 'hello' },
      { name: 'package/services/metadata/core-properties/1.psmdcp', content: 'x' },
      { name: '[Content_Types].xml', content: 'x' }
    ])
  )
  const { manifest, nuspec } = await inspectArchive(path, 'zip', signal)
  expect(manifest.entries).toEqual([file('Shop.nuspec', '<id>Shop</id>'), file('lib/a b.txt', 'hello')])
  expect(nuspec).toBe('<id>Shop</id>')
})

test('a script in front of a zip does no harm', async () => {
  const path = await stored(
    zipOf([{ name: 'a', content: 'x' }], { before: Buffer.from(`#!/bin/sh\n${'#'.repeat(200)}\n`) })
  )
  expect((await inspectArchive(path, 'zip', signal)).manifest.entries).toEqual([file('a', 'x')])
})

test('a folder is packed into the same bytes whenever that happens, and comes out as it was', async () => {
  const folder = await tempFolder()
  const long = `${'folder/'.repeat(20)}file.txt`
  await mkdir(join(folder, 'folder/'.repeat(20)), { recursive: true })
  await mkdir(join(folder, 'none'))
  await writeFile(join(folder, long), 'long')
  await writeFile(join(folder, 'run.sh'), 'echo', { mode: 0o700 })
  await symlink('run.sh', join(folder, 'current'))
  const bytesOf = async () => {
    const parts: Uint8Array[] = []
    for await (const part of packFolder(folder)) parts.push(part)
    return Buffer.concat(parts)
  }
  const bytes = await bytesOf()
  expect((await bytesOf()).equals(bytes)).toBe(true)
  const { manifest } = await inspectArchive(await stored(bytes), 'tar.gz', signal)
  expect(manifest.entries).toEqual([
    { kind: 'link', path: 'current', to: 'run.sh' },
    file(long, 'long'),
    { kind: 'folder', path: 'none' },
    file('run.sh', 'echo', true)
  ])
})
