import type { Command } from 'commander'
import type { Session } from './session'

/** Adds commands to the program. */
export type AddCommands = (program: Command, act: Act) => void
/** Runs a command's action with the session of this run. */
export type Act = (work: (session: Session) => Promise<void>) => Promise<void>
