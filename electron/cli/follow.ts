import type { AppEvent, Input } from '@shared/api'
import { type Deployment, type DeploymentEvent, type DeploymentSummary, isOpen } from '@shared/deployment'
import { summarize } from '@shared/deployment-reducer'
import { placeOf } from '@shared/deployment-title'
import type { DeploymentId } from '@shared/ids'
import { type ExitCode, exitCodes } from './errors'
import { lineText, logLines } from './log-lines'
import { askAtTerminal, questionLines } from './open-questions'
import type { Session } from './session'

type Pushed = Extract<AppEvent, { type: 'deployment.events' | 'deployment.changed' }>

/** Starts a deployment, prints its log as it grows and its summary at the end, and answers its id. */
export const follow = (session: Session, what: Input<'deployment.start'>): Promise<DeploymentId> =>
  followFrom(session, async () => (await session.call('deployment.start', what)).id, null)

/**
 * The same for several that are started together; their logs are printed one after the other. Ends with the worst exit
 * code of all.
 */
export async function followAll(
  session: Session,
  what: Input<'deployment.startAll'>
): Promise<readonly DeploymentId[]> {
  const door = await session.door()
  const inboxes = what.places.map(() => new Inbox())
  const stops = inboxes.map(pushes => door.subscribe(events => pushes.add(events)))
  const codes: ExitCode[] = []
  try {
    const started = await session.call('deployment.startAll', what)
    for (const [index, summary] of started.entries()) {
      const { id } = summary
      session.say(`--- ${placeOf(summary)}`)
      const pushes = inboxes[index] ?? new Inbox()
      await printToItsEnd(session, id, pushes, null)
      codes.push(session.exitCode)
    }
    session.exitCode = worstOf(codes)
    return started.map(({ id }) => id)
  } finally {
    for (const stop of stops) stop()
  }
}

const worstOf = (codes: readonly ExitCode[]): ExitCode =>
  [exitCodes.failed, exitCodes.cancelled, exitCodes.waiting].find(code => codes.includes(code)) ?? exitCodes.success

/** The same for one that `begin` begins; null where it begins none, and then there is nothing to follow. */
export async function followBegun(
  session: Session,
  begin: () => Promise<DeploymentId | null>
): Promise<DeploymentId | null> {
  const door = await session.door()
  const pushes = new Inbox()
  const stopListening = door.subscribe(events => pushes.add(events))
  try {
    const id = await begin()
    if (id !== null) await printToItsEnd(session, id, pushes, null)
    return id
  } finally {
    stopListening()
  }
}

/** The same for a deployment that is there, and that `goOn` has go on: only what comes from now on is printed. */
export async function followOn(session: Session, id: DeploymentId, goOn: () => Promise<unknown>): Promise<void> {
  const before = await session.call('deployment.get', { id })
  const begin = async () => {
    await goOn()
    return id
  }
  await followFrom(session, begin, before)
}

async function followFrom(
  session: Session,
  begin: () => Promise<DeploymentId>,
  before: Deployment | null
): Promise<DeploymentId> {
  const door = await session.door()
  const pushes = new Inbox()
  const stopListening = door.subscribe(events => pushes.add(events))
  try {
    const id = await begin()
    await printToItsEnd(session, id, pushes, before)
    return id
  } finally {
    stopListening()
  }
}

async function printToItsEnd(
  session: Session,
  id: DeploymentId,
  pushes: Inbox,
  before: Deployment | null
): Promise<void> {
  const stopInterrupts = cancelOnInterrupt(session, id, () => pushes.abandon())
  try {
    await new Follower(session, id, before).printUntilOver(pushes)
  } finally {
    stopInterrupts()
  }
  await printEnd(session, id)
}

/** Pushes that wait to be printed. */
class Inbox {
  #waiting: Pushed[] = []
  #wake: (() => void) | null = null
  isAbandoned = false

  add(events: readonly AppEvent[]): void {
    for (const event of events)
      if (event.type === 'deployment.events' || event.type === 'deployment.changed') this.#waiting.push(event)
    this.#wake?.()
  }

  abandon(): void {
    this.isAbandoned = true
    this.#wake?.()
  }

  /** What came in since the last time; waits until there is something. Empty once abandoned. */
  async take(): Promise<readonly Pushed[]> {
    while (this.#waiting.length === 0 && !this.isAbandoned) {
      await new Promise<void>(resolve => {
        this.#wake = resolve
      })
      this.#wake = null
    }
    const taken = this.#waiting
    this.#waiting = []
    return this.isAbandoned ? [] : taken
  }
}

