import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { open } from 'node:fs/promises'
import { PassThrough } from 'node:stream'

/**
 * Unpacks a file by this machine's own bzip2, which is many times faster than ours and has a process of its own. Null
 * where the machine has none. @throws where the file is damaged or cut short
 */
export async function systemBzip2(path: string): Promise<AsyncIterable<Uint8Array> | null> {
  const file = await open(path, 'r')
  try {
    // The file is its standard input, so its name is never looked at.
    const child = spawn('bzip2', ['-dc'], { stdio: [file.fd, 'pipe', 'ignore'], windowsHide: true })
    const { stdout } = child
    if (stdout === null) throw new Error('bzip2 has no output')
    // Both at once: what is short ends before anybody reads it, and is thrown away then.
    const bytes = stdout.pipe(new PassThrough())
    const code = new Promise<number | null>(resolve => child.once('exit', resolve))
    const hasBegun = await once(child, 'spawn').then(
      () => true,
      () => false
    )
    return hasBegun ? outputOf(child, bytes, code) : null
  } finally {
    await file.close()
  }
}

async function* outputOf(
  child: ChildProcess,
  bytes: AsyncIterable<Uint8Array>,
  code: Promise<number | null>
): AsyncGenerator<Uint8Array> {
  try {
    yield* bytes
    if ((await code) !== 0) throw new Error('bzip2 cannot unpack it')
  } finally {
    child.kill()
  }
}
