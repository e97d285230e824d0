import type { VariableId } from '@shared/ids'
import { sameScope } from '@shared/model/variable-scope'
import { listOf } from '@shared/plan/words'
import type { VariableContext } from '@shared/variables/context'
import { dimensionWords, type Labels, originWords, scopeLabel, scopeWords } from '@shared/variables/scope-words'
import type { Tie, TieFix } from '@shared/variables/ties'

/** `“Db.Host” has 2 values that apply with equal right`. */
export const tieTitle = ({ name, rows }: Tie): string =>
  `“${name}” has ${rows.length} values that apply with equal right`

/** Where it happens, in a sentence. */
export function tiePlace({ where, rows }: Tie, labels: Labels): string {
  if (where === null) return `They have the very same scope: ${scopeWords(rows[0]?.scope ?? {}, labels)}.`
  return `For example in ${placeWords(where, labels)}.`
}

/** `Test, on web-1, in step “Migrate”`. */
function placeWords({ environmentId, target, step }: VariableContext, labels: Labels): string {
  const environment = environmentId === null ? [] : [labels.environments.get(environmentId) ?? environmentId]
  const machine = target === null ? [] : [`on ${labels.targets.get(target.id) ?? target.id}`]
  const action = step === null ? [] : [`in step “${labels.actions.get(step.actionId) ?? step.actionId}”`]
  return [...environment, ...machine, ...action].join(', ')
}

/** Rows are called by their numbers in the card, from 1. */
export const rowNumber = ({ rows }: Tie, id: VariableId): number => rows.findIndex(row => row.id === id) + 1

/** What a fix leaves out of its row, by name. */
function leftOut(tie: Tie, fix: Extract<TieFix, { kind: 'narrow' }>, labels: Labels): string {
  const before = tie.rows.find(({ id }) => id === fix.rowId)?.scope[fix.dimension] ?? []
  const kept = new Set<string>(fix.scope[fix.dimension] ?? [])
  return listOf(before.filter(value => !kept.has(value)).map(value => scopeLabel(fix.dimension, value, labels)))
}

/** What the button of a fix says. */
export function fixLabel(tie: Tie, fix: TieFix, labels: Labels): string {
  const number = rowNumber(tie, fix.rowId)
  if (fix.kind === 'narrow') return `Leave ${leftOut(tie, fix, labels)} out of row ${number}`
  const [other, ...more] = tie.rows.filter(({ id }) => id !== fix.rowId)
  const own = tie.rows.find(({ id }) => id === fix.rowId)
  if (other === undefined || more.length > 0) return `Remove row ${number}`
  const isTold = own !== undefined && !sameScope(own.scope, other.scope)
  const kept = isTold ? `the value for ${scopeWords(other.scope, labels)}` : `row ${rowNumber(tie, other.id)}`
  return `Keep ${kept}: remove row ${number}`
}

/** What a fix does, before it is done. */
export function fixWords(tie: Tie, fix: TieFix, labels: Labels): string {
  const row = `Row ${rowNumber(tie, fix.rowId)} of “${tie.name}”`
  const list = originWords(tie.origin)
  if (fix.kind === 'remove') return `${row} is removed from ${list}.`
  return `${row} in ${list} no longer applies to ${dimensionWords[fix.dimension]} ${leftOut(tie, fix, labels)}. It stays for ${scopeWords(fix.scope, labels)}.`
}
