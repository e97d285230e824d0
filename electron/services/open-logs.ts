import type { DeploymentId } from '@shared/ids'
import type { DeploymentLog, DeploymentLogs } from '../store/store'

/** The logs that are open: those in use and a few that were used last, so that paging does not open a log each time. */
export interface OpenLogs {
  /** Keeps the log open while `work` runs. */
  use<T>(id: DeploymentId, work: (log: DeploymentLog) => Promise<T>): Promise<T>
  /** Keeps the log open until `release`. */
  hold(id: DeploymentId): Promise<DeploymentLog>
  release(id: DeploymentId): void
  /** Closes the log if it is open and removes it. */
  remove(id: DeploymentId): Promise<void>
}

interface Entry {
  readonly log: Promise<DeploymentLog>
  users: number
}

const idleLimit = 8

export function createOpenLogs(logs: DeploymentLogs, report: (message: string) => void): OpenLogs {
  /** In the order of their last use. */
  const entries = new Map<DeploymentId, Entry>()
  /** Logs that are being closed; opening one again waits for that. */
  const closing = new Map<DeploymentId, Promise<void>>()

  const close = (id: DeploymentId, entry: Entry): Promise<void> => {
    entries.delete(id)
    const closed = entry.log
      .then(log => log.close())
      .catch(error => report(`A log could not be closed: ${String(error)}`))
      .finally(() => closing.delete(id))
    closing.set(id, closed)
    return closed
  }

  const closeIdle = () => {
    const idle = [...entries].filter(([, entry]) => entry.users === 0)
    for (const [id, entry] of idle.slice(0, Math.max(0, idle.length - idleLimit))) void close(id, entry)
  }

  const open = async (id: DeploymentId): Promise<DeploymentLog> => {
    await closing.get(id)
    return logs.open(id)
  }

  const hold = async (id: DeploymentId): Promise<DeploymentLog> => {
    const entry = entries.get(id) ?? { log: open(id), users: 0 }
    entries.delete(id)
    entries.set(id, entry)
    entry.users++
    try {
      return await entry.log
    } catch (error) {
      if (entries.get(id) === entry) entries.delete(id)
      throw error
    }
  }

  const release = (id: DeploymentId): void => {
    const entry = entries.get(id)
    if (entry) entry.users--
    closeIdle()
  }

  return {
    hold,
    release,
    use: async (id, work) => {
      const log = await hold(id)
      try {
        return await work(log)
      } finally {
        release(id)
      }
    },
    remove: async id => {
      const entry = entries.get(id)
      await (entry ? close(id, entry) : closing.get(id))
      await logs.remove(id)
    }
  }
}
