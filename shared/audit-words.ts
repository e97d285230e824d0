import type { AuditDoor, AuditVerdict } from './audit'

/** How a door is called where it stands beside a person's name. */
export const doorNames: Readonly<Record<AuditDoor, string>> = {
  window: 'window',
  'command-line': 'command line',
  api: 'HTTP API',
  slipway: 'Slipway itself'
}

/** What a person should do about a chain that is broken. */
export const brokenChainRemedy =
  'Somebody or something changed the files. Keep a copy of the data folder as it is, and compare it with a backup or an export.'

/** What a person should do when the end of the chain that they noted is not in it any more. */
export const lostHeadRemedy =
  'Check that the hash is complete. If it is, the log was replaced or rebuilt since it was noted: compare it with a backup or an export.'

/** `1 entry`, `1,234 entries`. */
export const entriesOf = (count: number): string => (count === 1 ? '1 entry' : `${count.toLocaleString('en')} entries`)

/** Whether nothing is wrong: the chain is sound and holds what was noted. */
export const isSound = (verdict: AuditVerdict): boolean => verdict.broken === null && verdict.noted !== 'not-found'
