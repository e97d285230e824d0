import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { PassThrough, type Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'

/**
 * Unpacks a stream by this machine's own bzip2, which is many times faster than ours and has a process of its own. Null
 * where the machine has none: nothing was read then. The stream is read as fast as bzip2 takes it, so that how much of it
 * has been read says how far that is. @throws where the stream is damaged or cut short
 */
export async function systemBzip2(packed: Readable): Promise<AsyncIterable<Uint8Array> | null> {
  const child = spawn('bzip2', ['-dc'], { stdio: ['pipe', 'pipe', 'ignore'], windowsHide: true })
  const { stdin, stdout } = child
  // Both at once: what is short ends before anybody reads it, and is thrown away then.
  const bytes = stdout.pipe(new PassThrough())
  const code = new Promise<number | null>(resolve => child.once('exit', resolve))
  const hasBegun = await once(child, 'spawn').then(
    () => true,
    () => false
  )
  if (!hasBegun) return null
  const fed = pipeline(packed, stdin).then(
    () => null,
    (error: NodeJS.ErrnoException) => {
      child.kill()
      // A bzip2 that gives up closes its end, and says so by its code.
      return error.code === 'EPIPE' ? null : error
    }
  )
  return outputOf(child, bytes, fed, code)
}

async function* outputOf(
  child: ChildProcess,
  bytes: AsyncIterable<Uint8Array>,
  fed: Promise<Error | null>,
  code: Promise<number | null>
): AsyncGenerator<Uint8Array> {
  try {
    yield* bytes
    const unread = await fed
    if (unread !== null) throw unread
    if ((await code) !== 0) throw new Error('bzip2 cannot unpack it')
  } finally {
    child.kill()
  }
}
