import type { EnvironmentId } from '@shared/ids'
import type { Environment } from '@shared/model/environment'
import type { Project } from '@shared/model/project'
import type { TenantPlace } from '@shared/tenant-calls'

/** A project of a tenant with what the tenant has of it, by environment. */
export interface TenantRow {
  readonly project: Project
  readonly places: Readonly<Partial<Record<EnvironmentId, TenantPlace>>>
}

/** Places as rows × columns: projects in the order in which they come, environments in theirs. */
export function placeTable(places: readonly TenantPlace[]): {
  readonly environments: readonly Environment[]
  readonly rows: readonly TenantRow[]
} {
  const environments = new Map(places.map(({ environment }) => [environment.id, environment]))
  const rows = new Map<string, TenantRow>()
  for (const place of places) {
    const { project, environment } = place
    const row = rows.get(project.id) ?? { project, places: {} }
    rows.set(project.id, { ...row, places: { ...row.places, [environment.id]: place } })
  }
  return {
    environments: [...environments.values()].sort((a, b) => a.sortOrder - b.sortOrder),
    rows: [...rows.values()]
  }
}
