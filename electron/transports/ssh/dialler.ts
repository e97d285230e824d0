import { setTimeout as wait } from 'node:timers/promises'
import type { Result } from '@shared/result'
import type { Ask, SshHop } from '../../engine/ports'
import { directly, through } from './approach'
import { pathOf, type SshConnection } from './connection'
import { type Dialled, type DialOptions, dial, type OnPassed } from './dial'
import { cancelled, named } from './failures'
import type { HandshakeSlots } from './handshake-slots'
import type { Login } from './login'

// A server that drops connections at its limit (MaxStartups) takes them again within moments.
const attempts = 3
const firstPause = 250

/** Dials in turn with others, and again after a moment where a busy server hung up. Never rejects. */
export class Dialler {
  readonly #slots: HandshakeSlots
  readonly #options: DialOptions

  constructor(slots: HandshakeSlots, options: DialOptions) {
    this.#slots = slots
    this.#options = options
  }

  /** @param via the jump host to go through; null for a connection from here */
  async dial(
    hop: SshHop,
    login: Result<Login>,
    via: SshConnection | null,
    onPassed: OnPassed,
    signal: AbortSignal,
    ask: Ask
  ): Promise<Dialled> {
    for (let attempt = 1; ; attempt++) {
      const dialled = await this.#inTurn(hop, login, via, onPassed, signal, ask)
      if (dialled.ok) return dialled
      if (!dialled.isBusy || attempt === attempts) return { ...dialled, failure: named(hop, dialled.failure) }
      await pause(attempt, signal)
    }
  }

  async #inTurn(
    hop: SshHop,
    login: Result<Login>,
    via: SshConnection | null,
    onPassed: OnPassed,
    signal: AbortSignal,
    ask: Ask
  ): Promise<Dialled> {
    const release = await this.#slots.take(pathOf(hop, via), signal)
    if (release === null) return { ok: false, failure: cancelled(hop), stage: 'resolve', hostKey: null, isBusy: false }
    try {
      return await dial(hop, login, via === null ? directly : through(via), this.#options, onPassed, signal, ask)
    } finally {
      release()
    }
  }
}

/** Doubles with each attempt; the random half keeps connections that were dropped together from coming back together. */
const pause = (attempt: number, signal: AbortSignal): Promise<void> =>
  wait(firstPause * 2 ** (attempt - 1) * (0.5 + Math.random()), undefined, { signal }).catch(() => undefined)
