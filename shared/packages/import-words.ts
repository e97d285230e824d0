import type { PackageImportProgress } from '../package-calls'
import { transferWords } from '../transfer-rate'

const verbs = { packing: 'Packing', copying: 'Copying', checking: 'Checking' } as const

/** `Copying 12 MB of 2 GB, 310 MB/s, 13 s left`: what is left takes the checking that follows into account. */
export function importWords({ phase, bytes, total, perSecond }: PackageImportProgress): string {
  // A program of this machine that unpacks does not say how far it is.
  if (bytes === 0) return `${verbs[phase]} it`
  // Checked is every byte once more, and about as fast.
  const left = Math.max(0, total - bytes) + (phase === 'checking' ? 0 : total)
  return `${verbs[phase]} ${transferWords(bytes, total, perSecond, left)}`
}

/** How much of one file is done, from 0 to 1: half of it is checking. */
export function importShare({ phase, bytes, total }: PackageImportProgress): number {
  const part = total <= 0 ? 1 : Math.min(1, bytes / total)
  return phase === 'checking' ? 0.5 + part / 2 : part / 2
}

/** `Shop.Web.1.4.2.zip`, or `Shop.Web.1.4.2.zip, 2 of 5` among several. */
export const importTitle = ({ path, number, count }: PackageImportProgress): string =>
  `${path.split(/[\\/]/).at(-1) ?? path}${count === 1 ? '' : `, ${number} of ${count}`}`
