import { readdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { DeploymentEvent } from '@shared/deployment'
import type { EnvironmentId } from '@shared/ids'
import { Secret } from '@shared/secret'
import { describe, expect, test } from 'vitest'
import { openStore } from '../../electron/store/open-store'
import { readFolder } from '../../electron/store/read-folder'
import { testActor } from '../support/actor'
import { output, queued, stamped, storedDeploymentId } from '../support/deployment-events'
import { canMakeDisks, smallDisk } from '../support/small-disk'
import { asIfKilled, manualTime, openOrThrow, tempFolder } from '../support/store'

const environment = (number: number, description = '') => ({
  id: `environment-${String(number).padStart(10, '0')}` as EnvironmentId,
  name: `E${number}`,
  description,
  isProduction: false,
  sortOrder: number
})
const failedBy = (code: string) => ({ failure: { kind: 'storage-failed', detail: { code } } })

async function optionsOn(folder: string) {
  return {
    folder: join(folder, 'data'),
    keyFile: join(await tempFolder(), 'vault.key'),
    now: () => 1,
    actor: testActor,
    isKeyFileEnough: true
  }
}

/** Takes all the space that is left, but for what a few small files need to be removed again. */
async function fill(folder: string): Promise<() => Promise<void>> {
  const file = join(folder, 'ballast')
  for (let size = 1 << 20; size >= 1; size >>= 1)
    await writeFile(file, Buffer.alloc(size), { flag: 'a' }).catch(() => undefined)
  return () => rm(file)
}

// Needs a disk of its own, so root on Linux; elsewhere these are reported as skipped.
describe.skipIf(!canMakeDisks)('a full disk', () => {
  test('fails a write and leaves memory and disk as they were; it works again once there is room', async () => {
    const { folder } = smallDisk('512k')
    const options = await optionsOn(folder)
    const store = await openOrThrow(options)
    await store.environments.put(environment(1))
    const empty = await fill(folder)
    const big = environment(2, 'x'.repeat(20_000))
    await expect(store.environments.put(big)).rejects.toMatchObject(failedBy('ENOSPC'))
    await expect(store.environments.put({ ...environment(1), description: 'y'.repeat(20_000) })).rejects.toMatchObject(
      failedBy('ENOSPC')
    )
    await expect(store.snapshots.put({ text: 'x'.repeat(20_000) })).rejects.toMatchObject(failedBy('ENOSPC'))
    await expect(store.vault.put(new Secret('x'.repeat(20_000)))).rejects.toMatchObject(failedBy('ENOSPC'))
    expect(store.environments.all()).toEqual([environment(1)])
    await empty()
    await store.environments.put(big)
    await store.close()
    const again = await openOrThrow(options)
    expect(again.environments.all()).toEqual([environment(1), big])
    await again.close()
  })

  test('does not fail commits whose checkpoint it fails; that is made once there is room, without a restart', async () => {
    const { folder } = smallDisk('512k')
    const time = manualTime()
    const reports: string[] = []
    const report = (message: string) => void reports.push(message)
    const options = { ...(await optionsOn(folder)), repeat: time.repeat, report }
    const store = await openOrThrow(options)
    await store.environments.put(environment(1, 'x'.repeat(20_000)))
    const records = join(options.folder, 'records', 'environments')
    const empty = await fill(folder)
    await time.tick()
    await time.tick()
    expect(reports).toEqual([expect.stringContaining('the disk is full')])
    await expect(store.environments.put(environment(2, 'y'.repeat(20_000)))).rejects.toMatchObject(failedBy('ENOSPC'))
    const killed = await asIfKilled(options.folder)
    await empty()
    await store.environments.put(environment(3))
    await time.tick()
    expect(await readdir(records)).toEqual(['000001.a.json'])
    await store.close()
    for (const at of [options.folder, killed]) {
      const again = await openOrThrow({ ...options, folder: at })
      const expected = at === killed ? [1] : [1, 3]
      expect(again.environments.all().map(item => item.sortOrder)).toEqual(expected)
      expect(again.repairs()).toEqual([])
      await again.close()
    }
  })

  test('fails an artifact, which then leaves nothing behind', async () => {
    const { folder } = smallDisk('512k')
    const store = await openOrThrow(await optionsOn(folder))
    const file = await store.artifacts.create(storedDeploymentId)
    await expect(file.write(new Uint8Array(1 << 20))).rejects.toMatchObject(failedBy('ENOSPC'))
    await expect(file.commit()).rejects.toMatchObject(failedBy('ENOSPC'))
    await store.environments.put(environment(1, 'x'.repeat(20_000)))
    await store.close()
  })

  test('takes a log back to what is on disk, from where it goes on once there is room', async () => {
    const { folder } = smallDisk('512k')
    const options = await optionsOn(folder)
    const store = await openOrThrow(options)
    const log = await store.logs.open(storedDeploymentId)
    const [first, second, third] = stamped([queued, output(null, ['kept']), { kind: 'started' }]) as DeploymentEvent[]
    await log.append(first!)
    await log.append(second!)
    await log.append(third!)
    const empty = await fill(folder)
    const lost = { ...output(null, ['x'.repeat(60_000)]), seq: 4, at: 1 }
    const interrupted = { kind: 'interrupted', seq: 5, at: 1 } as const
    const outcomes = await Promise.allSettled([log.append(lost), log.append(interrupted)])
    expect(outcomes[1]).toMatchObject({ status: 'rejected', reason: failedBy('ENOSPC') })
    expect(await log.state()).toMatchObject({ state: 'running', seq: 3, lines: 1 })
    await expect(log.append({ ...interrupted, seq: 6 })).rejects.toMatchObject(failedBy('ENOSPC'))
    await empty()
    await log.append({ ...interrupted, seq: 4 })
    expect((await log.page({ runs: null, levels: null }, 0, 9)).lines.map(line => line.text)).toEqual(['kept'])
    await store.close()
    const again = await openOrThrow(options)
    expect(await (await again.logs.open(storedDeploymentId)).state()).toMatchObject({ state: 'interrupted', seq: 4 })
    await again.close()
  })

  test('of which only the log notices does not go unnoticed', async () => {
    const { folder } = smallDisk('512k')
    const store = await openOrThrow(await optionsOn(folder))
    const log = await store.logs.open(storedDeploymentId)
    await log.append(stamped([queued])[0] as DeploymentEvent)
    const empty = await fill(folder)
    const text = 'x'.repeat(60_000)
    let seq = 2
    const failed = await (async () => {
      for (; seq < 1000; seq++) {
        try {
          await log.append({ ...output(null, [text]), seq, at: 1 })
        } catch (error) {
          return error
        }
      }
      return null
    })()
    expect(failed).toMatchObject(failedBy('ENOSPC'))
    await empty()
    await store.close()
  })
})

describe.skipIf(!canMakeDisks)('a disk that becomes read-only', () => {
  test('fails writes, and everything can still be read', async () => {
    const disk = smallDisk('512k')
    const options = await optionsOn(disk.folder)
    const store = await openOrThrow(options)
    await store.environments.put(environment(1))
    const id = await store.vault.put(new Secret('hunter2'))
    const log = await store.logs.open(storedDeploymentId)
    for (const event of stamped([queued, output(null, ['one'])])) await log.append(event)
    await log.close()
    await disk.becomeReadOnly()
    await expect(store.environments.put(environment(2))).rejects.toMatchObject(failedBy('EROFS'))
    await expect(store.environments.remove(environment(1).id)).rejects.toMatchObject(failedBy('EROFS'))
    await expect(store.vault.remove(id)).rejects.toMatchObject(failedBy('EROFS'))
    expect(store.environments.all()).toEqual([environment(1)])
    const reopened = await store.logs.open(storedDeploymentId)
    expect((await reopened.page({ runs: null, levels: null }, 0, 9)).lines.map(line => line.text)).toEqual(['one'])
    await expect(reopened.append({ kind: 'started', seq: 3, at: 1 })).rejects.toMatchObject(failedBy('EROFS'))
    expect(await reopened.state()).toMatchObject({ state: 'queued', seq: 2 })
    await store.close()
    expect(await openStore(options)).toMatchObject({ ok: false, failure: { kind: 'storage-failed' } })
    const found = await readFolder(options.folder)
    expect(found.ok && found.value.records.get('environments')).toEqual([environment(1)])
    disk.becomeWritable()
  })
})
