import { notifications } from '@mantine/notifications'
import type { Dashboard, DashboardRow } from '@shared/dashboard'
import type { ProjectId } from '@shared/ids'
import { useCallback, useMemo, useRef } from 'react'
import { Card } from '../../components/Card'
import { EnvironmentMatrix, focusedRow } from '../../components/EnvironmentMatrix'
import { isNarrowed, shownEnvironments, shownGroups } from '../../lib/dashboard-view'
import { useScreenKey } from '../../lib/use-screen-key'
import { useDashboard } from '../../stores/dashboard'
import { useDashboardView } from '../../stores/dashboard-view'
import { DashboardFilters } from './DashboardFilters'
import classes from './DashboardScreen.module.css'
import { dashboardCell } from './dashboard-cell'
import { ProjectCell } from './ProjectCell'

/** Everything that was deployed, filtered, with the favourites on top. */
export function DashboardGrid({ dashboard }: { readonly dashboard: Dashboard }) {
  const { view, change } = useDashboardView()
  const search = useRef<HTMLInputElement>(null)
  const { favourites } = dashboard
  const setFavourite = useFavourites(favourites)
  useScreenKey('f', () => search.current?.focus())
  useScreenKey('s', () => setFavourite(favouriteAt(dashboard, focusedRow())))
  const groups = useMemo(() => shownGroups(dashboard, view), [dashboard, view])
  const environments = useMemo(() => shownEnvironments(dashboard, view), [dashboard, view])
  const renderRow = useCallback(
    (row: DashboardRow) => (
      <ProjectCell row={row} isFavourite={favourites.includes(row.project.id)} onFavourite={setFavourite} />
    ),
    [favourites, setFavourite]
  )
  const hasHeadings = groups.length > 1 || groups[0]?.key === 'favourites'
  return (
    <>
      <DashboardFilters dashboard={dashboard} view={view} onChange={change} search={search} />
      {groups.length === 0 ? (
        <Card>
          <p className={classes.none} role="status">
            {isNarrowed(view) ? 'No project matches.' : 'There is no project.'}
          </p>
        </Card>
      ) : (
        <Card padding="flush">
          <EnvironmentMatrix
            label="Projects by environment"
            rowHeader="Project"
            groups={groups.map(({ key, name, rows }) => ({ key, heading: hasHeadings ? name : null, rows }))}
            rowKey={keyOf}
            renderRow={renderRow}
            renderCell={dashboardCell}
            environments={environments}
          />
        </Card>
      )}
    </>
  )
}

const keyOf = ({ project }: DashboardRow): string => project.id

/** The project of a row; null where no row has the focus. */
const favouriteAt = ({ groups }: Dashboard, key: string | null): ProjectId | null =>
  groups.flatMap(({ projects }) => projects).find(({ project }) => project.id === key)?.project.id ?? null

/** Makes a project a favourite, or takes that back. */
function useFavourites(favourites: readonly ProjectId[]): (id: ProjectId | null) => void {
  const latest = useRef(favourites)
  latest.current = favourites
  return useCallback((id: ProjectId | null) => {
    if (id === null) return
    void useDashboard
      .getState()
      .setFavourite(id, !latest.current.includes(id))
      .then(failure => {
        if (failure !== null) notifications.show({ color: 'red', title: failure.message, message: failure.remedy })
      })
  }, [])
}
