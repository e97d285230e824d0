import type { Channel } from '@shared/model/channel'
import type { Project, ReleaseSettings } from '@shared/model/project'
import { isOfProject, type Release } from '@shared/model/release'
import { isSameSlot, slotName, slotsOf } from '@shared/packages/slots'
import {
  type EvaluatedText,
  type Proposal,
  proposeVersion,
  type VersionSource
} from '@shared/release-versioning/propose'
import { type Moment, versionValues } from '@shared/release-versioning/version-values'
import type { Store } from '../store/store'
import type { ServiceContext } from './context'
import { channelsOf } from './project-channels'
import { processOf } from './project-content'
import { releaseTexts } from './release-texts'

/** A version that a place of the process has, or would have. */
export interface PlacedVersion {
  readonly actionId: Parameters<typeof isSameSlot>[0]['actionId']
  readonly reference: string
  readonly packageId: string
  /** Null where none can be taken. */
  readonly version: string | null
}

/** What versions and notes of new releases come to. */
export function createReleaseVersions({ store, now }: Pick<ServiceContext, 'store' | 'now'>) {
  const valuesFor = (project: Project, channel: Channel) => ({
    releases: releasesOf(store, project.id),
    channels: channelsOf(store, project.id),
    channel,
    moment: momentOf(now())
  })

  return {
    /**
     * The version of a release for which nobody typed one.
     * @param versioning what it comes from; absent for the version made last
     * @param packages where the version may be that of a package
     */
    propose: (
      project: Project,
      channel: Channel,
      versioning: ReleaseSettings['versioning'],
      packages: readonly PlacedVersion[]
    ): Proposal => {
      const ground = valuesFor(project, channel)
      const evaluate = releaseTexts(store, { project, channel, facts: versionValues(ground) })
      const existing = ground.releases.map(({ version }) => version)
      return proposeVersion(sourceOf(store, project, channel, versioning, packages), existing, evaluate)
    },

    /** Notes with everything replaced that is known when a release is made. */
    notes: (
      project: Project,
      channel: Channel,
      version: string,
      text: string,
      packages: readonly PlacedVersion[]
    ): EvaluatedText => {
      if (!text.includes('#{')) return { text, problem: null }
      const names = new Map(slotsOf(processOf(store, project.id).steps).map(slot => [slot.actionId, slot.name]))
      const ofPackages = packages.flatMap(({ actionId, reference, packageId, version: own }) => {
        const prefix = `Octopus.Action[${names.get(actionId) ?? actionId}].Package[${reference}]`
        return [
          [`${prefix}.PackageId`, packageId],
          [`${prefix}.PackageVersion`, own ?? '']
        ]
      })
      const facts = {
        ...versionValues(valuesFor(project, channel)),
        ...Object.fromEntries(ofPackages),
        'Octopus.Release.Number': version
      }
      return releaseTexts(store, { project, channel, facts })(text)
    }
  }
}

export type ReleaseVersions = ReturnType<typeof createReleaseVersions>

/** The releases of a project, oldest first; snapshots of runbooks are none. */
export const releasesOf = (store: Pick<Store, 'releases'>, projectId: Project['id']): readonly Release[] =>
  store.releases.all().filter(release => release.projectId === projectId && isOfProject(release))

function sourceOf(
  store: Store,
  project: Project,
  channel: Channel,
  versioning: ReleaseSettings['versioning'],
  packages: readonly PlacedVersion[]
): VersionSource {
  if (versioning === undefined) return { from: 'last' }
  if (versioning.from === 'template') return { from: 'template', template: versioning.template }
  const { steps } = processOf(store, project.id)
  const slot = slotsOf(steps).find(item => isSameSlot(item, versioning))
  if (slot === undefined)
    return { from: 'package', version: null, place: 'a package that the process does not have, or that is disabled' }
  if (!slotsOf(steps, channel.id).some(item => isSameSlot(item, versioning)))
    return {
      from: 'package',
      version: null,
      place: `the package of ${slotName(slot)}, which is not for the channel “${channel.name}”`
    }
  const found = packages.find(item => isSameSlot(item, versioning))
  return {
    from: 'package',
    version: found?.version ?? null,
    place: `the package ${found?.packageId ?? slot.packageId} of ${slotName(slot)}`
  }
}

/** A moment by the clock on the wall of this machine. */
function momentOf(ms: number): Moment {
  const date = new Date(ms)
  const [year, month, day] = [date.getFullYear(), date.getMonth(), date.getDate()]
  return {
    year,
    month: month + 1,
    day,
    dayOfYear: Math.round((Date.UTC(year, month, day) - Date.UTC(year, 0, 1)) / 86_400_000) + 1,
    hour: date.getHours(),
    minute: date.getMinutes(),
    second: date.getSeconds()
  }
}
