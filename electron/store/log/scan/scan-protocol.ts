import { fail, ok, type Result } from '@shared/result'
import type { Difference } from '@shared/task-log/difference'
import type { OutlineNews } from '@shared/task-log/outline'
import type { SearchAnswer } from '@shared/task-log/search'
import { damaged, errorCode, storageFailed } from '../../storage-failure'
import type { LogScanner } from './scanner'
import type { LogScans, ReadableLog, ReadableRun, ScanSearch } from './scans'

/** What the scanning thread is asked. */
export type ScanRequest =
  | { readonly kind: 'outline'; readonly log: ReadableLog; readonly revision: number }
  | { readonly kind: 'search'; readonly log: ReadableLog; readonly search: ScanSearch }
  | { readonly kind: 'compare'; readonly own: ReadableRun; readonly other: ReadableRun }

/** The answer to a request of one kind. */
export type AnswerTo<Kind extends ScanRequest['kind']> = Awaited<ReturnType<LogScans[Kind]>>
/** An answer of which is not known what it is an answer to. */
export type ScanAnswer = Result<OutlineNews | SearchAnswer | Difference | null>

/** Carries out one request. Never throws. */
export function carryOut(scanner: LogScanner, request: ScanRequest): ScanAnswer {
  const path = request.kind === 'compare' ? request.own.log.path : request.log.path
  try {
    switch (request.kind) {
      case 'outline':
        return ok(scanner.outline(request.log, request.revision))
      case 'search':
        return scanner.search(request.log, request.search)
      case 'compare':
        return ok(scanner.compare(request.own, request.other))
    }
  } catch (error) {
    return unreadable(path, error)
  }
}

const unreadable = (path: string, error: unknown): Result<never> =>
  fail(
    errorCode(error) === undefined
      ? damaged(path, error instanceof Error ? error.message : String(error))
      : storageFailed('read', path, error)
  )
