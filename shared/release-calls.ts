import { z } from 'zod'
import { call } from './call'
import type { DeploymentSummary } from './deployment'
import * as ids from './ids'
import { type Channel, customFields } from './model/channel'
import type { Environment } from './model/environment'
import { packageVersion } from './model/package'
import { releaseSettings } from './model/project'
import { type Release, type ReleaseDetails, releaseVersion } from './model/release'
import type { TenantRef } from './model/tenant'
import { notes } from './model/text'
import type { ReleaseSlot } from './packages/slots'
import type { Progression } from './progression/progression'

const about = z.strictObject({ id: ids.releaseId })
const ofProject = z.strictObject({ projectId: ids.projectId })
const text = z.string().trim().max(2000, 'must be at most 2,000 characters')

/** The part of the contract that is about releases. */
export const releaseCalls = {
  /** Newest first. */
  'release.list': call(ofProject).returns<readonly Release[]>(),
  'release.get': call(about).returns<ReleaseDetails>(),
  /** What the form of a new release begins with. Without a channel, for the default one. */
  'release.suggest': call(ofProject.extend({ channelId: ids.channelId.optional() })).returns<ReleaseSuggestion>(),
  /**
   * What the version and the notes of a release made now would come to: of settings that need not be saved, or of texts
   * that somebody types.
   */
  'release.preview': call(
    ofProject.extend({
      /** Absent for the default one. */
      channelId: ids.channelId.optional(),
      /** The version comes from this, or counts on for null; absent for what the settings of the project say. */
      versioning: releaseSettings.shape.versioning.nullable(),
      /** Typed in place of what `versioning` makes; a mask in it is filled in. */
      version: z.string().max(349).optional(),
      /** In which `#{…}` is replaced. */
      notes: notes.optional()
    })
  ).returns<ReleasePreview>(),
  'release.create': call(
    ofProject.extend({
      /** A mask such as `1.2.i` is filled in. Absent for what the project's settings make of it. */
      version: releaseVersion.optional(),
      /** Absent for what the template of the project makes of it. `#{…}` is replaced. */
      notes: notes.optional(),
      /** Absent for the only channel whose rules can be met, or the default one among several. */
      channelId: ids.channelId.optional(),
      /** Takes packages that the rules of the channel do not allow. */
      ignoresRules: z.boolean().optional(),
      customFields: customFields.optional(),
      /** Answers with the release that has the version already, if there is one. */
      unlessThere: z.boolean().optional(),
      /** Which release each “Deploy a Release” deploys; the newest of its project where it is not said. */
      children: z
        .array(z.strictObject({ actionId: ids.actionId, releaseId: ids.releaseId }))
        .max(500)
        .optional(),
      /** Versions of packages; the newest one where it is not said. `reference` is empty for the action's own package. */
      packages: z
        .array(z.strictObject({ actionId: ids.actionId, reference: z.string().max(100), version: packageVersion }))
        .max(5000)
        .optional()
    })
  ).returns<Release>(),
  /** Every package that a release of a channel made now would have, with the versions that there are. Asks feeds. */
  'release.packageSlots': call(ofProject.extend({ channelId: ids.channelId.optional() })).returns<
    readonly ReleaseSlot[]
  >(),
  /** Version, notes, channel and custom fields; what it froze stays. */
  'release.update': call(
    about.extend({
      value: z.strictObject({
        version: releaseVersion,
        notes,
        channelId: ids.channelId.optional(),
        ignoresRules: z.boolean().optional(),
        customFields: customFields.optional()
      })
    })
  ).returns<Release>(),
  /** Takes its deployments and their logs along; refused while one of them is under way. Packages and the audit log stay. */
  'release.delete': call(about).returns<null>(),
  /** Takes the variables of the project and its library sets anew; steps stay as they were frozen. Irreversible. */
  'release.updateVariables': call(about).returns<Release>(),
  /** Keeps it out of phases where it has had no success yet. */
  'release.prevent': call(about.extend({ reason: text.min(1, 'must not be empty') })).returns<Release>(),
  'release.resolve': call(about.extend({ note: text.default('') })).returns<Release>(),
  /** Where it may go, and why not elsewhere, with its newest deployments: for a tenant, or without one. */
  'release.progression': call(about.extend({ tenantId: ids.tenantId.optional() })).returns<ReleaseProgression>(),
  /** The tenants that it can be for, by name, with where it may go for each. Empty for a project that takes none. */
  'release.tenants': call(about).returns<readonly ReleaseTenant[]>(),
  /** Releases × environments of a project. */
  'release.matrix': call(
    ofProject.extend({
      channelId: ids.channelId.optional(),
      /** All releases, newest first, from `skip` on. Absent for those that are somewhere, and the newest ones that are not. */
      all: z.strictObject({ skip: z.number().int().min(0), limit: z.number().int().min(1).max(200) }).optional()
    })
  ).returns<ReleaseMatrix>()
} as const

