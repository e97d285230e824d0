import { notFound } from '@shared/failure'
import type { ArtifactId, DeploymentId } from '@shared/ids'
import type { LogFilter, LogPage } from '@shared/log'
import { fail, ok, type Result } from '@shared/result'
import type { DeploymentLog } from '../store/store'
import type { ServiceContext } from './context'
import type { ServicePorts } from './ports'

/** What deployments left behind: task logs and artifacts. */
export function createLogs({ store, logs }: ServiceContext, { chooseSavePath }: Pick<ServicePorts, 'chooseSavePath'>) {
  const reading = async <T>(id: DeploymentId, work: (log: DeploymentLog) => Promise<Result<T>>): Promise<Result<T>> =>
    (await store.deployments.get(id)) ? logs.use(id, work) : fail(notFound('deployment', id))

  return {
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

/** A script chose the artifact's name, so only what is safe as a file's name is suggested. */
const fileName = (name: string): string =>
  name
    .replace(/[^\p{L}\p{N} ._()-]+/gu, '-')
    .replace(/^[.\s-]+/, '')
    .slice(0, 120) || 'artifact'
