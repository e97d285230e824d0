import { search } from '@shared/search/search'

/** The beginning of a reference that is being typed: `from` is where its name begins. */
export interface OpenReference {
  readonly from: number
  readonly typed: string
}

/** The reference that the cursor is in the middle of typing; null when it is in none. `##{` begins none. */
export function openReference(text: string, cursor: number): OpenReference | null {
  const found = /(?<!#)#\{([^#{}\r\n]*)$/.exec(text.slice(0, cursor))
  if (found === null) return null
  const typed = found[1] ?? ''
  return { from: cursor - typed.length, typed }
}

/** How many names are offered at once. */
const offered = 8

/** Names that fit what is typed, best first; those that begin with it before others. */
export function offersFor(typed: string, names: readonly string[]): readonly string[] {
  const items = names.map(name => ({ label: name, keywords: '' }))
  return search(typed.trim(), items)
    .slice(0, offered)
    .map(({ label }) => label)
}

/** The text with a name put in and its brace closed, and where the cursor goes. */
export function withReference(
  text: string,
  cursor: number,
  { from }: OpenReference,
  name: string
): { readonly text: string; readonly cursor: number } {
  const rest = text.slice(cursor)
  const closed = rest.startsWith('}') ? rest : `}${rest}`
  return { text: `${text.slice(0, from)}${name}${closed}`, cursor: from + name.length + 1 }
}
