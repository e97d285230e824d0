import { actionName, findAction } from '@shared/model/process'
import type { Release, ReleaseSnapshot } from '@shared/model/release'
import type { Space } from '../request'
import { type Json, type JsonObject, timeOf } from '../wire'
import { inSpace } from './common'

/** Which packages a release has, by the names of the actions that use them. */
export const selectedPackages = (snapshot: ReleaseSnapshot | null): readonly Json[] =>
  (snapshot?.packages ?? []).map(({ actionId, reference, version }) => {
    const found = snapshot === null ? null : findAction(snapshot.steps, actionId)
    return {
      ActionName: found === null ? actionId : actionName(found.step, found.action),
      StepName: found === null ? actionId : actionName(found.step, found.action),
      PackageReferenceName: reference,
      Version: version
    }
  })

/**
 * @param snapshot what it froze; null where that is damaged
 * @param defaultChannel of its project, for a release that is older than channels
 */
export const releaseResource = (
  space: Space,
  release: Release,
  snapshot: ReleaseSnapshot | null,
  defaultChannel: string
): JsonObject => ({
  ...inSpace(space, 'releases', release.id),
  ProjectId: release.projectId,
  ChannelId: release.channelId ?? defaultChannel,
  Version: release.version,
  ReleaseNotes: release.notes,
  Assembled: timeOf(release.createdAt),
  IgnoreChannelRules: release.ignoresRules === true,
  // One hash names all that was frozen.
  ProjectDeploymentProcessSnapshotId: release.snapshot,
  ProjectVariableSetSnapshotId: release.snapshot,
  LibraryVariableSetSnapshotIds: (snapshot?.librarySets ?? []).map(({ id }) => id),
  SelectedPackages: selectedPackages(snapshot),
  SelectedGitResources: [],
  VersionControlReference: null,
  BuildInformation: [],
  CustomFields: release.customFields ?? {}
})
