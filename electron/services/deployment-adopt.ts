import { type Deployment, isUnderWay } from '@shared/deployment'
import type { DeploymentLog } from '../store/store'
import { slipwayItself } from './audit-turns'
import type { ServiceContext } from './context'
import { placeInLine } from './deployment-line'
import { Live, type Lives, type Turn } from './deployment-live'
import type { Recorder } from './deployment-record'
import { holdsOthers, onlyWaits, waitingSince } from './deployment-turns'

/**
 * Whether a deployment that was open when the app ended goes on as if it had not: it waited, for its turn, for its time
 * or for a person, or a person had just moved it on. Of all others it has to be found out first where they stand.
 */
export function goesOn(state: Deployment, now: number): boolean {
  if (isUnderWay(state)) return false
  // What it was a step of has broken off, and does not wait for it any more.
  if (state.parent !== null && state.resumedAt.length === 0) return false
  if (state.state === 'queued' || state.state === 'cancelling') return true
  return onlyWaits(state, now) || (state.state === 'running' && state.isMovedOn)
}

/** What nobody attended to for so long, in milliseconds, nobody remembers either: such as when a backup is restored. */
const forgottenAfter = 24 * 60 * 60 * 1000

export interface AdopterOptions {
  readonly lives: Lives
  readonly recorder: Recorder
  /** Whether what waits is taken up here; if not, it is only known. */
  readonly takesUp: boolean
}

/** Takes in hand what waited when the app ended. */
export function createAdopter(context: ServiceContext, { lives, recorder, takesUp }: AdopterOptions) {
  const { store, logs, now, report } = context

  const turnOf = async (log: DeploymentLog, state: Deployment): Promise<Turn> => {
    if (!takesUp) return { kind: 'left-alone', seq: state.seq }
    if (state.state === 'queued') return waitingSince(state.queuedAt)
    // Only of these it is looked up: whoever waits for a person is not in the line, and whoever runs is not adopted.
    const place = state.isMovedOn || state.state === 'cancelling' ? placeInLine(await log.thinEvents()) : null
    return place === null ? { kind: 'parked', keepsKey: holdsOthers(state) } : waitingSince(place.since, place.keepsKey)
  }

  /** What waits for a person instead of beginning out of the blue: not what waited in the line while Slipway was open. */
  const holdForgotten = async (live: Live): Promise<void> => {
    const { state } = live
    const since = Math.max(state.queuedAt, state.startAt ?? 0, store.attendance.last ?? 0)
    if (!takesUp || state.state !== 'queued' || state.isPaused || since > now() - forgottenAfter) return
    const text =
      'Slipway was closed for more than a day while it waited to begin: it waits until somebody lets it go on.'
    const line = { kind: 'output', run: null, stream: 'slipway', level: 'wait', lines: 1, text } as const
    await recorder.record(live, line, { kind: 'paused', by: slipwayItself })
  }

  return async (id: Live['id']): Promise<void> => {
    const log = await logs.hold(id)
    const state = await log.state()
    if (!state || lives.has(id)) return logs.release(id)
    const live = new Live(log, await turnOf(log, state), state)
    lives.set(id, live)
    await holdForgotten(live).catch(error => report(`A deployment could not be held back: ${String(error)}`))
  }
}
