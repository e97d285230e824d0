import { AsyncLocalStorage } from 'node:async_hooks'
import type { AuditDoor } from '@shared/audit'

/**
 * One workspace may be reached by several doors at the same time: the window that opened it, and the HTTP API. Whoever
 * lets somebody in says so here, and what is entered in the audit log on their behalf says it, too.
 */
const doors = new AsyncLocalStorage<AuditDoor>()

/** Does the work of somebody who came by a door, with all that follows from it. */
export const through = <T>(door: AuditDoor, work: () => T): T => doors.run(door, work)

/** The door of whoever the work at hand is for; undefined for that of the workspace. */
export const doorNow = (): AuditDoor | undefined => doors.getStore()
