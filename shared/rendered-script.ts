import type { ScriptSyntax } from './model/action'

/** What a run would execute or did execute. Secrets are dots. */
export interface RenderedScript {
  /** With references replaced where their values are known; those that are not stand as they are written. */
  readonly text: string
  /** The language of a script; null for the text of another kind of action. */
  readonly syntax: ScriptSyntax | null
  /** What is put after a script when it is called; null for nothing. */
  readonly parameters: string | null
  /** Names that are known only when the run begins, such as outputs of earlier steps, and what is worked out of secrets. */
  readonly knownLater: readonly string[]
  /** Why it could not be rendered whole; null where it could. */
  readonly problem: string | null
}
