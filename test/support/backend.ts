import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe } from '@shared/failure'
import { composeApp } from '../../electron/compose'
import type { SshTransport } from '../../electron/engine/ports'
import type { Spaces } from '../../electron/http/http-api'
import { createNetworkLedger } from '../../electron/network-ledger'
import { createSshTransport } from '../../electron/transports/ssh/transport'
import { protectHome, testKeyChain } from './key-chain'
import type { Backend } from './world'

export interface TestBackend extends Backend {
  /** Everything the app keeps lies below this folder. */
  readonly home: string
  /** Defects and damage that the services reported. */
  readonly reports: readonly string[]
  /** Its workspaces, as the HTTP API asks for them. */
  readonly spaces: Spaces
  /** Ends the app; its home goes too, unless it was given. */
  close(): Promise<void>
}

export interface BackendOptions {
  /** Of an earlier backend that was closed; a new one that goes with `close` when absent. */
  readonly home?: string
  /** Disposed of with the backend. In this process when absent. */
  readonly ssh?: SshTransport
}

/** The whole app without its window: the real services over a real store, SSH and this machine. */
export async function openBackend(options: BackendOptions = {}): Promise<TestBackend> {
  const home = options.home ?? (await mkdtemp(join(tmpdir(), 'slipway-home-')))
  await protectHome(home)
  const reports: string[] = []
  const app = await composeApp({
    home,
    workspace: 'main',
    ssh: options.ssh ?? createSshTransport(),
    network: createNetworkLedger(Date.now),
    slipwayVersion: '0.0.0',
    door: 'window',
    keyChain: testKeyChain,
    chooseSavePath: async () => null,
    report: message => {
      reports.push(message)
    }
  })
  if (!app.ok) throw new Error(describe(app.failure))
  const { call, broadcaster, spaces, close } = app.value
  return {
    home,
    reports,
    spaces,
    call,
    subscribe: listener => broadcaster.subscribe(events => events.forEach(listener)),
    close: async () => {
      await close()
      if (options.home === undefined) await rm(home, { recursive: true, force: true })
    }
  }
}
