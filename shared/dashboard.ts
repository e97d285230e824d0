import { type DeploymentSummary, hasSucceeded } from './deployment'
import { type ListedState, listedStateOf } from './deployment-filter'
import type { EnvironmentId, ProjectId, TenantId } from './ids'
import type { Environment } from './model/environment'
import type { Project, ProjectGroup } from './model/project'
import { wordOf } from './state-looks'
import { succeedsNow, takesPlaceOf } from './what-is-there'

/** Projects × environments. */
export interface Dashboard {
  /** Projects that this workspace shows above the others. */
  readonly favourites: readonly ProjectId[]
  readonly environments: readonly Environment[]
  readonly groups: readonly { readonly group: ProjectGroup; readonly projects: readonly DashboardRow[] }[]
}

export interface DashboardRow {
  readonly project: Project
  /** How far the project is set up: what the next call to action is. */
  readonly next: 'define-process' | 'create-release' | 'deploy' | null
  /** What is there without a tenant. */
  readonly cells: Readonly<Partial<Record<EnvironmentId, DashboardCell>>>
  /** Where nothing was deployed yet and nothing may be as things are; absent where it may be everywhere. */
  readonly closed?: Readonly<Partial<Record<EnvironmentId, ClosedCell>>>
  /** What is there for tenants, where any is linked; absent for a project that takes none. */
  readonly tenants?: Readonly<Partial<Record<EnvironmentId, TenantCells>>>
}

/** Why the newest release of a project may not be deployed to an environment. */
export interface ClosedCell {
  /** Such as `First Test`. */
  readonly words: string
  /** In a sentence. */
  readonly why: string
}

/** What is to be said of a project in an environment for those tenants that are linked to it there. */
export interface TenantCells {
  readonly linked: readonly TenantId[]
  /** Of those for whom anything was ever deployed there; the newest deployment of each says whose it is. */
  readonly cells: readonly DashboardCell[]
}

/** What is to be said of a project in an environment. */
export interface DashboardCell {
  /** The newest deployment there, whatever became of it. */
  readonly newest: DeploymentSummary
  /** What is there now: the last one that succeeded; null for nothing. */
  readonly current: DeploymentSummary | null
}

/** Whether news about `summary` takes the place of what was known: it is the same deployment, or was queued later. */
const isNewer = (summary: DeploymentSummary, known: DeploymentSummary): boolean =>
  known.id === summary.id || known.queuedAt <= summary.queuedAt

/**
 * A cell after news about a deployment of its project there. The very same cell where nothing changes; what is there may
 * be another one than it says then where `isUnclear`.
 */
export function cellAfter(before: DashboardCell | undefined, summary: DeploymentSummary): DashboardCell {
  const newest = before === undefined || isNewer(summary, before.newest) ? summary : before.newest
  const known = before?.current ?? null
  const current = currentAfter(before, summary)
  return before !== undefined && newest === before.newest && current === known ? before : { newest, current }
}

function currentAfter(before: DashboardCell | undefined, summary: DeploymentSummary): DeploymentSummary | null {
  const known = before?.current ?? null
  if (!hasSucceeded(summary)) return known?.id === summary.id ? null : known
  const isNow = before?.newest.id === summary.id && succeedsNow(before.newest, summary)
  return takesPlaceOf(summary, known, isNow) ? summary : known
}

/**
 * Whether a cell does not tell what is there after news: the success of what was there is taken back, and what was there
 * before is not known; or one succeeded that is not the newest, so that it is not known whether it did just now.
 */
export function isUnclear({ newest, current }: DashboardCell, summary: DeploymentSummary): boolean {
  const isCurrent = current?.id === summary.id
  return hasSucceeded(summary) ? !isCurrent && newest.id !== summary.id : isCurrent
}

/** Whether a dashboard does not tell what is in the place of a deployment after news about it, as `isUnclear`. */
export const isUnclearAfter = ({ groups }: Dashboard, summary: DeploymentSummary): boolean =>
  groups.some(({ projects }) => projects.some(row => cellsFor(row, summary).some(cell => isUnclear(cell, summary))))

function cellsFor(
  { project, cells, tenants }: DashboardRow,
  { projectId, environmentId, tenant }: DeploymentSummary
): readonly DashboardCell[] {
  if (project.id !== projectId) return []
  if (tenant !== undefined)
    return (tenants?.[environmentId]?.cells ?? []).filter(({ newest }) => newest.tenant?.id === tenant.id)
  const cell = cells[environmentId]
  return cell === undefined ? [] : [cell]
}

/**
 * What a cell says beside its newest deployment: which version is there, where that is another one. Null where the
 * newest one says it all.
 */
