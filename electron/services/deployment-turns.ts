import { type Deployment, type DeploymentFact, hasRun, isOpen, isRunOver, isUnderWay } from '@shared/deployment'
import { phraseOf, titledOf } from '@shared/deployment-title'
import type { DeploymentId } from '@shared/ids'
import type { QueueSlot } from '@shared/queue-slot'
import { nextMoves } from '@shared/schedule/next-moves'
import type { ServiceContext } from './context'
import type { MayBegin } from './deployment-gate'
import { type Live, type Lives, summaryOf } from './deployment-live'
import type { Recorder } from './deployment-record'
import { keyOf } from './deployment-series'
import { supersede } from './deployment-superseding'
import type { ServicePorts } from './ports'
import { decideTurns, nextLookAt, type QueueEntry, type QueuePlace, type Verdict } from './queue'
import { waitWords } from './queue-words'

export interface TurnsOptions {
  readonly lives: Lives
  /** How many run at the same time. */
  readonly limit: () => number
  /** Asked about one that never began, when its turn has come. */
  readonly mayBegin: MayBegin
  /** Hands one whose turn has come to the engine. */
  readonly begin: (live: Live) => void
  /** Lets go of one that is over. */
  readonly drop: (live: Live) => void
  readonly sleep: ServicePorts['sleep']
}

/** Keeps the queue of a workspace: gives deployments their turns, and says what the others wait for. */
export interface Turns {
  /** Looks who may begin now, and who has to let others pass. To be called after everything that may change that. */
  look(): void
  /** From now on only what is cancelled gets a turn, for its end. */
  close(): void
  /** Nothing gets a turn until `open`. */
  hold(): void
  open(): void
  /** As the queue sees them. */
  entries(): readonly QueueEntry[]
}

/** The longest rest, in milliseconds: a clock that is set, or a computer that slept, is noticed after that. */
const longestRest = 60_000

export function createTurns(context: ServiceContext, recorder: Recorder, options: TurnsOptions): Turns {
  const { now, publish, report } = context
  const { lives, limit, mayBegin, begin, drop, sleep } = options
  let access: 'open' | 'held' | 'closed' = 'open'
  let isLooking = false
  let isCalledMeanwhile = false
  let timer = new AbortController()

  const entries = (): readonly QueueEntry[] =>
    [...lives.values()].flatMap(live => {
      const place = isOpen(live.state) ? placeOf(live) : null
      if (place === null) return []
      const { parent } = live.state
      const waitsForIt = parent !== null && lives.get(parent.id)?.turn.kind === 'running'
      return [{ id: live.id, key: keyOf(live.state), parent: waitsForIt ? parent.id : null, place }]
    })

  const wait = (live: Live, words: string | null): void => {
    if (live.waitsFor === words) return
    live.waitsFor = words
    publish({ type: 'deployment.changed', summary: summaryOf(live) })
  }

  const give = (live: Live, verdict: Verdict): void => {
    if (verdict.kind !== 'begins') {
      wait(
        live,
        waitWords(verdict, idOf => titledIn(lives, idOf), now())
      )
      return
    }
    if (access === 'held' || (access === 'closed' && live.state.state !== 'cancelling')) return
    wait(live, null)
    const isAsked = live.state.state !== 'cancelling' && !hasRun(live.state)
    if (isAsked && live.needless !== null) {
      // What has ended and is not let go of yet is not written down everywhere. Looked at again when it is.
      if (endsBeside(live)) return
      const needless = live.needless()
      if (needless !== null) {
        end(live, 'cancelled', needless)
        return
      }
    }
    const refused = isAsked ? mayBegin(live) : null
    if (refused === null) begin(live)
    else end(live, 'failed', `${titleFor(live)} did not begin. ${refused.message}`)
  }

  const endsBeside = ({ state: { plan } }: Live): boolean =>
    [...lives.values()].some(({ state }) => !isOpen(state) && state.plan.project.id === plan.project.id)

  const titleFor = (live: Live): string => `The ${phraseOf(titledOf(live.state.plan))}`

  /** Ends one that never began. */
  const end = (live: Live, outcome: 'cancelled' | 'expired' | 'failed', summary: string): void => {
    const level = outcome === 'failed' ? 'error' : 'warning'
    const line = { kind: 'output', run: null, stream: 'slipway', level, lines: 1, text: summary } as const
    recorder
      .record(live, line, ...cancels(live.state), { kind: 'finished', outcome, summary })
      .catch(error => report(`A deployment that cannot begin could not be ended: ${String(error)}`))
      .finally(() => drop(live))
  }

  const expire = (live: Live): void => end(live, 'expired', `${titleFor(live)} did not begin in time.`)

  const lookOnce = (): void => {
    for (const live of [...lives.values()]) {
      if (access !== 'held' && isTooLate(live, now())) expire(live)
      else takeBack(live, now())
    }
    if (access === 'open')
      for (const taken of supersede(lives, recorder, (live, summary) => end(live, 'cancelled', summary)))
        taken.catch(error => report(`A place in the queue could not be taken over: ${String(error)}`))
    const seen = entries()
    for (const [id, verdict] of decideTurns(seen, now(), limit())) {
      const live = lives.get(id)
      if (live) give(live, verdict)
    }
    for (const live of lives.values())
      if (live.turn.kind === 'left-alone' && isOpen(live.state)) wait(live, leftAloneWords(live.state))
      else if (live.turn.kind !== 'waiting') wait(live, null)
    if (access === 'open') rest()
  }

  /** Looks again when a moment comes that somebody waits for. */
  const rest = (): void => {
    timer.abort()
    const moments = [nextLookAt(entries(), now()), nextExpiry(lives)].filter(at => at !== null)
    if (moments.length === 0) return
    timer = new AbortController()
    const { signal } = timer
    void sleep(Math.min(Math.max(0, Math.min(...moments) - now()), longestRest), signal).then(() => {
      // Off the stack of whoever keeps the time, so that one who keeps it badly holds nobody up.
      setImmediate(() => {
        if (!signal.aborted) look()
      })
    })
  }

  const look = (): void => {
    // What it does makes others call it; what they mean is seen in the next round.
    if (isLooking) {
      isCalledMeanwhile = true
      return
    }
    isLooking = true
    isCalledMeanwhile = false
    try {
      lookOnce()
    } finally {
      isLooking = false
      if (isCalledMeanwhile) queueMicrotask(look)
    }
  }

  return {
    look,
    entries,
    hold: () => {
      access = 'held'
    },
    open: () => {
      access = 'open'
      look()
    },
    close: () => {
      access = 'closed'
      timer.abort()
      look()
    }
  }
}

