import type { ReleaseDetails } from '@shared/api'
import { notFound } from '@shared/failure'
import type { ChannelId, ProjectId, ReleaseId } from '@shared/ids'
import type { Channel } from '@shared/model/channel'
import type { Project, ReleaseSettings } from '@shared/model/project'
import { type Release, releaseVersion } from '@shared/model/release'
import type { ReleasePreview, ReleaseSuggestion } from '@shared/release-calls'
import { filledVersion, isSameVersion, type Proposal } from '@shared/release-versioning/propose'
import { fail, ok, type Result } from '@shared/result'
import { hasMask } from '@shared/versions'
import type { ServiceContext } from './context'
import type { Deployments } from './deployments'
import { channelIn, defaultChannelOf } from './project-channels'
import { createReleaseEditor } from './release-editing'
import { createReleaseMaker, type NewRelease } from './release-making'
import type { ReleasePackages } from './release-packages'
import { createReleaseRemoval } from './release-removal'
import { keepRenewal, renewalOf } from './release-renewal'
import { releaseDetails } from './release-snapshots'
import { createReleaseVersions, type PlacedVersion, releasesOf } from './release-versions'

export type { NewRelease } from './release-making'

/** What releases need of their surroundings. */
export interface ReleasesOptions {
  readonly packages: ReleasePackages
  readonly deployments: Pick<Deployments, 'openOfRelease' | 'letGo'>
  /** Hears of every release that was made, such as to deploy it where that happens by itself. */
  readonly onMade?: (release: Release) => void
}

/** What a version and notes are looked at for, before anything is saved. */
export interface Previewed {
  readonly projectId: ProjectId
  readonly channelId?: ChannelId | undefined
  /** Null for the version made last; absent for what the project says. */
  readonly versioning?: ReleaseSettings['versioning'] | null
  readonly version?: string | undefined
  readonly notes?: string | undefined
}

interface At {
  readonly project: Project
  readonly channel: Channel
}

/** Releases: immutable copies of process and variables, named by version, stored by content. */
export function createReleases(context: ServiceContext, { packages, deployments, onMade }: ReleasesOptions) {
  const { store, exclusive } = context
  const { releases } = store
  const versions = createReleaseVersions(context)
  const make = createReleaseMaker(context, packages, versions)

  const at = (projectId: ProjectId, channelId: ChannelId | undefined): Result<At> => {
    const project = store.projects.get(projectId)
    if (!project) return fail(notFound('project', projectId))
    const channel =
      channelId === undefined ? defaultChannelOf(store, projectId) : channelIn(store, projectId, channelId)
    return channel ? ok({ project, channel }) : fail(notFound('channel', channelId ?? 'default'))
  }

  /** Where a version is that of a package, feeds are asked which one that would be. */
  const placed = async (
    { project, channel }: At,
    versioning: ReleaseSettings['versioning']
  ): Promise<readonly PlacedVersion[]> => {
    if (versioning?.from !== 'package') return []
    const slots = await packages.slots(project.id, channel.id)
    return slots.ok ? slots.value.map(slot => ({ ...slot, version: slot.automatic })) : []
  }

  const proposed = async (place: At, versioning: ReleaseSettings['versioning']): Promise<Proposal> =>
    versions.propose(place.project, place.channel, versioning, await placed(place, versioning))

  return {
    /** Newest first. */
    list: async (projectId: ProjectId): Promise<Result<readonly Release[]>> =>
      store.projects.get(projectId)
        ? ok([...releasesOf(store, projectId)].reverse())
        : fail(notFound('project', projectId)),

    get: async (id: ReleaseId): Promise<Result<ReleaseDetails>> => {
      const release = releases.get(id)
      return release ? releaseDetails(store, release, packages.missing) : fail(notFound('release', id))
    },

    suggest: async (projectId: ProjectId, channelId?: ChannelId): Promise<Result<ReleaseSuggestion>> => {
      const place = at(projectId, channelId)
      if (!place.ok) return place
      const { project, channel } = place.value
      const { version, why, problem } = await proposed(place.value, project.releases?.versioning)
      return ok({
        version: version ?? '',
        why: why ?? problem,
        notes: project.releases?.notesTemplate ?? '',
        channel: { id: channel.id, name: channel.name }
      })
    },

    preview: async (asked: Previewed): Promise<Result<ReleasePreview>> => {
      const place = at(asked.projectId, asked.channelId)
      if (!place.ok) return place
      const { project, channel } = place.value
      const proposal =
        asked.version === undefined
          ? await proposed(
              place.value,
              asked.versioning === undefined ? project.releases?.versioning : (asked.versioning ?? undefined)
            )
          : typedProposal(
              asked.version,
              releasesOf(store, project.id).map(({ version }) => version)
            )
      const notes = versions.notes(project, channel, proposal.version ?? '', asked.notes ?? '', [])
      const problems = [proposal.problem, notes.problem].filter(problem => problem !== null)
      return ok({ version: proposal.version, why: proposal.why, notes: notes.text, problems })
    },

    /** Packages come before its turn, because feeds may take their time. A mask such as `1.2.i` is filled in. */
    create: async (given: NewRelease): Promise<Result<Release>> => {
      const made = await make(given)
      if (!made.ok) return made
      if (made.value.isNew) onMade?.(made.value.release)
      return ok(made.value.release)
    },

    update: createReleaseEditor(context, packages, versions),

    /** Takes its deployments and their logs along; packages and the audit log stay. */
    delete: createReleaseRemoval(context, deployments),

    /** Takes the variables of the project and its library sets anew; the process stays as it was frozen. Irreversible. */
    updateVariables: (id: ReleaseId): Promise<Result<Release>> =>
      exclusive(async () => {
        const renewed = await renewalOf(context, id)
        if (!renewed.ok) return renewed
        await keepRenewal(context, renewed.value)
        return ok(renewed.value.after)
      })
  }
}

/** What a version that somebody types comes to. */
function typedProposal(text: string, existing: readonly string[]): Proposal {
  const version = filledVersion(text, existing)
  const legal = releaseVersion.safeParse(version)
  if (!legal.success) {
    const problem = `The version ${legal.error.issues[0]?.message ?? 'cannot be used'}.`
    return { version: null, why: null, problem }
  }
  const same = existing.find(other => isSameVersion(other, version))
  return {
    version,
    why: hasMask(text) ? `From the mask ${text.trim()}.` : null,
    problem: same === undefined ? null : `There is already a release ${same} of this project.`
  }
}
