import type { AppEvent, CallName, Input, Output } from '@shared/api'
import type { DeploymentId } from '@shared/ids'
import type { Result } from '@shared/result'
import type { WorkspaceChoice } from '@shared/workspace'

/** What the command line asks of the process that it runs in. */
export interface CliIo {
  /** Writes to standard output; what was written is out when the call returns. */
  readonly out: (text: string) => void
  /** The same for standard error. */
  readonly err: (text: string) => void
  /**
   * Shows one line that the next one takes the place of, and nothing with an empty text; null where nobody looks at
   * standard error.
   */
  readonly status: ((text: string) => void) | null
  /** Whether standard output shows colours. */
  readonly hasColour: boolean
  /** All of standard input as text. */
  readonly readStdin: () => Promise<string>
  /** Where the vault's passphrase lies when the words do not say so; null when nobody said. */
  readonly passphraseFile: string | null
  /** Asks the person at the terminal; null where there is none. Answers null when they end the input instead. */
  readonly question: ((text: string, echo: boolean) => Promise<string | null>) | null
  readonly readFile: (path: string) => Promise<Uint8Array>
  /** Calls `listener` at each Ctrl-C; returns the undo. */
  readonly onInterrupt: (listener: () => void) => () => void
  readonly open: (options: OpenOptions) => Promise<Result<Door>>
  /** Takes a picture of a deployment's screen and writes it to `file` as PNG. */
  readonly takePicture: (deployment: DeploymentId, file: string) => Promise<Result<null>>
}

export interface OpenOptions {
  readonly workspace: WorkspaceChoice
  /** Where `artifact.save` and `data.backup` write to; null answers that no place was chosen. */
  readonly savePath: string | null
  /** Which file `data.chooseBackup` is answered with; null answers that none was chosen. */
  readonly openPath: string | null
  /** Which folder `configuration.substitute` works in; null answers that none was chosen. */
  readonly folder: string | null
  /** Whether schedules run and what waits is taken up, as in the window. */
  readonly isAgent: boolean
}

/** The app, as far as the command line uses it: the same calls and pushes that a window has. */
export interface Door {
  readonly call: <Name extends CallName>(name: Name, input: Input<Name>) => Promise<Result<Output<Name>>>
  /** Returns the undo. */
  readonly subscribe: (listener: (events: readonly AppEvent[]) => void) => () => void
  readonly close: () => Promise<void>
}
