import type { Deployment } from '@shared/deployment'
import { placeOf, titledOf } from '@shared/deployment-title'
import { notFound } from '@shared/failure'
import type { DeploymentId } from '@shared/ids'
import type { LogLine } from '@shared/log'
import type { ExportFormat, ExportScope, LogExport } from '@shared/log-calls'
import { fail, ok, type Result } from '@shared/result'
import type { DeploymentLog } from '../../store/store'
import type { ServiceContext } from '../context'
import type { ServicePorts } from '../ports'
import { createRemasker, exportedLines } from './export-lines'
import { toPage } from './export-page'
import { exportSecrets } from './export-secrets'
import { type ExportContent, toJsonLines, toText } from './export-text'

/** Saves the log of a deployment, masked once more, to a place that the person chooses. */
export function createLogExport(
  { store, logs, now }: Pick<ServiceContext, 'store' | 'logs' | 'now'>,
  { chooseSavePath }: Pick<ServicePorts, 'chooseSavePath'>
) {
  const write = async (
    log: DeploymentLog,
    deployment: Deployment,
    path: string,
    format: ExportFormat,
    scope: ExportScope
  ): Promise<LogExport> => {
    const at = now()
    const { texts, unavailable } = await exportSecrets(store, deployment)
    const remasker = createRemasker(texts)
    const counted = countedLines(exportedLines(log, scope, remasker))
    const content: ExportContent = { deployment, lines: counted.lines, at }
    const events = format === 'html' ? await log.thinEvents() : []
    const note = noteOf(at, scope, texts.length, unavailable)
    const text = format === 'html' ? toPage({ ...content, events, note }) : textIn(format, content)
    await store.logs.save(path, text)
    const masking = { secrets: texts.length, unavailable, lines: remasker.changed() }
    await store.commit([], [draftOf(deployment, counted.count(), format)])
    return { path, lines: counted.count(), masking }
  }

  return async (id: DeploymentId, format: ExportFormat, scope: ExportScope): Promise<Result<LogExport | null>> => {
    if (!(await store.deployments.get(id))) return fail(notFound('deployment', id))
    return logs.use(id, async log => {
      const deployment = await log.state()
      if (deployment === null) return fail(notFound('deployment', id))
      const path = await chooseSavePath(fileName(deployment, format))
      return ok(path === null ? null : await write(log, deployment, path, format, scope))
    })
  }
}

const textIn = (format: Exclude<ExportFormat, 'html'>, content: ExportContent): AsyncGenerator<string> =>
  format === 'txt' ? toText(content) : toJsonLines(content)

function countedLines(pages: AsyncIterable<readonly LogLine[]>) {
  let count = 0
  async function* counting() {
    for await (const page of pages) {
      count += page.length
      yield page
    }
  }
  return { lines: counting(), count: () => count }
}

/** `harbour-books-1.4.2-production.html` */
function fileName({ plan }: Deployment, format: ExportFormat): string {
  const words = [plan.project.name, plan.release.version, placeOf(titledOf(plan))].join('-')
  const safe = words
    .toLowerCase()
    .replace(/[^\p{L}\p{N}.]+/gu, '-')
    .replace(/^[.-]+|[.-]+$/g, '')
  return `${safe.slice(0, 120) || 'log'}.${format}`
}

function noteOf(at: number, scope: ExportScope, secrets: number, unavailable: number): string {
  const part =
    scope.kind === 'all' ? 'The whole log' : scope.kind === 'filter' ? 'A part of the log' : 'Some lines of the log'
  const checked =
    unavailable === 0
      ? `looked through for ${secrets} secrets once more`
      : `looked through for ${secrets} secrets once more, while ${unavailable} could not be opened`
  return `${part}, masked when it was written, ${checked}. Exported by Slipway ${new Date(at).toISOString()}.`
}

const draftOf = ({ id, plan }: Deployment, lines: number, format: ExportFormat) => {
  const name = `${plan.project.name} ${plan.release.version} to ${placeOf(titledOf(plan))}`
  return {
    verb: 'exported',
    subject: { kind: 'deployment', id, name },
    projectId: plan.project.id,
    environmentId: plan.environment.id,
    summary: `Exported ${lines.toLocaleString('en')} lines of the log of ${name} as ${format.toUpperCase()}.`
  } as const
}
