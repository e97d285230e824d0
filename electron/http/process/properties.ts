import { invalid } from '@shared/failure'
import { FailureError } from '@shared/failure-error'
import type { Fields } from '../fields'
import { isTrueWord } from '../wire'

/**
 * The properties of a step or an action while they are read: who takes one, knows it. What is left in the end is what
 * nobody here knows. Names have no case.
 */
export interface Properties {
  /** Undefined where it is absent or empty. */
  take(name: string): string | undefined
  /** The same, where empty text is a value. */
  takeWords(name: string): string | undefined
  takeFlag(name: string): boolean | undefined
  /** What is not empty of its lines. */
  takeLines(name: string): readonly string[]
  /** Undefined where it is absent; fails where it is no JSON. */
  takeJson(name: string): unknown
  /** A whole number; fails for another text. */
  takeWhole(name: string): number | undefined
  /** Those that nobody took. */
  rest(): Readonly<Record<string, string>>
}

/** @param path of the step or action, for failures */
export function propertiesOf(fields: Fields, path: string): Properties {
  const given = fields.object('Properties') === undefined ? {} : plainRecord(fields, path)
  const names = new Map(Object.keys(given).map(name => [name.toLowerCase(), name]))
  const taken = new Set<string>()
  const takeWords = (wanted: string): string | undefined => {
    const name = names.get(wanted.toLowerCase())
    if (name === undefined) return undefined
    taken.add(name)
    return given[name]
  }
  const take = (name: string): string | undefined => {
    const found = takeWords(name)
    return found === undefined || found === '' ? undefined : found
  }
  const wrong = (name: string, message: string) => new FailureError(invalid(`${path}.Properties.${name}`, message))
  return {
    takeWords,
    take,
    takeFlag: name => {
      const found = take(name)
      return found === undefined ? undefined : isTrueWord(found)
    },
    takeLines: name =>
      (take(name) ?? '')
        .split(/\r?\n/)
        .map(line => line.trim())
        .filter(line => line !== ''),
    takeJson: name => {
      const found = take(name)
      if (found === undefined) return undefined
      try {
        return JSON.parse(found)
      } catch {
        throw wrong(name, 'is not valid JSON')
      }
    },
    takeWhole: name => {
      const found = take(name)?.trim()
      if (found === undefined) return undefined
      if (!/^\d{1,9}$/.test(found)) throw wrong(name, 'must be a whole number')
      return Number(found)
    },
    rest: () => Object.fromEntries(Object.entries(given).filter(([name]) => !taken.has(name)))
  }
}

/** Sensitive properties come as objects. Slipway has sensitive variables instead. */
function plainRecord(fields: Fields, path: string): Readonly<Record<string, string>> {
  const raw = fields.raw('Properties') as Readonly<Record<string, unknown>>
  const sensitive = Object.entries(raw).find(([, value]) => typeof value === 'object' && value !== null)
  if (sensitive !== undefined)
    throw new FailureError({
      ...invalid(`${path}.Properties.${sensitive[0]}`, 'is a sensitive value'),
      remedy: 'Put it into a sensitive variable of the project, and refer to that.'
    })
  return fields.record('Properties')
}

/** Properties as they are written: what is undefined is left out. */
export const written = (properties: Readonly<Record<string, string | undefined>>): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(properties).filter((entry): entry is [string, string] => entry[1] !== undefined))
