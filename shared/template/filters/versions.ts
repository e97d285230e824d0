import { TemplateError } from '../template-error'
import type { Filter } from './filter'

const form =
  /^\s*(?:[vV]?(?<major>\d+)(?:\.(?<minor>\d+))?(?:\.(?<patch>\d+))?(?:\.(?<revision>\d+))?)?[.\-_\\]?(?<pre>(?<prefix>[A-Za-z0-9]*)(?:[.\-_\\](?<counter>[A-Za-z0-9.\-_\\]*))?)(?:\+(?<metadata>[A-Za-z0-9_\-.\\+]*))?\s*$/

type Part = 'major' | 'minor' | 'patch' | 'revision' | 'pre' | 'prefix' | 'counter' | 'metadata'

/** Longer ones would only keep the pattern busy. */
const longest = 1_000

/** Of a version as Octopus reads it: nearly everything is one. */
const part =
  (name: Part, absent: '0' | ''): Filter =>
  input => {
    if (input === null) return null
    const groups = input.length > longest ? undefined : form.exec(input)?.groups
    if (groups === undefined) throw new TemplateError('filter', `“${input.slice(0, longest)}” is no version.`)
    const text = groups[name] ?? absent
    if (absent === '') return text
    const number = Number(text || absent)
    if (number < 2 ** 31) return String(number)
    throw new TemplateError('filter', `A number in the version “${input}” is too large.`)
  }

/** Parts of versions, by the filters' names in lower case. */
export const versions: readonly (readonly [name: string, filter: Filter])[] = [
  ['versionmajor', part('major', '0')],
  ['versionminor', part('minor', '0')],
  ['versionpatch', part('patch', '0')],
  ['versionrevision', part('revision', '0')],
  ['versionprerelease', part('pre', '')],
  ['versionprereleaseprefix', part('prefix', '')],
  ['versionprereleasecounter', part('counter', '')],
  ['versionmetadata', part('metadata', '')]
]
