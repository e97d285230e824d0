import type { AppEvent, CatalogEntity } from '@shared/api'
import type { Dashboard, DashboardRow } from '@shared/dashboard'
import type { DeploymentSummary } from '@shared/deployment'
import { create } from 'zustand'
import { api } from '../api'
import { afterFailure, type Load, loading, mapLoad, ready } from './load'

const shown: ReadonlySet<CatalogEntity> = new Set(['environment', 'project', 'group', 'process', 'release'])

interface DashboardStore {
  readonly load: Load<Dashboard>
  fetch(): Promise<void>
  receive(event: AppEvent): void
}

function withCell(row: DashboardRow, summary: DeploymentSummary): DashboardRow {
  if (row.project.id !== summary.projectId) return row
  const before = row.cells[summary.environmentId]
  if (before && before.id !== summary.id && before.queuedAt > summary.queuedAt) return row
  // A first deployment is what “deploy” asked for.
  const next = row.next === 'deploy' ? null : row.next
  return { ...row, next, cells: { ...row.cells, [summary.environmentId]: summary } }
}

/** The dashboard with one deployment's news in its cell; news about an older deployment changes nothing. */
export const withSummary = (dashboard: Dashboard, summary: DeploymentSummary): Dashboard => ({
  ...dashboard,
  groups: dashboard.groups.map(({ group, projects }) => ({
    group,
    projects: projects.map(row => withCell(row, summary))
  }))
})

/** Projects × environments, live: deployments arrive as pushes, the rest is fetched again when it changed. */
export const useDashboard = create<DashboardStore>()((set, get) => {
  let newest = 0
  let pushed: DeploymentSummary[] = []
  return {
    load: loading,
    fetch: async () => {
      newest += 1
      const own = newest
      pushed = []
      const result = await api.call('dashboard.get', {})
      if (own !== newest) return
      // What was pushed meanwhile may be newer than the answer.
      if (result.ok) set({ load: ready(pushed.reduce(withSummary, result.value)) })
      else set({ load: afterFailure(get().load, result.failure) })
    },
    receive: event => {
      if (event.type === 'catalog.changed' && shown.has(event.entity) && newest > 0) void get().fetch()
      if (event.type !== 'deployment.changed') return
      pushed.push(event.summary)
      set(({ load }) => ({ load: mapLoad(load, dashboard => withSummary(dashboard, event.summary)) }))
    }
  }
})

/** Starts listening; returns the undo. */
export const followDashboard = (): (() => void) => api.subscribe(event => useDashboard.getState().receive(event))
