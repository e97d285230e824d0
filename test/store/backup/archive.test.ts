import { createHash } from 'node:crypto'
import { link, mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { gunzipSync, gzipSync } from 'node:zlib'
import { FailureError } from '@shared/failure-error'
import fc from 'fast-check'
import { create, Header } from 'tar'
import { describe, expect, it, vi } from 'vitest'
import type { Manifest } from '../../../electron/store/backup/manifest'
import { peekArchive, readArchive } from '../../../electron/store/backup/read-archive'
import { writeArchive } from '../../../electron/store/backup/write-archive'
import { tempFolder } from '../../support/store'

const sample: Readonly<Record<string, string>> = {
  'data/workspace.json': '{"schema":2}',
  'data/records/targets/000001.a.json': 'x'.repeat(70_000),
  'data/empty.txt': '',
  'key.json': '{"format":1}'
}

const manifestOf = (files: Readonly<Record<string, string>>): Manifest => ({
  format: 'slipway-backup',
  version: 1,
  schema: 2,
  slipway: '0.0.0',
  createdAt: 1_700_000_000_000,
  workspace: 'main',
  key: 'key.json' in files ? 'included' : 'none',
  files: Object.entries(files).map(([path, text]) => ({
    path,
    size: Buffer.byteLength(text),
    sha256: createHash('sha256').update(text).digest('hex')
  }))
})

async function putFiles(folder: string, files: Readonly<Record<string, string>>): Promise<void> {
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true })
    await writeFile(join(folder, path), text)
  }
}

async function archiveOf(files = sample): Promise<string> {
  const folder = await tempFolder()
  await putFiles(folder, files)
  const file = join(await tempFolder(), 'backup.tar.gz')
  await writeArchive(folder, manifestOf(files), file)
  return file
}

/** A tar of entries that `writeArchive` would never make, the manifest among them. */
function tarOf(entries: readonly { readonly path: string; readonly type?: string; readonly body?: string }[]): Buffer {
  const blocks = entries.flatMap(({ path, type = 'File', body = '' }) => {
    const header = new Header({ path, type: type as 'File', size: Buffer.byteLength(body), mode: 0o600 })
    if (type !== 'File') header.linkpath = '/etc/passwd'
    header.encode()
    const content = Buffer.from(body)
    return [header.block ?? Buffer.alloc(0), content, Buffer.alloc((512 - (content.length % 512)) % 512)]
  })
  return gzipSync(Buffer.concat([...blocks, Buffer.alloc(1024)]))
}

const refusal = async (file: string): Promise<FailureError['failure'] | 'taken'> => {
  try {
    await readArchive(file, await tempFolder())
    return 'taken'
  } catch (error) {
    if (error instanceof FailureError) return error.failure
    throw error
  }
}

async function refusalOf(bytes: Uint8Array): Promise<FailureError['failure'] | 'taken'> {
  const file = join(await tempFolder(), 'backup.tar.gz')
  await writeFile(file, bytes)
  return refusal(file)
}

