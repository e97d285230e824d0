import type { EnvironmentId, ProjectId, ReleaseId } from '@shared/ids'

/** Where two releases are compared; values as they are in the environment, where one is named. */
export const comparisonAddress = (before: ReleaseId, after: ReleaseId, environment?: EnvironmentId | null): string =>
  `/releases/compare/${before}/${after}${environment == null ? '' : `?in=${environment}`}`

/** Where it says what a release would change in an environment. */
export const changesAddress = (release: ReleaseId, environment: EnvironmentId): string =>
  `/releases/${release}/changes/${environment}`

/** Where an environment goes back to an earlier release, or to this one. */
export const rollbackAddress = (project: ProjectId, environment: EnvironmentId, release?: ReleaseId): string =>
  `/projects/${project}/rollback/${environment}${release === undefined ? '' : `?to=${release}`}`
