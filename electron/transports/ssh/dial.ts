import type { Failure } from '@shared/failure'
import type { HostKeyPin } from '@shared/model/target'
import type { Result } from '@shared/result'
import type { Ask, SshHop } from '../../engine/ports'
import type { Approach } from './approach'
import { type Deadline, startDeadline } from './deadline'
import { cancelled, type DialStage, timeoutFailure } from './failures'
import { type Handshake, shakeHands } from './handshake'
import type { Login } from './login'

export interface DialOptions {
  /** How long everything up to the log-in may take, from when it is this connection's turn. Milliseconds. */
  readonly readyTimeout: number
  readonly keepaliveInterval: number
  readonly keepaliveCount: number
}

/** Told as each stage is passed, with what was found. */
export type OnPassed = (stage: DialStage, detail: string) => void

export type Dialled =
  | ({ readonly ok: true } & Handshake)
  | {
      readonly ok: false
      readonly failure: Failure
      readonly stage: DialStage
      readonly hostKey: HostKeyPin | null
      /** The server closed before it showed its key: it may be at its limit, and asking again soon can help. */
      readonly isBusy: boolean
    }

/** One attempt to log in: the way there, handshake, host key, authentication. Never rejects. */
export async function dial(
  hop: SshHop,
  login: Result<Login>,
  approach: Approach,
  options: DialOptions,
  onPassed: OnPassed,
  signal: AbortSignal,
  ask: Ask
): Promise<Dialled> {
  const deadline = startDeadline(options.readyTimeout, signal)
  let stage: DialStage = 'resolve'
  const passed: OnPassed = (done, detail) => {
    const following = {
      resolve: 'tcp',
      tcp: 'host-key',
      'host-key': 'authentication',
      authentication: 'authentication'
    }
    stage = following[done] as DialStage
    onPassed(done, detail)
  }
  const stop = (failure: Failure, isBusy: boolean): Dialled => {
    const interruption = interrupted(hop, stage, deadline, options)
    return { ok: false, failure: interruption ?? failure, stage, hostKey: null, isBusy: isBusy && !interruption }
  }
  try {
    const approached = await approach(hop, passed, deadline.signal)
    if (!approached.ok) return stop(approached.failure, approached.isBusy)
    const outcome = await shakeHands(
      approached.stream,
      hop,
      login,
      options,
      passed,
      deadline.signal,
      patient(ask, deadline)
    )
    if (outcome.ok) return outcome
    const failure = interrupted(hop, stage, deadline, options)
    return failure === null ? { ...outcome, stage } : { ...outcome, failure, stage, isBusy: false }
  } finally {
    deadline.clear()
  }
}

/** Asks without the time that a person takes counting as the server's. */
const patient =
  (ask: Ask, deadline: Deadline): Ask =>
  async (question, signal) => {
    const resume = deadline.hold()
    try {
      return await ask(question, signal)
    } finally {
      resume()
    }
  }

function interrupted(hop: SshHop, stage: DialStage, deadline: Deadline, options: DialOptions): Failure | null {
  if (!deadline.signal.aborted) return null
  return deadline.isExpired() ? timeoutFailure(hop, stage, options.readyTimeout) : cancelled(hop)
}
