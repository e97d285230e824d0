import { missingFields } from '@shared/channels/required-fields'
import { type Failure, invalid, notFound } from '@shared/failure'
import type { ChannelId, ProjectId } from '@shared/ids'
import type { Channel, CustomFields } from '@shared/model/channel'
import type { Step } from '@shared/model/process'
import type { Project } from '@shared/model/project'
import { type Release, type ReleaseSnapshot, releaseVersion } from '@shared/model/release'
import { notes as notesSchema } from '@shared/model/text'
import { anythingApplies, type ChosenVersion } from '@shared/packages/slots'
import { filledVersion, isSameVersion } from '@shared/release-versioning/propose'
import { fail, ok, type Result } from '@shared/result'
import type { Store } from '../store/store'
import { type ChosenChild, childrenFor } from './child-releases'
import type { ServiceContext } from './context'
import { channelIn, channelsOf } from './project-channels'
import { processOf } from './project-content'
import { createdDraft } from './release-audit'
import type { Brought, ReleasePackages } from './release-packages'
import { snapshotNow } from './release-snapshots'
import { type ReleaseVersions, releasesOf } from './release-versions'
import { tied } from './variable-check'

/** What a person says about a new release. */
export interface NewRelease {
  readonly projectId: ProjectId
  readonly version?: string | undefined
  readonly notes?: string | undefined
  /** Absent for the only channel whose rules can be met, or the default one among several. */
  readonly channelId?: ChannelId | undefined
  readonly ignoresRules?: boolean | undefined
  readonly customFields?: CustomFields | undefined
  /** Answers with the release that has the version already, if there is one. */
  readonly unlessThere?: boolean | undefined
  /** Which releases it deploys as steps; the newest ones where it is not said. */
  readonly children?: readonly ChosenChild[] | undefined
  /** Which versions of packages it has; the newest ones where it is not said. */
  readonly packages?: readonly ChosenVersion[] | undefined
}

/** A release, and whether it was made just now. */
export interface Made {
  readonly release: Release
  readonly isNew: boolean
}

/** Makes releases: decides channel, packages and version in this order, and stores all of it or nothing. */
export function createReleaseMaker(context: ServiceContext, packages: ReleasePackages, versions: ReleaseVersions) {
  const { store, newId, now, user, publish, exclusive } = context

  /** What a typed version comes to: null where it is free, or the release that has it, or why it cannot be. */
  const typed = (given: NewRelease): Result<Made> | null => {
    if (given.version === undefined) return null
    const existing = releasesOf(store, given.projectId)
    const version = filledVersion(
      given.version,
      existing.map(item => item.version)
    )
    return answerFor(existing, version, given.unlessThere === true)
  }

  const channelFor = (
    project: Project,
    steps: readonly Step[],
    given: NewRelease
  ): Promise<Result<Channel>> | Result<Channel> => {
    const { channelId, packages: chosen, ignoresRules } = given
    if (channelId === undefined)
      return packages.choose(project, steps, channelsOf(store, project.id), { chosen, ignoresRules })
    const channel = channelIn(store, project.id, channelId)
    return channel
      ? ok(channel)
      : fail(invalid('channelId', 'must be a channel of the project', 'Choose another channel.'))
  }

  const put = async (
    project: Project,
    channel: Channel,
    release: Omit<Release, 'snapshot'>,
    snapshot: ReleaseSnapshot
  ) => {
    const made: Release = { ...release, snapshot: await store.snapshots.put(snapshot) }
    try {
      await store.commit([store.releases.putting(made)], [createdDraft(store, project, channel, made, snapshot)])
    } catch (error) {
      // What was not made leaves nothing behind, unless another release has the very same content.
      if (!store.releases.all().some(other => other.snapshot === made.snapshot))
        await store.snapshots.remove(made.snapshot).catch(() => undefined)
      throw error
    }
    publish({ type: 'catalog.changed', entity: 'release' })
    return ok({ release: made, isNew: true })
  }

  /** With everything that takes time done before. */
  const make = async (given: NewRelease, before: Channel, brought: Brought): Promise<Result<Made>> => {
    const project = store.projects.get(given.projectId)
    const channel = project && channelIn(store, project.id, before.id)
    if (!project || !channel) return fail(changedMeanwhile)
    const frozen = snapshotNow(store, project)
    const refused = refusal(store, project, channel, frozen, given)
    if (refused) return fail(refused)
    const taken = packages.take(project, frozen.steps, brought.versions, channel)
    if (!taken.ok) return taken
    const existing = releasesOf(store, project.id)
    const version = versionOf(project, channel, given, taken.value.packages ?? [], existing)
    if (!version.ok) return version
    const answered = answerFor(existing, version.value, given.unlessThere === true)
    if (answered) return answered
    const children = await childrenFor(store, project, frozen.steps, given.children)
    if (!children.ok) return children
    const written = given.notes ?? project.releases?.notesTemplate ?? ''
    const notes = versions.notes(project, channel, version.value, written, taken.value.packages ?? []).text
    const tooLong = notesIssue(notes)
    if (tooLong) return fail(tooLong)
    const { customFields = {} } = given
    const release: Omit<Release, 'snapshot'> = {
      id: newId('release'),
      projectId: project.id,
      version: version.value,
      notes,
      createdAt: now(),
      createdBy: user,
      channelId: channel.id,
      ...(brought.breaksRules ? { ignoresRules: true } : {}),
      ...(Object.keys(customFields).length === 0 ? {} : { customFields })
    }
    return put(project, channel, release, { ...frozen, ...children.value, ...taken.value })
  }

  const versionOf = (
    project: Project,
    channel: Channel,
    { version }: NewRelease,
    taken: NonNullable<ReleaseSnapshot['packages']>,
    existing: readonly Release[]
  ): Result<string> => {
    if (version !== undefined)
      return ok(
        filledVersion(
          version,
          existing.map(item => item.version)
        )
      )
    const proposal = versions.propose(project, channel, project.releases?.versioning, taken)
    if (proposal.version !== null) return ok(proposal.version)
    return fail({
      ...invalid('version', proposal.problem ?? 'cannot be made'),
      message: proposal.problem ?? 'No version can be made.',
      remedy: 'Type a version, or change how versions are made in the settings of the project.'
    })
  }

  return async (given: NewRelease): Promise<Result<Made>> => {
    const project = store.projects.get(given.projectId)
    if (!project) return fail(notFound('project', given.projectId))
    if (project.releases?.isDisabled === true) return fail(disabled(project))
    const early = typed(given)
    if (early) return early
    const { steps } = processOf(store, project.id)
    if (steps.length === 0) return fail(noSteps)
    const channel = await channelFor(project, steps, given)
    if (!channel.ok) return channel
    const refused = refusal(store, project, channel.value, snapshotNow(store, project), given)
    if (refused) return fail(refused)
    const { packages: chosen, ignoresRules } = given
    const brought = await packages.bring(project, steps, { channel: channel.value, chosen, ignoresRules })
    if (!brought.ok) return brought
    return exclusive(() => make(given, channel.value, brought.value))
  }
}

