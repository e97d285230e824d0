import type { Deployment } from '@shared/deployment'
import type { DeploymentId, EnvironmentId, ProjectId, ReleaseId, TenantId } from '@shared/ids'
import type { Environment } from '@shared/model/environment'
import type { Project } from '@shared/model/project'
import type { Release } from '@shared/model/release'
import { mayRunIn } from '@shared/model/runbook'
import { useState } from 'react'
import { useRead } from '../../stores/catalog'
import { valueOr } from '../../stores/load'
import type { RunbookStart } from '../../stores/overlay'
import { closedIn } from './closed-places'
import { type Place, placesFor } from './place'
import { closedForTenants, nextForTenants, type TenantChoice, useTenantChoice } from './use-tenant-choice'

/** What the dialog was opened with; the rest is chosen in it. */
export interface DeployStart {
  readonly projectId?: ProjectId
  readonly releaseId?: ReleaseId
  readonly environmentId?: EnvironmentId
  readonly tenantId?: TenantId
  readonly runbook?: RunbookStart
  readonly again?: DeploymentId
}

export interface DeployChoice {
  readonly projects: readonly Project[]
  readonly releases: readonly Release[]
  readonly environments: readonly Environment[]
  /** Why a release may not go somewhere, by environment. */
  readonly closed: ReadonlyMap<EnvironmentId, string>
  readonly project: Project | undefined
  readonly release: Release | undefined
  /** In the order of lists; empty as long as none is chosen. */
  readonly chosen: readonly Environment[]
  readonly tenants: TenantChoice
  /** Each of the chosen environments, for each of the chosen tenants or without one. */
  readonly places: readonly Place[]
  /** Whether several may be chosen. */
  readonly isSeveral: boolean
  readonly areReleasesLoaded: boolean
  /** The runbook that is run, with its snapshot as the release; null for a release of a project. */
  readonly runbook: RunbookStart | null
  readonly chooseProject: (id: ProjectId) => void
  readonly chooseRelease: (id: ReleaseId) => void
  /** The only one, or one more or less where there may be several. */
  readonly chooseEnvironment: (id: EnvironmentId) => void
  readonly allowSeveral: (isSeveral: boolean) => void
}

/**
 * Project, release, environments and tenants of a deployment to come. The newest release is chosen unless told otherwise,
 * and the environment that is next for it.
 * @param earlier the deployment that is done once more
 */
export function useDeployChoice(start: DeployStart, earlier: Deployment | null): DeployChoice {
  const { runbook = null } = start
  const { project: ownProject, release: ownRelease, environment: ownEnvironment } = earlier?.plan ?? {}
  const projects = valueOr(useRead('project.list', {}).load, []).filter(
    ({ releases }) => start.tenantId === undefined || releases?.tenancy !== undefined
  )
  const environments = valueOr(useRead('environment.list', {}).load, []).filter(
    ({ id }) => runbook === null || mayRunIn(runbook, id)
  )
  const [chosenProject, setProject] = useState(runbook?.release.projectId ?? ownProject?.id ?? start.projectId)
  const [chosenRelease, setRelease] = useState(ownRelease?.id ?? start.releaseId)
  const first = ownEnvironment?.id ?? start.environmentId
  const [picked, setPicked] = useState<readonly EnvironmentId[] | null>(first === undefined ? null : [first])
  const [isSeveral, setSeveral] = useState(false)
  const projectId = chosenProject ?? (projects.length === 1 ? projects[0]?.id : undefined)

  const { load } = useRead('release.list', projectId === undefined ? null : { projectId })
  const releases = [...valueOr(load, [])].sort((a, b) => b.createdAt - a.createdAt)
  const release = runbook?.release ?? releases.find(({ id }) => id === chosenRelease) ?? releases[0]
  const project = projects.find(({ id }) => id === projectId)
  const tenants = useTenantChoice(project, release, runbook !== null, earlier?.plan.tenant?.id ?? start.tenantId)
  const { isForTenants, able } = tenants
  const progression = useRead('release.progression', runbook === null && release ? { id: release.id } : null).load
  const where = progression.state === 'ready' ? progression.value.progression : null
  const next = isForTenants ? nextForTenants(able, environments) : where?.next[0]
  const ids = picked ?? (next === undefined ? [] : [next])
  const chosen = environments.filter(({ id }) => ids.includes(id))
  const closedNow = (): ReadonlyMap<EnvironmentId, string> => {
    if (isForTenants) return tenants.isLoaded ? closedForTenants(able, environments) : new Map()
    return where === null ? new Map() : closedIn(where, environments)
  }
  return {
    projects,
    releases,
    environments,
    closed: closedNow(),
    project,
    release,
    chosen,
    tenants,
    places: isForTenants
      ? placesFor(chosen, tenants.chosen, able)
      : chosen.map(environment => ({ environment, tenant: null })),
    isSeveral,
    areReleasesLoaded: load.state === 'ready',
    runbook,
    chooseProject: id => {
      setProject(id)
      setRelease(undefined)
      tenants.choose(start.tenantId === undefined ? [] : [start.tenantId])
    },
    chooseRelease: setRelease,
    chooseEnvironment: id => {
      if (!isSeveral) return setPicked([id])
      setPicked(ids.includes(id) ? ids.filter(other => other !== id) : [...ids, id])
    },
    allowSeveral: several => {
      setSeveral(several)
      if (!several) setPicked(ids.slice(0, 1))
    }
  }
}
