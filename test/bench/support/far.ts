import { once } from 'node:events'
import { type AddressInfo, connect, createServer } from 'node:net'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import type { FarmTarget } from './farm'
import { median } from './measure'

/** The targets of a farm as they are from further away. */
export interface FarTargets {
  readonly targets: readonly FarmTarget[]
  /** The median of what a byte took there and back, in milliseconds. */
  readonly roundTrip: number
  stop(): Promise<void>
}

/** Puts `delayMs` between this process and the targets, each way; timers make a little more of it. */
export async function farFrom(targets: readonly FarmTarget[], delayMs: number): Promise<FarTargets> {
  const echo = createServer(socket => socket.setNoDelay(true).pipe(socket))
  echo.listen(0, '127.0.0.1')
  await once(echo, 'listening')
  const { port } = echo.address() as AddressInfo
  const worker = new Worker(join(process.cwd(), 'test/bench/support/far-worker.mjs'), {
    workerData: {
      delayMs,
      targets: [...targets.map(target => ({ host: target.host, port: target.port })), { host: '127.0.0.1', port }]
    }
  })
  const [ports] = (await once(worker, 'message')) as [number[]]
  const roundTrip = await roundTripTo(ports.at(-1) ?? 0)
  echo.close()
  return {
    targets: targets.map((target, index) => ({ ...target, port: ports[index] ?? target.port })),
    roundTrip,
    stop: async () => void (await worker.terminate())
  }
}

async function roundTripTo(port: number): Promise<number> {
  const socket = connect({ host: '127.0.0.1', port }).setNoDelay(true)
  await once(socket, 'connect')
  const times: number[] = []
  for (let round = 0; round < 40; round++) {
    const start = performance.now()
    socket.write('x')
    await once(socket, 'data')
    times.push(performance.now() - start)
  }
  socket.destroy()
  return median(times)
}
