import { cp, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { openStore } from '../../electron/store/open-store'
import type { Store } from '../../electron/store/store'
import type { Repeat } from '../../electron/store/upkeep'
import { testActor } from './actor'

/** A folder that is gone after the test. */
export async function tempFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'slipway-test-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true, maxRetries: 3 }))
  return folder
}

interface TempStore {
  /** The store as it is open now. */
  readonly store: Store
  /** Closes it and opens it again from disk, as a restart of the app would. */
  reopen(): Promise<Store>
}

/** A real store in a temporary folder, closed and removed after the test. For use inside tests and `beforeEach`. */
export async function openTempStore(now: () => number = Date.now): Promise<TempStore> {
  const root = await tempFolder()
  const options = {
    folder: join(root, 'data'),
    keyFile: join(root, 'config', 'vault.key'),
    now,
    actor: testActor,
    isKeyFileEnough: true
  }
  let store = await openOrThrow(options)
  onTestFinished(() => store.close())
  return {
    get store() {
      return store
    },
    reopen: async () => {
      await store.close()
      store = await openOrThrow(options)
      return store
    }
  }
}

/** @throws when it cannot be opened: then the test cannot go on. */
export async function openOrThrow(options: Parameters<typeof openStore>[0]): Promise<Store> {
  const opened = await openStore(options)
  if (!opened.ok) throw new Error(`${opened.failure.kind}: ${opened.failure.message}`)
  return opened.value
}

/** Time that passes for a store only when the test says so. */
export function manualTime() {
  const works = new Set<() => Promise<void>>()
  const repeat: Repeat = work => {
    works.add(work)
    return () => works.delete(work)
  }
  /** A second passes, and what the store does then is done. */
  const tick = async (): Promise<void> => {
    for (const work of works) await work()
  }
  return { repeat, tick }
}

/** What is on disk at this moment, as another process would find it if this one were killed now. */
export async function asIfKilled(folder: string): Promise<string> {
  const copy = join(await tempFolder(), 'data')
  await cp(folder, copy, { recursive: true })
  await rm(join(copy, 'lock'), { force: true })
  return copy
}
