import type { Failure } from '@shared/failure'
import type { ActionId, ProjectId } from '@shared/ids'
import { type DeployingAction, deployingActions } from '@shared/model/deploying'
import type { Release, ReleaseSnapshot } from '@shared/model/release'
import type { PlannedRelease, PlanResult } from '@shared/plan/plan'
import { stepCounts } from '@shared/plan/plan-blocks'
import type { ChildFinding, ChildFindings } from '@shared/plan/plan-children'
import { releasesIn } from '@shared/plan/planned-releases'
import { error } from '@shared/plan/problems'
import type { Result } from '@shared/result'
import { compareVersions } from '@shared/versions'
import type { DeploymentPlace } from '../store/deployment-place'
import type { Store } from '../store/store'
import { projectName } from './child-releases'
import type { PlanRequest } from './planning'

interface Around {
  readonly store: Store
  /** The projects on the way here, the one that is planned at the end. */
  readonly trail: readonly ProjectId[]
  /** Plans one of the releases. */
  readonly plan: (request: PlanRequest) => Promise<Result<{ readonly result: PlanResult }>>
}

/** Plans every release that a snapshot deploys, for the same place. Nothing is run, and nothing is asked. */
export async function childFindings(
  around: Around,
  snapshot: Pick<ReleaseSnapshot, 'steps' | 'children'>,
  place: DeploymentPlace
): Promise<ChildFindings> {
  const found = new Map<ActionId, ChildFinding>()
  for (const deploying of deployingActions(snapshot.steps))
    found.set(deploying.action.id, await findingFor(around, snapshot.children ?? [], deploying, place))
  return found
}

async function findingFor(
  { store, trail, plan }: Around,
  children: NonNullable<ReleaseSnapshot['children']>,
  { action }: DeployingAction,
  place: DeploymentPlace
): Promise<ChildFinding> {
  const child = children.find(({ actionId }) => actionId === action.id)
  if (!child) return { kind: 'not-chosen' }
  const release = store.releases.get(child.releaseId)
  if (!release) return { kind: 'gone', version: child.version }
  if (trail.includes(release.projectId)) {
    const from = trail.slice(trail.indexOf(release.projectId))
    return { kind: 'circle', projects: [...from, release.projectId].map(id => projectName(store, id)) }
  }
  const there = placeOfChild(store, release.projectId, place)
  const planned = await plan({ releaseId: release.id, ...requestOf(there) })
  const result = planned.ok ? planned.value.result : unplanned(planned.failure)
  const shown = result.plan ?? result.draft
  const running = shown ? stepCounts(shown).running : 0
  const nested = shown ? releasesIn(shown) : []
  const deploys: PlannedRelease = {
    project: { id: release.projectId, name: projectName(store, release.projectId) },
    release: { id: release.id, version: release.version, snapshot: release.snapshot },
    when: action.when,
    steps: running,
    targets: shown?.targets.map(({ name }) => name) ?? [],
    ...(nested.length === 0 ? {} : { deploys: nested })
  }
  const { prompts } = result
  // What is passed over because there is something newer need not be open.
  const isOpenEnough = action.when === 'newer' && isOutdone(store, release, there)
  const problems = isOpenEnough ? result.problems.filter(({ failure }) => failure.kind !== 'not-open') : result.problems
  return { kind: 'found', deploys, isChanged: release.snapshot !== child.snapshot, problems, prompts }
}

/** Where a step deploys another project: the same place, and without the tenant where that project takes none. */
export const placeOfChild = (
  { projects }: Pick<Store, 'projects'>,
  projectId: ProjectId,
  { environmentId, tenantId }: DeploymentPlace
): DeploymentPlace => ({
  environmentId,
  tenantId: projects.get(projectId)?.releases?.tenancy === undefined ? null : tenantId
})

/** A place as requests name it. */
export const requestOf = ({
  environmentId,
  tenantId
}: DeploymentPlace): Pick<PlanRequest, 'environmentId' | 'tenantId'> => ({
  environmentId,
  ...(tenantId === null ? {} : { tenantId })
})

/** Whether a place has this version already, or a newer one. */
function isOutdone(store: Store, { projectId, version }: Release, place: DeploymentPlace): boolean {
  const current = store.deployments.current(projectId, place)
  return current !== null && compareVersions('octopus', version, current.releaseVersion) <= 0
}

const unplanned = (failure: Failure): PlanResult => ({
  plan: null,
  problems: [error({ kind: 'release' }, failure.message, failure.remedy)],
  prompts: [],
  hash: null
})
