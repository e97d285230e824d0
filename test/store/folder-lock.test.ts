import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { lockFolder } from '../../electron/store/folder-lock'
import { openStore } from '../../electron/store/open-store'
import { testActor } from '../support/actor'
import { openOrThrow, tempFolder } from '../support/store'

const now = () => Date.UTC(2026, 0, 2)
const holder = { pid: process.pid, started: null, openedAt: 0, token: 'other' }

test('a second one is told who has the folder open', async () => {
  const root = await tempFolder()
  const options = { folder: join(root, 'data'), keyFile: join(root, 'key'), now, actor: testActor }
  const store = await openOrThrow(options)
  const second = await openStore(options)
  expect(second).toMatchObject({
    ok: false,
    failure: { kind: 'workspace-locked', detail: { pid: String(process.pid), openedAt: '2026-01-02T00:00:00.000Z' } }
  })
  expect(!second.ok && second.failure.message).toContain(`process ${process.pid}`)
  await store.close()
  await (await openOrThrow(options)).close()
})

test('of many at the same moment exactly one gets it', async () => {
  const folder = await tempFolder()
  const results = await Promise.allSettled(Array.from({ length: 20 }, () => lockFolder(folder, now)))
  expect(results.filter(result => result.status === 'fulfilled').length).toBe(1)
})

test('of many at the same moment exactly one takes over what a dead one left', async () => {
  const folder = await tempFolder()
  await writeFile(join(folder, 'lock'), JSON.stringify({ ...holder, pid: await deadPid() }))
  const results = await Promise.allSettled(Array.from({ length: 20 }, () => lockFolder(folder, now)))
  expect(results.filter(result => result.status === 'fulfilled').length).toBe(1)
})

test.each(['', '{"pid":', 'null', '{"pid":-1}'])('a lock that says “%s” is nobody’s', async content => {
  const folder = await tempFolder()
  await writeFile(join(folder, 'lock'), content)
  const release = await lockFolder(folder, now)
  expect(JSON.parse(await readFile(join(folder, 'lock'), 'utf8'))).toMatchObject({ pid: process.pid })
  await release()
})

test.skipIf(process.platform !== 'linux')('a process that has the same pid by chance does not count', async () => {
  const folder = await tempFolder()
  await writeFile(join(folder, 'lock'), JSON.stringify({ ...holder, started: 'an-earlier-boot/17' }))
  await (await lockFolder(folder, now))()
})

test('a process of whom only the pid is known does count', async () => {
  const folder = await tempFolder()
  await writeFile(join(folder, 'lock'), JSON.stringify(holder))
  await expect(lockFolder(folder, now)).rejects.toMatchObject({ failure: { kind: 'workspace-locked' } })
})

test('a release that comes late does not take the folder from its next holder', async () => {
  const folder = await tempFolder()
  const late = await lockFolder(folder, now)
  await writeFile(join(folder, 'lock'), JSON.stringify(holder))
  await late()
  expect(JSON.parse(await readFile(join(folder, 'lock'), 'utf8'))).toEqual(holder)
})

/** The pid of a process that is gone. */
async function deadPid(): Promise<number> {
  const child = spawn(process.execPath, ['-e', ''])
  await once(child, 'exit')
  return child.pid ?? 0
}
