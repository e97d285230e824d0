import { type Dashboard, type DashboardCell, type DashboardRow, thereWords, usedEnvironments } from '@shared/dashboard'
import type { ProjectGroupId } from '@shared/ids'
import type { Environment } from '@shared/model/environment'

/** Which projects are wanted by what is in one of their cells. */
export const cellFilters = ['asks', 'running', 'queued', 'failed', 'warned', 'behind'] as const
export type CellFilter = (typeof cellFilters)[number]

export const cellFilterWords: Readonly<Record<CellFilter, string>> = {
  asks: 'Needs an answer',
  running: 'Running',
  queued: 'Queued',
  failed: 'Failed or interrupted',
  warned: 'With warnings',
  behind: 'Something else is there'
}

const tests: Readonly<Record<CellFilter, (cell: DashboardCell) => boolean>> = {
  asks: ({ newest }) => newest.openQuestions > 0,
  running: ({ newest }) => newest.state === 'running' || newest.state === 'cancelling',
  queued: ({ newest }) => newest.state === 'queued',
  failed: ({ newest }) => newest.state === 'interrupted' || newest.outcome === 'failed',
  warned: ({ newest }) => newest.hasWarnings,
  behind: cell => thereWords(cell) !== null
}

/** What somebody wants to see of the dashboard. */
export interface DashboardView {
  readonly text: string
  readonly state: CellFilter | null
  readonly groupId: ProjectGroupId | null
  /** Leaves out environments that no project was ever deployed to. */
  readonly hidesUnused: boolean
}

export const wholeView: DashboardView = { text: '', state: null, groupId: null, hidesUnused: false }

/** Whether some projects may be left out. */
export const isNarrowed = ({ text, state, groupId }: DashboardView): boolean =>
  text.trim() !== '' || state !== null || groupId !== null

interface ShownGroup {
  readonly key: string
  readonly name: string
  readonly rows: readonly DashboardRow[]
}

/** The rows that a view lets through: favourites first, the others under their groups. Groups without rows are left out. */
export function shownGroups({ groups, favourites }: Dashboard, view: DashboardView): readonly ShownGroup[] {
  const words = view.text.toLowerCase().split(/\s+/).filter(Boolean)
  const isWanted = ({ project, cells, tenants = {} }: DashboardRow, groupName: string): boolean => {
    const name = `${project.name} ${groupName}`.toLowerCase()
    if (!words.every(word => name.includes(word))) return false
    const test = view.state === null ? null : tests[view.state]
    const there = [...Object.values(cells), ...Object.values(tenants).flatMap(item => item?.cells ?? [])]
    return test === null || there.some(cell => cell !== undefined && test(cell))
  }
  const favourite = new Map(favourites.map((id, index) => [id, index]))
  const first: DashboardRow[] = []
  const others = groups
    .filter(({ group }) => view.groupId === null || group.id === view.groupId)
    .map(({ group, projects }): ShownGroup => {
      const wanted = projects.filter(row => isWanted(row, group.name))
      first.push(...wanted.filter(row => favourite.has(row.project.id)))
      return { key: group.id, name: group.name, rows: wanted.filter(row => !favourite.has(row.project.id)) }
    })
  const order = (row: DashboardRow) => favourite.get(row.project.id) ?? 0
  const top = { key: 'favourites', name: 'Favourites', rows: first.sort((a, b) => order(a) - order(b)) }
  return [top, ...others].filter(({ rows }) => rows.length > 0)
}

/** The columns that a view lets through; all of them where that would leave none. */
export function shownEnvironments(dashboard: Dashboard, { hidesUnused }: DashboardView): readonly Environment[] {
  if (!hidesUnused) return dashboard.environments
  const used = usedEnvironments(dashboard)
  const left = dashboard.environments.filter(({ id }) => used.has(id))
  return left.length === 0 ? dashboard.environments : left
}
