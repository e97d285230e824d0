import { join } from 'node:path'
import type { ProjectGroupId } from '@shared/ids'
import type { ProjectGroup } from '@shared/model/project'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Store } from '../../electron/store/store'
import { testActor } from '../support/actor'
import { aDraft } from '../support/audit'
import { asIfKilled, manualTime, openOrThrow, tempFolder } from '../support/store'

const idOf = (number: number): ProjectGroupId => `group-${String(number).padStart(10, '0')}` as ProjectGroupId
const group = (number: number, name = `Group ${number}`): ProjectGroup => ({ id: idOf(number), name })

/** A store of which the test says when it makes a checkpoint, is closed and opened, or killed. */
async function openWorld() {
  const time = manualTime()
  const keyFile = join(await tempFolder(), 'vault.key')
  const open = (folder: string): Promise<Store> =>
    openOrThrow({ folder, keyFile, now: () => 1, actor: testActor, repeat: time.repeat })
  let store = await open(join(await tempFolder(), 'data'))
  const world = {
    get store() {
      return store
    },
    checkpoint: time.tick,
    reopen: async () => {
      await store.close()
      store = await open(store.folder)
    },
    /** Goes on with what a process that is killed now leaves behind. */
    kill: async () => {
      const copy = await asIfKilled(store.folder)
      await store.close()
      store = await open(copy)
    }
  }
  return world
}

const change = fc.oneof(
  { weight: 6, arbitrary: fc.record({ kind: fc.constant('put' as const), id: fc.nat(120), name: fc.nat(99) }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('remove' as const), id: fc.nat(120) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('move' as const), id: fc.nat(120), to: fc.nat(120) }) },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constantFrom('checkpoint' as const, 'reopen' as const, 'kill' as const) })
  }
)

test('a collection is a map that remembers, whatever happens at the same time', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.array(change, { maxLength: 60 }), { maxLength: 5 }), async rounds => {
      const world = await openWorld()
      const model = new Map<string, ProjectGroup>()
      for (const changes of rounds) {
        let pending: Promise<void>[] = []
        for (const item of changes) {
          const { groups } = world.store
          if (item.kind === 'put') {
            const record = group(item.id, `N${item.name}`)
            model.set(record.id, record)
            pending.push(groups.put(record))
          } else if (item.kind === 'remove') {
            model.delete(idOf(item.id))
            pending.push(groups.remove(idOf(item.id)))
          } else if (item.kind === 'move') {
            model.delete(idOf(item.id))
            model.set(idOf(item.to), group(item.to, 'moved'))
            pending.push(world.store.commit([groups.removing(idOf(item.id)), groups.putting(group(item.to, 'moved'))]))
          } else if (item.kind === 'checkpoint') pending.push(world.checkpoint())
          else {
            await Promise.all(pending)
            pending = []
            await world[item.kind]()
          }
        }
        await Promise.all(pending)
        expect(world.store.groups.all()).toEqual([...model.values()])
        for (let id = 0; id <= 120; id++) expect(world.store.groups.get(idOf(id))).toEqual(model.get(idOf(id)))
      }
      await world.reopen()
      expect(world.store.groups.all()).toEqual([...model.values()])
      expect(world.store.repairs()).toEqual([])
      await world.store.close()
    }),
    { numRuns: 25 }
  )
})

test('a record is shown once it is on disk, not before', async () => {
  const { store } = await openWorld()
  const done = store.groups.put(group(1))
  expect(store.groups.get(idOf(1))).toBeUndefined()
  await done
  expect(store.groups.get(idOf(1))).toEqual(group(1))
  await store.close()
})

test('changes of several collections and what the audit log says of them are committed together', async () => {
  const world = await openWorld()
  const environment = { name: 'Test', description: '', isProduction: false, sortOrder: 0 }
  const commit = world.store.commit(
    [
      world.store.groups.putting(group(1)),
      world.store.environments.putting({ ...environment, id: 'environment-0000000001' as never })
    ],
    [aDraft(1)]
  )
  expect(world.store.groups.all()).toEqual([])
  await commit
  await world.kill()
  expect(world.store.groups.all()).toEqual([group(1)])
  expect(world.store.environments.all()).toHaveLength(1)
  expect((await world.store.audit.page({}, null, 9)).entries).toMatchObject([{ seq: 1, summary: aDraft(1).summary }])
  expect(await world.store.audit.verify(null)).toMatchObject({ sound: 1, broken: null })
  await world.store.close()
})

test('what could not be read again is refused, and nothing else is affected', async () => {
  const world = await openWorld()
  const { groups } = world.store
  await expect(groups.put({ id: '__proto__' as ProjectGroupId, name: 'x' })).rejects.toThrow('must be an id')
  expect(() => groups.putting(group(1, ''))).toThrow('must not be empty')
  await groups.put(group(2, '__proto__'))
  await world.reopen()
  expect(world.store.groups.all()).toEqual([group(2, '__proto__')])
  await world.store.close()
})

test.each(['__proto__', 'constructor', 'toString', '../../etc/passwd', ''])('“%s” is no id of a record', async id => {
  const { store } = await openWorld()
  await store.groups.put(group(1))
  expect(store.groups.get(id)).toBeUndefined()
  await store.groups.remove(id)
  expect(store.groups.all()).toEqual([group(1)])
  await store.close()
})

test('a record does not change when the caller changes what he put', async () => {
  const { store } = await openWorld()
  const record = { ...group(1) }
  await store.groups.put(record)
  record.name = 'changed'
  expect(store.groups.get(idOf(1))).toEqual(group(1))
  await store.close()
})

test('a store finishes what was asked for before it closes, and refuses the rest', async () => {
  const world = await openWorld()
  const { store } = world
  const before = store.groups.put(group(1))
  const closed = store.close()
  await expect(store.groups.put(group(2))).rejects.toThrow('is closed')
  await Promise.all([before, closed])
  await world.reopen()
  expect(world.store.groups.all()).toEqual([group(1)])
  await world.store.close()
})
