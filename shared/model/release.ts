import { z } from 'zod'
import { actionId, channelId, librarySetId, projectId, releaseId, runbookId, sha256 } from '../ids'
import { parseVersion } from '../versions'
import { customFields } from './channel'
import { type ChosenPackage, chosenPackage } from './package'
import { steps } from './process'
import { name, notes } from './text'
import { variable } from './variable-set'

/** The most characters of a version. */
const longestVersion = 349
const versionText = z
  .string()
  .trim()
  .min(1, 'must not be empty')
  .max(longestVersion, `must be at most ${longestVersion} characters`)

/** The version of a release as people write it: numbers, a tag and metadata, each of which may be missing. */
export const releaseVersion = versionText.refine(
  text => parseVersion('octopus', text) !== null && /[A-Za-z0-9]/.test(text),
  'must be numbers, letters, dots, dashes, plus and underscores, such as 1.4.2 or 2.0-beta.1'
)

/** What a release froze: named by the hash of its canonical JSON, verified whenever it is deployed. */
export const releaseSnapshot = z.strictObject({
  format: z.literal(1),
  project: z.strictObject({ id: projectId, name }),
  steps,
  variables: z.array(variable),
  /** The library sets that were included, in order. Absent, and not empty: hashes of older releases stay. */
  librarySets: z.array(z.strictObject({ id: librarySetId, name, variables: z.array(variable) })).optional(),
  /** The runbook whose steps these are; absent for a project's process. */
  runbook: z.strictObject({ id: runbookId, name }).optional(),
  /** Which release each “Deploy a Release” deploys, as it was chosen. Absent where there is no such action. */
  children: z
    .array(z.strictObject({ actionId, releaseId, version: releaseVersion, snapshot: sha256 }))
    .min(1)
    .optional(),
  /** Which packages its actions use, by content. Absent where none is used. */
  packages: z.array(chosenPackage).min(1).optional()
})
export type ReleaseSnapshot = z.infer<typeof releaseSnapshot>
/** A release that another one deploys as a step. */
export type ChildRelease = NonNullable<ReleaseSnapshot['children']>[number]

/** Somebody found that a release must not go on: it stays out of phases where it has had no success yet. */
export const prevention = z.strictObject({
  reason: z.string().trim().min(1, 'must not be empty').max(2000, 'must be at most 2,000 characters'),
  by: z.string(),
  at: z.number(),
  resolved: z.strictObject({ note: z.string().max(2000), by: z.string(), at: z.number() }).optional()
})
export type Prevention = z.infer<typeof prevention>

/** An immutable copy of process and variables under a version, ready to be deployed. */
export const release = z.strictObject({
  id: releaseId,
  projectId,
  // Older versions of Slipway let through a little more.
  version: versionText,
  notes,
  createdAt: z.number(),
  createdBy: z.string(),
  snapshot: sha256,
  /** What it was before its variables were taken anew, the oldest first; deployments of then refer to these. Absent when they never were. */
  earlier: z.array(z.strictObject({ snapshot: sha256, until: z.number() })).optional(),
  /**
   * The runbook that it is a snapshot of: published, or taken of the draft for a run. Absent for a release of the
   * project, and only those are listed as releases.
   */
  runbook: z.strictObject({ id: runbookId, name, isDraft: z.boolean() }).optional(),
  /** Absent for the default channel of its project: in releases that are older than channels. */
  channelId: channelId.optional(),
  /** It was made although its packages break the rules of its channel. */
  ignoresRules: z.boolean().optional(),
  customFields: customFields.optional(),
  /** Why it was kept from going on, the oldest first; at most the last one is not resolved. */
  prevented: z.array(prevention).optional()
})
export type Release = z.infer<typeof release>

/** A release with what it froze. */
export interface ReleaseDetails {
  readonly release: Release
  /** Null when the stored copy does not match the release's hash. */
  readonly snapshot: ReleaseSnapshot | null
  /** Whether the process or the variables were changed since the release was made. */
  readonly isOutdated: boolean
  /** Its packages that are not in the repository any more: without them it cannot be deployed everywhere. */
  readonly missingPackages: readonly ChosenPackage[]
}

/** Whether it is a release of its project, and not the snapshot of a runbook. */
export const isOfProject = ({ runbook }: Pick<Release, 'runbook'>): boolean => runbook === undefined

/** Why a release may not go on at the moment; null where it may. */
export const preventionOf = ({ prevented = [] }: Pick<Release, 'prevented'>): Prevention | null =>
  prevented.find(({ resolved }) => resolved === undefined) ?? null

/** Every snapshot that a release has or had. */
export const snapshotsOf = ({ snapshot, earlier = [] }: Pick<Release, 'snapshot' | 'earlier'>) => [
  ...earlier.map(item => item.snapshot),
  snapshot
]

/** Everything that a release froze of variables: the project's, and those of the library sets that it included. */
export const frozenVariables = ({
  variables,
  librarySets = []
}: Pick<ReleaseSnapshot, 'variables' | 'librarySets'>) => [...variables, ...librarySets.flatMap(set => set.variables)]

/**
 * The version to suggest after `latest`: its last number plus one (`1.4.2` → `1.4.3`, `2.0-rc.9` → `2.0-rc.10`).
 * Without an earlier release, or without a number in it, `0.0.1` — the first version Octopus suggests.
 */
export function nextVersion(latest: string | undefined): string {
  const match = latest === undefined ? null : /^(.*?)(\d+)(\D*)$/.exec(latest)
  if (!match) return '0.0.1'
  const [, head = '', digits = '0', tail = ''] = match
  return `${head}${BigInt(digits) + 1n}${tail}`
}
