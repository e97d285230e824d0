import type { FieldIssue } from '../failure'
import { sameName } from '../model/text'

/** What a save that succeeded would like the person to know. Each message is a sentence that repeats no value. */
export interface Warned {
  readonly warnings: readonly FieldIssue[]
}

/** Secrets, and lines of secrets, of fewer characters are never masked: it would blacken half the log and hide nothing. */
export const shortestMasked = 4

/** Whether the mask looks for this text at all. */
export const isMaskable = (text: string): boolean =>
  // A character has two units at most, and nearly all texts are so long that none needs to be counted.
  text.length >= shortestMasked * 2 || [...text].length >= shortestMasked

/** Words that logs are full of, and passwords that everybody tries first. */
const commonWords: ReadonlySet<string> = new Set(
  `true false none null undefined yes on off enabled disabled default info debug error warning success failed
  admin administrator root user username guest owner system service services server client host localhost local
  127.0.0.1 0.0.0.0 http https ssh main master latest stable release version
  test testing demo example sample staging production development prod
  password passwort passwd pass secret token apikey changeme change-me letmein welcome hello qwerty abc123 password1
  password123 admin123 p@ssw0rd postgres mysql oracle redis mongo mongodb rabbitmq elastic grafana jenkins deploy
  deployer ubuntu debian centos vagrant docker windows linux`.split(/\s+/)
)

/**
 * Why masking `value` in logs will not do what the person expects of it; null when it will. Masking is by text: what is
 * short is not masked, and what is common is masked wherever it stands. `names` are those that the workspace's records
 * have, because logs hold them.
 */
export function maskWarning(value: string, names: Iterable<string> = []): string | null {
  const lines = value.split(/\r\n|\n|\r/)
  if (lines.length > 1) return lineWarning(lines, names)
  if (value !== '' && !isMaskable(value)) return `${tooShort}, so logs show it as it is. Use a longer one.`
  const reason = commonness(value.trim(), names)
  return (
    reason && `This is ${reason}: every place in the logs that has the same text is masked. Use a longer, random one.`
  )
}

/** The warning as those of a call with one field; none without a value. */
export function maskWarnings(path: string, value: string | null | undefined, names: Iterable<string>): FieldIssue[] {
  const message = maskWarning(value ?? '', names)
  return message === null ? [] : [{ path, message }]
}

const tooShort = `This has fewer than ${shortestMasked} characters`

/** Lines are masked one by one. Lines of brackets and dashes hide nothing and are passed over. */
function lineWarning(lines: readonly string[], names: Iterable<string>): string | null {
  const known = [...names]
  for (const [index, line] of lines.entries()) {
    if (!/[\p{L}\p{N}]/u.test(line)) continue
    const which = `Line ${index + 1}`
    if (!isMaskable(line.trim()))
      return `${which} has fewer than ${shortestMasked} characters, so logs show it as it is. Join it with another line.`
    const reason = commonness(line.trim(), known)
    if (reason)
      return `${which} is ${reason}: every place in the logs that has the same text is masked. Join it with another line.`
  }
  return null
}

function commonness(text: string, names: Iterable<string>): string | null {
  if (text === '') return null
  if (/^\d{1,6}$/.test(text)) return 'a short number'
  if (commonWords.has(text.toLowerCase())) return 'a common word'
  if (new Set(text).size === 1) return 'one character again and again'
  for (const name of names) if (sameName(name, text)) return 'a name that this workspace uses'
  return null
}