/** The release that has a version already, where that is enough; or why the version cannot be. Null where it is free. */
function answerFor(existing: readonly Release[], version: string, unlessThere: boolean): Result<Made> | null {
  const same = existing.find(release => isSameVersion(release.version, version))
  if (same) return unlessThere ? ok({ release: same, isNew: false }) : fail(taken(same))
  const legal = releaseVersion.safeParse(version)
  return legal.success ? null : fail(invalid('version', legal.error.issues[0]?.message ?? 'must be a version'))
}

/** That a version is taken: by its text, or by what it means. */
export const taken = ({ version }: Pick<Release, 'version'>, path = 'version'): Failure => ({
  kind: 'conflict',
  message: `There is already a release ${version} of this project.`,
  remedy: 'Choose another version; releases are never replaced.',
  issues: [{ path, message: 'is already taken' }]
})

/** Text that is too long once everything in it is replaced. */
export function notesIssue(text: string, path = 'notes'): Failure | null {
  const checked = notesSchema.safeParse(text)
  return checked.success ? null : invalid(path, checked.error.issues[0]?.message ?? 'cannot be kept')
}

function refusal(
  store: Store,
  project: Project,
  channel: Channel,
  frozen: ReleaseSnapshot,
  { customFields }: NewRelease
): Failure | null {
  if (project.releases?.isDisabled === true) return disabled(project)
  if (frozen.steps.length === 0) return noSteps
  if (!anythingApplies(frozen.steps, channel.id))
    return invalid(
      'channelId',
      `no step of the process is for the channel “${channel.name}”, or all of them are disabled`,
      'Enable a step, or make the release in another channel.'
    )
  return fieldsFailure(channel, customFields) ?? tied(store, frozen, channel.id)
}

/** That a release lacks fields which its channel needs; null where it has them. */
export function fieldsFailure(channel: Channel, fields: CustomFields | undefined, path = ''): Failure | null {
  const issues = missingFields(channel, fields).map(issue => ({ ...issue, path: `${path}${issue.path}` }))
  if (issues.length === 0) return null
  const names = issues.map(issue => `“${issue.path.replace(/^.*customFields\./, '')}”`)
  return {
    kind: 'invalid-input',
    message: `The channel “${channel.name}” needs ${names.length === 1 ? 'the custom field' : 'the custom fields'} ${names.join(', ')}.`,
    remedy: 'Fill in what the channel needs.',
    issues
  }
}

const noSteps = invalid(
  'projectId',
  'has no steps yet',
  'Define the deployment process first, then make a release of it.'
)

const disabled = ({ name }: Project): Failure => ({
  kind: 'conflict',
  message: `“${name}” is disabled: no releases are made of it.`,
  remedy: 'Enable the project in its settings first.'
})

const changedMeanwhile: Failure = {
  kind: 'conflict',
  message: 'The project or its channel was deleted while the release was made.',
  remedy: 'Choose another channel, and create the release again.'
}
