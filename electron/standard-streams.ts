import { fstatSync, writeSync } from 'node:fs'
import { text } from 'node:stream/consumers'

/** All of standard input; empty when nothing is connected to it. */
export async function readStandardInput(): Promise<string> {
  // Electron's own stream object misjudges some kinds of standard input, so the descriptor decides.
  if (isNothing(0)) return ''
  return text(process.stdin)
}

function isNothing(descriptor: number): boolean {
  try {
    fstatSync(descriptor)
    return false
  } catch {
    return true
  }
}

/**
 * Writes all of a text to a descriptor before it returns, so that nothing is lost when the process ends. A reader that
 * went away is no error: there is nobody left to tell.
 */
export function writeFully(descriptor: 1 | 2, content: string): void {
  const bytes = Buffer.from(content, 'utf8')
  let written = 0
  while (written < bytes.length) {
    try {
      written += writeSync(descriptor, bytes, written)
    } catch (error) {
      if (codeOf(error) !== 'EAGAIN') return
      // The pipe is full; its reader needs a moment.
      Atomics.wait(pause, 0, 0, 2)
    }
  }
}

/**
 * What puts a text in place of the line that the cursor is on. One that would be broken into two is cut.
 * @param columns 0, or absent, where the terminal does not say how wide it is
 */
export function statusLine(text: string, columns = 0): string {
  const width = columns > 0 ? columns : 80
  return `\r\u001b[K${text.length < width ? text : `${text.slice(0, Math.max(0, width - 2))}…`}`
}

const pause = new Int32Array(new SharedArrayBuffer(4))

const codeOf = (error: unknown): unknown => (error instanceof Error && 'code' in error ? error.code : undefined)
