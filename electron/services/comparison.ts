import { comparePackages } from '@shared/comparison/compare-packages'
import { compareRows } from '@shared/comparison/compare-rows'
import { compareSteps } from '@shared/comparison/compare-steps'
import { compareValues, type ValueSide } from '@shared/comparison/compare-values'
import type { ComparedRelease, ReleaseComparison, VariableDifference } from '@shared/comparison/comparison'
import type { ComparisonNames } from '@shared/comparison/names'
import { type Failure, invalid, notFound } from '@shared/failure'
import type { EnvironmentId, ProjectId, ReleaseId, TenantId } from '@shared/ids'
import type { Environment } from '@shared/model/environment'
import type { Project } from '@shared/model/project'
import { isOfProject, type Release, type ReleaseSnapshot } from '@shared/model/release'
import { type Tenant, takesPart } from '@shared/model/tenant'
import { fail, ok, type Result } from '@shared/result'
import type { Slices } from '@shared/variables/slices'
import { environmentFacts, projectFacts, tenantFacts } from '@shared/variables/system'
import type { DeploymentPlace } from '../store/deployment-place'
import type { Store } from '../store/store'
import type { ServiceContext } from './context'
import { differenceOf } from './line-difference'
import { referencesIn } from './planning'
import { channelOfRelease } from './project-channels'
import { changesSince } from './release-changes'
import { readSnapshot, readSnapshotOf } from './release-snapshots'
import { scopeLabels } from './scope-labels'
import { sourcesIn } from './variable-check'

/** A release with what it froze, or had frozen when it was deployed. */
export interface Side {
  readonly release: Release
  readonly snapshot: ReleaseSnapshot
}

type Known = Pick<ServiceContext, 'store' | 'logs'>

/** Where releases are compared. */
export interface ComparedPlace {
  readonly environmentId: EnvironmentId
  /** Absent for without a tenant. */
  readonly tenantId?: TenantId | undefined
}

export type Comparisons = ReturnType<typeof createComparison>

/** What differs between releases, and what one would change where it is deployed. Opens no secret. */
export function createComparison(context: Known) {
  const { store } = context
  const sideOf = async (id: ReleaseId): Promise<Result<Side>> => {
    const release = store.releases.get(id)
    if (!release) return fail(notFound('release', id))
    const snapshot = await readSnapshot(store, release)
    return snapshot.ok ? ok({ release, snapshot: snapshot.value }) : snapshot
  }

  const between = async (
    project: Project,
    before: Side | null,
    after: Side,
    environment: Environment | null,
    tenant: Tenant | null
  ): Promise<ReleaseComparison> => {
    const names = namesIn(store)
    const linesOf = differenceOf
    const none = { ...after.snapshot, steps: [], variables: [], librarySets: [], children: [], packages: [] }
    const [old, now] = [before?.snapshot ?? none, after.snapshot]
    const manifestOf = async (hash: Parameters<typeof store.packageFiles.get>[0]) =>
      (await store.packageFiles.get(hash))?.manifest ?? null
    const labels = scopeLabels(store, [...now.steps, ...old.steps])
    return {
      before: before && refTo(before.release),
      after: refTo(after.release),
      environment: environment && { id: environment.id, name: environment.name },
      steps: await compareSteps(old, now, { names, linesOf }),
      variables:
        environment === null
          ? compareRows(old, now, { names, labels })
          : await valuesBetween(store, project, before, after, { environment, tenant }),
      packages: await comparePackages(old, now, manifestOf),
      notes: notesBetween(store, before?.release ?? null, after.release)
    }
  }

  return {
    between,
    side: sideOf,

    compare: async (
      before: ReleaseId,
      after: ReleaseId,
      { environmentId, tenantId }: { readonly [Key in keyof ComparedPlace]?: ComparedPlace[Key] | undefined }
    ): Promise<Result<ReleaseComparison>> => {
      const [old, now] = [await sideOf(before), await sideOf(after)]
      if (!old.ok) return old
      if (!now.ok) return now
      const refused = whyApart(old.value.release, now.value.release)
      if (refused) return fail(refused)
      const project = store.projects.get(now.value.release.projectId)
      if (!project) return fail(notFound('project', now.value.release.projectId))
      const environment = environmentId === undefined ? null : store.environments.get(environmentId)
      if (environment === undefined) return fail(notFound('environment', environmentId ?? ''))
      const tenant = tenantIn(store, tenantId)
      if (!tenant.ok) return tenant
      return ok(await between(project, old.value, now.value, environment, tenant.value))
    },

    wouldChange: async (
      releaseId: ReleaseId,
      { environmentId, tenantId }: ComparedPlace
    ): Promise<Result<ReleaseComparison>> => {
      const now = await sideOf(releaseId)
      if (!now.ok) return now
      const project = store.projects.get(now.value.release.projectId)
      if (!project) return fail(notFound('project', now.value.release.projectId))
      const environment = store.environments.get(environmentId)
      if (!environment) return fail(notFound('environment', environmentId))
      const tenant = tenantIn(store, tenantId)
      if (!tenant.ok) return tenant
      const old = await sideIn(context, project.id, { environmentId, tenantId: tenantId ?? null })
      if (!old.ok) return old
      const refused = old.value && whyApart(old.value.release, now.value.release)
      return refused ? fail(refused) : ok(await between(project, old.value, now.value, environment, tenant.value))
    }
  }
}

