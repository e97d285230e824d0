import { type ChildProcess, spawn } from 'node:child_process'
import { createReadStream } from 'node:fs'
import type { ExecEnd } from '@shared/deployment'
import { ok } from '@shared/result'
import type { Command, Connection, Execution, OutputSink } from '../../electron/engine/ports'
import { sendHere } from '../../electron/transports/local/send'

export interface LocalOptions {
  /** HOME of everything that runs; a temporary folder. */
  readonly home: string
  /** Starts commands as this login shell would: `<shell> -c <line>`. Without it the argv is started. */
  readonly shell?: string
  readonly env?: Readonly<Record<string, string>>
}

/** A connection to this machine that starts real processes, each in a group of its own. */
export function localConnection(options: LocalOptions): Connection {
  const running = new Set<Execution>()
  return {
    gone: new Promise(() => undefined),
    answers: async () => true,
    exec: (command, output) => {
      const execution = start(options, command, output)
      running.add(execution)
      void execution.ended.then(() => running.delete(execution))
      return execution
    },
    download: async (path, sink) => {
      let bytes = 0
      for await (const chunk of createReadStream(path)) {
        bytes += (chunk as Buffer).length
        await sink(chunk as Buffer)
      }
      return ok({ bytes })
    },
    send: (shipment, tell, signal) => sendHere(options.home, shipment, tell, signal),
    close: () => {
      for (const execution of running) execution.abandon('closed')
    }
  }
}

function start({ home, shell, env }: LocalOptions, command: Command, output: OutputSink): Execution {
  const [file, ...args] = shell === undefined ? command.argv : [shell, '-c', command.line]
  const child = spawn(file, args, {
    detached: true,
    env: { PATH: process.env.PATH ?? '', HOME: home, LANG: 'C.UTF-8', ...env },
    cwd: home
  })
  child.stdin.on('error', () => undefined)
  child.stdin.end(command.stdin)
  let abandon: (reason: string) => void = () => undefined
  const abandoned = new Promise<ExecEnd>(resolve => {
    abandon = reason => resolve({ kind: 'lost', reason })
  })
  const streams = [
    pump(child.stdout, chunk => output('stdout', chunk)),
    pump(child.stderr, chunk => output('stderr', chunk))
  ]
  const natural = exitOf(child).then(async end => {
    await Promise.all(streams)
    return end
  })
  return { ended: Promise.race([natural, abandoned]), abandon }
}

async function pump(stream: NodeJS.ReadableStream, sink: (chunk: Buffer) => void | Promise<void>): Promise<void> {
  for await (const chunk of stream) await sink(chunk as Buffer)
}

const exitOf = (child: ChildProcess): Promise<ExecEnd> =>
  new Promise(resolve => {
    child.once('error', error => resolve({ kind: 'lost', reason: error.message }))
    child.once('exit', (code, signal) =>
      resolve(code === null ? { kind: 'signalled', signal: signal ?? 'unknown' } : { kind: 'exited', code })
    )
  })