describe('a backup’s archive', () => {
  it('gives back every file as it was, for the owner’s eyes only', async () => {
    const folder = await tempFolder()
    const file = await archiveOf()
    expect(await readArchive(file, folder)).toEqual(manifestOf(sample))
    for (const [path, text] of Object.entries(sample)) expect(await readFile(join(folder, path), 'utf8')).toBe(text)
    expect(((await stat(file)).mode & 0o077) | ((await stat(join(folder, 'key.json'))).mode & 0o077)).toBe(0)
    expect(await readdir(dirname(file))).toEqual(['backup.tar.gz'])
  })

  it('has a file of two names twice, as a plain file', async () => {
    const folder = await tempFolder()
    const files = { 'data/a.json': 'same', 'data/b.json': 'same' }
    await mkdir(join(folder, 'data'))
    await writeFile(join(folder, 'data', 'a.json'), 'same')
    await link(join(folder, 'data', 'a.json'), join(folder, 'data', 'b.json'))
    const file = join(await tempFolder(), 'backup.tar.gz')
    await writeArchive(folder, manifestOf(files), file)
    expect(await readArchive(file, await tempFolder())).toEqual(manifestOf(files))
  })

  it.each([
    ['grew', `${sample['data/workspace.json']} `],
    ['changed', '{"schema":3}'],
    ['shrank', '']
  ])('is not written when a file %s since it was listed', async (_what, text) => {
    const folder = await tempFolder()
    await putFiles(folder, { ...sample, 'data/workspace.json': text })
    const file = join(await tempFolder(), 'backup.tar.gz')
    const failure = { kind: 'storage-damaged', message: expect.stringContaining(`The backup ${file} was written`) }
    await expect(writeArchive(folder, manifestOf(sample), file)).rejects.toMatchObject({ failure })
    expect(await readdir(dirname(file))).toEqual([])
  })

  it('tells its manifest without copying it more than a few times, however large it is', async () => {
    const files = Object.fromEntries(Array.from({ length: 20_000 }, (_, i) => [`data/${i}.json`, '']))
    const body = JSON.stringify(manifestOf(files))
    const file = join(await tempFolder(), 'backup.tar.gz')
    await writeFile(file, tarOf([{ path: 'manifest.json', body }]))
    let copied = 0
    const concat = Buffer.concat.bind(Buffer)
    const spy = vi.spyOn(Buffer, 'concat').mockImplementation((list, length) => {
      const whole = concat(list, length)
      copied += whole.length
      return whole
    })
    const found = await peekArchive(file).finally(() => spy.mockRestore())
    expect(found).toEqual(manifestOf(files))
    expect(copied).toBeLessThan(2 * body.length)
  })

  const unpacked = (bytes: Buffer): Buffer | null => {
    try {
      return gunzipSync(bytes)
    } catch {
      return null
    }
  }

  it('is refused whenever a byte of it is changed, or it is cut short', async () => {
    const whole = await readFile(await archiveOf())
    // The ten bytes of gzip's head hold a time and a system, which mean nothing to us.
    const change = fc.record({
      at: fc.integer({ min: 10, max: whole.length - 1 }),
      by: fc.integer({ min: 1, max: 255 })
    })
    await fc.assert(
      fc.asyncProperty(change, async ({ at, by }) => {
        const bytes = Buffer.from(whole)
        bytes[at] = (bytes[at] ?? 0) ^ by
        // Of many zeros, gzip may copy others than it did: then every byte is as it was, and nothing is damaged.
        if (unpacked(bytes)?.equals(gunzipSync(whole)) !== true)
          expect(await refusalOf(bytes)).toMatchObject({ kind: 'storage-damaged' })
        expect(await refusalOf(whole.subarray(0, at))).toMatchObject({ kind: 'storage-damaged' })
      }),
      { numRuns: 60 }
    )
  })

  it('is refused whenever a byte of what it holds was changed and packed again', async () => {
    const whole = gunzipSync(await readFile(await archiveOf()))
    // The end of the sum in a header says nothing: readers of tar take it with a space, a zero, or anything else.
    const saysNothing = (at: number) => at % 512 === 154 || at % 512 === 155
    const used = fc.integer({ min: 0, max: whole.length - 1 }).filter(at => whole[at] !== 0 && !saysNothing(at))
    await fc.assert(
      fc.asyncProperty(used, async at => {
        const bytes = Buffer.from(whole)
        bytes[at] = (bytes[at] ?? 0) ^ 1
        const answer = await refusalOf(gzipSync(bytes))
        // Change in a part that says nothing, such as the mode in a header, is caught by the header's checksum.
        expect(answer === 'taken' ? `taken with byte ${at} changed` : answer.kind).toBe('storage-damaged')
      }),
      { numRuns: 60 }
    )
  })

  const evil = { 'data/a.txt': 'a' }
  const evilManifest = { path: 'manifest.json', body: JSON.stringify(manifestOf(evil)) }
  const good = { path: 'data/a.txt', body: 'a' }

  it.each([
    ['a file that the manifest does not name', [evilManifest, good, { path: 'data/b.txt', body: 'b' }]],
    ['a file twice', [evilManifest, good, good]],
    ['a path that leads out', [evilManifest, good, { path: '../out.txt', body: 'a' }]],
    ['an absolute path', [evilManifest, good, { path: '/tmp/out.txt', body: 'a' }]],
    ['a symbolic link', [evilManifest, { path: 'data/a.txt', type: 'SymbolicLink' }]],
    ['a hard link', [evilManifest, { path: 'data/a.txt', type: 'Link' }]],
    ['a device', [evilManifest, good, { path: 'data/b.txt', type: 'CharacterDevice' }]],
    ['another content', [evilManifest, { path: 'data/a.txt', body: 'b' }]],
    ['another size', [evilManifest, { path: 'data/a.txt', body: 'aa' }]],
    ['a file less', [evilManifest]],
    ['no manifest', [good]],
    ['the manifest at its end', [good, evilManifest]],
    ['a manifest that is not JSON', [{ path: 'manifest.json', body: '{' }]],
    ['nothing', []]
  ])('is refused with %s, and nothing is written outside', async (_what, entries) => {
    expect(await refusalOf(tarOf(entries))).toMatchObject({ kind: 'storage-damaged' })
  })

  it.each([
    'data/../../out',
    '/etc/passwd',
    'data\\out',
    'C:/out',
    'data//a',
    'data/.hidden',
    'data/con.',
    'lock',
    `data/${'a'.repeat(300)}`
  ])('is refused when its manifest names %j', async path => {
    const body = JSON.stringify(manifestOf({ [path]: 'a' }))
    expect(
      await refusalOf(
        tarOf([
          { path: 'manifest.json', body },
          { path, body: 'a' }
        ])
      )
    ).toMatchObject({
      kind: 'storage-damaged'
    })
  })

  it('is refused when two of its names differ in nothing but case', async () => {
    const body = JSON.stringify(manifestOf({ 'data/a': 'a', 'data/A': 'a' }))
    expect(await refusalOf(tarOf([{ path: 'manifest.json', body }]))).toMatchObject({ kind: 'storage-damaged' })
  })

  it('stops unpacking as soon as there is more than was announced', async () => {
    const bomb = { path: 'data/a.txt', body: 'a'.repeat(30_000_000) }
    expect(await refusalOf(tarOf([evilManifest, bomb]))).toMatchObject({ kind: 'storage-damaged' })
    const rest = gzipSync(Buffer.concat([gunzipSync(tarOf([evilManifest, good])), Buffer.alloc(50_000_000)]))
    expect(await refusalOf(rest)).toMatchObject({ message: expect.stringContaining('more than its manifest says') })
  })

  it('is refused before anything is written when the disk has no room for it', async () => {
    const listed = manifestOf(evil)
    const large = { ...listed, files: listed.files.map(file => ({ ...file, size: 2 ** 52 })) }
    const bytes = tarOf([{ path: 'manifest.json', body: JSON.stringify(large) }, good])
    expect(await refusalOf(bytes)).toMatchObject({ kind: 'storage-failed', detail: { code: 'ENOSPC' } })
  })

  it('packed twice is not taken for what is inside', async () => {
    expect(await refusalOf(gzipSync(await readFile(await archiveOf())))).toMatchObject({ kind: 'storage-damaged' })
  })

  it('that is not there is a failure of its own', async () => {
    const file = join(await tempFolder(), 'nothing.tar.gz')
    expect(await refusal(file)).toMatchObject({ kind: 'storage-failed', detail: { file, code: 'ENOENT' } })
  })

  it('of another program is refused', async () => {
    const folder = await tempFolder()
    await putFiles(folder, { 'readme.txt': 'hello' })
    const file = join(await tempFolder(), 'other.tar.gz')
    await create({ cwd: folder, gzip: true, file }, ['readme.txt'])
    expect(await refusal(file)).toMatchObject({ kind: 'storage-damaged' })
    expect(await refusalOf(Buffer.from('hello'))).toMatchObject({ kind: 'storage-damaged' })
    expect(await refusalOf(Buffer.alloc(0))).toMatchObject({ kind: 'storage-damaged' })
  })
})
