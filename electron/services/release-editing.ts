import { type Failure, invalid, notFound } from '@shared/failure'
import type { ChannelId, ReleaseId } from '@shared/ids'
import type { Channel, CustomFields } from '@shared/model/channel'
import type { Project } from '@shared/model/project'
import { isOfProject, type Release, type ReleaseSnapshot, releaseVersion } from '@shared/model/release'
import { anythingApplies, isSameSlot, slotName, slotsOf } from '@shared/packages/slots'
import { filledVersion, isSameVersion } from '@shared/release-versioning/propose'
import { fail, ok, type Result } from '@shared/result'
import { hasMask } from '@shared/versions'
import type { ServiceContext } from './context'
import { channelIn, channelOfRelease } from './project-channels'
import { changedDrafts } from './release-audit'
import { fieldsFailure, notesIssue, taken } from './release-making'
import type { ReleasePackages } from './release-packages'
import { readSnapshot } from './release-snapshots'
import { type ReleaseVersions, releasesOf } from './release-versions'
import { tied } from './variable-check'

/** What of a release can be changed after it was made; what it froze cannot. */
export interface ReleaseEdit {
  readonly version: string
  readonly notes: string
  /** Absent for the channel that it has. */
  readonly channelId?: ChannelId | undefined
  readonly ignoresRules?: boolean | undefined
  /** Absent for those that it has. */
  readonly customFields?: CustomFields | undefined
}

interface Edited {
  readonly project: Project
  readonly before: Release
  readonly edit: ReleaseEdit
}

/** Changes releases that exist. Rules are held against what a release froze only where its channel changes. */
export function createReleaseEditor(context: ServiceContext, packages: ReleasePackages, versions: ReleaseVersions) {
  const { store, publish, exclusive } = context

  const versionOf = ({ project, before, edit }: Edited): Result<string> => {
    if (edit.version.trim() === before.version) return ok(before.version)
    const others = releasesOf(store, project.id).filter(({ id }) => id !== before.id)
    const existing = others.map(({ version }) => version)
    const version = hasMask(edit.version) ? filledVersion(edit.version, existing) : edit.version.replace(/\s+/g, '')
    const same = others.find(other => isSameVersion(other.version, version))
    if (same) return fail(taken(same, 'value.version'))
    const legal = releaseVersion.safeParse(version)
    return legal.success
      ? ok(version)
      : fail(invalid('value.version', legal.error.issues[0]?.message ?? 'must be a version'))
  }

  /** Whether the release breaks rules in the channel that it has afterwards; fails where it may not. */
  const moveTo = async ({ edit }: Edited, channel: Channel, snapshot: ReleaseSnapshot): Promise<Result<boolean>> => {
    const path = 'value.channelId'
    if (!anythingApplies(snapshot.steps, channel.id))
      return fail(invalid(path, `must be a channel that a step of the release is for; “${channel.name}” is none`))
    const lacking = slotsOf(snapshot.steps, channel.id).find(
      slot => !(snapshot.packages ?? []).some(item => isSameSlot(item, slot))
    )
    if (lacking)
      return fail(
        invalid(
          path,
          `must be a channel for which the release has all packages; it has none for ${slotName(lacking)}`,
          'Make a new release in that channel.'
        )
      )
    const undecided = tied(store, snapshot, channel.id)
    if (undecided) return fail(undecided)
    const broken = await packages.breaches(snapshot, channel)
    return broken && edit.ignoresRules !== true ? fail(broken) : ok(broken !== null)
  }

  const edited = async (about: Edited): Promise<Result<Release>> => {
    const { project, before, edit } = about
    const version = versionOf(about)
    if (!version.ok) return version
    const was = channelOfRelease(store, before)
    const channel = edit.channelId === undefined ? was : channelIn(store, project.id, edit.channelId)
    if (channel === null) return fail(noChannel)
    const isMoved = channel.id !== was?.id
    const snapshot = isMoved ? await readSnapshot(store, before) : null
    if (snapshot?.ok === false) return snapshot
    const breaks = snapshot === null ? ok(before.ignoresRules === true) : await moveTo(about, channel, snapshot.value)
    if (!breaks.ok) return breaks
    const customFields = edit.customFields ?? before.customFields ?? {}
    const lacking = isMoved || edit.customFields !== undefined ? fieldsFailure(channel, customFields, 'value.') : null
    if (lacking) return fail(lacking)
    const notes =
      edit.notes === before.notes ? before.notes : versions.notes(project, channel, version.value, edit.notes, []).text
    const tooLong = notesIssue(notes, 'value.notes')
    if (tooLong) return fail(tooLong)
    const { ignoresRules: _ignored, customFields: _fields, ...kept } = before
    return ok({
      ...kept,
      version: version.value,
      notes,
      ...(isMoved ? { channelId: channel.id } : {}),
      ...(breaks.value ? { ignoresRules: true } : {}),
      ...(Object.keys(customFields).length === 0 ? {} : { customFields })
    })
  }

  return (id: ReleaseId, edit: ReleaseEdit): Promise<Result<Release>> =>
    exclusive(async () => {
      const before = store.releases.get(id)
      const project = before && store.projects.get(before.projectId)
      if (!before || !project) return fail(notFound('release', id))
      if (!isOfProject(before)) return fail(ofRunbook)
      const after = await edited({ project, before, edit })
      if (!after.ok) return after
      const drafts = changedDrafts(store, project, before, after.value)
      if (drafts.length === 0) return ok(before)
      await store.commit([store.releases.putting(after.value)], drafts)
      publish({ type: 'catalog.changed', entity: 'release' })
      return after
    })
}

const noChannel = invalid('value.channelId', 'must be a channel of the project', 'Choose another channel.')

/** What cannot be done to the snapshot of a runbook. */
export const ofRunbook: Failure = {
  kind: 'conflict',
  message: 'This is the snapshot of a runbook, which takes variables and steps together.',
  remedy: 'Publish the runbook again.'
}
