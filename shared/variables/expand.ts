import { Secret } from '../secret'
import { evaluate, references } from '../template/index'

/** A variable's value: sensitive ones are wrapped, so that they cannot be printed by accident. */
export type ResolvedValue = string | Secret

/** Longer results keep their references: a short text can otherwise unfold into gigabytes. In characters. */
export const expansionLimit = 4_000_000

interface Entry {
  readonly plain: string
  readonly isSecret: boolean
}

/** The value in clear, for those who hand it to a script. */
export const plainOf = (value: ResolvedValue): string => (value instanceof Secret ? value.reveal() : value)

/**
 * Replaces `#{Name}` inside `values` by the values of `values` and `fixed`; the latter are taken as they are.
 * Keys are lower-case names. References that lead back to themselves stay as written, and so do unknown ones.
 * A value that took in a sensitive one becomes sensitive itself.
 */
export function expandValues(
  values: ReadonlyMap<string, ResolvedValue>,
  fixed: ReadonlyMap<string, ResolvedValue>
): Map<string, ResolvedValue> {
  const done = new Map<string, Entry>()
  const known = (name: string): Entry | undefined => {
    const value = fixed.get(name)
    return value === undefined ? done.get(name) : { plain: plainOf(value), isSecret: value instanceof Secret }
  }
  for (const component of componentsOf(values, fixed)) {
    // All members are expanded before any is known, so that references within a loop stay as written.
    const expanded = component.map(name => [name, expandOne(values.get(name) ?? '', known)] as const)
    for (const [name, entry] of expanded) done.set(name, entry)
  }
  return new Map(
    [...values.keys()].map(name => {
      const entry = done.get(name) ?? { plain: '', isSecret: false }
      return [name, entry.isSecret ? new Secret(entry.plain) : entry.plain]
    })
  )
}

function expandOne(value: ResolvedValue, known: (name: string) => Entry | undefined): Entry {
  const plain = plainOf(value)
  const isSecret = value instanceof Secret
  const used = references(plain).map(name => [name, known(name.toLowerCase())] as const)
  const length = used.reduce((sum, [, entry]) => sum + (entry?.plain.length ?? 0), plain.length)
  if (length > expansionLimit) return { plain, isSecret }
  const pairs = used.map(([name, entry]) => [name, entry?.plain ?? null] as const)
  return {
    plain: evaluate(plain, pairs).text ?? plain,
    isSecret: isSecret || used.some(([, entry]) => entry?.isSecret === true)
  }
}

interface Visit {
  readonly name: string
  readonly uses: readonly string[]
  next: number
}

/**
 * The strongly connected components of “refers to”, each after the ones it refers to (Tarjan, without recursion,
 * because a chain may be as long as there are variables).
 */
function componentsOf(
  values: ReadonlyMap<string, ResolvedValue>,
  fixed: ReadonlyMap<string, ResolvedValue>
): readonly (readonly string[])[] {
  const order = new Map<string, number>()
  const low = new Map<string, number>()
  const open: string[] = []
  const isOpen = new Set<string>()
  const result: string[][] = []
  const path: Visit[] = []
  const enter = (name: string) => {
    order.set(name, order.size)
    low.set(name, order.size - 1)
    open.push(name)
    isOpen.add(name)
    const names = references(plainOf(values.get(name) ?? '')).map(item => item.toLowerCase())
    path.push({ name, uses: [...new Set(names)].filter(item => values.has(item) && !fixed.has(item)), next: 0 })
  }
  const lower = (name: string, to: number) => low.set(name, Math.min(low.get(name) ?? to, to))
  const leave = (visit: Visit) => {
    path.pop()
    const parent = path.at(-1)
    if (parent) lower(parent.name, low.get(visit.name) ?? 0)
    if (low.get(visit.name) !== order.get(visit.name)) return
    const component = open.splice(open.indexOf(visit.name))
    for (const name of component) isOpen.delete(name)
    result.push(component)
  }
  const step = (visit: Visit) => {
    const used = visit.uses[visit.next++]
    if (used === undefined) leave(visit)
    else if (!order.has(used)) enter(used)
    else if (isOpen.has(used)) lower(visit.name, order.get(used) ?? 0)
  }
  for (const name of values.keys()) {
    if (!order.has(name)) enter(name)
    for (let visit = path.at(-1); visit !== undefined; visit = path.at(-1)) step(visit)
  }
  return result
}
