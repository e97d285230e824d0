import { Worker } from 'node:worker_threads'
import { messageOf } from './failures'
import type { SshTransportOptions } from './transport'
import type { FromWorker, ToWorker } from './worker-protocol'

/** Whoever waits for messages about one id. */
export interface Receiver {
  receive(message: FromWorker): void
  /** The SSH thread is gone; nothing more will come. */
  lost(reason: string): void
}

/** One SSH thread from its start to its end. When it ends, everybody who waits for it is told at once. */
export class WorkerLink {
  readonly #worker: Worker
  readonly #receivers = new Map<number, Receiver>()
  readonly #ended: Promise<void>
  #lastId = 0
  #lost: string | null = null

  /** @param path the bundled `worker.ts` */
  constructor(path: string, options: SshTransportOptions) {
    this.#worker = new Worker(path, { workerData: options, execArgv: [] })
    this.#worker.on('message', (messages: readonly FromWorker[]) => {
      for (const message of messages) this.#receivers.get(message.id)?.receive(message)
    })
    this.#worker.on('error', error => this.#end(`the SSH thread failed: ${messageOf(error)}`))
    this.#ended = new Promise(resolve => {
      this.#worker.on('exit', () => {
        this.#end('the SSH thread ended')
        resolve()
      })
    })
  }

  /** Why it is gone; null while it runs. */
  get lost(): string | null {
    return this.#lost
  }

  /** Makes an id and hears what comes for it until `forget`. */
  register(receiver: Receiver): number {
    this.#lastId += 1
    this.#receivers.set(this.#lastId, receiver)
    return this.#lastId
  }

  forget(id: number): void {
    this.#receivers.delete(id)
  }

  post(message: ToWorker, transfer: readonly ArrayBuffer[] = []): void {
    if (this.#lost === null) this.#worker.postMessage(message, transfer)
  }

  /** Closes all connections, then ends the thread. */
  async dispose(): Promise<void> {
    if (this.#lost === null) {
      await new Promise<void>(resolve => {
        this.#receivers.set(0, { receive: () => resolve(), lost: () => resolve() })
        this.post({ type: 'dispose' })
      })
      await this.#worker.terminate()
    }
    await this.#ended
  }

  #end(reason: string): void {
    if (this.#lost !== null) return
    this.#lost = reason
    const receivers = [...this.#receivers.values()]
    this.#receivers.clear()
    for (const receiver of receivers) receiver.lost(reason)
  }
}
