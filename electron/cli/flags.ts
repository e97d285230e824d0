/**
 * Collects a flag that may be given again and again. Unlike commander's own lists it takes one word each time, so it
 * cannot swallow the words that a command has in places.
 */
export const repeatable = (value: string, before: readonly string[] = []): readonly string[] => [...before, value]

/** `Name=Value` in two, at the first `=`; the second is null without one. */
export function pairOf(text: string): readonly [string, string | null] {
  const at = text.indexOf('=')
  return at < 0 ? [text, null] : [text.slice(0, at), text.slice(at + 1)]
}
