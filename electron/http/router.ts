import { decoded } from './query'

/** A path in parts, such as `projects/:id/releases`; what begins with a colon stands for any text and is handed over. */
export interface Route<Handler> {
  readonly method: string
  readonly pattern: string
  readonly handle: Handler
}

export interface Match<Handler> {
  readonly handle: Handler
  readonly params: Readonly<Record<string, string>>
}

/** The parts of a path. They are decoded one by one, so that a slash inside of one stays (`%2F`). */
export const partsOf = (path: string): readonly string[] =>
  path
    .split('/')
    .filter(part => part !== '')
    // A plus is a plus in a path.
    .map(part => decoded(part.replaceAll('+', '%2B')))

/** The first route that fits; words have no case, as in Octopus. Null for none. */
export function findRoute<Handler>(
  routes: readonly Route<Handler>[],
  method: string,
  parts: readonly string[]
): Match<Handler> | null {
  for (const route of routes) {
    if (route.method !== method) continue
    const params = matched(route.pattern.split('/').filter(Boolean), parts)
    if (params !== null) return { handle: route.handle, params }
  }
  return null
}

function matched(pattern: readonly string[], parts: readonly string[]): Readonly<Record<string, string>> | null {
  if (pattern.length !== parts.length) return null
  const params: Record<string, string> = {}
  for (const [index, word] of pattern.entries()) {
    const part = parts[index] ?? ''
    if (word.startsWith(':')) params[word.slice(1)] = part
    else if (word.toLowerCase() !== part.toLowerCase()) return null
  }
  return params
}
