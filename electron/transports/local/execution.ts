import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import { Socket } from 'node:net'
import type { ExecEnd } from '@shared/deployment'
import type { Command, Execution, OutputSink } from '../../engine/ports'
import { OutputGate } from '../output-gate'
import { codeOf, messageOf } from '../ssh/failures'

/** One process on this machine, leader of a process group of its own so that its whole family can be signalled. */
export class LocalExecution implements Execution {
  readonly ended: Promise<ExecEnd>
  readonly #sink: OutputSink
  #resolve: (end: ExecEnd) => void = () => undefined
  #child: ChildProcessWithoutNullStreams | null = null
  #gate: OutputGate | null = null
  #exit: ExecEnd | null = null
  #isDrained = false
  #isEnded = false

  constructor(sink: OutputSink) {
    this.#sink = sink
    this.ended = new Promise(resolve => {
      this.#resolve = resolve
    })
  }

  start([file, ...args]: Command['argv'], stdin: Uint8Array, cwd: string, env: Readonly<Record<string, string>>): void {
    // On Windows `detached` would open a console window; there is no process group to be had there.
    const detached = process.platform !== 'win32'
    try {
      this.#attach(spawn(file, args, { cwd, env, stdio: 'pipe', detached, windowsHide: true }), file, stdin)
    } catch (error) {
      // Arguments that no process can be given, such as too long ones.
      void this.#notStarted(file, error)
    }
  }

  abandon(reason: string): void {
    this.#end({ kind: 'lost', reason })
    const child = this.#child
    if (child === null) return
    // It goes on by itself, and must not keep the app from ending.
    child.unref()
    for (const stream of [child.stdin, child.stdout, child.stderr]) if (stream instanceof Socket) stream.unref()
  }

  #attach(child: ChildProcessWithoutNullStreams, file: string, stdin: Uint8Array): void {
    this.#child = child
    child.once('error', error => void this.#notStarted(file, error))
    child.once('exit', (code, signal) => {
      this.#exit =
        code === null ? { kind: 'signalled', signal: signal ?? 'an unknown signal' } : { kind: 'exited', code }
      this.#check()
    })
    const drained = () => {
      this.#isDrained = true
      this.#check()
    }
    this.#gate = new OutputGate(child, this.#sink, drained, reason => this.abandon(reason))
    // A process need not read what it is given.
    child.stdin.on('error', () => undefined)
    child.stdin.end(stdin)
  }

  /** Ends as it would behind a shell, which tells a missing program by its exit code. */
  async #notStarted(file: string, error: unknown): Promise<void> {
    const known = { ENOENT: [127, 'command not found'], EACCES: [126, 'permission denied'] } as const
    const code = codeOf(error)
    if (code !== 'ENOENT' && code !== 'EACCES') {
      this.#end({ kind: 'lost', reason: `${file} could not be started: ${messageOf(error)}` })
      return
    }
    const [status, words] = known[code]
    try {
      if (!this.#isEnded) await this.#sink('stderr', Buffer.from(`${file}: ${words}\n`))
      this.#end({ kind: 'exited', code: status })
    } catch (broken) {
      this.#end({ kind: 'lost', reason: `the output could not be taken: ${messageOf(broken)}` })
    }
  }

  #check(): void {
    if (this.#exit !== null && this.#isDrained) this.#end(this.#exit)
  }

  #end(end: ExecEnd): void {
    if (this.#isEnded) return
    this.#isEnded = true
    this.#gate?.shut()
    this.#resolve(end)
  }
}
