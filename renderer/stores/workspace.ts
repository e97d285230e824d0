import type { Output } from '@shared/api'
import type { Failure } from '@shared/failure'
import { create } from 'zustand'
import { api } from '../api'
import { type Read, useRead } from './catalog'

type WorkspaceMove = 'open-demo' | 'open-main' | 'reset-demo'

interface WorkspaceStore {
  readonly moving: WorkspaceMove | null
  readonly failure: Failure | null
  /** Whether the person chose to start without the demo, so that the welcome makes way. */
  readonly isWelcomed: boolean
  move(move: WorkspaceMove): Promise<void>
  dismissFailure(): void
  welcome(): void
}

const carryOut = (move: WorkspaceMove) =>
  move === 'reset-demo'
    ? api.call('workspace.resetDemo', {})
    : api.call('workspace.open', { kind: move === 'open-demo' ? 'demo' : 'main' })

/** Going from one workspace to another; the window starts over after each move. */
export const useWorkspace = create<WorkspaceStore>()((set, get) => ({
  moving: null,
  failure: null,
  isWelcomed: false,
  move: async move => {
    if (get().moving) return
    set({ moving: move, failure: null })
    const result = await carryOut(move)
    if (result.ok) window.location.assign('/')
    else set({ moving: null, failure: result.failure })
  },
  dismissFailure: () => set({ failure: null }),
  welcome: () => set({ isWelcomed: true })
}))

/** What the window knows of the workspace it is in. */
export const useWorkspaceInfo = (): Read<Output<'workspace.info'>> => useRead('workspace.info', {})
