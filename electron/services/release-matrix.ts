import type { Parsed } from '@shared/api'
import { notFound } from '@shared/failure'
import type { ChannelId, EnvironmentId } from '@shared/ids'
import type { Channel } from '@shared/model/channel'
import type { Environment } from '@shared/model/environment'
import { isOfProject, type Release } from '@shared/model/release'
import type { Progression } from '@shared/progression/progression'
import type { ReleaseMatrix, ReleaseRow } from '@shared/release-calls'
import { fail, ok, type Result } from '@shared/result'
import type { DeploymentTime, StandingTimes } from '../store/store'
import type { ServiceContext } from './context'
import { sortedEnvironments } from './environments'
import { progressionIn } from './progression'
import { channelsOf } from './project-channels'
import { cellsOf } from './release-cells'

type ChannelName = Pick<Channel, 'id' | 'name' | 'isDefault'>

/** Of a release, before there is a lifecycle. */
const nowhere = { deployable: [], next: [] }

/** How many releases that were nowhere yet are shown above the others. */
const undeployedShown = 3

/** Releases × environments of a project, each with where it may go. */
export function createReleaseMatrix({ store }: Pick<ServiceContext, 'store'>) {
  const rowsOf = async (
    releases: readonly Release[],
    channels: readonly ChannelName[]
  ): Promise<readonly ReleaseRow[]> => {
    const rows: ReleaseRow[] = []
    for (const release of releases) {
      const { deployable, next } = progressionIn(store, release) ?? nowhere
      const channel = channelFor(release, channels)
      rows.push({ release, channel, cells: await cellsOf(store, release), deployable, next })
    }
    return rows
  }

  return {
    get: async ({ projectId, channelId, all }: Parsed<'release.matrix'>): Promise<Result<ReleaseMatrix>> => {
      if (!store.projects.get(projectId)) return fail(notFound('project', projectId))
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
      const rows = await rowsOf(shown, channels)
      return ok({
        environments: columnsOf(
          sortedEnvironments(store.environments.all()),
          examples.flatMap(release => progressionIn(store, release) ?? []),
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
 * The releases that matter now, in the order that they come in, newest first: of each environment the one that was
 * deployed last, and the last one besides it that succeeded; and the newest few that were nowhere yet, as long as they
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
    for (const standing of standings) keepNewest(newest, standing.environmentId, release, standing.newest)
  }
  for (const { release, standings } of known) {
    for (const { environmentId, success: last } of standings)
      if (last !== null && newest.get(environmentId)?.release !== release)
        keepNewest(success, environmentId, release, last)
  }
  return new Set([...fresh, ...[...newest.values(), ...success.values()].map(({ release }) => release)])
}

type Best = Map<EnvironmentId, { readonly release: Release; readonly time: DeploymentTime }>

function keepNewest(best: Best, id: EnvironmentId, release: Release, time: DeploymentTime): void {
  const known = best.get(id)
  if (known === undefined || known.time.queuedAt < time.queuedAt) best.set(id, { release, time })
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
  const isShown = ({ id }: Environment) => phaseOf.has(id) || rows.some(({ cells }) => cells[id] !== undefined)
  const last = Number.POSITIVE_INFINITY
  const order = ({ id }: Environment) => phaseOf.get(id) ?? last
  return environments.filter(isShown).sort((a, b) => (order(a) === order(b) ? 0 : order(a) - order(b)))
}
