import type { Failure } from '@shared/failure'
import { FailureError } from '@shared/failure-error'
import type { PendingQuestion } from '@shared/login-question'
import { fail, ok, type Result } from '@shared/result'
import type { WorkspaceInfo, WorkspaceKey, WorkspaceSummary } from '@shared/workspace'
import { removeWorkspace } from '../store/remove-workspace'
import type { Publish, Signal } from './context'
import { createData, type DataService } from './data'
import { createExclusive } from './exclusive'
import { isOver } from './login-questions'
import type { ServicePorts } from './ports'
import type { Services } from './workspace'
import { createWorkspaceCatalog, type WorkspaceCatalog } from './workspace-catalog'
import { createWorkspaceKeeping, type WorkspaceKeeping } from './workspace-keeping'
import { type DemoContent, infoOf, kindOf, placeOf, removeDemo } from './workspace-open'
import { cannotBeLeft, type Seat } from './workspace-seat'
import { createSeats } from './workspace-seats'

/** What calls reach: one workspace, and what there is of others around it. */
export interface WorkspaceDoor extends WorkspaceKeeping {
  /**
   * Runs a call on the workspace, which is opened first where it is not; it is not swapped underneath.
   * @throws FailureError when it cannot be opened.
   */
  use<T>(call: (services: Services) => Promise<T>): Promise<T>
  info(): Promise<Result<WorkspaceInfo>>
  /** Checks, backs up and restores the files of the workspace. */
  readonly data: DataService
  /** Puts the window into another workspace. */
  open(key: WorkspaceKey): Promise<Result<WorkspaceInfo>>
  resetDemo(): Promise<Result<WorkspaceInfo>>
  /** What servers ask during log-ins and nobody has answered, in all workspaces that are open, the oldest first. */
  asked(): Promise<Result<readonly PendingQuestion[]>>
  /** Answers what a server asked during a log-in, in whichever workspace; null for not answering. */
  answer(id: string, answers: readonly string[] | null): Promise<Result<null>>
}

/** The workspaces below one home folder: the one that the window is in, and those that are open beside it. */
export interface Workspaces extends WorkspaceDoor {
  /** A workspace whichever one the window is in. It stays open until everything is closed, or until it is deleted. */
  beside(key: WorkspaceKey): Promise<Result<WorkspaceDoor>>
  /** Runs a call on the person's own workspace, as `beside` where the window is in another one. @throws FailureError */
  inMain<T>(call: (services: Services) => Promise<T>): Promise<T>
  /** Deployments of all of them that closing would cancel, described for a sentence; those that wait go on waiting. */
  openDeployments(): readonly string[]
  /** Cancels what runs, waits for its end, and closes all workspaces. */
  close(): Promise<void>
}

interface Options {
  readonly home: string
  readonly ports: ServicePorts
  readonly demo: DemoContent
  /** Hears what happens in the workspace that the window is in, and which one that is. */
  readonly publish: Publish
}

/** A call on what a workspace has. */
type Reach<T> = (services: Services) => Promise<T>

/** Opens the first workspace. Fails when it is locked or cannot be read. */
export async function openWorkspaces(options: Options, first: WorkspaceKey): Promise<Result<Workspaces>> {
  const workspaces = createWorkspaces(options, first)
  const opened = await workspaces.info()
  return opened.ok ? ok(workspaces) : opened
}

