import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'

/**
 * Moves this process, and whatever it starts, to a virtual display that nobody else uses: windows on the same one share
 * the clipboard and take the focus from each other. Answers how to end it.
 */
export async function openDisplay(): Promise<() => Promise<void>> {
  const before = process.env.DISPLAY
  // It picks a number that is free, and writes it to its fourth channel once it can be used.
  const server = spawn('Xvfb', ['-displayfd', '3', '-screen', '0', '1400x900x24', '-nolisten', 'tcp'], {
    stdio: ['ignore', 'ignore', 'ignore', 'pipe']
  })
  process.env.DISPLAY = `:${await numberOf(server)}`
  return async () => {
    if (before === undefined) delete process.env.DISPLAY
    else process.env.DISPLAY = before
    if (server.exitCode !== null) return
    const ended = once(server, 'exit')
    server.kill()
    await ended
  }
}

async function numberOf(server: ChildProcess): Promise<number> {
  const channel = server.stdio[3]
  if (!channel || !('readable' in channel)) throw new Error('Xvfb has no channel to say its number on')
  const said = once(createInterface({ input: channel }), 'line')
  const gone = once(server, 'exit').then(() => Promise.reject(new Error('Xvfb ended before it could be used')))
  // It ends some time, and nobody waits for that here then.
  gone.catch(() => undefined)
  const [line] = await Promise.race([said, gone])
  return Number(line)
}
