import type { ActionId, ChannelId, EnvironmentId, TargetId } from '../ids'
import { fitsTags } from '../model/tenant-tag'
import type { ProcessRef, ScopeDimension, VariableScope } from '../model/variable-scope'
import { hasValue } from '../model/variable-scope'

/** Where a value is asked for. What is null is not there: no row that is scoped to that dimension applies then. */
export interface VariableContext {
  readonly environmentId: EnvironmentId | null
  readonly target: { readonly id: TargetId; readonly roles: readonly string[] } | null
  /** `roles` are those that the step asks for. */
  readonly step: { readonly actionId: ActionId; readonly roles: readonly string[] } | null
  readonly channelId: ChannelId | null
  readonly process: ProcessRef | null
  /** As `Set/Tag`. */
  readonly tenantTags: readonly string[]
}

/** Nowhere in particular: only rows without a scope apply. */
export const nowhere: VariableContext = {
  environmentId: null,
  target: null,
  step: null,
  channelId: null,
  process: null,
  tenantTags: []
}

/**
 * How much each dimension that matches adds, as in Octopus: a sum decides, and any number of values in one dimension
 * counts once. `stepRole` is a role that the target has and the step asks for, `role` one that the target merely has.
 */
export const scopeWeights = {
  actions: 10_000_000,
  targets: 1_000_000,
  stepRole: 100_000,
  role: 10_000,
  tenantTags: 1_000,
  environments: 100,
  channels: 10,
  processes: 5
} as const
export type WeightName = keyof typeof scopeWeights

/** What outranks every row: an answer to a prompt, and above it what Slipway itself says. */
export const answerWeight = 100_000_000
export const systemWeight = 1_000_000_000

/** Whether a scope applies, and how specific it is there; or the first dimension that does not fit. */
export type ScopeMatch =
  | { readonly applies: true; readonly weight: number; readonly parts: readonly WeightName[] }
  | { readonly applies: false; readonly dimension: ScopeDimension }

/** Holds a scope against a context. */
export function matchScope(scope: VariableScope, context: VariableContext): ScopeMatch {
  const parts: WeightName[] = []
  for (const [dimension, judge] of judges) {
    if ((scope[dimension]?.length ?? 0) === 0) continue
    const part = judge(scope, context)
    if (part === null) return { applies: false, dimension }
    parts.push(part)
  }
  return { applies: true, weight: parts.reduce((sum, part) => sum + scopeWeights[part], 0), parts }
}

type Judge = (scope: VariableScope, context: VariableContext) => WeightName | null

const oneOf =
  (
    dimension: 'environments' | 'targets' | 'actions' | 'channels' | 'processes',
    of: (c: VariableContext) => string | null | undefined
  ): Judge =>
  (scope, context) => {
    const value = of(context)
    return value != null && hasValue(scope[dimension] ?? [], value) ? dimension : null
  }

const rolesMatch: Judge = ({ roles = [] }, { target, step }) => {
  const had = roles.filter(role => target !== null && hasValue(target.roles, role))
  if (had.length === 0) return null
  return had.some(role => step !== null && hasValue(step.roles, role)) ? 'stepRole' : 'role'
}

const tagsMatch: Judge = ({ tenantTags: wanted = [] }, { tenantTags }) =>
  fitsTags(wanted, tenantTags) ? 'tenantTags' : null

/** In the order in which people think of them: what does not fit first is what is said. */
const judges: readonly (readonly [ScopeDimension, Judge])[] = [
  ['environments', oneOf('environments', ({ environmentId }) => environmentId)],
  ['targets', oneOf('targets', ({ target }) => target?.id)],
  ['roles', rolesMatch],
  ['actions', oneOf('actions', ({ step }) => step?.actionId)],
  ['channels', oneOf('channels', ({ channelId }) => channelId)],
  ['processes', oneOf('processes', ({ process }) => process)],
  ['tenantTags', tagsMatch]
]
