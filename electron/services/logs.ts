import type { Output, Parsed } from '@shared/api'
import type { DeploymentEvent } from '@shared/deployment'
import { notFound } from '@shared/failure'
import type { ArtifactId, DeploymentId } from '@shared/ids'
import type { LogFilter, LogPage, LogPlace } from '@shared/log'
import { fail, ok, type Result } from '@shared/result'
import type { SearchAnswer } from '@shared/task-log/search'
import type { DeploymentLog } from '../store/store'
import type { ServiceContext } from './context'
import type { ServicePorts } from './ports'

type LogPorts = Pick<ServicePorts, 'chooseSavePath' | 'logScans'>

/** The events of the deployment whose past was looked at last, so that its pages are cut from one reading. */
interface Past {
  readonly id: DeploymentId
  readonly seq: number
  readonly events: readonly DeploymentEvent[]
}

/** What deployments left behind: task logs, events and artifacts. */
export function createLogs({ store, logs }: ServiceContext, { chooseSavePath, logScans }: LogPorts) {
  const reading = async <T>(id: DeploymentId, work: (log: DeploymentLog) => Promise<Result<T>>): Promise<Result<T>> =>
    (await store.deployments.get(id)) ? logs.use(id, work) : fail(notFound('deployment', id))
  let past: Past | null = null

  const pastOf = async (id: DeploymentId, log: DeploymentLog): Promise<Past> => {
    const seq = (await log.state())?.seq ?? 0
    if (past?.id !== id || past.seq !== seq) past = { id, seq, events: await log.thinEvents() }
    return past
  }

  return {
    search: ({ deploymentId, ...search }: Parsed<'log.search'>): Promise<Result<SearchAnswer>> =>
      reading(deploymentId, async log => logScans.search(await log.readable(), search)),

    outline: ({ deploymentId, after }: Parsed<'log.outline'>): Promise<Result<Output<'log.outline'>>> =>
      reading(deploymentId, async log => {
        const counts = await log.counts()
        const outline = await logScans.outline(await log.readable(), after)
        return outline.ok ? ok({ counts, outline: outline.value }) : outline
      }),

    locate: ({ deploymentId, spot, filters }: Parsed<'log.locate'>): Promise<Result<LogPlace>> =>
      reading(deploymentId, async log => ok(await log.locate(spot, filters))),

    events: ({ id, after, limit }: Parsed<'deployment.events'>): Promise<Result<Output<'deployment.events'>>> =>
      reading(id, async log => {
        const { events } = await pastOf(id, log)
        const rest = events.filter(event => event.seq > after)
        return ok(cutAtEvent(rest, limit))
      }),

    page: (id: DeploymentId, filter: LogFilter, from: number, count: number): Promise<Result<LogPage>> =>
      reading(id, async log => ok(await log.page(filter, from, count))),

    line: (id: DeploymentId, number: number): Promise<Result<{ readonly text: string }>> =>
      reading(id, log => log.line(number)),

    saveArtifact: async (
      id: DeploymentId,
      artifactId: ArtifactId
    ): Promise<Result<{ readonly path: string } | null>> => {
      const state = await reading(id, async log => ok(await log.state()))
      if (!state.ok) return state
      const artifacts = Object.values(state.value?.runs ?? {}).flatMap(run => run.artifacts)
      const artifact = artifacts.find(item => item.id === artifactId)
      if (!artifact) return fail(notFound('artifact', artifactId))
      const path = await chooseSavePath(fileName(artifact.name))
      if (path === null) return ok(null)
      const copied = await store.artifacts.copyTo(id, artifactId, path)
      return copied.ok ? ok({ path }) : copied
    }
  }
}

/** As many events as fit, and never only some of those that share a number: those after it are asked for by number. */
function cutAtEvent(events: readonly DeploymentEvent[], limit: number): Output<'deployment.events'> {
  let end = Math.min(limit, events.length)
  while (end < events.length && events[end]?.seq === events[end - 1]?.seq) end++
  return { events: events.slice(0, end), hasMore: end < events.length }
}

/** A script chose the artifact's name, so only what is safe as a file's name is suggested. */
const fileName = (name: string): string =>
  name
    .replace(/[^\p{L}\p{N} ._()-]+/gu, '-')
    .replace(/^[.\s-]+/, '')
    .slice(0, 120) || 'artifact'