/** The first Ctrl-C cancels the deployment, the second one leaves without waiting for its end. */
function cancelOnInterrupt(session: Session, id: DeploymentId, abandon: () => void): () => void {
  let count = 0
  return session.io.onInterrupt(() => {
    count++
    if (count > 1) {
      session.isAbandoned = true
      abandon()
      return
    }
    session.io.err('Cancelling; press Ctrl-C again to leave without waiting.\n')
    // It may be over by now, and then there is nothing to cancel.
    session.call('deployment.cancel', { id }).catch(() => undefined)
  })
}

/** Prints what happens to one deployment. */
class Follower {
  readonly #session: Session
  readonly #id: DeploymentId
  #printed: number
  #toText: ReturnType<typeof lineText> | null
  #waitsFor: string | null = null

  constructor(session: Session, id: DeploymentId, before: Deployment | null) {
    this.#session = session
    this.#id = id
    this.#printed = before?.lines ?? 0
    this.#toText = before ? lineText(before.plan) : null
  }

  /** Until it is over, or waits for a person who is not here. */
  async printUntilOver(pushes: Inbox): Promise<void> {
    while (!pushes.isAbandoned) {
      for (const push of await pushes.take()) {
        if (push.type === 'deployment.changed') {
          if (push.summary.id === this.#id && (await this.#isLeft(push.summary))) return
        } else if (push.deploymentId === this.#id) for (const event of push.events) if (await this.#print(event)) return
      }
    }
  }

  async #print(event: DeploymentEvent): Promise<boolean> {
    const session = this.#session
    if (event.kind === 'queued') this.#toText = lineText(event.plan)
    if (event.kind !== 'output') {
      if (session.isJson) session.io.out(`${JSON.stringify({ type: 'event', ...event })}\n`)
      return event.kind === 'finished' || event.kind === 'interrupted'
    }
    for await (const line of logLines(session, this.#id, this.#printed, this.#printed + event.lines)) {
      if (session.isJson) session.io.out(`${JSON.stringify({ type: 'line', ...line })}\n`)
      else session.say(this.#toText ? this.#toText(line) : line.text)
      this.#printed++
    }
    return false
  }

  /** Says what it waits for. A person at the terminal is asked once nothing else goes on, so that nothing is printed in between. */
  async #isLeft({ waitsFor, isWaiting }: DeploymentSummary): Promise<boolean> {
    const session = this.#session
    if (waitsFor !== this.#waitsFor && waitsFor !== null && !session.isJson) session.io.err(`Waiting: ${waitsFor}.\n`)
    this.#waitsFor = waitsFor
    if (!isWaiting) return false
    const state = await session.call('deployment.get', { id: this.#id })
    // It may have been answered since this was told.
    return state.questions.some(question => question.answer === null) && !(await askAtTerminal(session, state))
  }
}

async function printEnd(session: Session, id: DeploymentId): Promise<void> {
  if (session.isAbandoned) {
    session.io.err('Left without waiting. The deployment will be shown as interrupted.\n')
    session.exitCode = exitCodes.cancelled
    return
  }
  const deployment = await session.call('deployment.get', { id })
  if (session.isJson) session.io.out(`${JSON.stringify({ type: 'summary', ...summarize(deployment) })}\n`)
  else session.say([...withoutSummary(deployment), `Deployment: ${id}`].join('\n'))
  session.exitCode = exitCodeOf(deployment)
}

/** A finished deployment's log ends with its summary; of others it has to be said how they ended. */
function withoutSummary(deployment: Deployment): readonly string[] {
  if (deployment.state === 'finished') return []
  if (summarize(deployment).openQuestions > 0) return ['It waits for a person:', ...questionLines(deployment)]
  const isGoingOn = isOpen(deployment)
  return [isGoingOn ? 'The deployment goes on.' : 'Interrupted: Slipway could not follow the deployment to its end.']
}

function exitCodeOf(deployment: Deployment): ExitCode {
  if (isOpen(deployment) && summarize(deployment).openQuestions > 0) return exitCodes.waiting
  if (deployment.state !== 'finished') return exitCodes.failed
  if (deployment.outcome === 'cancelled') return exitCodes.cancelled
  // What became of a bundle is not known yet, and nothing went wrong here.
  return deployment.outcome === 'succeeded' || deployment.outcome === 'handed-over'
    ? exitCodes.success
    : exitCodes.failed
}
