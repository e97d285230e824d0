import { createHash } from 'node:crypto'
import { readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Sha256 } from '@shared/ids'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { SnapshotFiles } from '../../electron/store/snapshots'
import { tempFolder } from '../support/store'

const sha256Of = (text: string): string => createHash('sha256').update(text).digest('hex')

test('equal content has one file, named by its hash', async () => {
  const folder = await tempFolder()
  const snapshots = new SnapshotFiles(folder)
  const hashes = await Promise.all([snapshots.put({ b: 1, a: 2 }), snapshots.put({ a: 2, b: 1 })])
  const name = sha256Of('{"a":2,"b":1}')
  expect(hashes).toEqual([name, name])
  expect(await readdir(join(folder, 'snapshots'))).toEqual([`${name}.json`])
  expect(await readFile(join(folder, 'snapshots', `${name}.json`), 'utf8')).toBe('{"a":2,"b":1}')
})

test('what was put comes back', async () => {
  const folder = await tempFolder()
  const snapshots = new SnapshotFiles(folder)
  await fc.assert(
    fc.asyncProperty(fc.jsonValue(), async value => {
      const hash = await snapshots.put(value)
      expect(await snapshots.get(hash)).toEqual({ ok: true, value: JSON.parse(JSON.stringify(value)) })
    }),
    { numRuns: 30 }
  )
})

test('a changed copy is corrupt, and both hashes are told', async () => {
  const folder = await tempFolder()
  const snapshots = new SnapshotFiles(folder)
  const hash = await snapshots.put({ a: 1 })
  await writeFile(join(folder, 'snapshots', `${hash}.json`), '{"a":2}')
  expect(await snapshots.get(hash)).toMatchObject({
    ok: false,
    failure: {
      kind: 'release-corrupt',
      message: expect.stringContaining(`its SHA-256 is ${sha256Of('{"a":2}')} and should be ${hash}.`),
      detail: { expected: hash, actual: sha256Of('{"a":2}') }
    }
  })
})

test('any flipped bit is noticed', async () => {
  const folder = await tempFolder()
  const snapshots = new SnapshotFiles(folder)
  const hash = await snapshots.put({ name: 'Shop', steps: [1, 2, 3] })
  const file = join(folder, 'snapshots', `${hash}.json`)
  const good = await readFile(file)
  for (let bit = 0; bit < good.length * 8; bit++) {
    const bad = Buffer.from(good)
    bad[bit >> 3] = (bad[bit >> 3] ?? 0) ^ (1 << (bit & 7))
    await writeFile(file, bad)
    expect((await snapshots.get(hash)).ok).toBe(false)
  }
})

test('putting the content again mends a damaged copy', async () => {
  const folder = await tempFolder()
  const snapshots = new SnapshotFiles(folder)
  const hash = await snapshots.put({ a: 1 })
  await writeFile(join(folder, 'snapshots', `${hash}.json`), 'torn')
  await snapshots.put({ a: 1 })
  expect(await snapshots.get(hash)).toEqual({ ok: true, value: { a: 1 } })
})

test.each([
  ['missing', 'a'.repeat(64), 'missing'],
  ['named like a path', '../../etc/passwd', 'not a hash']
])('one that is %s is corrupt', async (_, hash, actual) => {
  const folder = await tempFolder()
  const snapshots = new SnapshotFiles(folder)
  await snapshots.put({ a: 1 })
  await rm(join(folder, 'snapshots', `${hash}.json`), { force: true })
  expect(await snapshots.get(hash as Sha256)).toMatchObject({
    ok: false,
    failure: { kind: 'release-corrupt', detail: { expected: hash, actual } }
  })
})

test('one that is removed is gone, and removing it again does no harm', async () => {
  const folder = await tempFolder()
  const snapshots = new SnapshotFiles(folder)
  const hash = await snapshots.put({ a: 1 })
  await snapshots.remove(hash)
  await snapshots.remove(hash)
  expect(await readdir(join(folder, 'snapshots'))).toEqual([])
})
