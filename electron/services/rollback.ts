import type { ComparedRelease } from '@shared/comparison/comparison'
import type { RollbackPlan, RollbackWay } from '@shared/comparison/rollback'
import type { DeploymentSummary } from '@shared/deployment'
import { type Failure, notFound } from '@shared/failure'
import { elapsedOf } from '@shared/idle-time'
import type { ActionId, EnvironmentId, ProjectId, ReleaseId, TargetId, TenantId } from '@shared/ids'
import { actionName, allActions } from '@shared/model/process'
import { isOfProject, type Release, type ReleaseSnapshot } from '@shared/model/release'
import { type Plan, type PlannedPackage, type PlanResult, typeOf } from '@shared/plan/plan'
import { isRequired } from '@shared/plan/plan-steps'
import { listOf } from '@shared/plan/words'
import { fail, ok, type Result } from '@shared/result'
import { keptDays } from '../engine/package-upkeep'
import { type DeploymentPlace, isSamePlace } from '../store/deployment-place'
import { type Comparisons, type Side, sideIn } from './comparison'
import type { ServiceContext } from './context'
import type { PlanRequest } from './planning'
import { type MissingPackages, readSnapshot } from './release-snapshots'

/** How many releases are offered to go back to. */
const offered = 50
/** Of how many deployments it is looked up what they brought to targets. */
const lookedAt = 30
const dayMs = 86_400_000

export interface RollbackPorts {
  readonly comparisons: Comparisons
  readonly plan: (request: Omit<PlanRequest, 'answers'>) => Promise<Result<PlanResult>>
  readonly missing: MissingPackages
  /** Why a release may not be deployed to a place, by its tenant or its lifecycle, in a sentence; null where it may. */
  readonly whyNotThere: (release: Release, place: DeploymentPlace) => string | null
}

/** Where somebody wants to go back. */
export interface BackPlace {
  readonly environmentId: EnvironmentId
  /** Absent for without a tenant. */
  readonly tenantId?: TenantId | undefined
}

const placeOf = ({ environmentId, tenantId }: BackPlace): DeploymentPlace => ({
  environmentId,
  tenantId: tenantId ?? null
})

/** Back to what an environment had: which releases it had, and what going back to one of them means. */
export function createRollback(context: Pick<ServiceContext, 'store' | 'logs' | 'now'>, ports: RollbackPorts) {
  const { store, logs } = context

  /** Every release that succeeded there before what is there now, which is any but that one; the newest success first. */
  const earlier = (projectId: ProjectId, at: DeploymentPlace) => {
    const current = store.deployments.current(projectId, at)
    if (current === null) return []
    const found = store.releases
      .all()
      .filter(item => item.projectId === projectId && isOfProject(item) && item.id !== current.releaseId)
      .flatMap(release => {
        const place = store.deployments.standingTimes(release.id).find(isSamePlace(at))
        return place?.success ? [{ release, success: place.success }] : []
      })
    return found.sort((a, b) => b.success.endedAt - a.success.endedAt)
  }

  const why = async (release: Release, place: DeploymentPlace): Promise<string | null> => {
    const refusal = ports.whyNotThere(release, place)
    if (refusal !== null) return refusal
    const snapshot = await readSnapshot(store, release)
    if (!snapshot.ok) return snapshot.failure.message
    const missing = await ports.missing(snapshot.value.packages ?? [])
    return missing.length === 0 ? null : missingWords(missing)
  }

  return {
    ways: async (projectId: ProjectId, where: BackPlace): Promise<Result<readonly RollbackWay[]>> => {
      const place = placeOf(where)
      const { environmentId, tenantId } = place
      if (!store.projects.get(projectId)) return fail(notFound('project', projectId))
      if (!store.environments.get(environmentId)) return fail(notFound('environment', environmentId))
      if (tenantId !== null && !store.tenants.get(tenantId)) return fail(notFound('tenant', tenantId))
      const ways: RollbackWay[] = []
      for (const { release, success } of earlier(projectId, place).slice(0, offered))
        ways.push({ release: refTo(release), deployedAt: success.endedAt, why: await why(release, place) })
      return ok(ways)
    },

    plan: async (releaseId: ReleaseId, where: BackPlace): Promise<Result<RollbackPlan>> => {
      const place = placeOf(where)
      const side = await ports.comparisons.side(releaseId)
      if (!side.ok) return side
      const { release, snapshot } = side.value
      const way = earlier(release.projectId, place).find(item => item.release.id === releaseId)
      if (way === undefined) return fail(neverThere(release.version))
      const now = await sideIn(context, release.projectId, place)
      if (!now.ok) return now
      const comparison = await ports.comparisons.wouldChange(releaseId, where)
      if (!comparison.ok) return comparison
      const leftOut = leftOutBy(snapshot)
      const choices = leftOut.length === 0 ? undefined : { skip: leftOut.map(item => item.actionId) }
      const plan = await ports.plan({ releaseId, ...where, choices })
      if (!plan.ok) return plan
      const past = await deploymentsIn(release.projectId, place)
      const shown = plan.value.plan ?? plan.value.draft ?? null
      return ok({
        comparison: comparison.value,
        plan: plan.value,
        leftOut,
        irreversible: irreversibleIn(now.value, side.value),
        packages: shown === null ? [] : packagesOn(shown, await broughtBy(past)),
        lastTook: await tookOf(way.success.id)
      })
    }
  }

  /** Those of which something may still be there: a place removes what nothing used for so long. */
  function deploymentsIn(projectId: ProjectId, place: DeploymentPlace) {
    return store.deployments
      .newest({ projectId, ...place, kind: 'deployment' }, lookedAt)
      .then(found => found.filter(item => context.now() - item.queuedAt < keptDays * dayMs))
  }

  /** Which packages were brought to which targets, by id of the target and hash. */
  async function broughtBy(past: readonly DeploymentSummary[]): Promise<ReadonlySet<string>> {
    const brought = new Set<string>()
    for (const { id } of past) {
      const state = await logs.use(id, log => log.state()).catch(() => null)
      if (state === null) continue
      const needs = packagesByTarget(state.plan)
      for (const stage of state.plan.stages.filter(item => typeOf(item) === 'acquire'))
        for (const run of stage.runs)
          if (run.targetId !== null && state.runs[run.id]?.state === 'succeeded')
            for (const chosen of needs.get(run.targetId)?.values() ?? []) brought.add(keyOf(run.targetId, chosen))
    }
    return brought
  }

  async function tookOf(id: DeploymentSummary['id']): Promise<number | null> {
    const state = await logs.use(id, log => log.state()).catch(() => null)
    return state?.state === 'finished' ? (elapsedOf(state, state.finishedAt)?.active ?? null) : null
  }
}

