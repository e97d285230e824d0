/** What the window shows of the workspace it is in. */
export interface WorkspaceInfo {
  readonly kind: 'main' | 'demo'
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
