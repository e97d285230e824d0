import type { Duplex } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'
import { addressOf } from '@shared/model/target'
import type { Result } from '@shared/result'
import type { Client } from 'ssh2'
import type {
  Command,
  Connection,
  Execution,
  OutputSink,
  Shipment,
  ShipmentProgress,
  Shipped,
  SshHop
} from '../../engine/ports'
import type { SpeedLimit } from '../shipping/pace'
import type { SharedReads } from '../shipping/shared-reads'
import type { Approached } from './approach'
import { downloadByCat } from './download'
import { type Input, SshExecution } from './execution'
import { messageOf, nameOf } from './failures'
import { forward } from './forward'
import { Gatherer } from './gatherer'
import { Liveness, type Patience } from './liveness'
import { sendOver } from './send'
import type { Way } from './send-way'
import { downloadBySftp } from './sftp-download'
import { type Release, Slots } from './slots'

// OpenSSH's own limit is ten (MaxSessions); two are left for whoever else uses the connection.
const channelLimit = 8
// How often, and after what pause in milliseconds, a host that refuses the only command is asked again.
const refusalLimit = 20
const refusalPause = 50
// How long a polite good-bye may take before the socket is simply dropped.
const closeGrace = 2_000

/** A logged-in SSH connection. It counts as lost as soon as anything is wrong with it; it never comes back. */
export class SshConnection implements Connection {
  readonly #client: Client
  readonly #stream: Duplex
  readonly #gatherer: Gatherer
  readonly #platform: 'posix' | 'windows'
  readonly #via: SshConnection | null
  readonly #shipping: Shipping
  readonly #life: Liveness
  readonly #channels = new Slots(channelLimit)
  readonly #executions = new Set<SshExecution>()
  readonly #gone = new AbortController()
  readonly hop: SshHop
  /** Tells apart equal addresses that are reached on different ways. */
  readonly path: string
  readonly closed: Promise<void>
  readonly gone: Promise<string>
  #settleGone: (reason: string) => void = () => undefined
  /** Whether any command could be started yet. */
  #hasStarted = false
  /** Why it is gone; null while it is there. */
  #lost: string | null = null

