import { setTimeout as wait } from 'node:timers/promises'
import { addressOf } from '@shared/model/target'
import type { Result } from '@shared/result'
import type { SshEndpoint } from '../../engine/ports'
import { type Dialled, type DialOptions, dial, type OnPassed } from './dial'
import { cancelled } from './failures'
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

  async dial(endpoint: SshEndpoint, login: Result<Login>, onPassed: OnPassed, signal: AbortSignal): Promise<Dialled> {
    for (let attempt = 1; ; attempt++) {
      const dialled = await this.#inTurn(endpoint, login, onPassed, signal)
      if (dialled.ok || !dialled.isBusy || attempt === attempts) return dialled
      await pause(attempt, signal)
    }
  }

  async #inTurn(
    endpoint: SshEndpoint,
    login: Result<Login>,
    onPassed: OnPassed,
    signal: AbortSignal
  ): Promise<Dialled> {
    const release = await this.#slots.take(addressOf(endpoint), signal)
    if (release === null)
      return { ok: false, failure: cancelled(endpoint), stage: 'resolve', hostKey: null, isBusy: false }
    try {
      return await dial(endpoint, login, this.#options, onPassed, signal)
    } finally {
      release()
    }
  }
}

/** Doubles with each attempt; the random half keeps connections that were dropped together from coming back together. */
const pause = (attempt: number, signal: AbortSignal): Promise<void> =>
  wait(firstPause * 2 ** (attempt - 1) * (0.5 + Math.random()), undefined, { signal }).catch(() => undefined)
