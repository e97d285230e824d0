import { z } from 'zod'
import { librarySetId, projectId, releaseId, sha256 } from '../ids'
import { steps } from './process'
import { name, notes } from './text'
import { variable } from './variable-set'

/** A release number as people write it; orderings and version rules come with lifecycles. */
export const releaseVersion = z
  .string()
  .trim()
  .min(1, 'must not be empty')
  .max(100, 'must be at most 100 characters')
  .regex(/^[A-Za-z0-9][A-Za-z0-9._+-]*$/, 'must be letters, digits, dots, dashes, plus and underscores, such as 1.4.2')

/** What a release froze: named by the hash of its canonical JSON, verified whenever it is deployed. */
export const releaseSnapshot = z.strictObject({
  format: z.literal(1),
  project: z.strictObject({ id: projectId, name }),
  steps,
  variables: z.array(variable),
  /** The library sets that were included, in order. Absent, and not empty: hashes of older releases stay. */
  librarySets: z.array(z.strictObject({ id: librarySetId, name, variables: z.array(variable) })).optional()
})
export type ReleaseSnapshot = z.infer<typeof releaseSnapshot>

/** An immutable copy of process and variables under a version, ready to be deployed. */
export const release = z.strictObject({
  id: releaseId,
  projectId,
  version: releaseVersion,
  notes,
  createdAt: z.number(),
  createdBy: z.string(),
  snapshot: sha256,
  /** What it was before its variables were taken anew, the oldest first; deployments of then refer to these. Absent when they never were. */
  earlier: z.array(z.strictObject({ snapshot: sha256, until: z.number() })).optional()
})
export type Release = z.infer<typeof release>

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
