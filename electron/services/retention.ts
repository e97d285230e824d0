import type { AuditDraft } from '@shared/audit'
import type { BundleRecord } from '@shared/bundle/record'
import type { DeploymentSummary } from '@shared/deployment'
import { openStates } from '@shared/deployment-filter'
import { notFound } from '@shared/failure'
import type { DeploymentId, ProjectId, ReleaseId } from '@shared/ids'
import type { Lifecycle } from '@shared/model/lifecycle'
import type { Project } from '@shared/model/project'
import { isOfProject, preventionOf, type Release } from '@shared/model/release'
import { countOf } from '@shared/plan/words'
import { livePhases } from '@shared/progression/phases'
import { fail, ok, type Result } from '@shared/result'
import { type Children, keepingChildren } from '@shared/retention/children'
import { type Judged, judgeReleases, type KeptLifecycle, type KeptRelease, letsGo } from '@shared/retention/retention'
import type { RetentionReport, RetentionVerdict } from '@shared/trigger-calls'
import { endedAtOf } from '@shared/what-is-there'
import type { Standing } from '../store/store'
import { changesOf } from './audit-changes'
import type { ServiceContext } from './context'
import { sortedEnvironments } from './environments'
import type { ServicePorts } from './ports'
import { lifecycleOf } from './progression'
import { channelOfRelease } from './project-channels'
import { createReleaseChildren } from './release-children'
import { byName } from './rules'

/** How long after the workspace was opened releases are let go first, so that opening it stays quick. Milliseconds. */
const quietMs = 10 * 60_000
/** And how often from then on. */
const everyMs = 4 * 3_600_000

interface Options extends Pick<ServicePorts, 'runsTriggers' | 'sleep'> {
  /** Deletes a release with its deployments; `isAlone` where nobody asked for it. */
  readonly deleteRelease: (id: ReleaseId, isAlone: boolean) => Promise<Result<null>>
}