const refTo = ({ id, version, createdAt }: Release): ComparedRelease => ({ id, version, createdAt })

const keyOf = (target: TargetId, { sha256 }: Pick<PlannedPackage, 'sha256'>): string => `${target} ${sha256}`

const missingWords = (missing: readonly { readonly packageId: string; readonly version: string }[]): string => {
  const names = [...new Set(missing.map(item => `${item.packageId} ${item.version}`))]
  const shown = names.length > 3 ? [...names.slice(0, 2), `${names.length - 2} more`] : names
  return `${listOf(shown)} ${names.length === 1 ? 'is' : 'are'} not in the repository any more.`
}

interface Named {
  readonly actionId: ActionId
  readonly name: string
}

/** What says of itself that a rollback leaves it out. Nobody can leave out what is required. */
const leftOutBy = ({ steps }: ReleaseSnapshot): readonly Named[] =>
  allActions(steps)
    .filter(({ step, action }) => !step.isDisabled && action.isDisabled !== true)
    .filter(({ action }) => action.isLeftOutOnRollback === true && !isRequired(action))
    .map(({ step, action }) => ({ actionId: action.id, name: actionName(step, action) }))

/** What cannot be undone, of what is there and of the way back, each once. */
function irreversibleIn(now: Side | null, back: Side): readonly Named[] {
  const all = [...(now?.snapshot.steps ?? []), ...back.snapshot.steps]
  const found = allActions(all).flatMap(({ step, action }) =>
    step.isDisabled || action.isDisabled === true || action.isIrreversible !== true
      ? []
      : [[action.id, { actionId: action.id, name: actionName(step, action) }] as const]
  )
  return [...new Map(found).values()]
}

/** The packages that actions use on the targets of a plan, each content once. */
function packagesByTarget(plan: Plan): ReadonlyMap<TargetId, ReadonlyMap<string, PlannedPackage>> {
  const needs = new Map<TargetId, Map<string, PlannedPackage>>()
  for (const stage of plan.stages) {
    if (typeOf(stage) === 'acquire') continue
    for (const { on, targetId } of stage.runs) {
      if (on !== 'target' || targetId === null) continue
      const known = needs.get(targetId) ?? new Map<string, PlannedPackage>()
      for (const chosen of stage.packages ?? []) known.set(chosen.sha256, chosen)
      needs.set(targetId, known)
    }
  }
  return needs
}

/** What a plan needs on each target that is reached over a network. */
function packagesOn(plan: Plan, brought: ReadonlySet<string>): RollbackPlan['packages'] {
  const needs = packagesByTarget(plan)
  return plan.targets
    .filter(target => target.kind !== 'local')
    .flatMap(({ id, name }) =>
      [...(needs.get(id)?.values() ?? [])].map(chosen => ({
        targetId: id,
        targetName: name,
        packageId: chosen.packageId,
        version: chosen.version,
        bytes: chosen.bytes,
        wasThere: brought.has(keyOf(id, chosen))
      }))
    )
}

const neverThere = (version: string): Failure => ({
  kind: 'conflict',
  message: `The release ${version} was never deployed there successfully before what is there now.`,
  remedy: 'Deploy it in the usual way, or choose one of the releases that were there.'
})
