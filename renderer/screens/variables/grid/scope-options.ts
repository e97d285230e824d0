import { tenantTag } from '@shared/model/tenant-tag'
import { type ScopeDimension, scopeDimensions, type VariableScope } from '@shared/model/variable-scope'
import { nameKey } from '@shared/variables/rows'
import { type Labels, scopeLabel, scopeValues } from '@shared/variables/scope-words'

/** One value that a scope can name. */
export interface ScopeOption {
  readonly dimension: ScopeDimension
  readonly value: string
  readonly label: string
}

/** What scopes can name in this workspace. Library sets know no steps. */
export interface ScopeChoices {
  readonly options: readonly ScopeOption[]
  readonly labels: Labels
}

/** The headings above the options. */
export const dimensionTitles: Readonly<Record<ScopeDimension, string>> = {
  environments: 'Environments',
  targets: 'Targets',
  roles: 'Roles',
  actions: 'Steps',
  channels: 'Channels',
  processes: 'Processes',
  tenantTags: 'Tenant tags'
}

/** The values that a scope has already, in the order of dimensions. */
export const entriesOf = (scope: VariableScope, labels: Labels): readonly ScopeOption[] =>
  scopeDimensions.flatMap(dimension =>
    scopeValues(scope, dimension, labels).map(value => ({
      dimension,
      value,
      label: scopeLabel(dimension, value, labels)
    }))
  )

export const isInScope = (scope: VariableScope, { dimension, value }: ScopeOption): boolean =>
  (scope[dimension] ?? []).some(item => nameKey(item) === nameKey(value))

/** The scope with a value put in, or taken out where it is in already. */
export function toggled(scope: VariableScope, option: ScopeOption): VariableScope {
  const values: readonly string[] = scope[option.dimension] ?? []
  const next = isInScope(scope, option)
    ? values.filter(value => nameKey(value) !== nameKey(option.value))
    : [...values, option.value]
  return { ...scope, [option.dimension]: next } as VariableScope
}

/** The options that contain every word; a role or a tag of tenants that nobody has yet can be typed. */
export function matchingOptions(choices: ScopeChoices, scope: VariableScope, text: string): readonly ScopeOption[] {
  const words = nameKey(text).split(/\s+/).filter(Boolean)
  const all = withOwn(choices, scope)
  const found = all.filter(({ label, dimension }) => {
    const haystack = `${nameKey(label)} ${nameKey(dimensionTitles[dimension])}`
    return words.every(word => haystack.includes(word))
  })
  const typed = text.trim()
  // What has a slash can be no role.
  const isTag = tenantTag.safeParse(typed).success
  const dimension = isTag ? 'tenantTags' : 'roles'
  const isKnown = all.some(option => option.dimension === dimension && nameKey(option.value) === nameKey(typed))
  if (typed === '' || isKnown) return found
  return [...found, { dimension, value: typed, label: `${typed} (new ${isTag ? 'tag' : 'role'})` }]
}

/** What the scope names and nobody offers, such as channels, and targets that are gone, can at least be taken out. */
function withOwn({ options, labels }: ScopeChoices, scope: VariableScope): readonly ScopeOption[] {
  const own = entriesOf(scope, labels).filter(
    entry =>
      !options.some(({ dimension, value }) => dimension === entry.dimension && nameKey(value) === nameKey(entry.value))
  )
  return scopeDimensions.flatMap(dimension => [...options, ...own].filter(option => option.dimension === dimension))
}
