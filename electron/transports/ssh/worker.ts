import { parentPort, workerData } from 'node:worker_threads'
import { createSshTransport, type SshTransportOptions } from './transport'
import { WorkerHost } from './worker-host'
import type { ToWorker } from './worker-protocol'

// The entry of the SSH thread; worker-client.ts starts it.
const options: SshTransportOptions = workerData
const port = parentPort
if (port !== null) {
  const host = new WorkerHost(createSshTransport(options), (messages, transfer) => port.postMessage(messages, transfer))
  port.on('message', (message: ToWorker) => host.receive(message))
}
