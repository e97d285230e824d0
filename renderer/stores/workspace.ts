import { notifications } from '@mantine/notifications'
import type { Output } from '@shared/api'
import type { Failure } from '@shared/failure'
import type { WorkspaceId } from '@shared/ids'
import type { WorkspaceKey, WorkspaceSummary } from '@shared/workspace'
import { create } from 'zustand'
import { api } from '../api'
import { type Read, useRead } from './catalog'
import { attemptToLeave, startOver } from './unsaved'

/** What takes the window into another workspace; an id opens the workspace that it belongs to. */
type WorkspaceMove = 'open-demo' | 'open-main' | 'reset-demo' | WorkspaceId

interface WorkspaceStore {
  readonly moving: WorkspaceMove | null
  readonly failure: Failure | null
  /** Whether the person chose to start without the demo, so that the welcome makes way. */
  readonly isWelcomed: boolean
  move(move: WorkspaceMove): Promise<void>
  dismissFailure(): void
  welcome(): void
}

const carryOut = (move: WorkspaceMove) => {
  switch (move) {
    case 'reset-demo':
      return api.call('workspace.resetDemo', {})
    case 'open-demo':
    case 'open-main':
      return api.call('workspace.open', { kind: move === 'open-demo' ? 'demo' : 'main' })
    default:
      return api.call('workspace.open', { kind: 'workspace', id: move })
  }
}

/** Going from one workspace to another; the window starts over after each move. */
export const useWorkspace = create<WorkspaceStore>()((set, get) => ({
  moving: null,
  failure: null,
  isWelcomed: false,
  move: async move => {
    if (get().moving) return
    set({ moving: move, failure: null })
    const result = await carryOut(move)
    if (!result.ok) return set({ moving: null, failure: result.failure })
    await startOver()
    set({ moving: null })
  },
  dismissFailure: () => set({ failure: null }),
  welcome: () => set({ isWelcomed: true })
}))

/** What opens a workspace. */
const moveTo = (key: WorkspaceKey): WorkspaceMove => (key === 'main' ? 'open-main' : key === 'demo' ? 'open-demo' : key)

/** Goes to a workspace from anywhere in the window; asks about unsaved text first, and says why it stays here where it does. */
export const goToWorkspace = (key: WorkspaceKey): void =>
  attemptToLeave(async () => {
    const { move } = useWorkspace.getState()
    await move(moveTo(key))
    const { failure, dismissFailure } = useWorkspace.getState()
    if (failure === null) return
    dismissFailure()
    notifications.show({ color: 'red', title: failure.message, message: failure.remedy })
  })

/** What the window knows of the workspace it is in. */
export const useWorkspaceInfo = (): Read<Output<'workspace.info'>> => useRead('workspace.info', {})

/** All workspaces of this home. */
export const useWorkspaces = (): Read<readonly WorkspaceSummary[]> => useRead('workspace.list', {})
