import type { PlanTarget } from '@shared/plan/plan'
import { fail, type Result } from '@shared/result'
import { cleanUpCommand, type Platform } from './commands'
import { orStopped, type Stopping } from './or-stopped'
import { internalFailure } from './outcomes'
import type { Connection, EnginePorts } from './ports'

/** A place that runs happen on: a target, or this machine. */
export interface Place {
  readonly target: PlanTarget | 'here'
  readonly platform: Platform
  /** Name of the work folder that scripts start in there. */
  readonly folder: string
}

/** One connection for each place and deployment. */
export interface Connections {
  /** Opens the connection, or returns the one that is open. Cancelled by `signal`, after which it waits no longer. */
  open(place: Place): Promise<Result<Connection>>
  /** The place is needed no more: its work folder goes and its connection closes, in the background. */
  release(place: Place): void
  /** There is nothing left to clean up at the place, or nobody there to do it. */
  skipCleanUp(place: Place): void
  /** Releases what is still open, and waits for all clean-up; that takes no longer than its limit. */
  closeAll(): Promise<void>
}

/** `limitMs` is also how long a clean-up may take. */
export interface ConnectionsOptions extends Stopping {
  readonly ports: Pick<EnginePorts, 'connect' | 'sleep'>
  readonly signal: AbortSignal
}

interface Opened {
  readonly place: Place
  readonly connecting: Promise<Result<Connection>>
  needsCleanUp: boolean
}

export function createConnections(options: ConnectionsOptions): Connections {
  const { ports, signal, limitMs } = options
  const opened = new Map<string, Opened>()
  const cleaning = new Set<Promise<void>>()

  const connect = async (place: Place): Promise<Result<Connection>> => {
    const attempt = ports.connect(place.target, signal).catch(error => fail<Connection>(internalFailure(error)))
    const result = await orStopped(attempt, options)
    if (result !== null) return result
    // It may still come; nobody waits for it any more.
    void attempt.then(late => late.ok && late.value.close())
    return fail({ kind: 'cancelled', message: 'The attempt to connect was given up.', remedy: '' })
  }

  const cleanUpAndClose = async ({ place, connecting, needsCleanUp }: Opened): Promise<void> => {
    const result = await connecting
    if (!result.ok) return
    try {
      if (needsCleanUp) {
        const timer = new AbortController()
        const removal = result.value.exec(cleanUpCommand(place.folder, place.platform), () => undefined)
        await Promise.race([removal.ended, ports.sleep(limitMs, timer.signal)])
        timer.abort()
      }
    } finally {
      result.value.close()
    }
  }

  const release: Connections['release'] = place => {
    const entry = opened.get(place.folder)
    if (!entry) return
    opened.delete(place.folder)
    const done: Promise<void> = cleanUpAndClose(entry)
      // Best effort: what a clean-up leaves behind is no reason to call a deployment failed.
      .catch(() => undefined)
      .finally(() => cleaning.delete(done))
    cleaning.add(done)
  }

  return {
    open: place => {
      const known = opened.get(place.folder)
      if (known) return known.connecting
      const connecting = connect(place)
      opened.set(place.folder, { place, connecting, needsCleanUp: true })
      return connecting
    },
    release,
    skipCleanUp: place => {
      const entry = opened.get(place.folder)
      if (entry) entry.needsCleanUp = false
    },
    closeAll: async () => {
      for (const { place } of opened.values()) release(place)
      await Promise.all(cleaning)
    }
  }
}
