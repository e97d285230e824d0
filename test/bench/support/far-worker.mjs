import { once } from 'node:events'
import { connect, createServer } from 'node:net'
import { parentPort, workerData } from 'node:worker_threads'

// Ways to servers on which everything takes a while, in a thread of its own: the bench's must not hold it up.
const { targets, delayMs } = workerData

/** Hands on what comes, and the end of it, so many milliseconds later. Timers of one length keep their order. */
function handOn(from, to) {
  from.setNoDelay(true)
  from.on('data', chunk => setTimeout(() => to.write(chunk), delayMs))
  from.on('end', () => setTimeout(() => to.end(), delayMs))
  from.on('error', () => to.destroy())
}

async function wayTo({ host, port }) {
  const server = createServer({ allowHalfOpen: true }, near => {
    const far = connect({ host, port, allowHalfOpen: true })
    handOn(near, far)
    handOn(far, near)
  })
  server.listen(0, host)
  await once(server, 'listening')
  return server.address().port
}

const ports = []
for (const target of targets) ports.push(await wayTo(target))
parentPort.postMessage(ports)
