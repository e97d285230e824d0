import { packageVersion } from '@shared/model/package'
import { parseOverride, type VersionOverride } from '@shared/packages/choose'
import {
  chosenByOverrides,
  type OverridableSlot,
  openSlots,
  overrideWords,
  strayOverride
} from '@shared/packages/overridden'
import type { ChosenVersion } from '@shared/packages/slots'
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

/** The versions that overrides choose for the places of packages. @throws CommandFailed for one that fits none */
export function chosenBy(
  overrides: readonly VersionOverride[],
  slots: readonly OverridableSlot[]
): readonly ChosenVersion[] {
  const open = openSlots(slots)
  const stray = strayOverride(overrides, open) ?? (open.length === 0 ? overrides[0] : undefined)
  if (stray)
    throw new CommandFailed({
      kind: 'not-found',
      message: `No package of the process is meant by “${overrideWords(stray)}”.`,
      remedy: `Its packages are ${open.length === 0 ? 'none that could be chosen' : open.map(slotWords).join(', ')}.`
    })
  return chosenByOverrides(overrides, open)
}

const slotWords = ({ name, reference, packageId }: OverridableSlot): string =>
  `${reference === '' ? name : `${name}:${reference}`} (${packageId})`
