import { packageVersion } from '@shared/model/package'
import { overriddenVersion, overrideScore, parseOverride, type VersionOverride } from '@shared/packages/choose'
import type { ChosenVersion, ReleaseSlot } from '@shared/packages/slots'
import { CommandFailed, UsageError } from './errors'

/** How flags say which versions of packages a release has. */
export interface PackageOptions {
  /** Such as `Step:1.4.2`. */
  readonly package?: readonly string[]
  /** For everything that the others say nothing of. */
  readonly packageVersion?: string
}

/** What flags ask for; empty where there are none. @throws UsageError */
export function overridesIn({
  package: written = [],
  packageVersion: every
}: PackageOptions): readonly VersionOverride[] {
  const overrides = written.map(text => {
    const read = parseOverride(text)
    if (!read.ok) throw new UsageError(`--package: ${read.failure.message} ${read.failure.remedy}`)
    return read.value
  })
  if (every === undefined) return overrides
  if (!packageVersion.safeParse(every).success)
    throw new UsageError(`--package-version must be a version, such as 1.4.2: ${every}`)
  return [...overrides, { of: null, reference: null, version: every }]
}

/** The versions that overrides choose for the slots of a release. @throws CommandFailed for one that fits no slot */
export function chosenBy(
  overrides: readonly VersionOverride[],
  slots: readonly ReleaseSlot[]
): readonly ChosenVersion[] {
  const open = slots.filter(slot => slot.fixed === null)
  const stray = overrides.find(override => !open.some(slot => overrideScore(override, slot) !== null))
  if (stray)
    throw new CommandFailed({
      kind: 'not-found',
      message: `No package of the process is meant by ${wordsOf(stray)}.`,
      remedy: `Its packages are ${open.length === 0 ? 'none that could be chosen' : open.map(slotWords).join(', ')}.`
    })
  return open.flatMap(slot => {
    const version = overriddenVersion(slot, overrides)
    return version === null ? [] : [{ actionId: slot.actionId, reference: slot.reference, version }]
  })
}

const wordsOf = ({ of, reference, version }: VersionOverride): string =>
  `“${[of ?? '*', ...(reference === null ? [] : [reference]), version].join(':')}”`

const slotWords = ({ name, reference, packageId }: ReleaseSlot): string =>
  `${reference === '' ? name : `${name}:${reference}`} (${packageId})`
