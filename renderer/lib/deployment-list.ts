import type { Input } from '@shared/api'
import type { DeploymentSummary } from '@shared/deployment'

/** A list of deployments, newest first, after one of them changed; those that the filter leaves out stay out. */
export function upsertSummary(
  list: readonly DeploymentSummary[],
  summary: DeploymentSummary,
  filter: Input<'deployment.list'>
): readonly DeploymentSummary[] {
  if (filter.projectId !== undefined && filter.projectId !== summary.projectId) return list
  if (filter.environmentId !== undefined && filter.environmentId !== summary.environmentId) return list
  if (list.some(item => item.id === summary.id)) return list.map(item => (item.id === summary.id ? summary : item))
  return [summary, ...list].sort((a, b) => b.queuedAt - a.queuedAt).slice(0, filter.limit ?? 50)
}
