import type { PackageImportProgress } from '../package-calls'
import { transferWords } from '../transfer-rate'

const verbs = { fetching: 'Fetching', packing: 'Packing', copying: 'Copying', checking: 'Checking' } as const

/** `Copying 12 MB of 2 GB, 310 MB/s, 13 s left`: what is left takes the checking that follows into account. */
export function importWords({ phase, bytes, total, perSecond }: PackageImportProgress): string {
  if (bytes === 0) return `${verbs[phase]} it`
  // Checked is every byte once more, and about as fast as a file is read here; next to a network that is no time.
  const isTwice = phase === 'copying' || phase === 'packing'
  const left = Math.max(0, total - bytes) + (isTwice ? total : 0)
  return `${verbs[phase]} ${transferWords(bytes, total, perSecond, left)}`
}

/**
 * How much of one file is done, from 0 to 1: half of it is checking, and most of it fetching, where it comes from a feed.
 * Null while a feed does not say how much will come.
 */
export function importShare({ feed, phase, bytes, total }: PackageImportProgress): number | null {
  if (phase === 'fetching' && total <= 0) return null
  const part = total <= 0 ? 1 : Math.min(1, bytes / total)
  if (feed === null) return phase === 'checking' ? 0.5 + part / 2 : part / 2
  return phase === 'fetching' ? 0.8 * part : (phase === 'checking' ? 0.9 : 0.8) + part / 10
}

/** `Shop.Web.1.4.2.zip`, or `Shop.Web.1.4.2.zip, 2 of 5` among several; `Shop.Web 1.4.2 from Nightly` of a feed. */
export function importTitle({ path, feed, number, count }: PackageImportProgress): string {
  if (feed !== null) return `${path} from ${feed.name}`
  return `${path.split(/[\\/]/).at(-1) ?? path}${count === 1 ? '' : `, ${number} of ${count}`}`
}