export interface ReleaseSuggestion {
  readonly version: string
  /** Where the version comes from, in a sentence; null where there is nothing to say. */
  readonly why: string | null
  readonly notes: string
  readonly channel: Pick<Channel, 'id' | 'name'>
}

export interface ReleasePreview {
  /** Null where none can be made; `problems` says why. */
  readonly version: string | null
  /** Where the version comes from, in a sentence; null where there is nothing to say. */
  readonly why: string | null
  /** With everything replaced that is known when a release is made. */
  readonly notes: string
  /** What stands against the version or the notes, one sentence each; empty where all is well. */
  readonly problems: readonly string[]
}

/** What is in a cell of releases × environments. */
export interface ReleaseCell {
  readonly newest: DeploymentSummary
  /** Whether the environment has this release now: it was the last that succeeded there. */
  readonly isCurrent: boolean
}

/** What became of a release for one tenant. */
export interface ReleaseTenant {
  readonly tenant: TenantRef
  /** Those that the tenant is linked to, in order. */
  readonly environments: readonly TenantEnvironment[]
}

export interface TenantEnvironment {
  readonly id: ids.EnvironmentId
  /** Why it may not be deployed there for the tenant, in a sentence; null where it may. */
  readonly why: string | null
  /** Whether it comes next there. */
  readonly isNext: boolean
  /** Of this release; null where it was never deployed there for the tenant. */
  readonly cell: ReleaseCell | null
  /** What the tenant has there now, whichever release; null for nothing. */
  readonly current: DeploymentSummary | null
}

export type ReleaseCells = Readonly<Partial<Record<ids.EnvironmentId, ReleaseCell>>>

export interface ReleaseProgression {
  readonly progression: Progression
  readonly channel: Pick<Channel, 'id' | 'name'>
  readonly cells: ReleaseCells
}

export interface ReleaseMatrix {
  /** By phase, then in their own order. */
  readonly environments: readonly Environment[]
  readonly channels: readonly Pick<Channel, 'id' | 'name' | 'isDefault'>[]
  /** Newest first. */
  readonly rows: readonly ReleaseRow[]
  /** How many releases there are, of the channel where one was asked for. */
  readonly total: number
}

export interface ReleaseRow {
  readonly release: Release
  readonly channel: Pick<Channel, 'id' | 'name'>
  /** What is there without a tenant. */
  readonly cells: ReleaseCells
  /** For how many tenants it is where; absent for a project that takes none. */
  readonly tenants?: Readonly<Partial<Record<ids.EnvironmentId, ReleaseTenantCounts>>>
  /** Where it may be deployed, and what comes next: for at least one tenant, or without one. */
  readonly deployable: readonly ids.EnvironmentId[]
  readonly next: readonly ids.EnvironmentId[]
}

/** How many of the tenants that are linked there have a release. */
export interface ReleaseTenantCounts {
  readonly linked: number
  /** Have it now: it was the last that succeeded for them. */
  readonly current: number
  /** It was the newest attempt for them, and that failed or ended without success. */
  readonly failed: number
  /** It is being deployed for them, waits for that, or was handed over. */
  readonly open: number
}
