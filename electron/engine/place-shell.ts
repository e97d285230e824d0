import type { EnteredPlace } from './actions/run-script'
import { type FailedTask, runTask, textTask } from './package-install/task'
import type { OtherUser } from './sudo'

/** How a few lines of shell at a place ended. `stopped`: the attempt is to end. */
export type ShellEnd =
  | { readonly kind: 'done'; readonly answers: readonly string[] }
  | FailedTask
  | { readonly kind: 'stopped' }

/** The lines with which a script gives its answers: `say "$PWD"`. No answer holds a line break. */
const prelude = `say() { printf '%s\\n' "$1"; }`

/**
 * Runs a POSIX shell script of ours that has no output for people. Nothing in it may read its input.
 * @param user whom it runs as; null for whoever logs in
 */
export async function runShell(entered: EnteredPlace, script: string, user: OtherUser | null): Promise<ShellEnd> {
  const end = await runTask({ ...entered, due: { ...entered.due, user } }, textTask(prelude, script))
  if (end.kind !== 'done') return end
  return { kind: 'done', answers: end.output.toString('utf8').split('\n').slice(0, -1) }
}
