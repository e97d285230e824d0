import type { ProjectId } from '@shared/ids'
import type { WorkspaceKey } from '@shared/workspace'
import type { IconName } from '../components/icon-paths'

/** Something that the palette lists. */
export interface PaletteItem {
  readonly id: string
  readonly group:
    | 'This screen'
    | 'Actions'
    | 'Workspaces'
    | 'Screens'
    | 'Projects'
    | 'Releases'
    | 'Runbooks'
    | 'Environments'
    | 'Tenants'
    | 'Targets'
    | 'Library'
    | 'Packages'
    | 'Channels'
    | 'Triggers'
    | 'Steps'
    | 'Variables'
    | 'Deployments'
    | 'Help'
  readonly label: string
  readonly detail: string
  readonly keywords: string
  /** What people call it who come from elsewhere; counts as much as a word of its label. */
  readonly synonyms?: string
  /** How much a find of it counts; absent for as much as anything. */
  readonly weight?: number
  /** Whether it is listed only once somebody types. */
  readonly isMinor?: boolean
  readonly icon: IconName
  readonly does:
    | { readonly kind: 'go'; readonly href: string }
    | { readonly kind: 'new-project' }
    | { readonly kind: 'new-workspace' }
    | { readonly kind: 'open-workspace'; readonly key: WorkspaceKey }
    | { readonly kind: 'deploy'; readonly projectId?: ProjectId }
    | { readonly kind: 'toggle-theme' }
    | { readonly kind: 'lock-vault' }
    | { readonly kind: 'unlock-vault' }
    | { readonly kind: 'shortcuts' }
    /** Something that only the screen that is shown can do. */
    | { readonly kind: 'command'; readonly run: () => void }
}
