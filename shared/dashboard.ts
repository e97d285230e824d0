import type { DeploymentSummary } from './deployment'
import type { EnvironmentId } from './ids'
import type { Environment } from './model/environment'
import type { Project, ProjectGroup } from './model/project'

/** Projects × environments; a cell shows the newest deployment there, whatever became of it. */
export interface Dashboard {
  readonly environments: readonly Environment[]
  readonly groups: readonly { readonly group: ProjectGroup; readonly projects: readonly DashboardRow[] }[]
}

export interface DashboardRow {
  readonly project: Project
  /** How far the project is set up: what the next call to action is. */
  readonly next: 'define-process' | 'create-release' | 'deploy' | null
  readonly cells: Readonly<Partial<Record<EnvironmentId, DeploymentSummary>>>
}