/** Opens nothing, and takes no lock, before a call asks for something that is in a workspace. */
export function createWorkspaces(options: Options, first: WorkspaceKey): Workspaces {
  const { home, ports, publish } = options
  const catalog = createWorkspaceCatalog(home, ports)
  const oneSwap = createExclusive()
  /** The workspace that the window is in, or the one to open when a call asks for it. */
  let current = first
  let swap: Promise<unknown> | null = null
  /** Those that stay open when the window leaves them. */
  const besides = new Set<WorkspaceKey>()
  const doors = new WeakMap<Seat, WorkspaceDoor>()

  /** What waits for an answer, and where. */
  const asking = new Map<string, { readonly key: WorkspaceKey; readonly prompt: PendingQuestion }>()

  const publishFrom =
    (key: WorkspaceKey): Publish =>
    signal => {
      if (signal.type === 'prompt.asked') asking.set(signal.prompt.id, { key, prompt: signal.prompt })
      if (signal.type === 'prompt.closed') asking.delete(signal.id)
      const told = current === key ? signal : toldFromBeside(signal, () => catalog.nameNow(key))
      if (told) publish(told)
    }
  const seats = createSeats({ ...options, catalog, publishFrom })
  const here = () => seats.of(current)

  /** From this very turn on, calls of the window wait for the swap. */
  const swapTo = <T>(work: () => Promise<Result<T>>): Promise<Result<T>> => {
    const result = oneSwap(work)
    const mine: Promise<unknown> = result
      .catch(() => undefined)
      .finally(() => {
        if (swap === mine) swap = null
      })
    swap = mine
    return result
  }

  const afterSwap = async <T>(call: Reach<T>): Promise<T> => {
    // Asked again after each wait, because the next swap may have begun meanwhile.
    while (swap !== null || !here().isReady()) await (swap ?? here().settle())
    return here().use(call)
  }

  /** A call that came before a swap is not held up and reaches the workspace of before. */
  const use = <T>(call: Reach<T>): Promise<T> =>
    swap === null && here().isReady() ? here().use(call) : afterSwap(call)

  const infoOfSeat = async ({ id, open }: Seat): Promise<Result<WorkspaceInfo>> => {
    const opened = await open()
    if (!opened.ok) return opened
    const found = await catalog.find(id)
    // Without a list there is still the workspace itself.
    return ok(infoOf(ports, { id, name: found.ok ? found.value.name : id }, opened.value))
  }

  /** Goes to the workspace that the window is to be in, and tells it. */
  const enter = async (seat: Seat): Promise<Result<WorkspaceInfo>> => {
    const info = await infoOfSeat(seat)
    if (!info.ok) return info
    current = seat.id
    publish({ type: 'workspace.changed', info: info.value })
    return info
  }

  /** Leaves the window's workspace for another one; where that cannot be opened, goes back to it. */
  const move = async (next: WorkspaceKey): Promise<Result<WorkspaceInfo>> => {
    const old = here()
    if (next === current) return infoOfSeat(old)
    const found = await catalog.find(next)
    if (!found.ok) return found
    const left = besides.has(current) ? ok(false) : await old.leave(cannotBeLeft)
    if (!left.ok) return left
    const entered = await enter(seats.of(next))
    if (!entered.ok && left.value) await old.open()
    return entered
  }

  const resetDemo = async (): Promise<Result<WorkspaceInfo>> => {
    if (current !== 'demo') return fail(notTheDemo)
    const anew = await here().whileClosed(() => removeDemo(ports, placeOf(home, 'demo')))
    return anew.ok ? enter(here()) : anew
  }

  const remove = async (key: WorkspaceKey, confirmName: string): Promise<Result<WorkspaceSummary>> => {
    const found = await catalog.deletable(key, confirmName)
    if (!found.ok) return found
    if (key === current) return fail(isOpen(found.value))
    const removed = await seats.of(key).removeBy(async () => {
      const gone = await removeFiles(options, key)
      return gone.ok ? catalog.remove(key) : gone
    })
    if (!removed.ok) return removed
    seats.forget(key)
    besides.delete(key)
    return found
  }

  // Not as calls like others: a workspace that is being closed may be waiting for just this answer.
  const asked: WorkspaceDoor['asked'] = async () =>
    ok([...asking.values()].map(({ key, prompt }) => (key === current ? prompt : named(prompt, catalog.nameNow(key)))))

  const answer: WorkspaceDoor['answer'] = async (id, answers) => {
    const found = asking.get(id)
    const services = found === undefined ? null : seats.of(found.key).openNow()
    return services ? services.questions.answer(id, answers) : fail(isOver)
  }

  /** Workspaces as a whole, where `by` is the one whose log has what was done to them. */
  const around = (by: WorkspaceDoor['use']) => ({
    ...createWorkspaceKeeping({
      catalog,
      // No move meanwhile, or the window would be in a workspace that is gone.
      remove: (key, confirmName) => oneSwap(() => remove(key, confirmName)),
      use: by,
      publish
    }),
    open: (key: WorkspaceKey) => swapTo(() => move(key)),
    resetDemo: () => swapTo(resetDemo),
    asked,
    answer
  })

  const doorTo = (seat: Seat): WorkspaceDoor => {
    const { id } = seat
    const data = dataOf(seat, options, catalog, {
      isWanted: () => current === id || besides.has(id),
      onRestored: async () => {
        const info = current === id ? await infoOfSeat(seat) : null
        if (info?.ok) publish({ type: 'workspace.changed', info: info.value })
      }
    })
    return { ...around(seat.use), use: seat.use, info: () => infoOfSeat(seat), data }
  }

  const doorOf = (seat: Seat): WorkspaceDoor => {
    const door = doors.get(seat) ?? doorTo(seat)
    doors.set(seat, door)
    return door
  }

  const beside = async (key: WorkspaceKey): Promise<Result<WorkspaceDoor>> => {
    const found = await catalog.find(key)
    if (!found.ok) return found
    const seat = seats.of(key)
    const opened = await seat.open()
    if (!opened.ok) return opened
    besides.add(key)
    return ok(doorOf(seat))
  }

  return {
    ...around(use),
    use,
    info: () => swapTo(() => infoOfSeat(here())),
    get data() {
      return doorOf(here()).data
    },
    beside,
    inMain: async call => {
      const seat = seats.of('main')
      if (seat.isReady()) return seat.use(call)
      const opened = await beside('main')
      if (!opened.ok) throw new FailureError(opened.failure)
      return opened.value.use(call)
    },
    openDeployments: () => seats.all().flatMap(seat => seat.underWay()),
    close: async () => {
      while (swap) await swap
      await seats.end()
    }
  }
}

