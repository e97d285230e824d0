import type { ActionId, TargetId } from '../ids'
import { actionName, locationOf, type Step } from '../model/process'
import { hasAnyRole } from '../model/target'
import { hasValue } from '../model/variable-scope'
import type { VariableView } from '../model/variable-set'
import { scopeOf } from '../model/variable-set'
import { listOf } from '../plan/words'
import type { VariableContext } from '../variables/context'

/** A target that something may run on. */
export interface ComparedTarget {
  readonly id: TargetId
  readonly name: string
  readonly roles: readonly string[]
}

/** Targets and actions among which no scope of any row can tell a difference. */
export interface ValuePlace {
  readonly target: ComparedTarget | null
  readonly step: VariableContext['step']
  /** What the targets are called; empty for what runs once on this machine. */
  readonly targets: ReadonlySet<string>
  readonly actions: ReadonlySet<string>
}

/** What scopes of some rows mention, beyond environments and channels. */
interface Mentions {
  readonly targets: readonly string[]
  readonly roles: readonly string[]
  readonly actions: readonly string[]
}

const mentionsIn = (rows: readonly VariableView[]): Mentions => {
  const of = (dimension: 'targets' | 'roles' | 'actions') => [
    ...new Set(rows.flatMap(row => (scopeOf(row)[dimension] ?? []).map(value => value.toLowerCase())))
  ]
  return { targets: of('targets'), roles: of('roles'), actions: of('actions') }
}

/** Every place in which the steps run, each once; the environment itself where none of them does. */
export function valuePlaces(
  steps: readonly Step[],
  targets: readonly ComparedTarget[],
  rows: readonly VariableView[]
): readonly ValuePlace[] {
  const mentions = mentionsIn(rows)
  const kinds = actionKinds(steps, mentions)
  const places = new Map<string, Growing>()
  for (const kind of kinds.values()) {
    const lanes = kind.isHere ? [null] : targets.filter(target => hasAnyRole(target, kind.step.roles))
    for (const target of lanes) {
      const key = `${targetKey(target, mentions)}\n${kind.key}`
      const place = places.get(key) ?? { target, step: kind.step, targets: new Set(), actions: kind.actions }
      if (target !== null) place.targets.add(target.name)
      places.set(key, place)
    }
  }
  return places.size > 0 ? [...places.values()] : [nowhereInParticular]
}

const nowhereInParticular: ValuePlace = { target: null, step: null, targets: new Set(), actions: new Set() }

interface Growing extends ValuePlace {
  readonly targets: Set<string>
}

interface ActionKind {
  readonly key: string
  readonly isHere: boolean
  readonly step: { readonly actionId: ActionId; readonly roles: readonly string[] }
  readonly actions: Set<string>
}

/** Actions that no scope tells apart, together. */
function actionKinds(steps: readonly Step[], mentions: Mentions): ReadonlyMap<string, ActionKind> {
  const kinds = new Map<string, ActionKind>()
  for (const step of steps)
    for (const action of step.actions) {
      if (step.isDisabled || action.isDisabled === true) continue
      const isHere = locationOf(step, action) === 'here'
      const own = hasValue(mentions.actions, action.id) ? action.id : ''
      const key = JSON.stringify([isHere, own, [...step.roles].map(role => role.toLowerCase()).sort()])
      const kind = kinds.get(key) ?? {
        key,
        isHere,
        step: { actionId: action.id, roles: step.roles },
        actions: new Set<string>()
      }
      kind.actions.add(actionName(step, action))
      kinds.set(key, kind)
    }
  return kinds
}

function targetKey(target: ComparedTarget | null, mentions: Mentions): string {
  if (target === null) return 'here'
  const roles = mentions.roles.filter(role => hasValue(target.roles, role))
  return JSON.stringify([hasValue(mentions.targets, target.id) ? target.id : '', [...roles].sort()])
}

/** Where some of all places are, in words: by targets or by actions where that says it all; empty for all of them. */
export function placesWords(some: readonly ValuePlace[], all: readonly ValuePlace[]): string {
  if (some.length === all.length) return ''
  const told = wordsBy(some, all, 'targets') ?? wordsBy(some, all, 'actions')
  const parts = told ?? some.map(place => `${sideWords(place, 'targets')} ${sideWords(place, 'actions')}`.trim())
  return parts.join('; ')
}

type Side = 'targets' | 'actions'

/** Null where some of the places of a target, or of an action, are not among them. */
function wordsBy(some: readonly ValuePlace[], all: readonly ValuePlace[], side: Side): readonly string[] | null {
  const groups = groupBy(some, side)
  const whole = groupBy(all, side)
  const isTold = [...groups].every(([key, places]) => whole.get(key)?.length === places.length)
  return isTold ? [...groups.values()].flatMap(([first]) => (first ? [sideWords(first, side)] : [])) : null
}

function groupBy(places: readonly ValuePlace[], side: Side): ReadonlyMap<string, readonly ValuePlace[]> {
  const groups = new Map<string, ValuePlace[]>()
  for (const place of places) {
    const key = [...place[side]].sort().join('\n')
    groups.set(key, [...(groups.get(key) ?? []), place])
  }
  return groups
}

/** How many names are told before the rest is counted. */
const named = 3

function sideWords(place: ValuePlace, side: Side): string {
  const names = [...place[side]].sort()
  if (side === 'targets' && names.length === 0) return 'on this machine'
  if (names.length === 0) return ''
  const words = side === 'targets' ? names : names.map(name => `“${name}”`)
  const shown = words.length > named + 1 ? [...words.slice(0, named), `${words.length - named} more`] : words
  return `${side === 'targets' ? 'on' : 'in'} ${listOf(shown)}`
}
