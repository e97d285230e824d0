import type { DeploymentId, EnvironmentId, ProjectId, ReleaseId, TenantId } from '@shared/ids'
import type { Release } from '@shared/model/release'
import type { RunbookEnvironments } from '@shared/model/runbook'
import { create } from 'zustand'
import { useUnsavedStore } from './unsaved'

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
  /** Which one it is since the window was opened: the same kind begins anew as well. */
  readonly number: number
  show(overlay: Overlay): void
  close(): void
}

export const useOverlay = create<OverlayStore>()(set => ({
  overlay: { kind: 'none' },
  number: 0,
  show: overlay => set(({ number }) => ({ overlay, number: number + 1 })),
  close: () => set({ overlay: { kind: 'none' } })
}))

/** Where the forms of these dialogs lie. */
export const inOverlay = 'overlay/'

/** Opens a dialog from anywhere in the window, in place of the one that is open: asks first where something is typed there. */
export const showOverlay = (overlay: Overlay): void =>
  useUnsavedStore.getState().attempt(() => useOverlay.getState().show(overlay), inOverlay)
export const closeOverlay = (): void => useOverlay.getState().close()
