import { open, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, onTestFinished, test, vi } from 'vitest'
import { LogWriter } from '../../../electron/store/log/log-writer'
import { tempFolder } from '../../support/store'

const nothing = { onSynced: async () => undefined, onFailed: () => undefined }

async function newWriter(events: ConstructorParameters<typeof LogWriter>[2] = nothing) {
  const file = join(await tempFolder(), 'log', 'events.ndjson')
  return { file, writer: new LogWriter(file, 0, events) }
}

/** Counts how often the disk is asked to sync data. */
async function countSyncs(): Promise<() => number> {
  const handle = await open(import.meta.filename, 'r')
  const spy = vi.spyOn(Object.getPrototypeOf(handle), 'datasync')
  await handle.close()
  onTestFinished(() => spy.mockRestore())
  return () => spy.mock.calls.length
}

/** Tells in order what is asked of files, and holds what they are to write until they are let go. */
async function heldWrites() {
  const handle = await open(import.meta.filename, 'r')
  const files = Object.getPrototypeOf(handle)
  await handle.close()
  const asked: string[] = []
  let letGo: () => void = () => undefined
  const held = new Promise<void>(resolve => {
    letGo = resolve
  })
  const spies = (['write', 'datasync'] as const).map(name => {
    const real = files[name]
    return vi.spyOn(files, name).mockImplementation(async function (this: unknown, ...given: unknown[]) {
      asked.push(name)
      if (name === 'write') await held
      return real.apply(this, given)
    })
  })
  onTestFinished(() => {
    for (const spy of spies) spy.mockRestore()
  })
  return { asked, letGo }
}

test('records that have to last share syncs when they come together', async () => {
  const { file, writer } = await newWriter()
  const syncs = await countSyncs()
  await Promise.all(Array.from({ length: 200 }, (_, i) => writer.push(Buffer.from(`${i}\n`), true)))
  expect(syncs()).toBe(1)
  const first = writer.push(Buffer.from('first\n'), true)
  await new Promise(resolve => setImmediate(resolve))
  const others = Array.from({ length: 50 }, () => writer.push(Buffer.from('other\n'), true))
  await Promise.all([first, ...others])
  expect(syncs()).toBe(3)
  await writer.close()
  expect((await readFile(file, 'utf8')).split('\n').length).toBe(252)
})

test('output alone asks for no sync until the end', async () => {
  const { file, writer } = await newWriter()
  const syncs = await countSyncs()
  for (let i = 0; i < 100; i++) await writer.push(Buffer.alloc(10_000, 65), false)
  await writer.reach(1_000_000)
  expect(syncs()).toBe(0)
  await writer.close()
  expect(syncs()).toBe(1)
  expect((await readFile(file)).length).toBe(1_000_000)
})

test('output that is being written when the end comes is synced, too', async () => {
  const { file, writer } = await newWriter()
  await writer.push(Buffer.from('first\n'), true)
  const calls = await heldWrites()
  void writer.push(Buffer.alloc(300_000, 65), false)
  await vi.waitFor(() => expect(calls.asked).toEqual(['write']))
  const closed = writer.close()
  calls.letGo()
  await closed
  expect(calls.asked).toEqual(['write', 'datasync'])
  expect((await readFile(file)).length).toBe(300_006)
})

test('whoever brings output waits while too much of it is unwritten', async () => {
  const { writer } = await newWriter()
  await writer.push(Buffer.alloc(1000), false)
  expect(writer.written).toBe(0)
  await writer.push(Buffer.alloc(5 * 1024 * 1024), false)
  expect(writer.written).toBeGreaterThanOrEqual(1024 * 1024)
  await writer.close()
})

test('a failure is told once, to all who wait, with what can still be read', async () => {
  const failed: unknown[] = []
  const { file, writer } = await newWriter({ ...nothing, onFailed: (error, written) => failed.push([error, written]) })
  await writeFile(join(file, '..'), 'a file where the folder should be')
  const pushes = [writer.push(Buffer.from('a\n'), false), writer.push(Buffer.from('b\n'), true)]
  const outcomes = await Promise.allSettled(pushes)
  await writer.reach(4)
  expect(outcomes.map(outcome => outcome.status)).toEqual(['fulfilled', 'rejected'])
  expect(failed).toMatchObject([[{ failure: { kind: 'storage-failed', detail: { file } } }, 0]])
})
