import type { Part } from '../packages/difference'
import type { FieldDifference, LineDifference, TextDifference } from './comparison'

/** One setting of a thing, in words. */
export interface Entry {
  /** Names the setting; no two of one thing have the same. */
  readonly field: string
  readonly text: string
  /** Whether it is compared line by line. */
  readonly isLong?: true
  /** Whether it is only what holds where nobody says anything: told of where it changes, and nowhere else. */
  readonly isDefault?: true
}

/**
 * Which lines of two texts differ; null where finding out would take too long. Whoever asks brings it, because it rests
 * on a library.
 */
export type LinesOf = (before: string, after: string) => Promise<readonly Part[] | null>

/** What differs in the settings of a thing. */
export interface EntryDifferences {
  readonly fields: readonly FieldDifference[]
  readonly texts: readonly TextDifference[]
}

/** Compares a thing with what it was; null for none. */
export async function compareEntries(
  before: readonly Entry[] | null,
  after: readonly Entry[] | null,
  linesOf: LinesOf
): Promise<EntryDifferences> {
  const isPair = before !== null && after !== null
  const told = (entries: readonly Entry[] | null) => (entries ?? []).filter(entry => isPair || !entry.isDefault)
  const [was, is] = [byField(told(before)), byField(told(after))]
  const fields: FieldDifference[] = []
  const texts: TextDifference[] = []
  for (const field of new Set([...is.keys(), ...was.keys()])) {
    const [old, now] = [was.get(field), is.get(field)]
    if (old?.text === now?.text) continue
    if (isLong(old) || isLong(now)) texts.push({ field, lines: await lineDifference(old?.text, now?.text, linesOf) })
    else fields.push({ field, before: old?.text ?? null, after: now?.text ?? null })
  }
  return { fields, texts }
}

const isLong = (entry: Entry | undefined): boolean => entry?.isLong === true || entry?.text.includes('\n') === true

const byField = (entries: readonly Entry[]): ReadonlyMap<string, Entry> =>
  new Map(entries.map(entry => [entry.field, entry]))

async function lineDifference(
  before: string | undefined,
  after: string | undefined,
  linesOf: LinesOf
): Promise<readonly LineDifference[]> {
  const whole = (text: string | undefined, kind: 'added' | 'removed') =>
    text === undefined ? [] : linesIn(text).map(line => ({ kind, text: line }))
  const parts = before === undefined || after === undefined ? null : await linesOf(before, after)
  if (parts === null) return [...whole(before, 'removed'), ...whole(after, 'added')]
  return parts.flatMap(({ kind, text }) => linesIn(text).map(line => ({ kind, text: line })))
}

/** A break at the end begins no further line. */
const linesIn = (text: string): readonly string[] => text.replace(/\n$/, '').split('\n')
