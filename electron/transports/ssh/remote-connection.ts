import type { ExecEnd } from '@shared/deployment'
import { fail, type Result } from '@shared/result'
import type {
  Command,
  Connection,
  Execution,
  OutputSink,
  Shipment,
  ShipmentProgress,
  Shipped
} from '../../engine/ports'
import { notStored, transferBroke } from '../download-failures'
import { onAbort } from '../on-abort'
import { transferCancelled, transferLost } from '../shipping/failures'
import { messageOf } from './failures'
import { Inlet } from './inlet'
import type { Receiver, WorkerLink } from './worker-link'
import type { FromWorker } from './worker-protocol'

type Downloaded = Result<{ readonly bytes: number }>

interface Ongoing {
  lost(reason: string): void
}

/** A connection that the SSH thread holds. */
export class RemoteConnection implements Connection, Receiver {
  readonly gone: Promise<string>
  readonly #link: WorkerLink
  readonly #id: number
  readonly #where: string
  readonly #ongoing = new Set<Ongoing>()
  #settleGone: (reason: string) => void = () => undefined
  #isClosed = false
  /** Why nothing can run over it; null while it is there. */
  #reasonGone: string | null = null

  /**
   * @param id the id of the call that made it; from now on the connection hears what comes for it
   * @param where the host's address, for people
   */
  constructor(link: WorkerLink, id: number, where: string) {
    this.#link = link
    this.#id = id
    this.#where = where
    this.gone = new Promise(resolve => {
      this.#settleGone = resolve
    })
    link.handOver(id, this)
  }

  receive(message: FromWorker): void {
    if (message.type === 'lost') this.lost(message.reason)
  }

  /** What still runs over it is told by itself. */
  lost(reason: string): void {
    if (this.#reasonGone !== null) return
    this.#reasonGone = reason
    this.#link.forget(this.#id)
    this.#settleGone(reason)
  }

  answers(): Promise<boolean> {
    if (this.#reasonGone !== null) return Promise.resolve(false)
    return new Promise(resolve => {
      const settle = (isThere: boolean): void => {
        this.#link.forget(id)
        resolve(isThere)
      }
      const id = this.#link.register({
        receive: message => {
          if (message.type === 'answered') settle(message.isThere)
        },
        lost: () => settle(false)
      })
      this.#link.post({ type: 'ask', id, connection: this.#id })
    })
  }