/** Releases that are too many, as their lifecycles say: which ones, and letting them go. */
export function createRetention(context: ServiceContext, { runsTriggers, sleep, deleteRelease }: Options) {
  const { store, now, report } = context
  const stop = new AbortController()
  const childrenOf = createReleaseChildren(store)
  let scheduling: Promise<void> = Promise.resolve()

  const releasesOf = ({ id }: Project): readonly Release[] =>
    store.releases.all().filter(release => release.projectId === id && isOfProject(release))

  /** Releases with a deployment that somebody or something is to go on with; of an interrupted one a person decides. */
  const busy = async (): Promise<ReadonlySet<ReleaseId>> => {
    const states = [...openStates, 'interrupted' as const]
    const open = await store.deployments.newest({ states }, Number.POSITIVE_INFINITY)
    return new Set(open.map(({ releaseId }) => releaseId))
  }

  /** Releases that receipts are awaited of: with one that went, nobody would ever know how its runs ended. */
  const out = async (): Promise<ReadonlySet<ReleaseId>> => {
    const awaited = store.bundles.all().filter(isAwaited)
    if (awaited.length === 0) return new Set()
    const ids = [...new Set(awaited.map(({ deploymentId }) => deploymentId))]
    const deployments = await store.deployments.newest({ ids }, Number.POSITIVE_INFINITY)
    return new Set(deployments.map(({ releaseId }) => releaseId))
  }

  const keptLifecycle = (lifecycle: Lifecycle | null): KeptLifecycle => {
    if (lifecycle === null) return { id: '', retention: { keep: 'forever' }, phases: [] }
    const phases = livePhases(lifecycle, sortedEnvironments(store.environments.all())).map(
      ({ id, name, environments }) => ({
        name,
        environments: environments.map(environment => environment.id),
        retention: lifecycle.phases.find(phase => phase.id === id)?.retention
      })
    )
    return { id: lifecycle.id, retention: lifecycle.retention, phases }
  }

  /** The channel that a release counts in, where each counts by itself. */
  const countedIn = (project: Project, release: Release): KeptRelease['channel'] => {
    const channel = project.releases?.hasDiscreteChannels === true ? channelOfRelease(store, release) : null
    return channel && { id: channel.id, name: channel.name }
  }

  const momentOf = async (id: DeploymentId, at: (summary: DeploymentSummary) => number): Promise<number> => {
    const summary = await store.deployments.get(id)
    return summary === undefined ? 0 : at(summary)
  }

  const placeOf = async ({ environmentId, tenantId, newest, success }: Standing) => ({
    environmentId,
    tenantId,
    triedAt: await momentOf(newest, ({ queuedAt }) => queuedAt),
    succeededAt: success === null ? null : await momentOf(success, endedAtOf)
  })

  const judge = async (project: Project): Promise<readonly Judged[]> => {
    const releases = releasesOf(project)
    const open = await busy()
    const handedOver = await out()
    const environments = new Map(store.environments.all().map(({ id, name }) => [id, name]))
    const tenants = new Map(store.tenants.all().map(({ id, name }) => [id, name]))
    const kept: KeptRelease[] = []
    for (const release of releases)
      kept.push({
        id: release.id,
        version: release.version,
        createdAt: release.createdAt,
        lifecycle: keptLifecycle(lifecycleOf(store, release)),
        channel: countedIn(project, release),
        isPrevented: preventionOf(release) !== null,
        isBusy: open.has(release.id),
        isOut: handedOver.has(release.id),
        places: await Promise.all(store.deployments.standings(release.id).map(placeOf))
      })
    return judgeReleases({ releases: kept, environments, tenants, now: now() })
  }

  /** What releases deploy as steps. */
  const children = async (): Promise<Children> => {
    const found = new Map<ReleaseId, readonly { readonly id: ReleaseId; readonly by: string }[]>()
    for (const release of store.releases.all()) {
      const known = await childrenOf(release)
      if (known.length === 0) continue
      const title = `${store.projects.get(release.projectId)?.name ?? release.projectId} ${release.version}`
      found.set(
        release.id,
        known.map(id => ({ id, by: title }))
      )
    }
    return found
  }

  const judgeAll = async (projects: readonly Project[]): Promise<readonly Judged[]> => {
    const judged: Judged[] = []
    // The newest first, as releases are listed.
    for (const project of projects) judged.push(...[...(await judge(project))].reverse())
    // Whether others deploy them matters only where something would go.
    return judged.every(({ stays }) => stays) ? judged : keepingChildren(judged, await children())
  }

  const projectsFor = (id: ProjectId | undefined): Result<readonly Project[]> => {
    if (id === undefined) return ok(byName(store.projects.all()))
    const project = store.projects.get(id)
    return project ? ok([project]) : fail(notFound('project', id))
  }

  const verdictsOf = ({ release: { id }, why }: Judged): readonly RetentionVerdict[] => {
    const release = store.releases.get(id)
    if (!release) return []
    const { projectId, version, createdAt } = release
    const projectName = store.projects.get(projectId)?.name ?? projectId
    return [{ release: { id, projectId, version, createdAt }, projectName, why }]
  }

  const shown = (judged: readonly Judged[]): RetentionReport => ({
    goes: judged.filter(({ stays }) => !stays).flatMap(verdictsOf),
    stays: judged.filter(({ stays }) => stays).flatMap(verdictsOf)
  })

  const letGo = async (verdicts: readonly RetentionVerdict[], judged: readonly Judged[], isAsked: boolean) => {
    const gone: RetentionVerdict[] = []
    const kept: RetentionVerdict[] = []
    const seen = new Map(judged.map(({ release }) => [release.id, release]))
    // Those that deploy others were made after them, so they come first.
    for (const verdict of [...verdicts].sort((a, b) => b.release.createdAt - a.release.createdAt)) {
      if (stop.signal.aborted) break
      const { id } = verdict.release
      if (await isOtherNow(id, seen.get(id))) {
        kept.push({ ...verdict, why: 'It was deployed in the meantime.' })
        continue
      }
      const deleted = await deleteRelease(id, !isAsked)
      if (deleted.ok) gone.push(verdict)
      else kept.push({ ...verdict, why: `It could not be deleted. ${deleted.failure.message}` })
    }
    return { gone, kept }
  }

  /** Whether something became of a release since it was judged. */
  const isOtherNow = async (id: ReleaseId, judged: KeptRelease | undefined): Promise<boolean> => {
    const places = store.deployments.standings(id)
    if (judged === undefined || places.length !== judged.places.length) return true
    const now = await Promise.all(places.map(placeOf))
    return now.some(place => !judged.places.some(({ triedAt }) => triedAt === place.triedAt))
  }

  const apply = async (projects: readonly Project[], isAsked: boolean): Promise<RetentionReport> => {
    const judged = await judgeAll(projects)
    const { goes, stays } = shown(judged)
    const { gone, kept } = await letGo(goes, judged, isAsked)
    const drafts = projects.flatMap(project => goneDraft(project, gone, isAsked))
    if (drafts.length > 0) await store.commit([], drafts)
    return { goes: gone, stays: [...kept, ...stays] }
  }

  const isNeeded = (): boolean => store.lifecycles.all().some(letsGo)

  const schedule = async (): Promise<void> => {
    for (let rest = quietMs; ; rest = everyMs) {
      await sleep(rest, stop.signal)
      if (stop.signal.aborted) return
      if (isNeeded())
        await apply(store.projects.all(), false).catch((error: unknown) =>
          report(`Releases that are too many could not be let go: ${String(error)}`)
        )
    }
  }

  return {
    preview: async (id: ProjectId | undefined): Promise<Result<RetentionReport>> => {
      const projects = projectsFor(id)
      return projects.ok ? ok(shown(await judgeAll(projects.value))) : projects
    },

    apply: async (id: ProjectId | undefined): Promise<Result<RetentionReport>> => {
      const projects = projectsFor(id)
      return projects.ok ? ok(await apply(projects.value, true)) : projects
    },

    /** From now on releases are let go every four hours, where a lifecycle says so. */
    begin: (): void => {
      if (runsTriggers) scheduling = schedule()
    },
    /** Deletes nothing further, because the workspace is being closed. */
    stop: (): void => stop.abort(),
    /** Settles when nothing is being deleted any more. */
    stopped: (): Promise<void> => scheduling
  }
}

/** Whether a receipt may still tell something: none came, or one that did not tell of all runs. */
const isAwaited = ({ acknowledgedAt, missing = 0 }: BundleRecord): boolean => acknowledgedAt === null || missing > 0

function goneDraft(project: Project, gone: readonly RetentionVerdict[], isAsked: boolean): readonly AuditDraft[] {
  const own = gone.filter(({ release }) => release.projectId === project.id)
  if (own.length === 0) return []
  return [
    {
      verb: 'deleted',
      subject: { kind: 'project', id: project.id, name: project.name },
      projectId: project.id,
      summary: `Let ${countOf(own.length, 'release')} of “${project.name}” go that the lifecycle does not keep.`,
      changes: changesOf('Releases', { list: own.map(({ release }) => release.version) }, { list: [] }),
      ...(isAsked ? {} : { door: 'slipway' as const })
    }
  ]
}
