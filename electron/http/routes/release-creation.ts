import { invalid } from '@shared/failure'
import { FailureError } from '@shared/failure-error'
import type { ActionId, ChannelId, ReleaseId } from '@shared/ids'
import type { Channel } from '@shared/model/channel'
import { deployingActions } from '@shared/model/deploying'
import { packageVersion } from '@shared/model/package'
import type { Project } from '@shared/model/project'
import type { Release } from '@shared/model/release'
import { sameName } from '@shared/model/text'
import { parseOverride, type VersionOverride } from '@shared/packages/choose'
import {
  chosenByOverrides,
  type OverridableSlot,
  openSlots,
  overridableSlots,
  overrideWords,
  strayOverride
} from '@shared/packages/overridden'
import type { ChosenVersion } from '@shared/packages/slots'
import { isSameVersion } from '@shared/release-versioning/propose'
import { type Answer, created, failed } from '../answer'
import type { Fields } from '../fields'
import { foundIn, present, refuse, type SpaceHandler, type SpaceRequest, valueFrom } from '../request'
import { projectNamed } from './projects'

/** What Slipway takes nothing from. @throws FailureError */
function refuseGit(fields: Fields): void {
  for (const name of ['GitRef', 'GitCommit'])
    if (fields.text(name) !== undefined)
      refuse(name, 'Slipway keeps projects in its workspace, not in Git.', `Leave ${name} out.`)
  const resources = fields.raw('GitResources')
  if (Array.isArray(resources) && resources.length > 0)
    refuse('GitResources', 'Slipway takes nothing from Git.', 'Leave GitResources out.')
}

/** `POST /releases/create/v1`. */
export const createRelease: SpaceHandler = async request => {
  const fields = await request.fields()
  refuseGit(fields)
  const project = await projectNamed(request, fields.needed('ProjectName'))
  const version = fields.text('ReleaseVersion')
  const isEnough = fields.flag('IgnoreIfAlreadyExists') === true
  // First of all: what it was made of may be gone, or called otherwise by now.
  const there = isEnough && version !== undefined ? await releaseThere(request, project, version) : undefined
  if (there !== undefined) return made(there)
  const channelId = await channelIn(request, project, fields)
  const overrides = overridesIn(fields)
  const children = overrides.length === 0 ? [] : await childrenIn(request, project, overrides)
  const packages = await packagesIn(
    request,
    project,
    channelId,
    overrides.filter(item => !children.some(child => child.override === item))
  )
  const notes = fields.words('ReleaseNotes')
  const customFields = fields.record('CustomFields')
  const ignoresRules = fields.flag('IgnoreChannelRules') === true
  try {
    const release = await request.ask('release.create', {
      projectId: project.id,
      ...(version === undefined ? {} : { version }),
      ...(notes === undefined ? {} : { notes }),
      ...(channelId === undefined ? {} : { channelId }),
      ...(ignoresRules ? { ignoresRules } : {}),
      ...(Object.keys(customFields).length === 0 ? {} : { customFields: { ...customFields } }),
      ...(isEnough ? { unlessThere: true } : {}),
      ...(packages.length === 0 ? {} : { packages: [...packages] }),
      ...(children.length === 0
        ? {}
        : { children: children.map(({ actionId, releaseId }) => ({ actionId, releaseId })) })
    })
    return made(release)
  } catch (error) {
    // Octopus calls a version that is taken a request that is wrong, and no conflict.
    if (isFailure(error) && error.failure.kind === 'conflict') return failed(error.failure, 400)
    throw error
  }
}

const made = ({ id, version }: Release): Answer => created({ ReleaseId: id, ReleaseVersion: version })

const releaseThere = async ({ ask }: SpaceRequest, { id: projectId }: Project, version: string) =>
  (await ask('release.list', { projectId })).find(release => isSameVersion(release.version, version))

const isFailure = (error: unknown): error is FailureError => error instanceof FailureError

async function channelIn(request: SpaceRequest, project: Project, fields: Fields): Promise<ChannelId | undefined> {
  const name = fields.text('ChannelName')
  if (name === undefined) return undefined
  const channels: readonly Channel[] = await request.ask('channel.list', { projectId: project.id })
  return foundIn(channels, name, `channel of ${project.name}`, ({ id }) => id).id
}

/** Which versions of packages are asked for: `Step:1.0`, `Step:reference:1.0` or `PackageId:1.0`, or one for all. */
async function packagesIn(
  request: SpaceRequest,
  project: Project,
  channelId: ChannelId | undefined,
  overrides: readonly VersionOverride[]
): Promise<readonly ChosenVersion[]> {
  if (overrides.length === 0) return []
  const slots = await overridableSlots(request.ask, project.id, channelId)
  const stray = strayOverride(overrides, slots)
  if (stray !== undefined)
    refuse(
      'Packages',
      `No package of the process is meant by “${overrideWords(stray)}”.`,
      `Its packages are ${slotList(openSlots(slots))}.`
    )
  return chosenByOverrides(overrides, slots)
}

/** Steps that deploy another project's release have it chosen in the same way: `Step:1.0`. */
async function childrenIn(request: SpaceRequest, project: Project, overrides: readonly VersionOverride[]) {
  const { steps } = await request.ask('process.get', { projectId: project.id })
  const chosen: { readonly override: VersionOverride; readonly actionId: ActionId; readonly releaseId: ReleaseId }[] =
    []
  for (const { name, action } of deployingActions(steps)) {
    const override = overrides.find(item => item.of !== null && item.reference === null && sameName(item.of, name))
    if (override === undefined) continue
    const releases = await request.ask('release.list', { projectId: action.projectId })
    const release = releases.find(({ version }) => sameName(version, override.version))
    chosen.push({
      override,
      actionId: action.id,
      releaseId: present(release, `release for “${name}”`, override.version).id
    })
  }
  return chosen
}

function overridesIn(fields: Fields): readonly VersionOverride[] {
  if (fields.text('PackagePrerelease') !== undefined)
    refuse(
      'PackagePrerelease',
      'Slipway chooses packages by the rules of the channel.',
      'Choose a channel, or say versions.'
    )
  const named = fields.texts('Packages').map(text => valueFrom(parseOverride(text)))
  const every = fields.text('PackageVersion')
  if (every === undefined) return named
  if (!packageVersion.safeParse(every).success)
    throw new FailureError(invalid('PackageVersion', 'must be a version, such as 1.4.2'))
  return [...named, { of: null, reference: null, version: every }]
}

const slotList = (slots: readonly OverridableSlot[]): string =>
  slots.length === 0
    ? 'none that could be chosen'
    : [...new Set(slots.map(({ name, reference }) => (reference === '' ? name : `${name}:${reference}`)))].join(', ')