interface DataHooks {
  /** Whether it is to be open: the window is in it, or it is open beside. */
  readonly isWanted: () => boolean
  readonly onRestored: () => Promise<void>
}

/** What is done to the files of a workspace. */
const dataOf = (
  seat: Seat,
  { home, ports }: Options,
  catalog: WorkspaceCatalog,
  { isWanted, onRestored }: DataHooks
): DataService =>
  createData(
    {
      place: () => ({ ...placeOf(home, seat.id), kind: kindOf(seat.id) }),
      name: async () => {
        const found = await catalog.find(seat.id)
        return found.ok && found.value.kind === 'workspace' ? found.value.name : null
      },
      openNow: seat.openNow,
      // A backup may take longer than the window stays, and nobody would close again what it opened.
      use: call => (isWanted() ? seat.use(call) : Promise.reject(new FailureError(leftMeanwhile))),
      whileClosed: async work => {
        const done = await seat.whileClosed(work)
        if (done.ok) await onRestored()
        return done
      }
    },
    ports
  )

/** A question of a workspace that the window is not in. */
const named = (prompt: PendingQuestion, workspace: string): PendingQuestion => ({ ...prompt, workspace })

/** What is told of a workspace that the window is not in: what a person has to answer, and what concerns all alike. */
function toldFromBeside(signal: Signal, nameOf: () => string): Signal | null {
  if (signal.type === 'prompt.asked') return { ...signal, prompt: named(signal.prompt, nameOf()) }
  return signal.type === 'prompt.closed' || isAboutHome(signal) ? signal : null
}

/** Whether it concerns all workspaces alike, though it happens in one. */
const isAboutHome = (signal: Signal): boolean => signal.type === 'catalog.changed' && signal.entity === 'http-api'

async function removeFiles({ home, ports }: Options, key: WorkspaceKey): Promise<Result<null>> {
  try {
    await removeWorkspace(placeOf(home, key), key, ports.now)
    return ok(null)
  } catch (error) {
    if (error instanceof FailureError) return fail(error.failure)
    throw error
  }
}

const isOpen = ({ name }: WorkspaceSummary): Failure => ({
  kind: 'in-use',
  message: `The workspace “${name}” is open.`,
  remedy: 'Open another workspace first, and delete this one from there.'
})

const leftMeanwhile: Failure = {
  kind: 'not-open',
  message: 'The window has left this workspace meanwhile.',
  remedy: 'Open it again.'
}

const notTheDemo: Failure = {
  kind: 'forbidden',
  message: 'Only the demo workspace can be made anew.',
  remedy: 'Open the demo workspace first.'
}
