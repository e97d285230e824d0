import type { DeploymentEvent } from '@shared/deployment'
import { ok, type Result } from '@shared/result'
import { type Difference, firstDifference, type RunLine } from '@shared/task-log/difference'
import { OutlineBuilder, type OutlineNews } from '@shared/task-log/outline'
import { createLineMatcher, LogSearch, type SearchAnswer } from '@shared/task-log/search'
import { RecordCursor } from './record-cursor'
import { comparedLines, type ReadableLog, type ReadableRun, type ScanSearch } from './scans'

/** How long one answer may take, in milliseconds; what is left is done when it is asked for again. */
const budget = 200
/** Outlines and searches that are remembered. */
const kept = 6

interface Scan<T> {
  readonly cursor: RecordCursor
  readonly found: T
}

/** Outline, search and comparison, one after the other. Knows a few logs and queries that were asked for last. */
export class LogScanner {
  readonly #outlines = new Map<string, Scan<OutlineBuilder>>()
  readonly #searches = new Map<string, Scan<LogSearch>>()

  /** @throws when the log cannot be read. */
  outline(log: ReadableLog, revision: number): OutlineNews {
    const { cursor, found } = recall(this.#outlines, log.path, log, () => new OutlineBuilder())
    cursor.advance(log.end, budget, event => {
      if (event.kind === 'output') found.add(event)
      else if ('run' in event && endsAttempt(event.kind)) found.endRun(event.run)
    })
    return found.news(revision)
  }

  /** @throws when the log cannot be read. */
  search(log: ReadableLog, { query, filter, from, limit }: ScanSearch): Result<SearchAnswer> {
    const matcher = createLineMatcher(query)
    if (!matcher.ok) return matcher
    const key = JSON.stringify([log.path, query, filter])
    const { cursor, found } = recall(this.#searches, key, log, () => new LogSearch(matcher.value, filter))
    cursor.advance(log.end, budget, event => {
      if (event.kind === 'output') found.add(event)
    })
    return ok(found.answer(from, limit, log.lines))
  }

  /** @throws when one of the logs cannot be read. */
  compare(own: ReadableRun, other: ReadableRun): Difference | null {
    return firstDifference(linesOf(own), linesOf(other))
  }
}

/** What is known of a scan; made anew where the log is shorter than it was. */
function recall<T>(scans: Map<string, Scan<T>>, key: string, log: ReadableLog, make: () => T): Scan<T> {
  const known = scans.get(key)
  scans.delete(key)
  const scan =
    known !== undefined && known.cursor.position <= log.end
      ? known
      : { cursor: new RecordCursor(log.path), found: make() }
  scans.set(key, scan)
  const [oldest] = scans.keys()
  if (scans.size > kept && oldest !== undefined) scans.delete(oldest)
  return scan
}

const attemptEnds: ReadonlySet<DeploymentEvent['kind']> = new Set([
  'run-started',
  'run-retrying',
  'run-succeeded',
  'run-failed',
  'run-cancelled'
])
const endsAttempt = (kind: DeploymentEvent['kind']): boolean => attemptEnds.has(kind)

function linesOf({ log, run }: ReadableRun): readonly RunLine[] {
  const lines: RunLine[] = []
  let number = 0
  new RecordCursor(log.path).advance(log.end, Number.POSITIVE_INFINITY, event => {
    if (event.kind !== 'output') return
    const first = number + 1
    number += event.lines
    if (event.run !== run || lines.length >= comparedLines) return
    for (const [index, text] of event.text.split('\n').entries())
      lines.push({ number: first + index, stream: event.stream, text })
  })
  return lines.slice(0, comparedLines)
}
