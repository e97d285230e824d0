import type { WorkspaceKey } from '@shared/workspace'
import type { Publish } from './context'
import type { ServicePorts } from './ports'
import type { WorkspaceCatalog } from './workspace-catalog'
import { type DemoContent, openWorkspace } from './workspace-open'
import { createSeat, type Seat } from './workspace-seat'
import { createSharing } from './workspace-sharing'

/** The seats of all workspaces of a home: one for each. */
export interface Seats {
  of(key: WorkspaceKey): Seat
  /** Those that there are, open or not. */
  all(): readonly Seat[]
  /** Its workspace is gone. */
  forget(key: WorkspaceKey): void
  /** Closes all workspaces for good. */
  end(): Promise<void>
}

interface Options {
  readonly home: string
  readonly ports: ServicePorts
  readonly demo: DemoContent
  readonly catalog: WorkspaceCatalog
  /** Hears what happens in a workspace. */
  publishFrom(key: WorkspaceKey): Publish
}

export function createSeats({ home, ports, demo, catalog, publishFrom }: Options): Seats {
  const sharing = createSharing(ports)
  const seats = new Map<WorkspaceKey, Seat>()
  let isOver = false

  const make = (key: WorkspaceKey): Seat =>
    createSeat(key, async () => {
      if (isOver) throw new Error('The workspaces are closed')
      // Asked now: opening one that was deleted would make it anew.
      const found = await catalog.find(key)
      if (!found.ok) return found
      return openWorkspace({ home, ports, demo, share: sharing.join(), publish: publishFrom(key) }, key)
    })

  return {
    of: key => {
      const seat = seats.get(key) ?? make(key)
      seats.set(key, seat)
      return seat
    },
    all: () => [...seats.values()],
    forget: key => {
      seats.delete(key)
    },
    end: async () => {
      isOver = true
      await Promise.all([...seats.values()].map(seat => seat.end()))
    }
  }
}
