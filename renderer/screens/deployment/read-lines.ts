import type { DeploymentId } from '@shared/ids'
import { type LogFilter, pageLimit } from '@shared/log'
import { ok, type Result } from '@shared/result'
import { api } from '../../api'
import { plainText } from '../../components/log/ansi'

/** The most lines that are copied at once. */
export const copyLimit = 100_000

/** The text of lines by their positions, without escapes, one per line. At most `copyLimit` of them. */
export async function readText(
  deploymentId: DeploymentId,
  filter: LogFilter,
  span: { readonly first: number; readonly end: number }
): Promise<Result<string>> {
  const texts: string[] = []
  const end = Math.min(span.end, span.first + copyLimit)
  for (let from = span.first; from < end; from += pageLimit) {
    const page = await api.call('log.page', { deploymentId, filter, from, count: Math.min(pageLimit, end - from) })
    if (!page.ok) return page
    for (const line of page.value.lines) texts.push(plainText(line.text))
    if (page.value.lines.length === 0) break
  }
  return ok(texts.join('\n'))
}
