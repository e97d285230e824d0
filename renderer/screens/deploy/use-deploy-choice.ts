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

/** Environments that are chosen: by a person, or because the first of them is next for the release. */
interface Picked {
  readonly ids: readonly EnvironmentId[]
  readonly isProposed: boolean
}

/** Holds on to what is picked: a proposal gives way only to what a person picks, or when it is to be made anew. */
function usePicked(first: EnvironmentId | undefined) {
  const [picked, setPicked] = useState<Picked | null>(first === undefined ? null : { ids: [first], isProposed: false })
  return {
    picked,
    propose: (ids: readonly EnvironmentId[]) => setPicked({ ids, isProposed: true }),
    pick: (ids: readonly EnvironmentId[]) => setPicked({ ids, isProposed: false }),
    /** What nobody picked is proposed anew, for what a person has just chosen. */
    proposeAnew: () => setPicked(now => (now?.isProposed === true ? null : now))
  }
}

/**
 * Project, release, environments and tenants of a deployment to come. The newest release is chosen unless told otherwise,
 * and the environment that is next for it. What was chosen once stays, whatever is made or finished meanwhile: only a
 * person puts something else in its place.
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
  const { picked, propose, pick, proposeAnew } = usePicked(first)
  const [isSeveral, setSeveral] = useState(false)
  const projectId = chosenProject ?? (projects.length === 1 ? projects[0]?.id : undefined)
  if (projectId !== chosenProject) setProject(projectId)

  const { load } = useRead('release.list', projectId === undefined ? null : { projectId })
  const releases = [...valueOr(load, [])].sort((a, b) => b.createdAt - a.createdAt)
  const releaseId = runbook?.release.id ?? chosenRelease ?? releases[0]?.id
  if (runbook === null && releaseId !== chosenRelease) setRelease(releaseId)
  const release = runbook?.release ?? releases.find(({ id }) => id === releaseId)
  const project = projects.find(({ id }) => id === projectId)
  const tenants = useTenantChoice(project, release, runbook !== null, earlier?.plan.tenant?.id ?? start.tenantId)
  const { isForTenants, able } = tenants
  const progression = useRead('release.progression', runbook === null && release ? { id: release.id } : null).load
  const where = progression.state === 'ready' ? progression.value.progression : null
  const next = isForTenants ? nextForTenants(able, environments) : where?.next[0]
  const ids = picked?.ids ?? (next === undefined || project === undefined ? [] : [next])
  // Whether it is for tenants, which may have another one next, is known with the project.
  if (picked === null && ids.length > 0) propose(ids)
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
    tenants: {
      ...tenants,
      setForTenants: wanted => {
        tenants.setForTenants(wanted)
        proposeAnew()
      }
    },
    places: isForTenants
      ? placesFor(chosen, tenants.chosen, able)
      : chosen.map(environment => ({ environment, tenant: null })),
    isSeveral,
    areReleasesLoaded: load.state === 'ready',
    runbook,
    chooseProject: id => {
      setProject(id)
      setRelease(undefined)
      proposeAnew()
      tenants.choose(start.tenantId === undefined ? [] : [start.tenantId])
    },
    chooseRelease: id => {
      setRelease(id)
      proposeAnew()
    },
    chooseEnvironment: id => {
      if (!isSeveral) return pick([id])
      pick(ids.includes(id) ? ids.filter(other => other !== id) : [...ids, id])
    },
    allowSeveral: several => {
      setSeveral(several)
      if (!several) pick(ids.slice(0, 1))
    }
  }
}
