import type { DeploymentSummary } from '@shared/deployment'
import type { ProjectId } from '@shared/ids'
import { useLocation } from 'wouter'
import { routeId } from '../navigation/route-id'
import { useRead } from '../stores/catalog'
import { valueOr } from '../stores/load'

/** The project that the screen that is shown is about, also by a release or a deployment of it. */
export function useProjectAtHand(deployments: readonly DeploymentSummary[]): ProjectId | undefined {
  const [path] = useLocation()
  const [, area, id] = path.split('/')
  const releaseId = area === 'releases' ? routeId('release', id) : null
  // The screen of the release has read it already.
  const release = valueOr(useRead('release.get', releaseId === null ? null : { id: releaseId }).load, undefined)
  if (area === 'projects') return routeId('project', id) ?? undefined
  if (area === 'deployments') return deployments.find(deployment => deployment.id === id)?.projectId
  return release?.release.projectId
}
