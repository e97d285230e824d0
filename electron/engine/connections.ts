import type { PlanTarget } from '@shared/plan/plan'
import { fail, type Result } from '@shared/result'
import { cleanUpCommand, otherCleanUpCommand, type Platform } from './commands'
import { orStopped, type Stopping } from './or-stopped'
import { internalFailure } from './outcomes'
import type { Command, Connection, EnginePorts } from './ports'
import { asUser, type OtherUser } from './sudo'

/** A place that runs happen on: a target, or this machine. */
export interface Place {
  readonly target: PlanTarget | 'here'
  readonly platform: Platform
  /** Name of the work folder that scripts start in there. */
  readonly folder: string
}

/** One connection for each place and deployment. */
export interface Connections {
  /**
   * Opens the connection, or returns the one that is open; one that failed is tried again, and one that broke off
   * meanwhile, or answers no more, is replaced. Cancelled by `signal`, after which it waits no longer.
   */
  open(place: Place): Promise<Result<Connection>>
  /** The place is needed no more: its work folder goes and its connection closes, in the background. */
  release(place: Place): void
  /** Another user gets a work folder at the place, which is to be cleaned up as well. */
  willUse(place: Place, user: OtherUser): void
  /** The login user's work folder is gone already. */
  hasLeft(place: Place): void
  /**
   * The connection is lost: nobody is left there to clean up, and whoever needs the place next connects anew. Others may
   * still be using it, so it is closed when the place is released.
   */
  lose(place: Place, connection: Connection): void
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
  /** Null as long as it is not there. */
  connection: Connection | null
  needsCleanUp: boolean
  isLost: boolean
  /** Those who have a work folder besides the login user, by name. */
  readonly others: Map<string, OtherUser>
}

export function createConnections(options: ConnectionsOptions): Connections {
  const { ports, signal, limitMs } = options
  const opened = new Map<string, Opened>()
  /** Those that were lost, by place. */
  const lost = new Map<string, Opened[]>()
  const cleaning = new Set<Promise<void>>()

  const connect = async (place: Place): Promise<Result<Connection>> => {
    const attempt = ports.connect(place.target, signal).catch(error => fail<Connection>(internalFailure(error)))
    const result = await orStopped(attempt, options)
    if (result !== null) return result
    // It may still come; nobody waits for it any more.
    void attempt.then(late => late.ok && late.value.close())
    return fail({ kind: 'cancelled', message: 'The attempt to connect was given up.', remedy: '' })
  }

  const cleanUpAndClose = async (entry: Opened): Promise<void> => {
    const result = await entry.connecting
    if (!result.ok) return
    try {
      const removals = removalsOf(entry)
      if (removals.length > 0) {
        const timer = new AbortController()
        const ended = removals.map(command => result.value.exec(command, () => undefined).ended)
        await Promise.race([Promise.all(ended), ports.sleep(limitMs, timer.signal)])
        timer.abort()
      }
    } finally {
      result.value.close()
    }
  }

  const letGo = (entry: Opened): void => {
    const done: Promise<void> = cleanUpAndClose(entry)
      // Best effort: what a clean-up leaves behind is no reason to call a deployment failed.
      .catch(() => undefined)
      .finally(() => cleaning.delete(done))
    cleaning.add(done)
  }

  const release: Connections['release'] = ({ folder }) => {
    const entry = opened.get(folder)
    opened.delete(folder)
    if (entry) letGo(entry)
    for (const old of lost.get(folder) ?? []) letGo(old)
    lost.delete(folder)
  }

  const lose: Connections['lose'] = ({ folder }, connection) => {
    const entry = opened.get(folder)
    if (!entry || entry.connection !== connection) return
    opened.delete(folder)
    entry.isLost = true
    lost.set(folder, [...(lost.get(folder) ?? []), entry])
  }

  const openAnew = (place: Place): Opened => {
    const connecting = connect(place)
    // The folders that others have there are still theirs, and are cleaned up over the new connection.
    const others = new Map((lost.get(place.folder) ?? []).flatMap(old => [...old.others]))
    const entry: Opened = { place, connecting, connection: null, needsCleanUp: true, isLost: false, others }
    opened.set(place.folder, entry)
    void connecting.then(result => {
      if (result.ok) {
        entry.connection = result.value
        void result.value.gone.then(() => lose(place, result.value))
      } else if (opened.get(place.folder) === entry) opened.delete(place.folder)
    })
    return entry
  }

  /** The same connection, or another one where it answers no more: a command that was started cannot be taken back. */
  const checked = async (entry: Opened): Promise<Result<Connection>> => {
    const { place } = entry
    const result = await entry.connecting
    if (!result.ok || (await result.value.answers())) return result
    lose(place, result.value)
    const isSetAside = lost.get(place.folder)?.includes(entry) === true
    const next = opened.get(place.folder) ?? (isSetAside ? openAnew(place) : null)
    // Nobody needs the place any more when it was released meanwhile.
    return next === null ? result : next.connecting
  }

  return {
    open: place => {
      const known = opened.get(place.folder)
      const entry = known ?? openAnew(place)
      // What comes next makes the folder again where it is gone.
      entry.needsCleanUp = true
      return known === undefined ? entry.connecting : checked(known)
    },
    release,
    willUse: (place, user) => {
      opened.get(place.folder)?.others.set(user.name, user)
    },
    hasLeft: place => {
      const entry = opened.get(place.folder)
      if (entry) entry.needsCleanUp = false
    },
    lose,
    closeAll: async () => {
      const places = [...opened.values(), ...[...lost.values()].flat()].map(({ place }) => place)
      for (const place of places) release(place)
      await Promise.all(cleaning)
    }
  }
}

/** What removes the work folders; nothing where nobody is left to do it. */
const removalsOf = ({ place, needsCleanUp, isLost, others }: Opened): readonly Command[] =>
  isLost
    ? []
    : [
        ...(needsCleanUp ? [cleanUpCommand(place.folder, place.platform)] : []),
        ...[...others.values()].map(user => asUser(user, otherCleanUpCommand(place.folder)))
      ]
