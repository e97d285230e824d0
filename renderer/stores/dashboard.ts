import type { AppEvent, CatalogEntity } from '@shared/api'
import { type Dashboard, isUnclearAfter, withFavourite, withSummary } from '@shared/dashboard'
import { type DeploymentSummary, hasSucceeded } from '@shared/deployment'
import type { Failure } from '@shared/failure'
import type { ProjectId } from '@shared/ids'
import { create } from 'zustand'
import { api } from '../api'
import { afterFailure, type Load, loading, mapLoad, ready } from './load'

const shown: ReadonlySet<CatalogEntity> = new Set([
  'channel',
  'environment',
  'lifecycle',
  'project',
  'group',
  'process',
  'release',
  'settings',
  'tenant'
])

interface DashboardStore {
  readonly load: Load<Dashboard>
  fetch(): Promise<void>
  /** Shows a project above the others, or no more: at once, and as before when it cannot be saved. Null for done. */
  setFavourite(projectId: ProjectId, isFavourite: boolean): Promise<Failure | null>
  receive(event: AppEvent): void
}

/** Projects × environments, live: deployments arrive as pushes, the rest is fetched again when it changed. */
export const useDashboard = create<DashboardStore>()((set, get) => {
  let newest = 0
  /** What came while an answer was on its way; null while none is. */
  let pushed: DeploymentSummary[] | null = null
  return {
    load: loading,
    fetch: async () => {
      newest += 1
      const own = newest
      // Those of an answer that is dropped count for the next one, too.
      pushed ??= []
      const result = await api.call('dashboard.get', {})
      if (own !== newest) return
      const meanwhile: readonly DeploymentSummary[] = pushed ?? []
      pushed = null
      // What was pushed meanwhile may be newer than the answer.
      if (result.ok) set({ load: ready(meanwhile.reduce(withSummary, result.value)) })
      else set({ load: afterFailure(get().load, result.failure) })
    },
    setFavourite: async (projectId, isFavourite) => {
      const change = (is: boolean) =>
        set(({ load }) => ({ load: mapLoad(load, dashboard => withFavourite(dashboard, projectId, is)) }))
      change(isFavourite)
      const result = await api.call('dashboard.setFavourite', { projectId, isFavourite })
      if (result.ok) return null
      change(!isFavourite)
      return result.failure
    },
    receive: event => {
      if (event.type === 'catalog.changed' && shown.has(event.entity) && newest > 0) void get().fetch()
      // Runs of runbooks are no deployments.
      if (event.type !== 'deployment.changed' || event.summary.runbook !== null) return
      const { load } = get()
      const isOld =
        load.state === 'ready' && (mayOpen(load.value, event.summary) || isUnclearAfter(load.value, event.summary))
      if (isOld) void get().fetch()
      pushed?.push(event.summary)
      set(({ load }) => ({ load: mapLoad(load, dashboard => withSummary(dashboard, event.summary)) }))
    }
  }
})

/** A success may open what was closed; where, only the lifecycle says. */
const mayOpen = ({ groups }: Dashboard, summary: DeploymentSummary): boolean =>
  hasSucceeded(summary) &&
  groups.some(({ projects }) =>
    projects.some(({ project, closed }) => closed !== undefined && project.id === summary.projectId)
  )

/** Starts listening; returns the undo. */
export const followDashboard = (): (() => void) => api.subscribe(event => useDashboard.getState().receive(event))
