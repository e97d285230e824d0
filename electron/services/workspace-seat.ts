import type { Failure } from '@shared/failure'
import { FailureError } from '@shared/failure-error'
import { fail, ok, type Result } from '@shared/result'
import type { WorkspaceKey } from '@shared/workspace'
import { createExclusive } from './exclusive'
import { sentenceList } from './rules'
import type { Services } from './workspace'
import { closeWorkspace, type OpenWorkspace } from './workspace-open'

/** The place of one workspace in this process: it is open there once, or closed. */
export interface Seat {
  readonly id: WorkspaceKey
  /** Its services while it is open; null otherwise. */
  openNow(): Services | null
  /** Whether a call would reach it at once: it is open, and nothing is being done about that. */
  isReady(): boolean
  /** Waits for what is being done about that, or opens it; whether it is ready then has to be asked. @throws FailureError */
  settle(): Promise<void>
  /** Opens it where it is not. */
  open(): Promise<Result<OpenWorkspace>>
  /** Runs a call on it, opened first where it is not; it is not closed underneath. @throws FailureError */
  use<T>(call: (services: Services) => Promise<T>): Promise<T>
  /** Deployments that closing would cancel, described for a sentence. */
  underWay(): readonly string[]
  /** Closes it; fails with what `busy` says while deployments are under way. Answers whether it was open. */
  leave(busy: Busy): Promise<Result<boolean>>
  /** Does something while it is closed here, and opens it after that; also where it was open and the work failed. */
  whileClosed<T>(work: () => Promise<Result<T>>): Promise<Result<T>>
  /** Closes it for good when `work` went well: what it is about is gone. */
  removeBy(work: () => Promise<Result<null>>): Promise<Result<null>>
  /** Cancels what runs and closes it for good. */
  end(): Promise<void>
}

/** Why nothing can be done about a workspace whose deployments are under way. */
type Busy = (deployments: string) => Failure

/** @param openIt opens the workspace; called while it is closed only */
export function createSeat(id: WorkspaceKey, openIt: () => Promise<Result<OpenWorkspace>>): Seat {
  const oneChange = createExclusive()
  let current: OpenWorkspace | null = null
  let isOver = false
  /** What is being done about its being open. */
  let change: Promise<unknown> | null = null
  const inUse = new Set<Promise<unknown>>()

  /** From this very turn on, calls wait for the end of it. */
  const changing = <T>(work: () => Promise<Result<T>>): Promise<Result<T>> => {
    const result = oneChange(work)
    const mine: Promise<unknown> = result
      .catch(() => undefined)
      .finally(() => {
        if (change === mine) change = null
      })
    change = mine
    return result
  }

  const openNow = async (): Promise<Result<OpenWorkspace>> => {
    if (isOver) return fail(gone)
    if (current) return ok(current)
    const opened = await openIt()
    if (opened.ok) current = opened.value
    return opened
  }
  const open = () => changing(openNow)
  const isReady = () => current !== null && change === null
  const settle = async (): Promise<void> => {
    if (change) return void (await change)
    const opened = await open()
    if (!opened.ok) throw new FailureError(opened.failure)
  }
  const underWay = () => current?.services.deployments.underWay() ?? []

  const close = async (busy: Busy): Promise<Result<boolean>> => {
    const old = current
    if (!old) return ok(false)
    const refused = () => {
      const deployments = underWay()
      return deployments.length > 0 ? fail(busy(sentenceList(deployments))) : null
    }
    const atOnce = refused()
    if (atOnce) return atOnce
    const { connections, health, triggers } = old.services
    connections.stop()
    health.interrupt()
    await Promise.all(inUse)
    await old.services.begun()
    // What was waited for may have started something; until here nothing was done that could not go on.
    const afterwards = refused()
    if (afterwards) return afterwards
    triggers.stop()
    current = null
    await closeWorkspace(old)
    return ok(true)
  }

  return {
    id,
    openNow: () => current?.services ?? null,
    isReady,
    settle,
    open,
    underWay,
    use: async <T>(call: (services: Services) => Promise<T>): Promise<T> => {
      // Asked again after each wait, because the next change may have begun meanwhile.
      while (change !== null || current === null) await settle()
      const running = call(current.services)
      const settled = running.catch(() => undefined).finally(() => inUse.delete(settled))
      inUse.add(settled)
      return running
    },
    leave: busy => changing(() => close(busy)),
    whileClosed: <T>(work: () => Promise<Result<T>>) =>
      changing(async () => {
        const closed = await close(cannotBeLeft)
        if (!closed.ok) return closed
        const done = await work()
        if (!done.ok && !closed.value) return done
        const opened = await openNow()
        return done.ok && !opened.ok ? opened : done
      }),
    removeBy: work =>
      changing(async () => {
        const closed = await close(cannotBeDeleted)
        if (!closed.ok) return closed
        const done = await work()
        isOver = done.ok
        return done
      }),
    end: async () => {
      while (change) await change
      isOver = true
      const last = current
      current = null
      if (last) await closeWorkspace(last)
    }
  }
}

const remedy = 'Wait until it is over, or cancel it.'

/** Why a workspace stays open. */
export const cannotBeLeft: Busy = deployments => ({
  kind: 'in-use',
  message: `The workspace cannot be left during ${deployments}.`,
  remedy
})

const cannotBeDeleted: Busy = deployments => ({
  kind: 'in-use',
  message: `The workspace cannot be deleted during ${deployments}.`,
  remedy
})

const gone: Failure = {
  kind: 'not-found',
  message: 'This workspace is closed for good.',
  remedy: 'Choose another one; it may have been deleted in the meantime.'
}
