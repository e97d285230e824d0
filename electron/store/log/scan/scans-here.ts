import { type AnswerTo, carryOut, type ScanRequest } from './scan-protocol'
import { LogScanner } from './scanner'
import type { LogScans } from './scans'

/** Scans in this very thread, which is held up meanwhile: for where no window is to stay responsive. */
export function createScansHere(): LogScans {
  const scanner = new LogScanner()
  const ask = async <Kind extends ScanRequest['kind']>(
    request: ScanRequest & { readonly kind: Kind }
  ): Promise<AnswerTo<Kind>> => carryOut(scanner, request) as AnswerTo<Kind>
  return {
    outline: (log, revision) => ask({ kind: 'outline', log, revision }),
    search: (log, search) => ask({ kind: 'search', log, search }),
    compare: (own, other) => ask({ kind: 'compare', own, other }),
    dispose: async () => undefined
  }
}
