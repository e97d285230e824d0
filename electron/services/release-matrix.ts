import type { Parsed } from '@shared/api'
import { notFound } from '@shared/failure'
import type { ChannelId, EnvironmentId } from '@shared/ids'
import type { Channel } from '@shared/model/channel'
import type { Environment } from '@shared/model/environment'
import type { Project } from '@shared/model/project'
import { isOfProject, type Release } from '@shared/model/release'
import type { Progression } from '@shared/progression/progression'
import type { ReleaseMatrix, ReleaseRow } from '@shared/release-calls'
import { fail, ok, type Result } from '@shared/result'
import type { DeploymentPlace } from '../store/deployment-place'
import type { StandingTimes } from '../store/store'
import type { ServiceContext } from './context'
import type { Deployments } from './deployments'
import { sortedEnvironments } from './environments'
import { progressionIn } from './progression'
import { channelsOf } from './project-channels'
import { cellsOf } from './release-cells'
import { reachOf, tenantCountsOf } from './release-tenants'

type ChannelName = Pick<Channel, 'id' | 'name' | 'isDefault'>

/** How many releases that were nowhere yet are shown above the others. */
const undeployedShown = 3

/** Releases × environments of a project, each with where it may go. */
export function createReleaseMatrix({ store }: Pick<ServiceContext, 'store'>, latest: Deployments['latest']) {
  const rowsOf = async (
    project: Project,
    releases: readonly Release[],
    channels: readonly ChannelName[]
  ): Promise<readonly ReleaseRow[]> => {
    const countsOf = tenantCountsOf(store, latest, project)
    const rows: ReleaseRow[] = []
    for (const release of releases) {
      const { deployable, next } = reachOf(store, release)
      const channel = channelFor(release, channels)
      const tenants = countsOf(release.id)
      const cells = await cellsOf(store, release, null)
      rows.push({ release, channel, cells, ...(tenants === undefined ? {} : { tenants }), deployable, next })
    }
    return rows
  }

  return {
    get: async ({ projectId, channelId, all }: Parsed<'release.matrix'>): Promise<Result<ReleaseMatrix>> => {
      const project = store.projects.get(projectId)
      if (!project) return fail(notFound('project', projectId))
      const channels = namesOf(channelsOf(store, projectId))
      if (channelId !== undefined && !channels.some(({ id }) => id === channelId))
        return fail(notFound('channel', channelId))
      const ofProject = store.releases
        .all()
        .filter(release => release.projectId === projectId && isOfProject(release))
        .reverse()
      const ofChannel = ofProject.filter(
        release => channelId === undefined || channelFor(release, channels).id === channelId
      )
      const standings = (release: Release) => store.deployments.standingTimes(release.id)
      const shown =
        all === undefined
          ? rowsToShow(ofChannel, release => channelFor(release, channels).id, standings)
          : ofChannel.slice(all.skip, all.skip + all.limit)
      const wanted = channelId === undefined ? channels : channels.filter(({ id }) => id === channelId)
      const examples = wanted.flatMap(({ id }) => ofProject.find(item => channelFor(item, channels).id === id) ?? [])
      const rows = await rowsOf(project, shown, channels)
      return ok({
        environments: columnsOf(
          sortedEnvironments(store.environments.all()),
          examples.flatMap(release => progressionIn(store, release, null) ?? []),
          rows
        ),
        channels,
        rows,
        total: ofChannel.length
      })
    }
  }
}

const namesOf = (channels: readonly Channel[]): readonly ChannelName[] =>
  channels.map(({ id, name, isDefault }) => ({ id, name, isDefault }))

/** The default channel where the release names none, or one that is not there. */
function channelFor({ channelId }: Release, channels: readonly ChannelName[]): ChannelName {
  const found = channels.find(({ id }) => id === channelId) ?? channels.find(({ isDefault }) => isDefault)
  if (found === undefined) throw new Error('A project has no default channel')
  return found
}

/**
 * The releases that matter now, in the order that they come in, newest first: of each place the one that was deployed
 * last, and the last one besides it that succeeded; and the newest few that were nowhere yet, as long as they
 * are newer than everything that was. Each channel counts for itself.
 */
function rowsToShow(
  releases: readonly Release[],
  channelOf: (release: Release) => ChannelId,
  standingsOf: (release: Release) => readonly StandingTimes[]
): readonly Release[] {
  const channels = new Map<ChannelId, Release[]>()
  for (const release of releases) {
    const id = channelOf(release)
    const own = channels.get(id)
    if (own) own.push(release)
    else channels.set(id, [release])
  }
  const shown = new Set([...channels.values()].flatMap(own => [...shownOfChannel(own, standingsOf)]))
  return releases.filter(release => shown.has(release))
}

function shownOfChannel(
  releases: readonly Release[],
  standingsOf: (release: Release) => readonly StandingTimes[]
): ReadonlySet<Release> {
  const [newest, success]: readonly [Best, Best] = [new Map(), new Map()]
  const fresh: Release[] = []
  const known = releases.map(release => ({ release, standings: standingsOf(release) }))
  for (const { release, standings } of known) {
    if (standings.length === 0 && newest.size === 0 && fresh.length < undeployedShown) fresh.push(release)
    for (const standing of standings) keepLatest(newest, standing, release, standing.newest.queuedAt)
  }
  for (const { release, standings } of known) {
    for (const standing of standings) {
      const last = standing.success
      if (last !== null && newest.get(keyOf(standing))?.release !== release)
        keepLatest(success, standing, release, last.endedAt)
    }
  }
  return new Set([...fresh, ...[...newest.values(), ...success.values()].map(({ release }) => release)])
}

/** By place. */
type Best = Map<string, { readonly release: Release; readonly at: number }>

const keyOf = ({ environmentId, tenantId }: DeploymentPlace): string => `${environmentId} ${tenantId ?? ''}`

function keepLatest(best: Best, place: DeploymentPlace, release: Release, at: number): void {
  const key = keyOf(place)
  const known = best.get(key)
  if (known === undefined || known.at < at) best.set(key, { release, at })
}

/** Environments that a release can go to or is in, by phase, then in their own order. */
function columnsOf(
  environments: readonly Environment[],
  progressions: readonly Progression[],
  rows: readonly ReleaseRow[]
): readonly Environment[] {
  if (progressions.length === 0) return environments
  const phaseOf = new Map<EnvironmentId, number>()
  for (const { phases } of progressions)
    for (const [index, phase] of phases.entries())
      for (const { id } of phase.environments) if (!phaseOf.has(id)) phaseOf.set(id, index)
  const isIn = ({ cells, tenants }: ReleaseRow, id: EnvironmentId): boolean =>
    cells[id] !== undefined || (tenants?.[id]?.linked ?? 0) > 0
  const isShown = ({ id }: Environment) => phaseOf.has(id) || rows.some(row => isIn(row, id))
  const last = Number.POSITIVE_INFINITY
  const order = ({ id }: Environment) => phaseOf.get(id) ?? last
  return environments.filter(isShown).sort((a, b) => (order(a) === order(b) ? 0 : order(a) - order(b)))
}
