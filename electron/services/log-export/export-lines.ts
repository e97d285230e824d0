import { type LogFilter, type LogLine, pageLimit } from '@shared/log'
import type { ExportScope } from '@shared/log-calls'
import { createMasker } from '@shared/variables/masks'
import type { DeploymentLog } from '../../store/store'

/** Looks through lines for secrets once more, and counts those that had one. */
export interface Remasker {
  readonly mask: (lines: readonly LogLine[]) => readonly LogLine[]
  /** Lines that were changed so far. */
  readonly changed: () => number
}

export function createRemasker(secrets: readonly string[]): Remasker {
  const masker = createMasker(secrets)
  let changed = 0
  const maskOne = (line: LogLine): LogLine => {
    const bytes = Buffer.from(line.text, 'utf8')
    const masked = masker.mask(bytes)
    if (masked === bytes) return line
    changed++
    return { ...line, text: Buffer.from(masked).toString('utf8') }
  }
  return {
    mask: lines => {
      // Nearly always nothing is found, so all of them are looked at in one go first.
      const bytes = Buffer.from(lines.map(line => line.text).join('\n'), 'utf8')
      return masker.mask(bytes) === bytes ? lines : lines.map(maskOne)
    },
    changed: () => changed
  }
}

const everything: LogFilter = { runs: null, levels: null }

/** The lines of a scope, whole and masked once more, some at a time. */
export async function* exportedLines(
  log: DeploymentLog,
  scope: ExportScope,
  remasker: Remasker
): AsyncGenerator<readonly LogLine[]> {
  const filter = scope.kind === 'all' ? everything : scope.filter
  const { first, end } = await spanOf(log, scope, filter)
  for (let from = first; from < end; ) {
    const { lines } = await log.page(filter, from, Math.min(pageLimit, end - from))
    if (lines.length === 0) return
    from += lines.length
    yield remasker.mask(await Promise.all(lines.map(line => whole(log, line))))
  }
}

/** Positions among the lines that the filter lets through; what comes while an export is written is not part of it. */
async function spanOf(log: DeploymentLog, scope: ExportScope, filter: LogFilter) {
  if (scope.kind !== 'lines') return { first: 0, end: (await log.page(filter, 0, 1)).total }
  const [first, end] = await Promise.all(
    [scope.first, scope.last + 1].map(async number => {
      const { positions } = await log.locate({ kind: 'line', number }, [filter])
      return positions[0] ?? 0
    })
  )
  return { first: first ?? 0, end: end ?? 0 }
}

async function whole(log: DeploymentLog, line: LogLine): Promise<LogLine> {
  if (line.fullLength === undefined) return line
  const text = await log.line(line.number)
  const { fullLength: _, ...rest } = line
  return text.ok ? { ...rest, text: text.value.text } : line
}