  /**
   * @param stream what the client speaks over
   * @param via the jump host that the stream goes through; null for one of our own
   * @param shared what all connections of a transport have in common
   */
  constructor(
    client: Client,
    stream: Duplex,
    hop: SshHop & { readonly platform?: 'posix' | 'windows' },
    via: SshConnection | null,
    { patience, ...shipping }: SharedByAll
  ) {
    this.#shipping = shipping
    this.#life = new Liveness(client, stream, patience)
    this.#client = client
    this.#stream = stream
    this.#gatherer = new Gatherer(stream)
    this.#via = via
    this.#platform = hop.platform ?? 'posix'
    this.hop = hop
    this.path = pathOf(hop, via)
    const address = nameOf(hop)
    this.gone = new Promise(resolve => {
      this.#settleGone = resolve
    })
    client.on('error', error => this.#lose(`the connection to ${address} broke off: ${reasonOf(error)}`))
    client.once('end', () => this.#lose(`${address} closed the connection`))
    this.closed = new Promise(resolve => {
      const closed = () => {
        this.#lose(`the connection to ${address} was lost`)
        resolve()
      }
      if (stream.destroyed) closed()
      else client.once('close', closed)
    })
  }

  answers(): Promise<boolean> {
    return this.#life.answers(this.#gone.signal)
  }

  exec(command: Command, output: OutputSink): Execution {
    return this.#execute(command, output)
  }

  #execute(command: LineWithInput, output: OutputSink): Execution {
    const execution = new SshExecution(output)
    this.#executions.add(execution)
    void execution.ended.then(() => this.#executions.delete(execution))
    void this.#run(execution, command)
    return execution
  }

  download(path: string, sink: (chunk: Uint8Array) => Promise<void>): Promise<Result<{ readonly bytes: number }>> {
    return this.#platform === 'windows'
      ? downloadBySftp(() => this.#openSftp(), path, sink, addressOf(this.hop))
      : downloadByCat(this, path, sink, addressOf(this.hop))
  }

  send(shipment: Shipment, tell: (progress: ShipmentProgress) => void, signal: AbortSignal): Promise<Result<Shipped>> {
    const way: Way = {
      exec: (line, stdin, output) => this.#execute({ line, stdin }, output),
      gather: () => this.#gatherer.gather(),
      openSftp: () => this.#openSftp(),
      ...this.#shipping,
      where: addressOf(this.hop),
      hasShell: this.#platform === 'posix'
    }
    return this.#gatherer.during(() => sendOver(way, shipment, tell, signal))
  }

  close(): void {
    this.#finish('the connection was closed', execution => execution.lose('the connection was closed'))
    this.#client.end()
    const timer = setTimeout(() => this.#stream.destroy(), closeGrace)
    timer.unref()
    void this.closed.then(() => clearTimeout(timer))
  }

  /** Opens a stream of bytes from this host to another one. */
  forward(place: SshHop, signal: AbortSignal): Promise<Approached> {
    return forward(this.#client, this.hop, place, () => this.#lost, signal)
  }

  get lost(): string | null {
    return this.#lost
  }

  /** Closes without a good-bye. */
  destroy(): void {
    this.#finish('the connection was closed', execution => execution.lose('the connection was closed'))
    this.#stream.destroy()
  }

  #lose(ownReason: string): void {
    if (this.#lost !== null) return
    // When a jump host went away, this is why, whatever it looks like from here.
    const reason = this.#via?.lost ?? ownReason
    this.#finish(reason, execution => execution.connectionLost(reason))
    // Whatever is wrong, nothing useful comes through this stream any more.
    this.#stream.destroy()
  }

  #finish(reason: string, end: (execution: SshExecution) => void): void {
    this.#lost ??= reason
    this.#settleGone(this.#lost)
    this.#gone.abort()
    for (const execution of this.#executions) end(execution)
  }

  async #run(execution: SshExecution, command: LineWithInput): Promise<void> {
    let isAgain = false
    let refusals = 0
    while (!execution.isEnded) {
      const release = await this.#channels.take(this.#gone.signal, isAgain)
      if (release === null || this.#lost !== null) return execution.lose(this.#lost ?? 'the connection is gone')
      if (execution.isEnded) return release()
      const opened = await this.#start(execution, command)
      if (opened.kind === 'started') {
        this.#hasStarted = true
        void execution.ended.then(release)
        return
      }
      isAgain = true
      const others = this.#channels.held - 1
      if (opened.kind === 'failed') execution.lose(opened.reason)
      // A host that allows fewer channels than we thought: the command waits for one of the others to end.
      else if (others > 0) this.#channels.lowerTo(others)
      else if (!this.#hasStarted || refusals++ >= refusalLimit) execution.lose(opened.reason)
      // The host counts a command for a moment longer than we do.
      else await sleep(refusalPause)
      release()
    }
  }

  #start(execution: SshExecution, { line, stdin }: LineWithInput): Promise<Opened> {
    return new Promise(resolve => {
      try {
        this.#client.exec(line, (error, channel) => {
          if (error) return resolve(this.#whyNot(error))
          // At once: the end of a quick command may already be in the bytes that are being read.
          execution.start(channel, stdin)
          resolve({ kind: 'started' })
        })
      } catch (error) {
        resolve({ kind: 'failed', reason: this.#lost ?? messageOf(error) })
      }
    })
  }

  #whyNot(error: Error): Opened {
    if ('reason' in error && typeof error.reason === 'number')
      return { kind: 'full', reason: `${addressOf(this.hop)} refused to open a channel (MaxSessions)` }
    return { kind: 'failed', reason: this.#lost ?? `the host did not start the command: ${messageOf(error)}` }
  }

  async #openSftp(): Promise<{ readonly client: Client; readonly release: Release } | null> {
    const release = await this.#channels.take(this.#gone.signal)
    return release === null || this.#lost !== null ? null : { client: this.#client, release }
  }
}

/** The addresses on the way to a host and its own, as one name. */
export const pathOf = (hop: SshHop, via: SshConnection | null): string =>
  via === null ? addressOf(hop) : `${via.path} ${addressOf(hop)}`

/** A command as the connection starts it. */
interface LineWithInput {
  readonly line: string
  readonly stdin: Input
}

/** What all connections of a transport share for bringing things. */
interface Shipping {
  readonly reads: SharedReads
  readonly limit: SpeedLimit
}

/** What all connections of a transport have in common. */
export interface SharedByAll extends Shipping {
  readonly patience: Patience
}

type Opened =
  | { readonly kind: 'started' }
  /** The host takes no further channel for now. */
  | { readonly kind: 'full'; readonly reason: string }
  | { readonly kind: 'failed'; readonly reason: string }

const reasonOf = (error: Error): string =>
  'level' in error && error.level === 'client-timeout' ? 'the host has stopped answering' : messageOf(error)
