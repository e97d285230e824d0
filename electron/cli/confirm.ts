import { exitCodes, UsageError } from './errors'
import type { Session } from './session'

/** What the person types to agree. */
const agreement = 'yes'

/**
 * Says what is about to happen and asks whether to do it; `--yes` has answered already. After a no, the command ends
 * as cancelled.
 * @throws UsageError when nobody can be asked.
 */
export async function confirm(session: Session, what: string, isAgreed: boolean): Promise<boolean> {
  if (isAgreed) return true
  const { question, err } = session.io
  if (question === null) throw new UsageError(`${what} Add --yes to do it.`)
  err(`${what}\n`)
  const typed = await question(`Type ${agreement} to do it: `, true)
  if (typed?.trim().toLowerCase() === agreement) return true
  err('Nothing was changed.\n')
  session.exitCode = exitCodes.cancelled
  return false
}
