/** A name and its text, as a file brought them. */
export interface ImportedValue {
  readonly name: string
  readonly value: string
}

/** A place in a file that cannot be read, with half a sentence on why. `line` counts from 1. */
export interface ImportProblem {
  readonly line: number
  readonly message: string
}

/** What a file holds. What cannot be read is told, and does not keep the rest from being taken. */
export interface ImportedFile {
  readonly values: readonly ImportedValue[]
  readonly problems: readonly ImportProblem[]
}

/** Each name once, the last value at the place of the first. Names compare without case, as variables do. */
export function lastOfEach(values: readonly ImportedValue[]): readonly ImportedValue[] {
  const last = new Map<string, ImportedValue>()
  for (const item of values) {
    const key = item.name.toLowerCase()
    last.set(key, { name: last.get(key)?.name ?? item.name, value: item.value })
  }
  return [...last.values()]
}
