import type { Deployment } from '@shared/deployment'
import type { LogFilter, LogLine } from '@shared/log'
import { pageLimit } from '@shared/log'
import { ok, type Result } from '@shared/result'
import { plainText } from '@shared/task-log/ansi'
import { api } from '../../../api'
import { copyText } from '../../../components/log/copy-text'
import { type LineSelection, selectedSpan } from '../../../components/log/line-selection'
import type { RunLabels } from '../../../components/log/log-source'

/** The most lines that are copied at once. */
export const copyLimit = 100_000

/** What narrows the log to the section that lines were marked in. */
export const filterOfSelection = (filter: LogFilter, { run }: LineSelection): LogFilter =>
  run === undefined ? filter : { ...filter, runs: [run] }

/** Positions of the marked lines among those that the filter lets through. */
async function spanOf(deployment: Deployment, filter: LogFilter, selection: LineSelection) {
  const { first, last } = selectedSpan(selection)
  const ends = await Promise.all(
    [first, last + 1].map(number =>
      api.call('log.locate', { deploymentId: deployment.id, spot: { kind: 'line', number }, filters: [filter] })
    )
  )
  const [from, to] = ends
  if (!from || !to) return ok({ first: 0, end: 0 })
  if (!from.ok) return from
  if (!to.ok) return to
  return ok({ first: from.value.positions[0] ?? 0, end: to.value.positions[0] ?? 0 })
}

/** The marked lines, or the first `copyLimit` of all of them. */
async function linesOf(
  deployment: Deployment,
  filter: LogFilter,
  selection: LineSelection | null
): Promise<Result<{ readonly lines: readonly LogLine[]; readonly isCut: boolean }>> {
  const narrowed = selection === null ? filter : filterOfSelection(filter, selection)
  const span =
    selection === null ? ok({ first: 0, end: Number.POSITIVE_INFINITY }) : await spanOf(deployment, narrowed, selection)
  if (!span.ok) return span
  const lines: LogLine[] = []
  const { first, end } = span.value
  for (let from = first; from < Math.min(end, first + copyLimit); ) {
    const count = Math.min(pageLimit, end - from, first + copyLimit - from)
    const page = await api.call('log.page', { deploymentId: deployment.id, filter: narrowed, from, count })
    if (!page.ok) return page
    lines.push(...page.value.lines)
    if (page.value.lines.length === 0) break
    from += page.value.lines.length
  }
  return ok({ lines, isCut: lines.length >= copyLimit && end - first > copyLimit })
}

/** Copies lines as plain text, with `more` also when and where they were written, and says what became of it. */
export async function copyLines(
  deployment: Deployment,
  filter: LogFilter,
  selection: LineSelection | null,
  labels: RunLabels,
  more: boolean
): Promise<string> {
  const found = await linesOf(deployment, filter, selection)
  if (!found.ok) return found.failure.message
  const { lines, isCut } = found.value
  const text = lines.map(line => (more ? described(line, labels) : plainText(line.text))).join('\n')
  if (!copyText(text)) return 'The text could not be put on the clipboard.'
  if (isCut) return `The first ${copyLimit.toLocaleString()} lines were copied. Export has them all.`
  return `${lines.length.toLocaleString()} ${lines.length === 1 ? 'line was' : 'lines were'} copied.`
}

/** `2026-01-01T10:00:00.000Z error [Migrate on db-1] text` */
function described(line: LogLine, labels: RunLabels): string {
  const label = labels(line.run)
  const place = label === null ? '' : `[${label.step} on ${label.place}] `
  return `${new Date(line.at).toISOString()} ${line.level.padEnd(9)} ${place}${plainText(line.text)}`
}
