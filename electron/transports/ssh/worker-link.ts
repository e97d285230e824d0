import { Worker } from 'node:worker_threads'
import type { GuardLink } from '../guard-link'
import { messageOf } from './failures'
import type { SshTransportOptions } from './transport'
import type { FromWorker, NetworkMessage, PolicyMessage, ToWorker, WorkerStart } from './worker-protocol'

/** Whoever waits for messages about one id. */
export interface Receiver {
  receive(message: FromWorker): void
  /** The SSH thread is gone; nothing more will come. */
  lost(reason: string): void
}

/** How many threads there have been. */
let started = 0

/** One SSH thread from its start to its end. When it ends, everybody who waits for it is told at once. */
export class WorkerLink {
  readonly #worker: Worker
  readonly #receivers = new Map<number, Receiver>()
  readonly #ended: Promise<void>
  #lastId = 0
  #lost: string | null = null

  /** @param path the bundled `worker.ts` @param network what watches over its sockets */
  constructor(path: string, options: SshTransportOptions, network: GuardLink | null) {
    const start: WorkerStart = { options, policy: network?.policy() ?? null, name: `ssh-${++started}` }
    this.#worker = new Worker(path, { workerData: start, execArgv: [] })
    const unfollow = network?.follow(policy => {
      this.#worker.postMessage({ type: 'network-policy', policy } satisfies PolicyMessage)
    })
    this.#worker.on('message', (messages: readonly (FromWorker | NetworkMessage)[]) => {
      for (const message of messages)
        if (message.type === 'network') network?.record(message.entry)
        else this.#receivers.get(message.id)?.receive(message)
    })
    this.#worker.once('exit', () => {
      unfollow?.()
      network?.lost('ssh')
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

  /** From now on this one hears what comes for the id. */
  handOver(id: number, receiver: Receiver): void {
    this.#receivers.set(id, receiver)
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
