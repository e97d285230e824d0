import type { ProjectId } from '@shared/ids'
import { type ActionType, isOfPackage } from '@shared/model/action'
import type { ActionChange, ActionSettings, DraftAction, DraftStep, StepChange, StepSettings } from './nodes'

/** The step with some settings anew; the very same step where that changes nothing. */
export function changedStep(step: DraftStep, change: StepChange): DraftStep {
  const next = patched(step.settings, step.kept, change)
  return next === null ? step : { ...step, settings: next.settings, kept: next.kept }
}

/** The action with some settings anew; the very same action where that changes nothing. */
export function changedAction(action: DraftAction, change: ActionChange): DraftAction {
  const next = patched<ActionSettings, ActionChange>(action.settings, action.kept, change)
  return next === null ? action : { ...action, settings: next.settings, kept: next.kept }
}

type Members = Readonly<Record<string, unknown>>

/** What becomes absent or loses its expression is kept aside. */
function patched<S extends object, C extends object>(
  settings: S,
  kept: C,
  change: C
): { readonly settings: S; readonly kept: C } | null {
  const now: Record<string, unknown> = { ...(settings as Members) }
  const aside: Record<string, unknown> = { ...(kept as Members) }
  let hasChanged = false
  for (const [name, value] of Object.entries(change as Members)) {
    const before = now[name]
    if (isSame(before, value)) continue
    hasChanged = true
    if (before !== undefined && isWorthKeeping(name, before, value)) aside[name] = before
    if (value === undefined) delete now[name]
    else now[name] = value
  }
  return hasChanged ? { settings: now as S, kept: aside as C } : null
}

const isSame = (a: unknown, b: unknown): boolean => Object.is(a, b) || JSON.stringify(a) === JSON.stringify(b)

const isWorthKeeping = (name: string, before: unknown, after: unknown): boolean => {
  if (after === undefined) return true
  const hasExpression = (value: unknown) => typeof value === 'object' && value !== null && 'expression' in value
  return name === 'condition' && hasExpression(before) && !hasExpression(after)
}

/** What a step of a kind begins with. */
export const newSettings = (type: ActionType): ActionSettings => {
  switch (type) {
    case 'script':
      return { type, syntax: 'bash', body: '' }
    case 'manual':
      return { type, instructions: '' }
    case 'email':
      return { type, to: '', subject: '', body: '' }
    case 'http':
      return { type, method: 'GET', url: '' }
    case 'health-check':
      return { type, check: 'full', unavailable: 'fail' }
    case 'deploy-release':
      // Nothing is chosen yet, and saving says so.
      return { type, projectId: '' as ProjectId, when: 'always' }
    case 'deploy-package':
      return { type, package: { packageId: '' } }
    case 'transfer-package':
      return { type, package: { packageId: '' }, to: '' }
    case 'package-script':
      return { type, syntax: 'bash', package: { packageId: '' }, file: '' }
  }
}

/** Where a step of a kind runs at first: what needs no target runs once. */
export const newLocation = (type: ActionType): StepSettings['location'] =>
  type === 'script' || type === 'health-check' || isOfPackage(type) ? 'targets' : 'here'

/** Settings of a step that say nothing where it runs once. */
export const targetSettings = [
  'window',
  'maxParallel',
  'order',
  'stopAfter',
  'canary',
  'needsTargets'
] as const satisfies readonly (keyof StepSettings)[]

/**
 * The step in another place. What is about targets alone is put aside where it runs once, and comes back with targets;
 * an only action has no place of its own.
 */
export function relocated(step: DraftStep, location: StepSettings['location']): DraftStep {
  const { settings, kept } = step
  const [only] = step.actions
  const actions = step.actions.length === 1 && only ? [changedAction(only, { location: undefined })] : step.actions
  const moved = { ...step, actions }
  if (location === settings.location) return only === actions[0] ? step : moved
  if (location === 'here') {
    const without = changedStep(moved, {
      location,
      roles: [],
      ...Object.fromEntries(targetSettings.map(name => [name, undefined]))
    })
    return settings.roles.length === 0 ? without : { ...without, kept: { ...without.kept, roles: settings.roles } }
  }
  if (settings.location !== 'here') return changedStep(moved, { location })
  const back = targetSettings.flatMap(name => (kept[name] === undefined ? [] : [[name, kept[name]]]))
  const roles = settings.roles.length > 0 ? settings.roles : (kept.roles ?? [])
  return changedStep(moved, { location, roles, ...Object.fromEntries(back) })
}
