import type { ActionId, LibrarySetId, LifecycleId, ProjectGroupId } from '@shared/ids'
import { actionName, allActions, type Step } from '@shared/model/process'
import type { Project, ProjectInput, ReleaseSettings } from '@shared/model/project'
import { sameName } from '@shared/model/text'
import type { Fields } from '../fields'
import { refuse, type Space } from '../request'
import { type Json, type JsonObject, slugOf } from '../wire'
import { processIdOf, variableSetIdOf } from '../wire-ids'
import { inSpace } from './common'
import { projectTenancyIn, projectTenancyWord } from './tenancy'

/** What Octopus counts versions by where nobody says otherwise; Slipway takes the newest version plus one. */
const usualTemplate = '#{Octopus.Version.LastMajor}.#{Octopus.Version.LastMinor}.#{Octopus.Version.NextPatch}'

/** What a project is shown with besides its record. */
export interface ProjectContext {
  readonly defaultLifecycleId: LifecycleId
  readonly includes: readonly LibrarySetId[]
  readonly steps: readonly Step[]
}

export const projectResource = (
  space: Space,
  project: Project,
  { defaultLifecycleId, includes, steps }: ProjectContext
): JsonObject => ({
  ...inSpace(space, 'projects', project.id),
  Name: project.name,
  Slug: slugOf(project.name),
  Description: project.description,
  IsDisabled: project.releases?.isDisabled === true,
  ProjectGroupId: project.groupId,
  LifecycleId: project.releases?.lifecycleId ?? defaultLifecycleId,
  VariableSetId: variableSetIdOf(project.id),
  DeploymentProcessId: processIdOf(project.id),
  ClonedFromProjectId: null,
  TenantedDeploymentMode: projectTenancyWord(project.releases?.tenancy),
  IncludedLibraryVariableSetIds: includes,
  Templates: [],
  AutoCreateRelease: false,
  ReleaseCreationStrategy: { ChannelId: null, ReleaseCreationPackage: null, ReleaseCreationPackageStepId: null },
  VersioningStrategy: versioningResource(project.releases?.versioning, steps),
  ReleaseNotesTemplate: project.releases?.notesTemplate ?? null,
  DiscreteChannelRelease: project.releases?.hasDiscreteChannels === true,
  PersistenceSettings: { Type: 'Database' },
  IsVersionControlled: false,
  AutoDeployReleaseOverrides: [],
  ExtensionSettings: [],
  AllowIgnoreChannelRules: true
})

function versioningResource(versioning: ReleaseSettings['versioning'], steps: readonly Step[]): Json {
  if (versioning === undefined) return { Template: usualTemplate, DonorPackage: null }
  if (versioning.from === 'template') return { Template: versioning.template, DonorPackage: null }
  const donor = allActions(steps).find(({ action }) => action.id === versioning.actionId)
  return {
    Template: null,
    DonorPackage: {
      DeploymentAction: donor === undefined ? versioning.actionId : actionName(donor.step, donor.action),
      PackageReference: versioning.reference
    }
  }
}

/** Refuses what a project of Slipway cannot be. @throws FailureError */
export function refuseForeign(fields: Fields, includes: readonly string[]): void {
  if (
    fields.flag('IsVersionControlled') === true ||
    fields.object('PersistenceSettings')?.text('Type') === 'VersionControlled'
  )
    refuse(
      'PersistenceSettings',
      'Slipway keeps projects in its workspace, not in Git.',
      'Leave it out, or say Database.'
    )
  if (fields.flag('AutoCreateRelease') === true)
    refuse(
      'AutoCreateRelease',
      'Slipway makes releases by itself by triggers.',
      'Add a trigger to the project in Slipway.'
    )
  const wanted = fields.texts('IncludedLibraryVariableSetIds')
  if (fields.has('IncludedLibraryVariableSetIds') && wanted.join() !== includes.join())
    refuse('IncludedLibraryVariableSetIds', 'Library sets are not included by this route.', 'Include them in Slipway.')
}

/** @param before what it is now; null for a new one */
export const projectInputOf = (fields: Fields, before: Project | null): ProjectInput => ({
  name: fields.needed('Name'),
  description: fields.words('Description') ?? before?.description ?? '',
  ...groupIn(fields, before),
  ...(before?.guidedFailure === undefined ? {} : { guidedFailure: before.guidedFailure })
})

function groupIn(fields: Fields, before: Project | null): { readonly groupId?: ProjectGroupId } {
  const groupId = (fields.text('ProjectGroupId') ?? before?.groupId) as ProjectGroupId | undefined
  return groupId === undefined ? {} : { groupId }
}

/** How its releases come to be, as a request says; what it does not say stays as it is. @throws FailureError */
export function releaseSettingsOf(
  fields: Fields,
  before: Project | null,
  { defaultLifecycleId, steps }: ProjectContext
): ReleaseSettings {
  const now = before?.releases ?? {}
  const { lifecycleId, hasDiscreteChannels, isDisabled, versioning, tenancy, ...kept } = now
  const wantedLifecycle = fields.text('LifecycleId') as LifecycleId | undefined
  const lifecycle =
    wantedLifecycle === undefined || (lifecycleId === undefined && wantedLifecycle === defaultLifecycleId)
      ? lifecycleId
      : wantedLifecycle
  const discrete = changed(fields.flag('DiscreteChannelRelease'), hasDiscreteChannels)
  const disabled = changed(fields.flag('IsDisabled'), isDisabled)
  const mode = fields.text('TenantedDeploymentMode')
  const takes = mode === undefined ? tenancy : projectTenancyIn(mode)
  const versions = fields.has('VersioningStrategy') ? versioningIn(fields, versioning, steps) : versioning
  return {
    ...kept,
    ...(lifecycle === undefined ? {} : { lifecycleId: lifecycle }),
    ...(discrete === undefined ? {} : { hasDiscreteChannels: discrete }),
    ...(disabled === undefined ? {} : { isDisabled: disabled }),
    ...(versions === undefined ? {} : { versioning: versions }),
    ...(takes === undefined ? {} : { tenancy: takes }),
    ...notesTemplateIn(fields, now.notesTemplate)
  }
}

/** What says the same stays as it is stored: absent and false are the same. */
const changed = (wanted: boolean | undefined, now: boolean | undefined): boolean | undefined =>
  wanted === undefined || wanted === (now ?? false) ? now : wanted

function notesTemplateIn(fields: Fields, now: string | undefined): { readonly notesTemplate?: string } {
  const wanted = fields.words('ReleaseNotesTemplate') ?? now
  return wanted === undefined || (wanted === '' && now === undefined) ? {} : { notesTemplate: wanted }
}

function versioningIn(
  fields: Fields,
  now: ReleaseSettings['versioning'],
  steps: readonly Step[]
): ReleaseSettings['versioning'] {
  const strategy = fields.object('VersioningStrategy')
  const template = strategy?.text('Template')
  if (template !== undefined)
    return now === undefined && template === usualTemplate ? undefined : { from: 'template', template }
  const donor = strategy?.object('DonorPackage')
  const name = donor?.text('DeploymentAction')
  if (donor === undefined || name === undefined) return now
  const found = allActions(steps).find(({ step, action }) => sameName(actionName(step, action), name))
  const actionId: ActionId | undefined = found?.action.id
  if (actionId === undefined)
    return refuse(
      'VersioningStrategy',
      `The process has no step “${name}”.`,
      'Name the step whose package says the version.'
    )
  return { from: 'package', actionId, reference: donor.words('PackageReference') ?? '' }
}
