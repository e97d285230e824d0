import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { ProjectGroupId } from '@shared/ids'
import { type ProjectGroup, projectGroup } from '@shared/model/project'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { StoredCollection } from '../../electron/store/collection'
import { tempFolder } from '../support/store'

const idOf = (number: number): ProjectGroupId => `group-${String(number).padStart(10, '0')}` as ProjectGroupId
const group = (number: number, name = `Group ${number}`): ProjectGroup => ({ id: idOf(number), name })

async function open(folder: string, shardSize: number | null): Promise<StoredCollection<ProjectGroup>> {
  const collection = new StoredCollection({ folder, name: 'groups', record: projectGroup, shardSize })
  await collection.load()
  return collection
}

describe.each([
  ['in one document', null],
  ['in shards', 3]
])('a collection %s', (_, shardSize) => {
  const change = fc.oneof(
    { weight: 4, arbitrary: fc.record({ kind: fc.constant('put' as const), id: fc.nat(9), name: fc.nat(99) }) },
    { weight: 2, arbitrary: fc.record({ kind: fc.constant('remove' as const), id: fc.nat(9) }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('reopen' as const) }) }
  )

  test('is a map that remembers, whatever happens at the same time', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.array(change, { maxLength: 8 }), { maxLength: 6 }), async rounds => {
        const folder = join(await tempFolder(), 'data')
        const model = new Map<string, ProjectGroup>()
        let collection = await open(folder, shardSize)
        for (const changes of rounds) {
          const pending: Promise<void>[] = []
          for (const item of changes) {
            if (item.kind === 'put') {
              const record = group(item.id, `N${item.name}`)
              model.set(record.id, record)
              pending.push(collection.put(record))
            } else if (item.kind === 'remove') {
              model.delete(idOf(item.id))
              pending.push(collection.remove(idOf(item.id)))
            } else {
              await collection.close()
              collection = await open(folder, shardSize)
            }
          }
          await Promise.all(pending)
          expect(collection.all()).toEqual([...model.values()])
          for (let id = 0; id < 10; id++) expect(collection.get(idOf(id))).toEqual(model.get(idOf(id)))
        }
        await collection.close()
        expect((await open(folder, shardSize)).all()).toEqual([...model.values()])
      }),
      { numRuns: 40 }
    )
  })

  test('shows a record once it is on disk, not before', async () => {
    const folder = join(await tempFolder(), 'data')
    const collection = await open(folder, shardSize)
    const done = collection.put(group(1))
    expect(collection.get(idOf(1))).toBeUndefined()
    await done
    expect(collection.get(idOf(1))).toEqual(group(1))
    expect((await open(folder, shardSize)).all()).toEqual([group(1)])
  })

  test('keeps what many puts at once bring, in the order of the calls', async () => {
    const folder = join(await tempFolder(), 'data')
    const collection = await open(folder, shardSize)
    const groups = Array.from({ length: 50 }, (__, i) => group(i))
    await Promise.all(groups.map(item => collection.put(item)))
    expect(collection.all()).toEqual(groups)
    expect((await open(folder, shardSize)).all()).toEqual(groups)
  })

  test('refuses what it could not read again, and goes on', async () => {
    const folder = join(await tempFolder(), 'data')
    const collection = await open(folder, shardSize)
    await expect(collection.put({ id: '__proto__' as ProjectGroupId, name: 'x' })).rejects.toThrow('must be an id')
    await expect(collection.put(group(1, ''))).rejects.toThrow('must not be empty')
    await collection.put(group(2, '__proto__'))
    expect((await open(folder, shardSize)).all()).toEqual([group(2, '__proto__')])
  })

  test.each(['__proto__', 'constructor', 'toString', '../../etc/passwd', ''])('knows nothing of “%s”', async id => {
    const folder = join(await tempFolder(), 'data')
    const collection = await open(folder, shardSize)
    await collection.put(group(1))
    expect(collection.get(id)).toBeUndefined()
    await collection.remove(id)
    expect(collection.all()).toEqual([group(1)])
  })

  test('does not change when the caller changes what he put', async () => {
    const collection = await open(join(await tempFolder(), 'data'), shardSize)
    const record = { ...group(1) }
    await collection.put(record)
    record.name = 'changed'
    expect(collection.get(idOf(1))).toEqual(group(1))
  })

  test('finishes what was asked for before it closes, and refuses the rest', async () => {
    const folder = join(await tempFolder(), 'data')
    const collection = await open(folder, shardSize)
    const before = collection.put(group(1))
    const closed = collection.close()
    await expect(collection.put(group(2))).rejects.toThrow('is closed')
    await Promise.all([before, closed])
    expect((await open(folder, shardSize)).all()).toEqual([group(1)])
  })
})

test('shards take a set number of records each, and only those that changed are written', async () => {
  const folder = await tempFolder()
  const collection = await open(folder, 2)
  for (let i = 1; i <= 5; i++) await collection.put(group(i))
  const shards = join(folder, 'groups')
  expect(await readdir(shards)).toEqual(['000001.json', '000002.json', '000003.json'])
  const second = await readFile(join(shards, '000002.json'), 'utf8')
  expect(JSON.parse(second)).toEqual({ schema: 1, records: { [idOf(3)]: group(3), [idOf(4)]: group(4) } })
  await collection.remove(idOf(1))
  await collection.put(group(6))
  await collection.put(group(7))
  expect(await readFile(join(shards, '000002.json'), 'utf8')).toBe(second)
  expect((await open(folder, 2)).all().map(item => item.name)).toEqual([2, 3, 4, 5, 6, 7].map(i => `Group ${i}`))
})