/**
 * What a place has of a project, with what the release had frozen when it was deployed there; null where nothing
 * was deployed successfully, or what was is not known any more.
 */
export async function sideIn(
  { store, logs }: Known,
  projectId: ProjectId,
  place: DeploymentPlace
): Promise<Result<Side | null>> {
  const current = store.deployments.current(projectId, place)
  const release = current && store.releases.get(current.releaseId)
  if (!release) return ok(null)
  const state = await logs.use(current.id, log => log.state())
  const snapshot = await readSnapshotOf(store, release.version, state?.plan.release.snapshot ?? release.snapshot)
  return snapshot.ok ? ok({ release, snapshot: snapshot.value }) : snapshot
}

function tenantIn({ tenants }: Pick<Store, 'tenants'>, id: TenantId | undefined): Result<Tenant | null> {
  if (id === undefined) return ok(null)
  const tenant = tenants.get(id)
  return tenant ? ok(tenant) : fail(notFound('tenant', id))
}

const refTo = ({ id, version, createdAt }: Release): ComparedRelease => ({ id, version, createdAt })

/** Releases of two projects, or of a project and a runbook, have no step in common that could be compared. */
function whyApart(before: Release, after: Release): Failure | null {
  const isSame = before.projectId === after.projectId && before.runbook?.id === after.runbook?.id
  return isSame
    ? null
    : invalid('before', 'must be a release of the same project', 'Choose two releases of one project.')
}

/** What ids are called now. */
const namesIn = (store: Store): ComparisonNames => ({
  environment: id => store.environments.get(id)?.name ?? id,
  target: id => store.targets.get(id)?.name ?? id,
  project: id => store.projects.get(id)?.name ?? id,
  channel: id => store.channels.get(id)?.name ?? id,
  feed: id => store.feeds.get(id)?.name ?? id,
  reference: id => (store.accounts.get(id) ?? store.certificates.get(id))?.name ?? id
})

function notesBetween(store: Store, before: Release | null, after: Release): ReleaseComparison['notes'] {
  if (!isOfProject(after)) return []
  return changesSince(store, before, after).map(({ version, notes, createdAt }) => ({ version, notes, createdAt }))
}

function valuesBetween(
  store: Store,
  project: Project,
  before: Side | null,
  after: Side,
  { environment, tenant }: { readonly environment: Environment; readonly tenant: Tenant | null }
): Promise<readonly VariableDifference[]> {
  const targets = store.targets
    .all()
    .filter(target => !target.isDisabled && target.environmentIds.includes(environment.id) && takesPart(target, tenant))
  const facts = {
    ...projectFacts(project, store.groups.get(project.groupId) ?? null),
    ...environmentFacts(environment, targets),
    ...(tenant === null ? {} : tenantFacts(tenant))
  }
  const sideOf = ({ release, snapshot }: Side): ValueSide => ({
    sources: sourcesIn(snapshot),
    facts: { ...facts, 'Octopus.Release.Id': release.id, 'Octopus.Release.Number': release.version },
    channelId: channelOfRelease(store, release)?.id ?? null
  })
  return inTurns(
    compareValues(before && sideOf(before), sideOf(after), {
      environmentId: environment.id,
      tenantTags: tenant?.tags ?? [],
      process: after.snapshot.runbook?.id ?? project.id,
      steps: after.snapshot.steps,
      targets,
      references: referencesIn(store),
      names: namesIn(store)
    })
  )
}

/** Does long work in pieces, so that whoever waits for something else gets it in between. */
async function inTurns<T>(work: Slices<T>): Promise<T> {
  for (;;) {
    const piece = work.next()
    if (piece.done === true) return piece.value
    await new Promise(resolve => setImmediate(resolve))
  }
}
