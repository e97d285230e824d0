import type { DeploymentId } from '@shared/ids'
import { type LogLine, pageLimit } from '@shared/log'
import type { Plan } from '@shared/plan/plan'
import type { Session } from './session'

/** The lines `from`+1 to `until` of a task log, whole, page by page. */
export async function* logLines(
  session: Session,
  deploymentId: DeploymentId,
  from: number,
  until = Number.POSITIVE_INFINITY
): AsyncGenerator<LogLine> {
  let next = from
  while (next < until) {
    const count = Math.min(pageLimit, until - next)
    const { lines } = await session.call('log.page', { deploymentId, from: next, count })
    if (lines.length === 0) return
    for (const line of lines) yield line.fullLength === undefined ? line : await whole(session, deploymentId, line)
    next += lines.length
  }
}

async function whole(session: Session, deploymentId: DeploymentId, line: LogLine): Promise<LogLine> {
  const { text } = await session.call('log.line', { deploymentId, number: line.number })
  return { ...line, text }
}

const words: Readonly<Partial<Record<LogLine['level'], string>>> = { warning: 'WARNING ', error: 'ERROR ' }

/** Makes a line of a terminal of a line of the log: `[web-1] WARNING …`. */
export function lineText(plan: Plan): (line: LogLine) => string {
  const names = new Map<string, string>(plan.targets.map(target => [target.id, target.name]))
  const places = new Map<string, string>(
    plan.stages.flatMap(stage =>
      stage.runs.map(
        run => [run.id, run.targetId === null ? 'here' : (names.get(run.targetId) ?? run.targetId)] as const
      )
    )
  )
  return ({ run, level, text }) => {
    const place = run === null ? '' : `[${places.get(run) ?? run}] `
    return `${place}${words[level] ?? ''}${text}`
  }
}
