import type { AppEvent, Input } from '@shared/api'
import { type Deployment, type DeploymentEvent, isOpen } from '@shared/deployment'
import { summarize } from '@shared/deployment-reducer'
import type { DeploymentId } from '@shared/ids'
import { type ExitCode, exitCodes } from './errors'
import { lineText, logLines } from './log-lines'
import type { Session } from './session'

type Pushed = Extract<AppEvent, { type: 'deployment.events' }>

/** Starts a deployment, prints its log as it grows and its summary at the end, and answers its id. */
export async function follow(session: Session, what: Input<'deployment.start'>): Promise<DeploymentId> {
  const door = await session.door()
  const pushes = new Inbox()
  const stopListening = door.subscribe(events => pushes.add(events))
  try {
    const started = await session.call('deployment.start', what)
    const stopInterrupts = cancelOnInterrupt(session, started.id, () => pushes.abandon())
    try {
      await printUntilOver(session, started.id, pushes)
    } finally {
      stopInterrupts()
    }
    await printEnd(session, started.id)
    return started.id
  } finally {
    stopListening()
  }
}

/** Pushes that wait to be printed. */
class Inbox {
  #waiting: Pushed[] = []
  #wake: (() => void) | null = null
  isAbandoned = false

  add(events: readonly AppEvent[]): void {
    this.#waiting.push(...events.filter(event => event.type === 'deployment.events'))
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

async function printUntilOver(session: Session, id: DeploymentId, pushes: Inbox): Promise<void> {
  let printed = 0
  let toText: ReturnType<typeof lineText> | null = null
  const print = async (event: DeploymentEvent): Promise<boolean> => {
    if (event.kind === 'queued') toText = lineText(event.plan)
    if (event.kind !== 'output') {
      if (session.isJson) session.io.out(`${JSON.stringify({ type: 'event', ...event })}\n`)
      return event.kind === 'finished' || event.kind === 'interrupted'
    }
    for await (const line of logLines(session, id, printed, printed + event.lines)) {
      if (session.isJson) session.io.out(`${JSON.stringify({ type: 'line', ...line })}\n`)
      else session.say(toText ? toText(line) : line.text)
      printed++
    }
    return false
  }
  while (!pushes.isAbandoned) {
    for (const push of await pushes.take()) {
      if (push.deploymentId !== id) continue
      for (const event of push.events) if (await print(event)) return
    }
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
function withoutSummary({ state }: Deployment): readonly string[] {
  if (state === 'finished') return []
  const isGoingOn = isOpen({ state })
  return [isGoingOn ? 'The deployment goes on.' : 'Interrupted: Slipway could not follow the deployment to its end.']
}

function exitCodeOf(deployment: Deployment): ExitCode {
  if (deployment.state !== 'finished') return exitCodes.failed
  if (deployment.outcome === 'cancelled') return exitCodes.cancelled
  return deployment.outcome === 'succeeded' ? exitCodes.success : exitCodes.failed
}
