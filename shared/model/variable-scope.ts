import { z } from 'zod'
import { actionId, channelId, environmentId, targetId } from '../ids'
import { tenantTag } from './tenant-tag'
import { hasText, role } from './text'

/** A process that values can be meant for: a project's deployment process, or a runbook. */
export const processRef = z
  .string()
  .regex(/^(project|runbook)-[a-z0-9]{10}$/, 'must be the id of a project or of a runbook')
export type ProcessRef = z.infer<typeof processRef>

const listOf = <T extends z.ZodType>(item: T) =>
  z.array(item).max(1000, 'must be at most 1,000 entries').readonly().optional()

/**
 * Where a value applies. The entries of one dimension are alternatives, the dimensions add up; a dimension that is
 * absent or empty narrows nothing. Lists are kept sorted and without repeats, so equal scopes are equal as JSON.
 */
export const variableScope = z
  .strictObject({
    environments: listOf(environmentId),
    targets: listOf(targetId),
    roles: listOf(role),
    /** Steps, by the id of their action. */
    actions: listOf(actionId),
    channels: listOf(channelId),
    processes: listOf(processRef),
    tenantTags: listOf(tenantTag)
  })
  .transform(normalScope)

export const scopeDimensions = [
  'environments',
  'targets',
  'roles',
  'actions',
  'channels',
  'processes',
  'tenantTags'
] as const
export type ScopeDimension = (typeof scopeDimensions)[number]

/** Ids or names by dimension. */
export type VariableScope = { readonly [Dimension in ScopeDimension]?: readonly ScopeValue<Dimension>[] }
type ScopeValue<Dimension extends ScopeDimension> = Dimension extends 'environments'
  ? z.infer<typeof environmentId>
  : Dimension extends 'targets'
    ? z.infer<typeof targetId>
    : Dimension extends 'actions'
      ? z.infer<typeof actionId>
      : Dimension extends 'channels'
        ? z.infer<typeof channelId>
        : string

/** Names are compared without case, ids are lower case anyway. */
const key = (value: string): string => value.toLowerCase()

type Loose = { readonly [Dimension in ScopeDimension]?: readonly ScopeValue<Dimension>[] | undefined }

/** The same scope in its one spelling: sorted, without repeats and without empty dimensions. */
export function normalScope(scope: Loose): VariableScope {
  const entries = scopeDimensions.flatMap(dimension => {
    const values = new Map((scope[dimension] ?? []).map(value => [key(value), value]))
    const sorted = [...values.keys()].sort().map(name => values.get(name))
    return sorted.length === 0 ? [] : [[dimension, sorted] as const]
  })
  return Object.fromEntries(entries) as VariableScope
}

/** Whether a value applies everywhere. */
export const isUnscoped = (scope: VariableScope | undefined): boolean =>
  scope === undefined || scopeDimensions.every(dimension => (scope[dimension] ?? []).length === 0)

/** Whether two scopes say the same. The order of values and empty dimensions do not count. */
export const sameScope = (a: VariableScope | undefined, b: VariableScope | undefined): boolean =>
  JSON.stringify(normalScope(a ?? {})).toLowerCase() === JSON.stringify(normalScope(b ?? {})).toLowerCase()

/** Whether a list of one dimension has a value, names without case. */
export const hasValue = hasText
