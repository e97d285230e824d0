import { nextVersion, releaseVersion } from '../model/release'
import { sameName } from '../model/text'
import { withNote } from '../plan/words'
import { applyMask, compareVersions, hasMask, maskBase } from '../versions'

/** What the version of a new release comes from. */
export type VersionSource =
  /** The version that was made last, plus one. */
  | { readonly from: 'last' }
  | { readonly from: 'template'; readonly template: string }
  /** `version` is null where the package has none; `place` is what the package and its step are called. */
  | { readonly from: 'package'; readonly version: string | null; readonly place: string }

/** What a version came to. */
export interface Proposal {
  /** Null where none can be made; `problem` says why. */
  readonly version: string | null
  /** Where it comes from, in a sentence; null where there is nothing to say. */
  readonly why: string | null
  /** What stands against it, in a sentence; null where nothing does. */
  readonly problem: string | null
}

/** What came of a template: a problem is a sentence. */
export interface EvaluatedText {
  readonly text: string
  readonly problem: string | null
}

/** Whether two versions are the same release: by their text, or by what they mean, such as `1.0` and `1.0.0`. */
export const isSameVersion = (a: string, b: string): boolean => sameName(a, b) || compareVersions('octopus', a, b) === 0

/**
 * The version that a typed text becomes: letters of a mask are filled in, by the versions that there are.
 * @param existing oldest first
 */
export function filledVersion(text: string, existing: readonly string[]): string {
  const version = applyMask(text, maskBase(text, [...existing].reverse()))
  // Blanks around numbers mean nothing; anywhere else they make it no version.
  return isLegal(version) ? version.replace(/\s+/g, '') : version
}

/**
 * The version of a release for which nobody typed one. One that is made by counting and is taken moves on to the next
 * that is free; the version of a package is never changed.
 * @param existing the versions of the project's releases, oldest first
 * @param evaluate replaces what `#{…}` mentions
 */
export function proposeVersion(
  source: VersionSource,
  existing: readonly string[],
  evaluate: (template: string) => EvaluatedText
): Proposal {
  switch (source.from) {
    case 'last':
      return afterLast(existing)
    case 'template':
      return ofTemplate(source.template, existing, evaluate)
    case 'package':
      return ofPackage(source, existing)
  }
}

function afterLast(existing: readonly string[]): Proposal {
  const last = existing.at(-1)
  const why = last === undefined ? null : `One after ${last}, the release that was made last.`
  return moved(nextVersion(last), why, existing)
}

function ofTemplate(
  template: string,
  existing: readonly string[],
  evaluate: (template: string) => EvaluatedText
): Proposal {
  const { text, problem } = evaluate(template)
  if (problem !== null) return refused(withNote(`The template ${template} cannot be evaluated`, problem))
  const version = filledVersion(text, existing)
  if (!isLegal(version)) return refused(`The template ${template} makes “${clipped(version)}”, which is no version.`)
  return moved(version, `From the ${hasMask(text) ? 'mask' : 'template'} ${template}.`, existing)
}

function ofPackage(
  { version, place }: Extract<VersionSource, { from: 'package' }>,
  existing: readonly string[]
): Proposal {
  if (version === null) return refused(`The version would be that of ${place}, which is not known.`)
  if (!isLegal(version))
    return refused(`The version ${clipped(version)} of ${place} cannot be the version of a release.`)
  const same = existing.find(other => isSameVersion(other, version))
  if (same === undefined) return { version, why: `The version of ${place}.`, problem: null }
  return {
    version,
    why: `The version of ${place}. There is a release ${same} already.`,
    problem: `There is already a release ${same}, made of the same version of ${place}.`
  }
}

/** The version itself where it is free, or the next one that is; then the reason says so. */
function moved(version: string, why: string | null, existing: readonly string[]): Proposal {
  const free = freeVersion(version, existing)
  if (free === null) return refused(`There is no free version after ${version}.`)
  if (free === version) return { version, why, problem: null }
  return {
    version: free,
    why: `${why ?? ''} ${version} is taken, so this is the next one that is free.`.trim(),
    problem: null
  }
}

function freeVersion(version: string, existing: readonly string[]): string | null {
  let free = version
  // Each step makes another version, so as many as there are, and one more, suffice.
  for (let step = 0; step <= existing.length + 1 && isLegal(free); step++) {
    const candidate = free
    if (!existing.some(other => isSameVersion(other, candidate))) return free
    // Metadata does not count, so counting up in it would never get on.
    free = nextVersion(free.replace(/\+.*$/, ''))
  }
  return null
}

const isLegal = (version: string): boolean => releaseVersion.safeParse(version).success

const clipped = (text: string): string => (text.length > 60 ? `${text.slice(0, 59)}…` : text)

const refused = (problem: string): Proposal => ({ version: null, why: null, problem })
