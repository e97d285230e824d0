import { decidingTokens, references } from '@shared/template/index'
import { nameKey } from '@shared/variables/rows'

/**
 * The first output that decides something in texts, or in a value that they take in, though it will be known only where
 * the bundle runs: in a condition, a loop, a filter or a sum. The runner puts outputs in and evaluates nothing. Null
 * without any.
 * @param values the values of variables as they are written, by the keys of their names
 * @param isKnownLater whether a reference is to what is known only there
 */
export function decidedThere(
  texts: readonly string[],
  values: ReadonlyMap<string, string>,
  isKnownLater: (reference: string) => boolean
): string | null {
  const looked = new Set<string>()
  const inText = (text: string): string | null =>
    first(
      decidingTokens(text),
      ({ decides, references }) =>
        first(decides, reference => takenIn(reference, { values, isKnownLater }, new Set())) ??
        first(references, reference => inValue(reference))
    )
  const inValue = (reference: string): string | null => {
    const key = nameKey(reference)
    const value = values.get(key)
    if (value === undefined || looked.has(key)) return null
    looked.add(key)
    return inText(value)
  }
  return first(texts, inText)
}

/** The first output that is known only there in an expression that decides something as a whole, as `decidedThere`. */
export const decidedByAll = (expression: string, ground: Ground): string | null =>
  first(references(expression), reference => takenIn(reference, ground, new Set()))

/** As of `decidedThere`. */
interface Ground {
  readonly values: ReadonlyMap<string, string>
  readonly isKnownLater: (reference: string) => boolean
}

/** An output that a value is or takes in, however indirectly. */
function takenIn(reference: string, ground: Ground, seen: Set<string>): string | null {
  if (ground.isKnownLater(reference)) return reference
  const key = nameKey(reference)
  const value = ground.values.get(key)
  if (value === undefined || seen.has(key)) return null
  seen.add(key)
  return first(references(value), inner => takenIn(inner, ground, seen))
}

function first<T>(items: readonly T[], find: (item: T) => string | null): string | null {
  for (const item of items) {
    const found = find(item)
    if (found !== null) return found
  }
  return null
}
