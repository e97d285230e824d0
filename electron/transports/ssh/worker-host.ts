import { setMaxListeners } from 'node:events'
import { assertNever } from '@shared/result'
import type { Connection, Execution, OutputSink, ShipmentProgress, SshTransport } from '../../engine/ports'
import { Outbox } from './outbox'
import { type FromWorker, fromPlain, type PlainEndpoint, type ToWorker } from './worker-protocol'
import { QuestionsOut } from './worker-questions'

/** How many bytes of one command's output may be on their way to the app's thread before the far side is held back. */
export const outputWindow = 1 << 20

/** The SSH thread's side: does what the messages say. Failures travel back as values, so nothing here throws. */
export class WorkerHost {
  readonly #transport: SshTransport
  readonly #outbox: Outbox
  readonly #questions: QuestionsOut
  readonly #connections = new Map<number, Connection>()
  readonly #executions = new Map<number, Execution>()
  readonly #aborts = new Map<number, AbortController>()
  readonly #windows = new Map<number, OutputWindow>()

  constructor(
    transport: SshTransport,
    post: (messages: readonly FromWorker[], transfer: readonly ArrayBuffer[]) => void
  ) {
    this.#transport = transport
    this.#outbox = new Outbox(post)
    this.#questions = new QuestionsOut(message => this.#outbox.send(message))
  }

  receive(message: ToWorker): void {
    switch (message.type) {
      case 'connect':
        void this.#connect(message.id, message.endpoint)
        break
      case 'probe':
        void this.#probe(message.id, message.endpoint)
        break
      case 'answers':
        this.#questions.receive(message)
        break
      case 'abort':
        this.#aborts.get(message.id)?.abort()
        break
      case 'exec':
        this.#exec(message)
        break
      case 'download':
        void this.#download(message)
        break
      case 'send':
        void this.#send(message)
        break
      case 'abandon':
        this.#executions.get(message.id)?.abandon(message.reason)
        this.#windows.get(message.id)?.shut(message.reason)
        break
      case 'taken':
        this.#windows.get(message.id)?.taken(message.bytes)
        break
      case 'ask':
        void this.#ask(message.id, message.connection)
        break
      case 'close':
        this.#connections.get(message.id)?.close()
        this.#connections.delete(message.id)
        break
      case 'limit':
        this.#transport.limitTransfers(message.bytesPerSecond)
        break
      case 'dispose':
        void this.#dispose()
        break
      default:
        assertNever(message)
    }
  }

  async #connect(id: number, endpoint: PlainEndpoint): Promise<void> {
    const result = await this.#transport.connect(fromPlain(endpoint), this.#abortable(id), this.#questions.askFor(id))
    this.#aborts.delete(id)
    this.#outbox.send({ type: 'connected', id, result: result.ok ? { ok: true, value: null } : result })
    if (result.ok) this.#keep(id, result.value)
  }

  async #probe(id: number, endpoint: PlainEndpoint): Promise<void> {
    const report = (stage: Extract<FromWorker, { type: 'stage' }>['stage']) =>
      this.#outbox.send({ type: 'stage', id, stage })
    const ask = this.#questions.askFor(id)
    const probed = await this.#transport.probe(fromPlain(endpoint), report, this.#abortable(id), ask)
    const { connection, ...result } = probed
    this.#aborts.delete(id)
    this.#outbox.send({ type: 'probed', id, result, isOpen: connection !== null })
    if (connection !== null) this.#keep(id, connection)
  }

  #keep(id: number, connection: Connection): void {
    this.#connections.set(id, connection)
    void connection.gone.then(reason => this.#outbox.send({ type: 'lost', id, reason }))
  }

  #exec({ id, connection, line, stdin }: Extract<ToWorker, { type: 'exec' }>): void {
    const open = this.#connections.get(connection)
    if (!open) {
      this.#outbox.send({ type: 'ended', id, end: { kind: 'lost', reason: 'the connection was closed' } })
      return
    }
    const window = this.#openWindow(id)
    const execution = open.exec({ line, argv: ['sh', '-c', line], stdin }, window.sink)
    this.#executions.set(id, execution)
    void execution.ended.then(end => {
      this.#executions.delete(id)
      this.#windows.delete(id)
      this.#outbox.send({ type: 'ended', id, end })
    })
  }

  async #download({ id, connection, path }: Extract<ToWorker, { type: 'download' }>): Promise<void> {
    const window = this.#openWindow(id)
    const open = this.#connections.get(connection)
    const result = open
      ? await open.download(path, async chunk => window.sink('stdout', chunk))
      : ({ ok: false, failure: connectionClosed } as const)
    this.#windows.delete(id)
    this.#outbox.send({ type: 'downloaded', id, result })
  }

  async #send({ id, connection, shipment }: Extract<ToWorker, { type: 'send' }>): Promise<void> {
    const open = this.#connections.get(connection)
    const tell = (progress: ShipmentProgress) => this.#outbox.send({ type: 'progress', id, progress })
    const result = open
      ? await open.send(shipment, tell, this.#abortable(id))
      : ({ ok: false, failure: connectionClosed } as const)
    this.#aborts.delete(id)
    this.#outbox.send({ type: 'shipped', id, result })
  }

  async #ask(id: number, connection: number): Promise<void> {
    const isThere = (await this.#connections.get(connection)?.answers()) ?? false
    this.#outbox.send({ type: 'answered', id, isThere })
  }

  async #dispose(): Promise<void> {
    await this.#transport.dispose()
    this.#outbox.send({ type: 'disposed', id: 0 })
    this.#outbox.flush()
  }

  #abortable(id: number): AbortSignal {
    const controller = new AbortController()
    setMaxListeners(0, controller.signal)
    this.#aborts.set(id, controller)
    return controller.signal
  }

  #openWindow(id: number): OutputWindow {
    const window = new OutputWindow((stream, chunk) => this.#outbox.output(id, stream, chunk))
    this.#windows.set(id, window)
    return window
  }
}

const connectionClosed = {
  kind: 'connection-lost',
  message: 'The connection was closed before anything was transferred.',
  remedy: 'Deploy again.'
} as const

/** Lets output through until too much of it is on its way; then whoever sends waits. */
class OutputWindow {
  readonly sink: OutputSink
  #inFlight = 0
  /** Why nobody takes the output any more; null as long as somebody does. */
  #shut: Error | null = null
  #waiting: { readonly go: () => void; readonly fail: (error: Error) => void } | null = null

  constructor(pass: (stream: 'stdout' | 'stderr', chunk: Uint8Array) => void) {
    this.sink = (stream, chunk) => {
      if (this.#shut !== null) return Promise.reject(this.#shut)
      this.#inFlight += chunk.byteLength
      pass(stream, chunk)
      if (this.#inFlight < outputWindow) return
      return new Promise((go, fail) => {
        this.#waiting = { go, fail }
      })
    }
  }

  taken(bytes: number): void {
    this.#inFlight -= bytes
    if (this.#inFlight >= outputWindow / 2) return
    this.#waiting?.go()
    this.#waiting = null
  }

  /** Nobody takes the output any more: whoever sends now or later is told so, and can end. */
  shut(reason: string): void {
    this.#shut = new Error(reason)
    this.#waiting?.fail(this.#shut)
    this.#waiting = null
  }
}
