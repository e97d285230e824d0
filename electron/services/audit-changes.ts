import type { AuditChange } from '@shared/audit'
import type { SecretId } from '@shared/ids'
import { countOf } from '@shared/plan/words'

/**
 * What a field holds, in one of the ways that the audit log can tell of: as text, as a list whose order does not matter,
 * as a script of which only the lines are counted, or as a secret of which only its presence is told.
 */
export type Shown =
  | string
  | number
  | boolean
  | null
  | { readonly list: readonly string[] }
  | { readonly script: string }
  | { readonly secret: SecretId | null }

/** A field of records as people call it. What is not named here is never part of the audit log. */
export interface Field<T> {
  readonly name: string
  readonly of: (record: T) => Shown
}

/** The most characters of a value that are kept. */
const longest = 200

/** The fields in which two records differ; null stands for a record that is not there. */
export const changesBetween = <T>(
  before: T | null,
  after: T | null,
  fields: readonly Field<T>[]
): readonly AuditChange[] =>
  fields.flatMap(field =>
    changesOf(field.name, before === null ? null : field.of(before), after === null ? null : field.of(after))
  )

/** How one field changed; none when it did not. */
export function changesOf(field: string, before: Shown, after: Shown): readonly AuditChange[] {
  const [oldSecret, newSecret] = [secretIn(before), secretIn(after)]
  if (oldSecret !== undefined || newSecret !== undefined) return secretChange(field, oldSecret, newSecret)
  const [oldList, newList] = [listIn(before), listIn(after)]
  if (oldList !== undefined && newList !== undefined) return listChanges(field, oldList, newList)
  const [oldScript, newScript] = [scriptIn(before), scriptIn(after)]
  if (oldScript !== undefined && newScript !== undefined) return scriptChange(field, oldScript, newScript)
  const [old, now] = [textOf(before), textOf(after)]
  return old === now ? [] : [{ field, ...clipped(old, now) }]
}

const isObject = (shown: Shown): shown is Extract<Shown, object> => typeof shown === 'object' && shown !== null
const secretIn = (shown: Shown) => (isObject(shown) && 'secret' in shown ? shown.secret : undefined)
const listIn = (shown: Shown) => (isObject(shown) && 'list' in shown ? shown.list : undefined)
const scriptIn = (shown: Shown) => (isObject(shown) && 'script' in shown ? shown.script : undefined)

function secretChange(
  field: string,
  before: SecretId | null | undefined,
  after: SecretId | null | undefined
): readonly AuditChange[] {
  if ((before ?? null) === (after ?? null)) return []
  if (!before) return [{ field, before: null, after: 'set' }]
  return [{ field, before: 'set', after: after ? 'replaced' : 'removed' }]
}

function listChanges(field: string, before: readonly string[], after: readonly string[]): readonly AuditChange[] {
  const removed = before.filter(item => !after.includes(item))
  const added = after.filter(item => !before.includes(item))
  const one = (name: string, old: readonly string[], now: readonly string[]): readonly AuditChange[] =>
    old.length + now.length === 0 ? [] : [{ field: name, ...clipped(joined(old), joined(now)) }]
  return [...one(`${field} removed`, removed, []), ...one(`${field} added`, [], added)]
}

const joined = (items: readonly string[]): string | null => (items.length === 0 ? null : items.join(', '))

function scriptChange(field: string, before: string, after: string): readonly AuditChange[] {
  if (before === after) return []
  const { added, removed } = linesBetween(before, after)
  const what = added + removed === 0 ? 'in another order' : `+${added} −${removed}`
  return [{ field, before: linesIn(before), after: `${linesIn(after)} (${what})` }]
}

const linesIn = (script: string): string => countOf(script.split('\n').length, 'line')

/** How many lines came and went; one that only moved did neither. */
function linesBetween(before: string, after: string): { readonly added: number; readonly removed: number } {
  const left = new Map<string, number>()
  for (const line of before.split('\n')) left.set(line, (left.get(line) ?? 0) + 1)
  let added = 0
  for (const line of after.split('\n')) {
    const count = left.get(line) ?? 0
    if (count > 0) left.set(line, count - 1)
    else added++
  }
  return { added, removed: [...left.values()].reduce((sum, count) => sum + count, 0) }
}

function textOf(shown: Shown): string | null {
  if (shown === null || shown === '') return null
  if (typeof shown === 'boolean') return shown ? 'yes' : 'no'
  if (!isObject(shown)) return String(shown)
  if ('list' in shown) return joined(shown.list)
  return 'script' in shown ? linesIn(shown.script) : null
}

/** Long values are cut where they begin to differ, so that the difference can be seen. */
function clipped(before: string | null, after: string | null): Pick<AuditChange, 'before' | 'after'> {
  const isLong = [before, after].some(text => text !== null && text.length > longest)
  const start = isLong && before !== null && after !== null ? Math.max(0, sameStart(before, after) - 40) : 0
  const clip = (text: string | null): string | null => {
    if (text === null) return null
    const head = start > 0 ? '…' : ''
    const rest = head + text.slice(start)
    return rest.length > longest ? `${rest.slice(0, longest - 1)}…` : rest
  }
  return { before: clip(before), after: clip(after) }
}

function sameStart(a: string, b: string): number {
  let length = 0
  while (length < a.length && a[length] === b[length]) length++
  return length
}
