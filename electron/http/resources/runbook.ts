import type { Input } from '@shared/api'
import type { Release, ReleaseSnapshot } from '@shared/model/release'
import type { Runbook } from '@shared/model/runbook'
import type { RunbookListing } from '@shared/runbook-calls'
import type { Fields } from '../fields'
import { refuse, type Space } from '../request'
import { type JsonObject, slugOf, timeOf } from '../wire'
import { runbookProcessIdOf, variableSetIdOf } from '../wire-ids'
import { inSpace } from './common'
import { selectedPackages } from './release'
import { refuseRunbookTenancy, runbookTenancyWord } from './tenancy'

type RunbookTyped = Input<'runbook.create'>['value']

/** What a runbook is shown with besides its record. */
export interface RunbookContext {
  /** The id of what was published last; null for nothing. */
  readonly published: string | null
  /** Whether its project does. */
  readonly takesTenants: boolean
}

export const runbookResource = (
  space: Space,
  runbook: Omit<RunbookListing, 'published' | 'isOutdated' | 'lastRun'>,
  { published, takesTenants }: RunbookContext
): JsonObject => ({
  ...inSpace(space, `projects/${runbook.projectId}/runbooks`, runbook.id),
  ProjectId: runbook.projectId,
  Name: runbook.name,
  Slug: slugOf(runbook.name),
  Description: runbook.description,
  RunbookProcessId: runbookProcessIdOf(runbook.id),
  PublishedRunbookSnapshotId: published,
  MultiTenancyMode: runbookTenancyWord(takesTenants),
  ConnectivityPolicy: {
    AllowDeploymentsToNoTargets: true,
    ExcludeUnhealthyTargets: false,
    SkipMachineBehavior: 'None',
    TargetRoles: []
  },
  EnvironmentScope: runbook.environments.kind === 'all' ? 'All' : 'Specified',
  Environments: runbook.environments.kind === 'all' ? [] : runbook.environments.ids,
  DefaultGuidedFailureMode: guidedWords(runbook.guidedFailure),
  RunRetentionPolicy: { QuantityToKeep: 0, ShouldKeepForever: true, Unit: 'Items' },
  ForcePackageDownload: false
})

/** Octopus' words for whether failures are put before a person. */
export const guidedWords = (guided: 'on' | 'off' | undefined): string =>
  guided === undefined ? 'EnvironmentDefault' : guided === 'on' ? 'On' : 'Off'

/** The same the other way round. */
export function guidedIn(text: string | undefined, before: 'on' | 'off' | undefined): 'on' | 'off' | undefined {
  const word = text?.toLowerCase()
  if (word === 'on' || word === 'off') return word
  return word === undefined ? before : undefined
}

/** @param before what it is now; null for a new one */
export function runbookInputOf(
  fields: Fields,
  before: Runbook | null,
  { takesTenants }: Pick<RunbookContext, 'takesTenants'>
): RunbookTyped {
  refuseRunbookTenancy(fields.text('MultiTenancyMode'), takesTenants)
  const guidedFailure = guidedIn(fields.text('DefaultGuidedFailureMode'), before?.guidedFailure)
  return {
    name: fields.needed('Name'),
    description: fields.words('Description') ?? before?.description ?? '',
    environments: environmentsIn(fields, before),
    ...(guidedFailure === undefined ? {} : { guidedFailure })
  }
}

function environmentsIn(fields: Fields, before: Runbook | null): RunbookTyped['environments'] {
  const scope = fields.text('EnvironmentScope')?.toLowerCase()
  if (scope === undefined) return before?.environments ?? { kind: 'all' }
  if (scope === 'all') return { kind: 'all' }
  if (scope === 'specified') {
    const ids = fields.texts('Environments') as Extract<Runbook['environments'], { kind: 'listed' }>['ids']
    return { kind: 'listed', ids }
  }
  return refuse(
    'EnvironmentScope',
    'A runbook is for all environments, or for those that are listed.',
    'Say All or Specified.'
  )
}

export const runbookSnapshotResource = (
  space: Space,
  release: Release,
  snapshot: ReleaseSnapshot | null
): JsonObject => ({
  ...inSpace(space, 'runbookSnapshots', release.id),
  Name: release.version,
  ProjectId: release.projectId,
  RunbookId: release.runbook?.id ?? null,
  Notes: release.notes,
  FrozenRunbookProcessId: release.snapshot,
  FrozenProjectVariableSetId: variableSetIdOf(release.projectId),
  LibraryVariableSetSnapshotIds: (snapshot?.librarySets ?? []).map(({ id }) => id),
  SelectedPackages: selectedPackages(snapshot),
  SelectedGitResources: [],
  Assembled: timeOf(release.createdAt)
})
