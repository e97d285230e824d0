import type { EnvironmentId, ProjectId, ReleaseId } from '@shared/ids'
import { create } from 'zustand'

/** The dialog that lies over the screen: at most one. */
export type Overlay =
  | { readonly kind: 'none' }
  | { readonly kind: 'shortcuts' }
  | { readonly kind: 'new-project' }
  | {
      readonly kind: 'deploy'
      /** What is known already; the dialog asks for the rest. */
      readonly projectId?: ProjectId
      readonly releaseId?: ReleaseId
      readonly environmentId?: EnvironmentId
    }

interface OverlayStore {
  readonly overlay: Overlay
  show(overlay: Overlay): void
  close(): void
}

export const useOverlay = create<OverlayStore>()(set => ({
  overlay: { kind: 'none' },
  show: overlay => set({ overlay }),
  close: () => set({ overlay: { kind: 'none' } })
}))

/** Opens a dialog from anywhere in the window. */
export const showOverlay = (overlay: Overlay): void => useOverlay.getState().show(overlay)
export const closeOverlay = (): void => useOverlay.getState().close()
