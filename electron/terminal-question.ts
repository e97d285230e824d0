import { createInterface } from 'node:readline'
import { Writable } from 'node:stream'

/** Asks at the terminal; null when the person ends the input instead. What is typed shows only with `echo`. */
export function askAtTerminal(text: string, echo: boolean): Promise<string | null> {
  return new Promise(resolve => {
    process.stderr.write(text)
    const output = new Writable({
      write: (chunk, _encoding, done) => {
        if (echo) process.stderr.write(chunk)
        done()
      }
    })
    const lines = createInterface({ input: process.stdin, output, terminal: true, historySize: 0 })
    lines.once('line', answer => {
      resolve(answer)
      lines.close()
    })
    lines.once('close', () => {
      if (!echo) process.stderr.write('\n')
      resolve(null)
    })
  })
}
