import type { SshTransport } from '../../electron/engine/ports'
import { createSshTransport, type SshTransportOptions } from '../../electron/transports/ssh/transport'
import { createWorkerSshTransport } from '../../electron/transports/ssh/worker-client'
import { buildSshWorker } from './ssh-worker'

/** The two ways to have the SSH transport; they must not differ in what they do. */
export const transportKinds: readonly {
  readonly name: string
  readonly make: (options?: SshTransportOptions) => Promise<SshTransport>
}[] = [
  { name: 'on this thread', make: async options => createSshTransport(options) },
  {
    name: 'on a thread of its own',
    make: async options => createWorkerSshTransport({ ...options, workerPath: await buildSshWorker() })
  }
]