function placeOf({ turn, state }: Live): QueuePlace | null {
  const isEnding = state.state === 'cancelling'
  switch (turn.kind) {
    case 'running':
      return { kind: 'running' }
    case 'parked':
      return turn
    case 'left-alone':
      return holdsOthers(state) ? { kind: 'parked', keepsKey: true } : null
    case 'waiting': {
      const startAt = hasBegun(state) ? null : state.startAt
      const held = state.isPaused && !isEnding ? 'paused' : turn.needsVault ? 'vault' : null
      const { keepsKey } = turn
      const since = hasBegun(state) ? turn.since : (state.slot?.since ?? turn.since)
      return { kind: 'waiting', since, startAt, held, isEnding, slot: slotOf(state, since), keepsKey }
    }
  }
}

/** One that has begun is at the top for one turn only: what it was moved before counts no more when it waits again. */
function slotOf(state: Deployment, since: number): QueueSlot {
  const { movedAt = 0, ...slot } = state.slot ?? {}
  return hasBegun(state) && movedAt < since ? slot : (state.slot ?? {})
}

/** What has to be said of one that was continued, and is ended in the line, before its end. */
const cancels = ({ state, runs }: Deployment): readonly DeploymentFact[] =>
  state === 'queued'
    ? []
    : Object.values(runs).flatMap(run => (isRunOver(run) ? [] : [{ kind: 'run-cancelled' as const, run: run.id }]))

/** Whether anything of it was ever to run. */
export const hasBegun = (state: Deployment): boolean => 'startedAt' in state && state.startedAt !== null

/** Whether others of its key are to wait as long as it waits for a person. One that is paused midway is not passed either. */
export const holdsOthers = (state: Deployment): boolean =>
  hasBegun(state) && state.state === 'running' && (state.isPaused || hasBlockingQuestion(state))

const hasBlockingQuestion = ({ plan, questions }: Deployment): boolean =>
  questions.some(
    question =>
      question.kind === 'manual' &&
      question.answer === null &&
      plan.stages.some(stage => stage.blocksOthers === true && stage.runs.some(run => run.id === question.run))
  )

/** Whether nothing but a person can move it on. */
export function onlyWaits(state: Deployment, now: number): boolean {
  if (state.state !== 'running') return false
  if (!state.isPaused && !state.questions.some(question => question.answer === null)) return false
  if (isUnderWay(state)) return false
  const { moves, wakeAt } = nextMoves(state, now)
  return moves.length === 0 && wakeAt === null
}

/** Takes the turn from one that only waits, and puts one in the line that a person has moved on. */
function takeBack(live: Live, now: number): void {
  const { turn, state } = live
  if (!isOpen(state) || turn.kind === 'waiting') return
  const waits = state.state === 'queued' || onlyWaits(state, now)
  if (turn.kind === 'running') {
    // One that is about to begin is still queued; paused, it will not.
    const isAboutToBegin = state.state === 'queued' && !state.isPaused
    if (!waits || isAboutToBegin || turn.leave.signal.aborted) return
    live.turn = { ...turn, keepsKey: holdsOthers(state) }
    turn.leave.abort()
  } else if (waits) {
    if (turn.kind === 'parked') live.turn = { kind: 'parked', keepsKey: holdsOthers(state) }
  } else if (turn.kind === 'parked' || turn.seq !== state.seq) {
    live.turn = waitingSince(now, turn.kind === 'parked' && turn.keepsKey)
  }
}

/** A turn that was just asked for. */
export const waitingSince = (since: number, keepsKey = false): Live['turn'] => ({
  kind: 'waiting',
  since,
  needsVault: false,
  keepsKey
})

const isTooLate = ({ state, turn }: Live, now: number): boolean =>
  turn.kind === 'waiting' && state.state === 'queued' && state.expiresAt !== null && state.expiresAt <= now

const nextExpiry = (lives: Lives): number | null => {
  const moments = [...lives.values()].flatMap(({ state, turn }) =>
    turn.kind === 'waiting' && state.state === 'queued' && state.expiresAt !== null ? [state.expiresAt] : []
  )
  return moments.length === 0 ? null : Math.min(...moments)
}

const leftAloneWords = (state: Deployment): string | null =>
  state.state === 'queued' ? 'until Slipway’s window is open, or its agent runs' : null

const titledIn = (lives: Lives, id: DeploymentId) => {
  const state = lives.get(id)?.state
  return state === undefined ? null : { ...titledOf(state.plan), isWaiting: lives.get(id)?.turn.kind === 'parked' }
}
