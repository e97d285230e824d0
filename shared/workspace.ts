import { z } from 'zod'
import { type WorkspaceId, workspaceId } from './ids'
import { name, notes } from './model/text'

/** What tells the workspaces of a home apart: the person's own one, the demo, and those they made besides. */
export type WorkspaceKey = 'main' | 'demo' | WorkspaceId

export const workspaceKinds = ['main', 'demo', 'workspace'] as const
export type WorkspaceKind = (typeof workspaceKinds)[number]

/** What a person says of a workspace that they make. */
export const workspaceInput = z.strictObject({ name, description: notes.default('') })
export type WorkspaceInput = z.infer<typeof workspaceInput>

/** A workspace that a person made, as the list of a home keeps it. */
export const workspaceRecord = z.strictObject({ id: workspaceId, name, description: notes })
export type WorkspaceRecord = z.infer<typeof workspaceRecord>

/** A workspace of this home, open or not. */
export interface WorkspaceSummary {
  readonly id: WorkspaceKey
  readonly kind: WorkspaceKind
  /** `Default` for the person's own; `shownWorkspace` has the words for screens. */
  readonly name: string
  readonly description: string
}

/** Those that every home has. They cannot be renamed or deleted. */
export const ownWorkspace: WorkspaceSummary = { id: 'main', kind: 'main', name: 'Default', description: '' }
export const demoWorkspace: WorkspaceSummary = { id: 'demo', kind: 'demo', name: 'Demo', description: '' }

/** What the person's own workspace is called where people read it; programs know it as `Default`. */
const ownWords = 'My workspace'

/** What a workspace is called on screens. */
export const shownWorkspace = ({ kind, name }: Pick<WorkspaceSummary, 'kind' | 'name'>): string =>
  kind === 'main' ? ownWords : name

/** Names that no further workspace may have, because they mean one that is always there. */
export const workspaceNamesTaken = [ownWorkspace.name, ownWords, demoWorkspace.name] as const

/** Which workspace to begin in: one that is always there, or one by its name or id. */
export type WorkspaceChoice = 'main' | 'demo' | { readonly named: string }

/** What the window shows of the workspace it is in. */
export interface WorkspaceInfo {
  readonly kind: WorkspaceKind
  readonly id: WorkspaceKey
  /** As in `WorkspaceSummary`. */
  readonly name: string
  /** True until the first environment, target or project exists; then the welcome screen is shown. */
  readonly isEmpty: boolean
  /** For people, in “About”: where the data lies. */
  readonly dataFolder: string
  readonly versions: {
    readonly slipway: string
    readonly electron: string
    readonly chrome: string
    readonly node: string
  }
  readonly platform: string
  /** The login name of the person at this workstation: who answers, and by whom things are done. */
  readonly user: string
  /** Things the person should know about this workspace, such as where the vault's key lies for now. */
  readonly notices: readonly {
    readonly kind: 'vault-key-file' | 'interrupted' | 'demo' | 'repaired' | 'trigger' | 'automatic'
    readonly text: string
    /** Says the same in one line, where `text` is a click away. */
    readonly short?: string
    /** The screen that has more about it; absent for “Settings and about”. */
    readonly href?: string
  }[]
}
