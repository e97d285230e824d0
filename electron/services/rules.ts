import type { Failure } from '@shared/failure'
import { sameName } from '@shared/model/text'

interface Named {
  readonly id: string
  readonly name: string
}

/**
 * A `conflict` that names the field when another record has the name already, else null.
 * `path` is the field's place in the call's input; `self` is the record that is being renamed.
 */
export function nameTaken(
  what: string,
  records: readonly Named[],
  name: string,
  path: string,
  self?: string
): Failure | null {
  const other = records.find(record => record.id !== self && sameName(record.name, name))
  if (!other) return null
  return {
    kind: 'conflict',
    message: `There is already ${what} named “${other.name}”.`,
    remedy: 'Choose another name; capital and small letters count as the same.',
    issues: [{ path, message: 'is already taken' }]
  }
}

const shownUsers = 3

/** An `in-use` failure that says what uses it: `users` are descriptions such as `the target “web-1”`. */
export function inUse(what: string, users: readonly string[], remedy: string): Failure {
  const shown = users.slice(0, shownUsers)
  const rest = users.length - shown.length
  const all = rest > 0 ? [...shown, `${rest} more`] : shown
  return { kind: 'in-use', message: `${what} is used by ${sentenceList(all)}.`, remedy }
}

/** `a`, `a and b`, `a, b and c`. */
export function sentenceList(items: readonly string[]): string {
  const last = items.at(-1) ?? ''
  return items.length < 2 ? last : `${items.slice(0, -1).join(', ')} and ${last}`
}

const collator = new Intl.Collator('en', { numeric: true, sensitivity: 'base' })

/** In the order people expect of names: `web-2` before `web-10`. */
export const byName = <T extends Named>(records: readonly T[]): readonly T[] =>
  [...records].sort((a, b) => collator.compare(a.name, b.name) || (a.id < b.id ? -1 : 1))

/** A save that started from an older state than the stored one. */
export const outdated = (what: string, current: number): Failure => ({
  kind: 'conflict',
  message: `${what} was changed in the meantime.`,
  remedy: 'Reload it to see the other change, or save again to replace it with yours.',
  detail: { currentVersion: String(current) }
})
