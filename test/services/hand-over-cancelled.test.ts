import { existsSync } from 'node:fs'
import { FailureError } from '@shared/failure-error'
import type { Secret } from '@shared/secret'
import { expect, it } from 'vitest'
import { runDeployment } from '../../electron/engine/run'
import type { ServicePorts } from '../../electron/services/ports'
import type { Store } from '../../electron/store/store'
import { bundleIn, listed, logOf, offlinePorts, script, statesOf } from '../support/offline-shop'
import { tempFolder } from '../support/store'
import { untidiedStore } from '../support/tasks'
import { must, openTestWorkspace } from '../support/workspace'

/** Moments in which a bundle is written already and not yet handed over. */
const moments = ['its seed goes into the vault', 'its record is committed'] as const

/** A workspace for an offline target; `at` is called before a moment of writing the bundle is over. */
async function tills(moment: (typeof moments)[number], at: () => Promise<void>) {
  const slowed = (store: Store): Store => {
    const put = store.vault.put.bind(store.vault)
    Object.assign(store.vault, {
      put: async (secret: Secret) => {
        if (moment === moments[0] && isArmed) await at()
        return put(secret)
      }
    })
    const commit: Store['commit'] = async (changes, drafts) => {
      const isOfBundle = isArmed && changes.length === 1 && drafts === undefined
      if (moment === moments[1] && isOfBundle) await at()
      return store.commit(changes, drafts)
    }
    return { ...store, commit }
  }
  let isArmed = false
  const openStore: ServicePorts['openStore'] = async place => {
    const opened = await untidiedStore(place)
    return opened.ok ? { ...opened, value: slowed(opened.value) } : opened
  }
  const offline: typeof offlinePorts = {
    ...offlinePorts,
    write: async order => {
      const written = await offlinePorts.write(order)
      isArmed = true
      return written
    }
  }
  const workspace = await openTestWorkspace({ ports: { runDeployment, offline, openStore } })
  const { call } = workspace
  const drop = await tempFolder()
  const environment = must(await call('environment.create', { name: 'Test' }))
  const where = { roles: ['till'], environmentIds: [environment.id] }
  must(await call('target.create', { kind: 'offline', name: 'till-1', dropFolder: drop, ...where }))
  const project = must(await call('project.create', { name: 'Shop' }))
  const steps = [script('Install', 'echo in'), script('Check', 'echo ok')]
  must(await call('process.save', { projectId: project.id, version: 0, steps }))
  const release = must(await call('release.create', { projectId: project.id, version: '1.0.0' }))
  return { ...workspace, drop, start: { releaseId: release.id, environmentId: environment.id } }
}

it.each(moments)('a hand-over that is cancelled while %s leaves no bundle that could be carried', async moment => {
  let cancel = async () => undefined as unknown
  const workspace = await tills(moment, async () => {
    await cancel()
    // The engine hears of it.
    await new Promise(resolve => setTimeout(resolve, 20))
  })
  const { call, drop, start, over } = workspace
  const { id } = must(await call('deployment.start', start))
  cancel = () => call('deployment.cancel', { id })
  const after = await over(id)
  expect(after).toMatchObject({ state: 'finished', outcome: 'cancelled' })
  expect(statesOf(after)).toEqual({ Install: 'cancelled', Check: 'cancelled' })
  expect(existsSync(bundleIn(drop))).toBe(false)
  expect(await listed(workspace)).toEqual([])
  expect((await logOf(workspace, id)).filter(line => line.includes('The bundle for till-1 is in'))).toEqual([])
})

it('a bundle that could not be written down lies nowhere, so that nobody carries what Slipway does not know', async () => {
  const workspace = await tills(moments[1], () =>
    Promise.reject(new FailureError({ kind: 'storage-failed', message: 'The disk is full.', remedy: '' }))
  )
  const { call, drop, start, over } = workspace
  const { id } = must(await call('deployment.start', start))
  const after = await over(id)
  expect(after).toMatchObject({ outcome: 'failed', summary: expect.stringContaining('The disk is full.') })
  expect(existsSync(bundleIn(drop))).toBe(false)
  expect(await listed(workspace)).toEqual([])
})
