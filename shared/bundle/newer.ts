import type { Receipt } from './format'
import type { BundleRecord } from './record'

type Known = Pick<BundleRecord, 'receiptWrittenAt' | 'receiptLog'>
type Told = Pick<Receipt, 'writtenAt' | 'events'>

/** Names the log that a receipt was made of: another start elsewhere, or after everything was removed there, begins another. */
export const logOf = ({ events }: Told): NonNullable<BundleRecord['receiptLog']> => ({
  beganAt: events[0]?.at ?? 0,
  events: events.length
})

const isSameLog = ({ receiptLog }: Known, told: Told): boolean => receiptLog?.beganAt === logOf(told).beganAt

/**
 * Whether a receipt tells less than the one that is in. A log only grows, so of the same one the longer is newer: the clock
 * there may have been set back in between. Of different ones only the clock can tell.
 */
export function isOlder(known: Known, told: Told): boolean {
  if (known.receiptLog !== undefined && isSameLog(known, told)) return told.events.length < known.receiptLog.events
  return known.receiptWrittenAt !== null && told.writtenAt < known.receiptWrittenAt
}

/** How many of the events of a receipt, from the first on, are known from the one that is in. */
export function knownEvents(known: Known, told: Told): number {
  if (known.receiptLog !== undefined) return isSameLog(known, told) ? known.receiptLog.events : 0
  const until = known.receiptWrittenAt
  if (until === null) return 0
  const next = told.events.findIndex(({ at }) => at > until)
  return next < 0 ? told.events.length : next
}
