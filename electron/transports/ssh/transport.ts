import type { ConnectionStageReport, SeenHostKey } from '@shared/connection-report'
import { fail, ok, type Result } from '@shared/result'
import {
  type Ask,
  askNobody,
  type Connection,
  type SshEndpoint,
  type SshHop,
  type SshProbe,
  type SshTransport
} from '../../engine/ports'
import { onAbort } from '../on-abort'
import { SpeedLimit } from '../shipping/pace'
import { SharedReads } from '../shipping/shared-reads'
import { type SharedByAll, SshConnection } from './connection'
import type { Dialled, OnPassed } from './dial'
import { Dialler } from './dialler'
import { cancelled, named } from './failures'
import { HandshakeSlots } from './handshake-slots'
import { JumpPool, type OpenHop } from './jump-pool'
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
  /** After how long a silence a host is asked before its connection is used again. Milliseconds. */
  readonly silence?: number
  /** How long it may take to answer that, until another connection is made. Milliseconds. */
  readonly answerTime?: number
  /** How many connections may be logging in at the same time. */
  readonly handshakes?: number
  /** The same for each server: OpenSSH starts to drop them at ten. */
  readonly handshakesPerServer?: number
  /** How long the connection to a jump host is kept when nobody needs it. Milliseconds. */
  readonly jumpIdleTime?: number
  /** How fast all transfers to targets together may be. Bytes per second; absent for as fast as it goes. */
  readonly transferLimit?: number
}

const windowsAgent = '\\\\.\\pipe\\openssh-ssh-agent'
const defaultAgent = () => process.env.SSH_AUTH_SOCK ?? (process.platform === 'win32' ? windowsAgent : undefined)

/** SSH on this very thread. The app uses `createWorkerSshTransport`, which keeps handshakes off the main thread. */
export const createSshTransport = (options: SshTransportOptions = {}): SshTransport => new InProcessTransport(options)

class InProcessTransport implements SshTransport {
  readonly #keys = new PrivateKeys()
  readonly #dialler: Dialler
  readonly #jumps: JumpPool
  readonly #agentSocket: string | undefined
  readonly #connections = new Set<SshConnection>()
  readonly #disposal = new AbortController()
  readonly #shared: SharedByAll

  constructor(options: SshTransportOptions) {
    this.#agentSocket = options.agentSocket ?? defaultAgent()
    this.#shared = {
      reads: new SharedReads(),
      limit: new SpeedLimit(options.transferLimit ?? null),
      patience: { silence: options.silence ?? 5_000, answer: options.answerTime ?? 10_000 }
    }
    this.#dialler = new Dialler(new HandshakeSlots(options.handshakes ?? 16, options.handshakesPerServer ?? 8), {
      readyTimeout: options.readyTimeout ?? 20_000,
      keepaliveInterval: options.keepaliveInterval ?? 15_000,
      keepaliveCount: 3
    })
    const openHop: OpenHop = async (hop, via, signal, ask) => {
      const login = this.#prepare(hop)
      return login.ok ? this.#logIn(hop, login, via, signal, ask) : fail(named(hop, login.failure))
    }
    this.#jumps = new JumpPool(openHop, options.jumpIdleTime ?? 10_000)
  }

  async connect(endpoint: SshEndpoint, signal: AbortSignal, ask: Ask = askNobody): Promise<Result<Connection>> {
    const login = this.#prepare(endpoint)
    if (!login.ok) return login
    return this.#untilDisposed(signal, async both => {
      const way = await this.#jumps.take(endpoint.hops, both, ask)
      if (!way.ok) return way
      const opened = await this.#logIn(endpoint, login, way.value?.connection ?? null, both, ask)
      if (opened.ok) void opened.value.closed.then(() => way.value?.release())
      else way.value?.release()
      return opened
    })
  }

  async probe(
    endpoint: SshEndpoint,
    onStage: (stage: ConnectionStageReport) => void,
    signal: AbortSignal,
    ask: Ask = askNobody
  ): Promise<SshProbe> {
    const way = [...endpoint.hops, endpoint]
    const clock = new StageClock(
      way.map(({ who }) => who),
      onStage
    )
    const hostKeys: SeenHostKey[] = []
    return this.#untilDisposed(signal, async both => {
      let via: SshConnection | null = null
      for (const hop of way) {
        const passed: OnPassed = (stage, detail) => clock.passed(hop.who, stage, detail)
        const dialled: Dialled = await this.#dialler.dial(hop, this.#prepare(hop), via, passed, both, ask)
        if (dialled.hostKey !== null) hostKeys.push(seenKey(hop, dialled.hostKey))
        if (!dialled.ok) {
          clock.stopped(hop.who, dialled)
          via?.close()
          return { stages: clock.reports(), hostKeys, connection: null }
        }
        via = this.#track(new SshConnection(dialled.client, dialled.stream, hop, via, this.#shared), via)
      }
      return { stages: clock.reports(), hostKeys, connection: via }
    })
  }

  limitTransfers(bytesPerSecond: number | null): void {
    this.#shared.limit.set(bytesPerSecond)
  }

  async dispose(): Promise<void> {
    this.#disposal.abort()
    this.#jumps.dispose()
    this.#keys.clear()
    const open = [...this.#connections]
    for (const connection of open) connection.destroy()
    await Promise.all(open.map(connection => connection.closed))
  }

  /** Logs in to one host. */
  async #logIn(
    hop: SshHop,
    login: Result<Login>,
    via: SshConnection | null,
    signal: AbortSignal,
    ask: Ask
  ): Promise<Result<SshConnection>> {
    const dialled = await this.#dialler.dial(hop, login, via, () => undefined, signal, ask)
    if (!dialled.ok) return fail(dialled.failure)
    const connection = this.#track(new SshConnection(dialled.client, dialled.stream, hop, via, this.#shared))
    if (!signal.aborted) return ok(connection)
    connection.destroy()
    return fail(cancelled(hop))
  }

  #prepare(hop: SshHop): Result<Login> {
    return prepareLogin(hop, this.#keys, this.#agentSocket)
  }

  /** @param own a jump host that nobody else goes through: it is closed together with the connection */
  #track(connection: SshConnection, own: SshConnection | null = null): SshConnection {
    this.#connections.add(connection)
    void connection.closed.then(() => {
      this.#connections.delete(connection)
      own?.close()
    })
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
