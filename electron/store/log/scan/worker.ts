import { parentPort } from 'node:worker_threads'
import type { NumberedAnswer, NumberedRequest } from '../../../threads/asked-thread'
import { carryOut, type ScanAnswer, type ScanRequest } from './scan-protocol'
import { LogScanner } from './scanner'

// The entry of a scanning thread; scan-thread.ts starts it.
const port = parentPort
if (port !== null) {
  const scanner = new LogScanner()
  port.on('message', ({ id, request }: NumberedRequest<ScanRequest>) =>
    port.postMessage({ id, answer: carryOut(scanner, request) } satisfies NumberedAnswer<ScanAnswer>)
  )
}
