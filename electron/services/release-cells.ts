import type { EnvironmentId } from '@shared/ids'
import type { Release } from '@shared/model/release'
import type { ReleaseCell, ReleaseCells } from '@shared/release-calls'
import type { Store } from '../store/store'

/** Where a release was deployed to, with its newest deployment in each environment. */
export async function cellsOf(
  { deployments }: Pick<Store, 'deployments'>,
  { id, projectId }: Pick<Release, 'id' | 'projectId'>
): Promise<ReleaseCells> {
  const cells: Partial<Record<EnvironmentId, ReleaseCell>> = {}
  for (const { environmentId, newest } of deployments.standings(id)) {
    const summary = await deployments.get(newest)
    if (summary === undefined) continue
    const isCurrent = deployments.current(projectId, environmentId)?.releaseId === id
    cells[environmentId] = { newest: summary, isCurrent }
  }
  return cells
}
