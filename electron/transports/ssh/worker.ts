import { parentPort, workerData } from 'node:worker_threads'
import { guardSockets } from '../socket-guard'
import { createSshTransport } from './transport'
import { WorkerHost } from './worker-host'
import type { NetworkMessage, PolicyMessage, ToWorker, WorkerStart } from './worker-protocol'

// The entry of the SSH thread; worker-client.ts starts it.
const { options, policy, name }: WorkerStart = workerData
const port = parentPort
if (port !== null) {
  const report = (entry: NetworkMessage['entry']) =>
    port.postMessage([{ type: 'network', entry } satisfies NetworkMessage])
  const guard = policy && guardSockets({ thread: 'ssh', name, policy, now: Date.now, report })
  const host = new WorkerHost(createSshTransport(options), (messages, transfer) => port.postMessage(messages, transfer))
  port.on('message', (message: ToWorker | PolicyMessage) => {
    if (message.type === 'network-policy') guard?.apply(message.policy)
    else host.receive(message)
  })
}
