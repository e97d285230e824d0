import type { Writable } from 'node:stream'
import type { ExecEnd } from '@shared/deployment'
import type { ClientChannel } from 'ssh2'
import type { Execution, OutputSink } from '../../engine/ports'
import { OutputGate } from '../output-gate'

/** What a command is given: all at once, or by somebody who writes it as it goes and ends it. */
export type Input = Uint8Array | ((channel: Writable) => void)

/**
 * One command on one channel.
 *
 *   waiting for a channel ──► running ──► ended (exited | signalled | lost)
 *            └───────────────────────────► ended (lost)
 */
export class SshExecution implements Execution {
  readonly ended: Promise<ExecEnd>
  readonly #sink: OutputSink
  readonly #resolve: (end: ExecEnd) => void
  #channel: ClientChannel | null = null
  #gate: OutputGate | null = null
  #exit: ExecEnd | null = null
  #isClosed = false
  #isDrained = false
  #isEnded = false

  constructor(sink: OutputSink) {
    this.#sink = sink
    let settle: (end: ExecEnd) => void = () => undefined
    this.ended = new Promise(resolve => {
      settle = resolve
    })
    this.#resolve = settle
  }

  get isEnded(): boolean {
    return this.#isEnded
  }

  /** The channel is open and the command was accepted: sends the input and takes the output. */
  start(channel: ClientChannel, stdin: Input): void {
    if (this.#isEnded) {
      channel.close()
      return
    }
    this.#channel = channel
    // A write that fails is followed by the end of the channel, which is what counts.
    channel.on('error', () => undefined)
    channel.once('exit', (code: number | null, signal?: string) => {
      this.#exit =
        code === null ? { kind: 'signalled', signal: signal ?? 'an unknown signal' } : { kind: 'exited', code }
    })
    channel.once('close', () => {
      this.#isClosed = true
      this.#check()
    })
    this.#gate = new OutputGate(
      { stdout: channel, stderr: channel.stderr },
      this.#sink,
      () => {
        this.#isDrained = true
        this.#check()
      },
      reason => this.abandon(reason)
    )
    if (typeof stdin === 'function') stdin(channel)
    else channel.end(Buffer.from(stdin.buffer, stdin.byteOffset, stdin.byteLength))
  }

  abandon(reason: string): void {
    this.lose(reason)
    this.#channel?.close()
  }

  /** The connection is going: only a command whose end has arrived in full may still end well. */
  connectionLost(reason: string): void {
    if (this.#exit !== null && hasSentAll(this.#channel)) return
    this.lose(reason)
  }

  lose(reason: string): void {
    this.#end({ kind: 'lost', reason })
  }

  #check(): void {
    if (!this.#isClosed || !this.#isDrained) return
    this.#end(
      this.#exit ?? { kind: 'lost', reason: 'the host closed the channel without saying how the command ended' }
    )
  }

  #end(end: ExecEnd): void {
    if (this.#isEnded) return
    this.#isEnded = true
    this.#gate?.shut()
    this.#resolve(end)
  }
}

/** Whether the far side has announced the end of its output: after that, nothing can be missing. */
function hasSentAll(channel: ClientChannel | null): boolean {
  const incoming = channel?.incoming
  if (typeof incoming !== 'object' || incoming === null || !('state' in incoming)) return false
  return incoming.state === 'eof' || incoming.state === 'closed'
}
