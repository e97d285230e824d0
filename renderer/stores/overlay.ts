import type { DeploymentId, EnvironmentId, ProjectId, ReleaseId, TenantId } from '@shared/ids'
import type { Release } from '@shared/model/release'
import type { RunbookEnvironments } from '@shared/model/runbook'
import { create } from 'zustand'

/** A runbook that is to be run, with the snapshot that was prepared for it. */
export interface RunbookStart {
  readonly name: string
  readonly release: Release
  readonly environments: RunbookEnvironments
}

/** The dialog that lies over the screen: at most one. */
export type Overlay =
  | { readonly kind: 'none' }
  | { readonly kind: 'shortcuts' }
  | { readonly kind: 'new-project' }
  | { readonly kind: 'new-workspace' }
  | {
      readonly kind: 'deploy'
      /** What is known already; the dialog asks for the rest. */
      readonly projectId?: ProjectId
      readonly releaseId?: ReleaseId
      readonly environmentId?: EnvironmentId
      readonly tenantId?: TenantId
      /** A runbook is run instead of a release. */
      readonly runbook?: RunbookStart
      /** A deployment that is done once more, with everything that was chosen and answered. */
      readonly again?: DeploymentId
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
