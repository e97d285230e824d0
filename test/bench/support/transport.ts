import type { SshTransport } from '../../../electron/engine/ports'
import { createWorkerSshTransport } from '../../../electron/transports/ssh/worker-client'

/** The transport as the app has it: in a thread of its own, from the file that the runner built beside the benchmark. */
export function workerTransport(): SshTransport {
  const workerPath = process.env.SLIPWAY_BENCH_WORKER
  if (workerPath === undefined) throw new Error('Start benchmarks with: npm run bench')
  return createWorkerSshTransport({ workerPath, startsNow: true })
}
