import { createHash } from 'node:crypto'
import { fail, ok, type Result } from '@shared/result'
import type { Ask, SshHop } from '../../engine/ports'
import { onAbort } from '../on-abort'
import type { SshConnection } from './connection'
import { cancelled } from './failures'
import { SharedAsk } from './shared-ask'

/** Logs in to a jump host, through the one before it if there is one. */
export type OpenHop = (
  hop: SshHop,
  via: SshConnection | null,
  signal: AbortSignal,
  ask: Ask
) => Promise<Result<SshConnection>>

/** A share in a connection to a jump host. */
export interface Lease {
  readonly connection: SshConnection
  /** It is needed no more. Repeated calls do nothing. */
  release(): void
}

interface Shared {
  readonly opening: Promise<Result<SshConnection>>
  readonly abort: AbortController
  /** Asks those who wait for it to open. */
  readonly questions: SharedAsk
  /** Null until it is open. */
  connection: SshConnection | null
  users: number
  idle: NodeJS.Timeout | undefined
}

/**
 * One connection for all who go the same way with the same login, so that fifty targets behind a jump host log in
 * there once. It closes when nobody has needed it for a while.
 */
export class JumpPool {
  readonly #open: OpenHop
  readonly #idleTime: number
  readonly #shared = new Map<string, Shared>()

  /** @param idleTime how long an unused connection is kept, in milliseconds */
  constructor(open: OpenHop, idleTime: number) {
    this.#open = open
    this.#idleTime = idleTime
  }

  /** The connection to the last of `hops`; null for none. Of those who wait for it one is asked. */
  async take(hops: readonly SshHop[], signal: AbortSignal, ask: Ask): Promise<Result<Lease | null>> {
    const last = hops.at(-1)
    if (last === undefined) return ok(null)
    const key = keyOf(hops)
    const known = this.#shared.get(key)
    const isUsable = known !== undefined && (known.connection?.lost ?? null) === null
    const shared = isUsable ? known : this.#start(key, hops.slice(0, -1), last)
    // One that has been there for a while may be gone without anybody's notice.
    const wasOpen = shared.connection !== null
    shared.users += 1
    clearTimeout(shared.idle)
    const release = once(() => this.#leave(key, shared))
    const unasked = shared.questions.join(ask)
    const opened = await orAborted(shared.opening, signal)
    unasked()
    if (!opened?.ok) {
      release()
      return opened ?? fail(cancelled(last))
    }
    const isThere = wasOpen ? await orAborted(opened.value.answers(), signal) : true
    if (isThere === true) return ok({ connection: opened.value, release })
    // Those who use it find out by themselves; it closes when they are done with it.
    if (isThere === false) this.#forget(key, shared)
    release()
    return isThere === null ? fail(cancelled(last)) : this.take(hops, signal, ask)
  }

  /** Gives up on what is being opened. What is open is the opener's to close. */
  dispose(): void {
    for (const { abort, idle } of this.#shared.values()) {
      abort.abort()
      clearTimeout(idle)
    }
    this.#shared.clear()
  }

  #start(key: string, before: readonly SshHop[], last: SshHop): Shared {
    const abort = new AbortController()
    const questions = new SharedAsk()
    const opening = this.#openVia(before, last, abort.signal, questions.ask)
    const shared: Shared = { opening, abort, questions, connection: null, users: 0, idle: undefined }
    this.#shared.set(key, shared)
    void opening.then(opened => {
      if (!opened.ok) return this.#forget(key, shared)
      shared.connection = opened.value
      void opened.value.closed.then(() => this.#forget(key, shared))
    })
    return shared
  }

  async #openVia(
    before: readonly SshHop[],
    last: SshHop,
    signal: AbortSignal,
    ask: Ask
  ): Promise<Result<SshConnection>> {
    const way = await this.take(before, signal, ask)
    if (!way.ok) return way
    const opened = await this.#open(last, way.value?.connection ?? null, signal, ask)
    if (opened.ok) void opened.value.closed.then(() => way.value?.release())
    else way.value?.release()
    return opened
  }

  #leave(key: string, shared: Shared): void {
    shared.users -= 1
    if (shared.users > 0) return
    // Nobody waits any more for what is only being opened.
    const patience = shared.connection === null ? 0 : this.#idleTime
    shared.idle = setTimeout(() => this.#close(key, shared), patience)
    shared.idle.unref()
  }

  #close(key: string, shared: Shared): void {
    this.#forget(key, shared)
    shared.abort.abort()
    void shared.opening.then(opened => opened.ok && opened.value.close())
  }

  /** Whoever comes next makes a new one. */
  #forget(key: string, shared: Shared): void {
    clearTimeout(shared.idle)
    if (this.#shared.get(key) === shared) this.#shared.delete(key)
  }
}

/** Equal for two ways exactly when each host, user, login and accepted key on them is the same. */
function keyOf(hops: readonly SshHop[]): string {
  const hash = createHash('sha256')
  for (const { host, port, username, login, hostKey } of hops)
    hash.update(JSON.stringify([host, port, username, hostKey, login.kind, ...secretsOf(login)]))
  return hash.digest('base64')
}

function secretsOf(login: SshHop['login']): readonly (string | null)[] {
  if (login.kind === 'agent') return []
  if (login.kind === 'password') return [login.password.reveal()]
  return [login.privateKey.reveal(), login.passphrase?.reveal() ?? null]
}

function once(work: () => void): () => void {
  let isDone = false
  return () => {
    if (isDone) return
    isDone = true
    work()
  }
}

/** The promise's value, or null when `signal` aborted first. */
function orAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T | null> {
  return new Promise((resolve, reject) => {
    const ignore = onAbort(signal, () => resolve(null))
    promise.then(resolve, reject).finally(ignore)
  })
}
