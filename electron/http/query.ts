import { invalid } from '@shared/failure'
import { FailureError } from '@shared/failure-error'

/** What the address of a request asks for, behind its `?`. Names have no case; what is empty is not there. */
export interface Query {
  text(name: string): string | undefined
  /**
   * The elements of a comma list. Each is decoded on its own, so that a comma inside of one stays (`%2C`). Undefined
   * where there is none: then nothing is filtered.
   */
  list(name: string): readonly string[] | undefined
  flag(name: string): boolean
  /** How many of the first are left out. */
  readonly skip: number
  /** How many are wanted at most; undefined where nobody says so. */
  readonly take: number | undefined
}

/** The text as it was before it was encoded; what cannot be decoded stays as it is. */
export function decoded(text: string): string {
  const spaced = text.replaceAll('+', ' ')
  try {
    return decodeURIComponent(spaced)
  } catch {
    return spaced
  }
}

/** The values of each name, in lower case, as they came. One pass, however often a name is repeated. */
function valuesIn(search: string): ReadonlyMap<string, readonly string[]> {
  const values = new Map<string, string[]>()
  for (const pair of search.split('&')) {
    const end = pair.indexOf('=')
    const name = decoded(end < 0 ? pair : pair.slice(0, end)).toLowerCase()
    const value = end < 0 ? '' : pair.slice(end + 1)
    if (value === '') continue
    const given = values.get(name)
    if (given === undefined) values.set(name, [value])
    else given.push(value)
  }
  return values
}

/**
 * Read when it is first asked for something, so that nobody without a key has it read.
 * @param search without the `?`, as it came
 */
export function queryOf(search: string): Query {
  let values: ReturnType<typeof valuesIn> | null = null
  const all = (name: string): readonly string[] => {
    values ??= valuesIn(search)
    return values.get(name.toLowerCase()) ?? []
  }
  const text = (name: string): string | undefined => {
    const found = all(name)[0]
    return found === undefined || decoded(found).trim() === '' ? undefined : decoded(found)
  }
  const count = (name: string): number | undefined => {
    const found = text(name)
    if (found === undefined) return undefined
    if (!/^\d{1,15}$/.test(found.trim()))
      throw new FailureError(invalid(name, 'must be a whole number that is not negative'))
    return Number(found)
  }
  return {
    text,
    list: name => {
      const found = all(name)
        .flatMap(value => value.split(','))
        .map(decoded)
        .filter(item => item.trim() !== '')
      return found.length === 0 ? undefined : found
    },
    flag: name => text(name)?.toLowerCase() === 'true',
    get skip() {
      return count('skip') ?? 0
    },
    get take() {
      return count('take')
    }
  }
}
