import type { DeploymentSummary } from '@shared/deployment'

/**
 * The screen that the window begins with: after a crash that interrupted deployments, the one that was looked at when
 * that is one of them, or else the newest of them. Otherwise the first screen.
 */
export function firstPath(last: string | null, interrupted: readonly Pick<DeploymentSummary, 'id'>[]): string {
  const paths = interrupted.map(({ id }) => `/deployments/${id}`)
  return paths.find(path => path === last) ?? paths[0] ?? '/'
}
