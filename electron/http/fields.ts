import { invalid } from '@shared/failure'
import { FailureError } from '@shared/failure-error'
import type { JsonObject } from './wire'

/**
 * The members of a JSON object as clients write them: case does not count, null is the same as absent, and what nobody
 * asks for is ignored. A member of the wrong kind is an `invalid-input` failure that names it.
 */
export interface Fields {
  has(name: string): boolean
  /** Numbers and booleans count as text: clients write versions as either. Empty text is absent. */
  text(name: string): string | undefined
  /** The same, where it has to be there. */
  needed(name: string): string
  /** As `text`, where empty text is a value. */
  words(name: string): string | undefined
  flag(name: string): boolean | undefined
  whole(name: string): number | undefined
  /** Milliseconds since 1970 UTC. */
  moment(name: string): number | undefined
  /** Empty where it is absent. */
  texts(name: string): readonly string[]
  /** Empty where it is absent. */
  objects(name: string): readonly Fields[]
  object(name: string): Fields | undefined
  /** The members of a JSON object, which are texts; empty where it is absent. Their names keep their case. */
  record(name: string): Readonly<Record<string, string>>
  /** The members of a JSON object, which are lists of texts, in their order; empty where it is absent. Their names keep their case. */
  lists(name: string): ReadonlyMap<string, readonly string[]>
  /** As it came. */
  raw(name: string): unknown
}

const wrong = (path: string, message: string) => new FailureError(invalid(path, message))

const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** @param path of the object inside of the body, for failures; empty for the body itself */
export function fieldsOf(value: unknown, path = ''): Fields {
  if (!isObject(value)) throw wrong(path, path === '' ? 'The body must be a JSON object' : 'must be a JSON object')
  const members = new Map<string, unknown>()
  for (const [name, member] of Object.entries(value))
    if (member !== null && member !== undefined) members.set(name.toLowerCase(), member)
  const at = (name: string): string => (path === '' ? name : `${path}.${name}`)
  const raw = (name: string): unknown => members.get(name.toLowerCase())
  const words = (name: string): string | undefined => {
    const member = raw(name)
    return member === undefined ? undefined : textIn(member, at(name))
  }
  const text = (name: string): string | undefined => {
    const found = words(name)
    return found === undefined || found.trim() === '' ? undefined : found
  }
  const list = (name: string): readonly unknown[] => {
    const member = raw(name)
    return member === undefined ? [] : listIn(member, at(name))
  }
  return {
    raw,
    has: name => raw(name) !== undefined,
    words,
    text,
    needed: name => {
      const found = text(name)
      if (found === undefined) throw wrong(at(name), 'must be given')
      return found
    },
    flag: name => {
      const member = raw(name)
      return member === undefined ? undefined : flagIn(member, at(name))
    },
    whole: name => {
      const found = text(name)
      if (found === undefined) return undefined
      if (!/^\d{1,15}$/.test(found.trim())) throw wrong(at(name), 'must be a whole number that is not negative')
      return Number(found)
    },
    moment: name => {
      const found = text(name)
      if (found === undefined) return undefined
      const moment = Date.parse(found)
      if (Number.isNaN(moment)) throw wrong(at(name), 'must be a time such as 2030-01-31T08:00:00Z')
      return moment
    },
    texts: name => textsIn(list(name), at(name)),
    objects: name => list(name).map((item, index) => fieldsOf(item, `${at(name)}.${index}`)),
    object: name => (raw(name) === undefined ? undefined : fieldsOf(raw(name), at(name))),
    record: name => {
      const member = raw(name)
      return member === undefined ? {} : recordIn(member, at(name))
    },
    lists: name => {
      const member = raw(name)
      return member === undefined ? new Map() : listsIn(member, at(name))
    }
  }
}

function textIn(value: unknown, path: string): string {
  if (typeof value === 'string') return value
  if (typeof value === 'number' || typeof value === 'boolean') return String(value)
  throw wrong(path, 'must be text')
}

function listIn(value: unknown, path: string): readonly unknown[] {
  if (!Array.isArray(value)) throw wrong(path, 'must be a list')
  return value.filter(item => item !== null)
}

const textsIn = (items: readonly unknown[], path: string): readonly string[] =>
  items.map((item, index) => textIn(item, `${path}.${index}`))

function flagIn(value: unknown, path: string): boolean {
  if (typeof value === 'boolean') return value
  if (typeof value === 'string' && /^(true|false)$/i.test(value.trim())) return value.trim().toLowerCase() === 'true'
  throw wrong(path, 'must be true or false')
}

/** The members of an object that are there. */
function membersIn(value: unknown, path: string): readonly (readonly [string, unknown])[] {
  if (!isObject(value)) throw wrong(path, 'must be a JSON object')
  return Object.entries(value).filter(([, member]) => member !== null && member !== undefined)
}

const listsIn = (value: unknown, path: string): ReadonlyMap<string, readonly string[]> =>
  new Map(
    membersIn(value, path).map(([name, member]) => {
      const at = `${path}.${name}`
      return [name, textsIn(listIn(member, at), at)]
    })
  )

function recordIn(value: unknown, path: string): Readonly<Record<string, string>> {
  const entries = membersIn(value, path)
  // Without the prototype of objects, so that a name such as `__proto__` is a name.
  return Object.assign(
    Object.create(null),
    Object.fromEntries(entries.map(([name, member]) => [name, textIn(member, `${path}.${name}`)]))
  )
}
