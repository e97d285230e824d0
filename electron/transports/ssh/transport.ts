import type { ConnectionStageReport } from '@shared/connection-report'
import { fail, ok, type Result } from '@shared/result'
import type { Connection, SshEndpoint, SshProbe, SshTransport } from '../../engine/ports'
import { onAbort } from '../on-abort'
import { SshConnection } from './connection'
import type { OnPassed } from './dial'
import { Dialler } from './dialler'
import { cancelled } from './failures'
import { HandshakeSlots } from './handshake-slots'
import { type Login, prepareLogin } from './login'
import { PrivateKeys } from './private-key'
import { StageClock, seenKey } from './probe'

export interface SshTransportOptions {
  /** Where the SSH agent listens. Absent: as the environment says. */
  readonly agentSocket?: string
  /** How long a connection may take from when it is its turn until it is logged in. Milliseconds. */
  readonly readyTimeout?: number
  /** How often a silent host is asked whether it is still there; after three silent turns it is lost. Milliseconds. */
  readonly keepaliveInterval?: number
  /** How many connections may be logging in at the same time. */
  readonly handshakes?: number
  /** The same for each server: OpenSSH starts to drop them at ten. */
  readonly handshakesPerServer?: number
}

const windowsAgent = '\\\\.\\pipe\\openssh-ssh-agent'
const defaultAgent = () => process.env.SSH_AUTH_SOCK ?? (process.platform === 'win32' ? windowsAgent : undefined)

/** SSH on this very thread. The app uses `createWorkerSshTransport`, which keeps handshakes off the main thread. */
export const createSshTransport = (options: SshTransportOptions = {}): SshTransport => new InProcessTransport(options)

class InProcessTransport implements SshTransport {
  readonly #keys = new PrivateKeys()
  readonly #dialler: Dialler
  readonly #agentSocket: string | undefined
  readonly #connections = new Set<SshConnection>()
  readonly #disposal = new AbortController()

  constructor(options: SshTransportOptions) {
    this.#agentSocket = options.agentSocket ?? defaultAgent()
    this.#dialler = new Dialler(new HandshakeSlots(options.handshakes ?? 16, options.handshakesPerServer ?? 8), {
      readyTimeout: options.readyTimeout ?? 20_000,
      keepaliveInterval: options.keepaliveInterval ?? 15_000,
      keepaliveCount: 3
    })
  }

  async connect(endpoint: SshEndpoint, signal: AbortSignal): Promise<Result<Connection>> {
    const login = this.#prepare(endpoint)
    if (!login.ok) return login
    return this.#untilDisposed(signal, async both => {
      const dialled = await this.#dialler.dial(endpoint, login, () => undefined, both)
      if (!dialled.ok) return fail(dialled.failure)
      const connection = this.#track(new SshConnection(dialled.client, dialled.socket, endpoint))
      if (!both.aborted) return ok(connection)
      connection.destroy()
      return fail(cancelled(endpoint))
    })
  }

  async probe(
    endpoint: SshEndpoint,
    onStage: (stage: ConnectionStageReport) => void,
    signal: AbortSignal
  ): Promise<SshProbe> {
    const clock = new StageClock([endpoint.who], onStage)
    return this.#untilDisposed(signal, async both => {
      const passed: OnPassed = (stage, detail) => clock.passed(endpoint.who, stage, detail)
      const dialled = await this.#dialler.dial(endpoint, this.#prepare(endpoint), passed, both)
      const seen = dialled.hostKey === null ? [] : [seenKey(endpoint, dialled.hostKey)]
      if (!dialled.ok) {
        const { failure, hostKey, stage } = dialled
        const shown =
          stage === 'host-key' && hostKey !== null ? `${hostKey.algorithm} ${hostKey.fingerprint}` : undefined
        clock.failed(endpoint.who, stage, failure, shown)
        return { stages: clock.reports(), hostKeys: seen, connection: null }
      }
      const connection = this.#track(new SshConnection(dialled.client, dialled.socket, endpoint))
      return { stages: clock.reports(), hostKeys: seen, connection }
    })
  }

  async dispose(): Promise<void> {
    this.#disposal.abort()
    this.#keys.clear()
    const open = [...this.#connections]
    for (const connection of open) connection.destroy()
    await Promise.all(open.map(connection => connection.closed))
  }

  #prepare(endpoint: SshEndpoint): Result<Login> {
    return prepareLogin(endpoint, this.#keys, this.#agentSocket)
  }

  #track(connection: SshConnection): SshConnection {
    this.#connections.add(connection)
    void connection.closed.then(() => this.#connections.delete(connection))
    return connection
  }

  /** Runs `work` with a signal that also aborts when the transport is disposed of. */
  async #untilDisposed<T>(signal: AbortSignal, work: (both: AbortSignal) => Promise<T>): Promise<T> {
    const controller = new AbortController()
    const ignore = [signal, this.#disposal.signal].map(source => onAbort(source, () => controller.abort()))
    try {
      return await work(controller.signal)
    } finally {
      for (const stop of ignore) stop()
    }
  }
}
