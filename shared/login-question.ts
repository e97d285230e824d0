/** What a server asks while somebody logs in (SSH: keyboard-interactive), in the server's own words. */
export interface LoginQuestion {
  /** The name of the target or jump host that asks. */
  readonly host: string
  /** Empty when the server gives none. */
  readonly title: string
  readonly instructions: string
  /** At least one. `echo`: what is typed may be shown. */
  readonly prompts: readonly { readonly text: string; readonly echo: boolean }[]
}

/** A question that waits for a person's answer. */
export interface PendingQuestion extends LoginQuestion {
  readonly id: string
  /** The name of the workspace that logs in; absent for the one that the window is in. */
  readonly workspace?: string
}