export function thereWords({ newest, current }: DashboardCell): string | null {
  if (current?.id === newest.id) return null
  if (current !== null) return `${current.releaseVersion} is there`
  // What has not ended yet, or was handed over, has been nowhere else before.
  return newest.state === 'finished' && newest.outcome !== 'handed-over' ? 'nothing is there' : null
}

/** A dashboard with one deployment's news in its cell. Rows that it does not concern stay the very same objects. */
export function withSummary(dashboard: Dashboard, summary: DeploymentSummary): Dashboard {
  // Runs of runbooks deploy nothing.
  if (summary.runbook !== null) return dashboard
  return {
    ...dashboard,
    groups: dashboard.groups.map(entry =>
      entry.projects.some(row => row.project.id === summary.projectId)
        ? { ...entry, projects: entry.projects.map(row => rowAfter(row, summary)) }
        : entry
    )
  }
}

function rowAfter(row: DashboardRow, summary: DeploymentSummary): DashboardRow {
  if (row.project.id !== summary.projectId) return row
  if (summary.tenant !== undefined) return rowAfterTenant(row, summary, summary.tenant.id)
  const before = row.cells[summary.environmentId]
  const cell = cellAfter(before, summary)
  // A first deployment is what “deploy” asked for.
  const next = row.next === 'deploy' ? null : row.next
  if (cell === before && next === row.next) return row
  return { ...row, next, cells: { ...row.cells, [summary.environmentId]: cell } }
}

function rowAfterTenant(row: DashboardRow, summary: DeploymentSummary, tenantId: TenantId): DashboardRow {
  const next = row.next === 'deploy' ? null : row.next
  const before = row.tenants?.[summary.environmentId]
  const after = before === undefined ? before : tenantCellsAfter(before, summary, tenantId)
  if (after === before || after === undefined) return next === row.next ? row : { ...row, next }
  return { ...row, next, tenants: { ...row.tenants, [summary.environmentId]: after } }
}

/** The cells of tenants after news about one of them; the very same where nothing changes, as for one that is not linked. */
export function tenantCellsAfter(before: TenantCells, summary: DeploymentSummary, tenantId: TenantId): TenantCells {
  if (!before.linked.includes(tenantId)) return before
  const known = before.cells.find(({ newest }) => newest.tenant?.id === tenantId)
  const cell = cellAfter(known, summary)
  if (cell === known) return before
  return { ...before, cells: [...before.cells.filter(item => item !== known), cell] }
}

/** For how many tenants what is there, by the newest attempt of each. */
export interface TenantTally {
  readonly linked: number
  /** Those for whom nothing was ever deployed there. */
  readonly untouched: number
  /** The one with the newest deployment first. */
  readonly groups: readonly { readonly releaseVersion: string; readonly state: ListedState; readonly tenants: number }[]
}

/** Counts the cells of tenants: a failed newest attempt counts as failed, whatever succeeded before it. */
export function tallyOf({ linked, cells }: TenantCells): TenantTally {
  const groups = new Map<string, TenantTally['groups'][number]>()
  for (const { newest } of [...cells].sort((a, b) => b.newest.queuedAt - a.newest.queuedAt)) {
    const { releaseVersion } = newest
    const state = listedStateOf(newest)
    const key = `${state} ${releaseVersion}`
    groups.set(key, { releaseVersion, state, tenants: (groups.get(key)?.tenants ?? 0) + 1 })
  }
  return { linked: linked.length, untouched: linked.length - cells.length, groups: [...groups.values()] }
}

/** A tally in words, such as `1.4.2 succeeded for 3; 1.4.1 failed for 1; nothing for 2`. */
export function tallyWords({ groups, untouched }: TenantTally): string {
  const said = groups.map(({ releaseVersion, state, tenants }) => `${releaseVersion} ${wordOf(state)} for ${tenants}`)
  return [...said, ...(untouched > 0 ? [`nothing for ${untouched}`] : [])].join('; ')
}

/** A dashboard in which a project is a favourite, or no more. */
export const withFavourite = (dashboard: Dashboard, id: ProjectId, isFavourite: boolean): Dashboard => ({
  ...dashboard,
  favourites: [...dashboard.favourites.filter(other => other !== id), ...(isFavourite ? [id] : [])]
})

/** Environments that some project was ever deployed to. */
export function usedEnvironments({ groups }: Dashboard): ReadonlySet<EnvironmentId> {
  const used = new Set<string>()
  for (const { projects } of groups)
    for (const { cells, tenants = {} } of projects) {
      for (const id of Object.keys(cells)) used.add(id)
      for (const [id, there] of Object.entries(tenants)) if (there !== undefined && there.cells.length > 0) used.add(id)
    }
  // The keys of the cells are ids of environments.
  return used as ReadonlySet<string> as ReadonlySet<EnvironmentId>
}