  exec(command: Command, output: OutputSink): Execution {
    const execution = new RemoteExecution(this.#link, output)
    this.#follow(execution, execution.ended)
    if (this.#reasonGone === null) execution.start(this.#id, command)
    else execution.lost(this.#reasonGone)
    return execution
  }

  download(path: string, sink: (chunk: Uint8Array) => Promise<void>): Promise<Downloaded> {
    const gone = this.#reasonGone
    if (gone !== null) return Promise.resolve(fail(transferBroke(path, this.#where, gone)))
    const download = new RemoteDownload(this.#link, path, this.#where, sink)
    this.#follow(download, download.done)
    download.start(this.#id)
    return download.done
  }

  send(shipment: Shipment, tell: (progress: ShipmentProgress) => void, signal: AbortSignal): Promise<Result<Shipped>> {
    const gone = this.#reasonGone
    if (gone !== null) return Promise.resolve(fail(transferLost(shipment, this.#where, gone)))
    if (signal.aborted) return Promise.resolve(fail(transferCancelled(shipment, this.#where)))
    const sending = new RemoteSending(this.#link, shipment, this.#where, tell)
    this.#follow(sending, sending.done)
    sending.start(this.#id, signal)
    return sending.done
  }

  close(): void {
    if (this.#isClosed) return
    this.#isClosed = true
    this.lost('the connection was closed')
    for (const item of this.#ongoing) item.lost('the connection was closed')
    this.#link.post({ type: 'close', id: this.#id })
  }

  #follow(item: Ongoing, done: Promise<unknown>): void {
    this.#ongoing.add(item)
    void done.then(() => this.#ongoing.delete(item))
  }
}

class RemoteExecution implements Execution, Receiver {
  readonly ended: Promise<ExecEnd>
  readonly #link: WorkerLink
  readonly #inlet: Inlet
  readonly #id: number
  #settle: (end: ExecEnd) => void = () => undefined

  constructor(link: WorkerLink, sink: OutputSink) {
    this.#link = link
    this.ended = new Promise(resolve => {
      this.#settle = resolve
    })
    this.#id = link.register(this)
    this.#inlet = new Inlet(
      sink,
      bytes => link.post({ type: 'taken', id: this.#id, bytes }),
      error => this.abandon(`the output could not be taken: ${messageOf(error)}`)
    )
  }

  start(connection: number, command: Command): void {
    // A copy of its own: the original may be part of a larger buffer that holds other things, too.
    const stdin = new Uint8Array(command.stdin)
    this.#link.post({ type: 'exec', id: this.#id, connection, line: command.line, stdin }, [stdin.buffer])
  }

  receive(message: FromWorker): void {
    if (message.type === 'output') this.#inlet.add(message.stream, message.chunk)
    if (message.type !== 'ended') return
    const { end } = message
    if (end.kind === 'lost') this.#end(end)
    else this.#inlet.whenDrained(() => this.#end(end))
  }

  abandon(reason: string): void {
    this.#link.post({ type: 'abandon', id: this.#id, reason })
    this.lost(reason)
  }

  lost(reason: string): void {
    this.#end({ kind: 'lost', reason })
  }

  #end(end: ExecEnd): void {
    this.#link.forget(this.#id)
    this.#inlet.shut()
    this.#settle(end)
  }
}

class RemoteDownload implements Receiver {
  readonly done: Promise<Downloaded>
  readonly #link: WorkerLink
  readonly #path: string
  readonly #where: string
  readonly #inlet: Inlet
  readonly #id: number
  #settle: (result: Downloaded) => void = () => undefined

  constructor(link: WorkerLink, path: string, where: string, sink: (chunk: Uint8Array) => Promise<void>) {
    this.#link = link
    this.#path = path
    this.#where = where
    this.done = new Promise(resolve => {
      this.#settle = resolve
    })
    this.#id = link.register(this)
    this.#inlet = new Inlet(
      (_stream, chunk) => sink(chunk),
      bytes => link.post({ type: 'taken', id: this.#id, bytes }),
      error => {
        link.post({ type: 'abandon', id: this.#id, reason: messageOf(error) })
        this.#end(fail(notStored(path, error)))
      }
    )
  }

  start(connection: number): void {
    this.#link.post({ type: 'download', id: this.#id, connection, path: this.#path })
  }

  receive(message: FromWorker): void {
    if (message.type === 'output') this.#inlet.add(message.stream, message.chunk)
    if (message.type !== 'downloaded') return
    const { result } = message
    if (result.ok) this.#inlet.whenDrained(() => this.#end(result))
    else this.#end(result)
  }

  lost(reason: string): void {
    this.#end(fail(transferBroke(this.#path, this.#where, reason)))
  }

  #end(result: Downloaded): void {
    this.#link.forget(this.#id)
    this.#inlet.shut()
    this.#settle(result)
  }
}

class RemoteSending implements Receiver {
  readonly done: Promise<Result<Shipped>>
  readonly #link: WorkerLink
  readonly #shipment: Shipment
  readonly #where: string
  readonly #tell: (progress: ShipmentProgress) => void
  readonly #id: number
  #settle: (result: Result<Shipped>) => void = () => undefined
  #ignore: () => void = () => undefined

  constructor(link: WorkerLink, shipment: Shipment, where: string, tell: (progress: ShipmentProgress) => void) {
    this.#link = link
    this.#shipment = shipment
    this.#where = where
    this.#tell = tell
    this.done = new Promise(resolve => {
      this.#settle = resolve
    })
    this.#id = link.register(this)
  }

  start(connection: number, signal: AbortSignal): void {
    this.#link.post({ type: 'send', id: this.#id, connection, shipment: this.#shipment })
    this.#ignore = onAbort(signal, () => this.#link.post({ type: 'abort', id: this.#id }))
  }

  receive(message: FromWorker): void {
    if (message.type === 'progress') this.#tell(message.progress)
    if (message.type === 'shipped') this.#end(message.result)
  }

  lost(reason: string): void {
    this.#end(fail(transferLost(this.#shipment, this.#where, reason)))
  }

  #end(result: Result<Shipped>): void {
    this.#ignore()
    this.#link.forget(this.#id)
    this.#settle(result)
  }
}
