import type { ConnectionStageReport } from '@shared/connection-report'
import { fail, ok, type Result } from '@shared/result'
import type { Connection, SshEndpoint, SshTransport } from '../../engine/ports'
import { onAbort } from '../on-abort'
import { SshConnection } from './connection'
import { Dialler } from './dialler'
import { addressOf, cancelled } from './failures'
import { HandshakeSlots } from './handshake-slots'
import { type Login, prepareLogin } from './login'
import { PrivateKeys } from './private-key'
import { type ProbeResult, StageClock } from './probe'
import { checkShell } from './shell-check'

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
  readonly #readyTimeout: number
  readonly #connections = new Set<SshConnection>()
  readonly #disposal = new AbortController()

  constructor(options: SshTransportOptions) {
    this.#agentSocket = options.agentSocket ?? defaultAgent()
    this.#readyTimeout = options.readyTimeout ?? 20_000
    this.#dialler = new Dialler(new HandshakeSlots(options.handshakes ?? 16, options.handshakesPerServer ?? 8), {
      readyTimeout: this.#readyTimeout,
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
  ): Promise<ProbeResult> {
    const clock = new StageClock(onStage)
    return this.#untilDisposed(signal, async both => {
      const passed = clock.passed.bind(clock)
      const dialled = await this.#dialler.dial(endpoint, this.#prepare(endpoint), passed, both)
      if (!dialled.ok) {
        const { failure, hostKey, stage } = dialled
        const seen =
          stage === 'host-key' && hostKey !== null ? `${hostKey.algorithm} ${hostKey.fingerprint}` : undefined
        clock.failed(stage, failure, seen)
        return { stages: clock.reports(), hostKey }
      }
      const connection = this.#track(new SshConnection(dialled.client, dialled.socket, endpoint))
      const shell = await checkShell(connection, endpoint.platform, addressOf(endpoint), this.#readyTimeout, both)
      connection.close()
      if (shell.ok) clock.passed('shell', shell.value)
      else clock.failed('shell', shell.failure)
      return { stages: clock.reports(), hostKey: dialled.hostKey }
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
