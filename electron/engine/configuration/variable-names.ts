import type { ConfigurationVariables } from './errors'

/** A variable under the name that it was given. */
export interface NamedValue {
  readonly name: string
  readonly value: string | null
}

const isReserved = /^Octopus([^:]|$)/i

/**
 * Variables by the lower-case form of their names, which are paths into a document. Names that begin with `Octopus`
 * belong to the server, except for paths into something that is itself called so.
 */
export function variablesByPath(variables: ConfigurationVariables): ReadonlyMap<string, NamedValue> {
  const byPath = new Map<string, NamedValue>()
  for (const [name, value] of variables) if (!isReserved.test(name)) byPath.set(name.toLowerCase(), { name, value })
  return byPath
}
