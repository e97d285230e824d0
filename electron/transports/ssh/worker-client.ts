import type { ConnectionStageReport } from '@shared/connection-report'
import type { Failure } from '@shared/failure'
import { addressOf, hopStages } from '@shared/model/target'
import { fail, ok, type Result } from '@shared/result'
import {
  type Ask,
  askNobody,
  type Connection,
  type SshEndpoint,
  type SshProbe,
  type SshTransport
} from '../../engine/ports'
import type { GuardLink } from '../guard-link'
import { onAbort } from '../on-abort'
import { cancelled } from './failures'
import { RemoteConnection } from './remote-connection'
import type { SshTransportOptions } from './transport'
import { WorkerLink } from './worker-link'
import { toPlain } from './worker-protocol'
import { QuestionsIn } from './worker-questions'

export interface WorkerSshTransportOptions extends SshTransportOptions {
  /** The file that `worker.ts` was bundled into, such as `out/main/ssh-worker.cjs`. */
  readonly workerPath: string
  /** Starts the thread now, so that the first deployment need not wait for it; else it starts with the first connection. */
  readonly startsNow?: boolean
  /** What watches over the sockets of the thread. Absent: nobody. */
  readonly network?: GuardLink
}

/**
 * SSH on a thread of its own, so that handshakes never hold up the app. If the thread fails, all it held is
 * lost, and the next connection starts a new one.
 */
export const createWorkerSshTransport = (options: WorkerSshTransportOptions): SshTransport =>
  new WorkerTransport(options)

class WorkerTransport implements SshTransport {
  readonly #path: string
  #options: SshTransportOptions
  readonly #network: GuardLink | null
  #link: WorkerLink | null = null
  #isDisposed = false

  constructor({ workerPath, startsNow = false, network, ...options }: WorkerSshTransportOptions) {
    this.#path = workerPath
    this.#network = network ?? null
    this.#options = options
    if (startsNow) this.#running()
  }

  connect(endpoint: SshEndpoint, signal: AbortSignal, ask: Ask = askNobody): Promise<Result<Connection>> {
    if (this.#isDisposed || signal.aborted) return Promise.resolve(fail(cancelled(endpoint)))
    const link = this.#running()
    const questions = new QuestionsIn(ask, message => link.post(message))
    return new Promise(resolve => {
      const settle = (result: Result<null>) => {
        ignore()
        questions.close()
        link.forget(id)
        if (!result.ok) return resolve(result)
        const connection = new RemoteConnection(link, id, addressOf(endpoint))
        if (!signal.aborted) return resolve(ok(connection))
        connection.close()
        resolve(fail(cancelled(endpoint)))
      }
      const id = link.register({
        receive: message => {
          questions.receive(message)
          if (message.type === 'connected') settle(message.result)
        },
        lost: reason => settle(fail(threadLost(endpoint, reason)))
      })
      link.post({ type: 'connect', id, endpoint: toPlain(endpoint) })
      const ignore = onAbort(signal, () => link.post({ type: 'abort', id }))
    })
  }

  probe(
    endpoint: SshEndpoint,
    onStage: (stage: ConnectionStageReport) => void,
    signal: AbortSignal,
    ask: Ask = askNobody
  ): Promise<SshProbe> {
    if (this.#isDisposed || signal.aborted) return Promise.resolve(failedProbe(endpoint, cancelled(endpoint), onStage))
    const link = this.#running()
    const questions = new QuestionsIn(ask, message => link.post(message))
    return new Promise(resolve => {
      const settle = (result: Omit<SshProbe, 'connection'>, isOpen: boolean) => {
        ignore()
        questions.close()
        link.forget(id)
        resolve({ ...result, connection: isOpen ? new RemoteConnection(link, id, addressOf(endpoint)) : null })
      }
      const id = link.register({
        receive: message => {
          questions.receive(message)
          if (message.type === 'stage') onStage(message.stage)
          if (message.type === 'probed') settle(message.result, message.isOpen)
        },
        lost: reason => settle(failedProbe(endpoint, threadLost(endpoint, reason), onStage), false)
      })
      link.post({ type: 'probe', id, endpoint: toPlain(endpoint) })
      const ignore = onAbort(signal, () => link.post({ type: 'abort', id }))
    })
  }

  limitTransfers(bytesPerSecond: number | null): void {
    const { transferLimit: _before, ...options } = this.#options
    this.#options = bytesPerSecond === null ? options : { ...options, transferLimit: bytesPerSecond }
    if (this.#link?.lost === null) this.#link.post({ type: 'limit', bytesPerSecond })
  }

  async dispose(): Promise<void> {
    this.#isDisposed = true
    await this.#link?.dispose()
  }

  #running(): WorkerLink {
    if (this.#link === null || this.#link.lost !== null)
      this.#link = new WorkerLink(this.#path, this.#options, this.#network)
    return this.#link
  }
}

const threadLost = (endpoint: SshEndpoint, reason: string): Failure => ({
  kind: 'connection-lost',
  message: `Connecting to ${addressOf(endpoint)} broke off: ${reason}.`,
  remedy: 'Try again. If it happens again, restart Slipway.'
})

/** A probe that ended before its first stage. */
function failedProbe(
  { hops, who }: SshEndpoint,
  failure: Failure,
  onStage: (stage: ConnectionStageReport) => void
): SshProbe {
  const hosts = [...hops.map(hop => hop.who), who]
  const stages = hosts
    .flatMap(host => hopStages.map(stage => ({ host, stage })))
    .map(
      (at, index): ConnectionStageReport =>
        index === 0
          ? { ...at, outcome: 'failed', ms: 0, detail: failure.message, failure }
          : { ...at, outcome: 'skipped', ms: 0, detail: '' }
    )
  for (const stage of stages) onStage(stage)
  return { stages, hostKeys: [], connection: null }
}
