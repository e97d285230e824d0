import type { Random } from './random'

const nested = (depth: number): unknown => {
  let value: unknown = 'the end'
  for (let i = 0; i < depth; i++) value = i % 2 === 0 ? { a: value } : [value]
  return value
}

const cyclic = (): unknown => {
  const value: Record<string, unknown> = { name: 'Test' }
  value.self = value
  value.list = [value, [value]]
  return value
}

/** Values that may come out of a structured clone and that no JSON has, and values that code trips over. */
const exotic: readonly (() => unknown)[] = [
  () => null,
  () => undefined,
  () => Number.NaN,
  () => Number.POSITIVE_INFINITY,
  () => -0,
  () => 2 ** 53,
  () => 1e308,
  () => 10n ** 30n,
  () => true,
  () => '',
  () => ' ',
  () => '\0',
  () => '\ud800',
  () => '\u202etxt.exe\u2066',
  () => '\u200b\ufeff',
  () => 'Å'.normalize('NFD'),
  () => 'ﷺ'.repeat(400),
  () => '__proto__',
  () => 'constructor',
  () => '../slipway-fuzz-nowhere',
  () => '%2e%2e%2f',
  () => "'; exit 1; #",
  () => '$(exit 1)`exit 1`',
  () => 'x'.repeat(2_000_000),
  () => 'environment-0000000000',
  () => 'secret-0000000000',
  () => [],
  () => [[[]]],
  () => new Array(50_000).fill('x'),
  () => Object.assign([], { 9: 'sparse' }),
  () => ({}),
  () => Object.create(null),
  () => JSON.parse('{"__proto__":{"isPolluted":true},"constructor":{"prototype":{"isPolluted":true}}}'),
  // biome-ignore lint/suspicious/noThenProperty: it is what code may trip over
  () => ({ toString: 'no function', length: 7, then: 'not a promise' }),
  () => nested(300),
  () => nested(1000),
  cyclic,
  () => new Date(Number.NaN),
  () => /a+/g,
  () => new Map([['name', 'Test']]),
  () => new Set(['Test']),
  () => new Uint8Array([1, 2, 3]),
  () => new ArrayBuffer(16),
  () => new Error('planted'),
  () => Object(false),
  () => Object('boxed')
]

export const exoticValue = (random: Random): unknown => random.pick(exotic)?.()

const keys = ['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty', 'id', 'name', 'value', '0', '']

type Bag = Record<string, unknown>

const isBag = (value: unknown): value is Bag =>
  typeof value === 'object' &&
  value !== null &&
  (Array.isArray(value) || Object.getPrototypeOf(value) === Object.prototype)

const turned = (value: unknown): unknown => {
  if (!isBag(value)) return { value }
  return Array.isArray(value) ? Object.fromEntries(Object.entries(value).slice(0, 20)) : Object.values(value)
}

/** A copy of `input` with one thing about it changed, somewhere. */
export function mutated(input: unknown, random: Random): unknown {
  if (!isBag(input) || random.chance(10)) return exoticValue(random)
  const copy: Bag = Array.isArray(input) ? ([...input] as unknown as Bag) : { ...input }
  const present = Object.keys(copy)
  const key = random.pick(present)
  switch (random.below(key === undefined ? 1 : 6)) {
    case 0:
      // A plain assignment to __proto__ would not make it a field.
      Object.defineProperty(copy, random.pick(keys) ?? '', { value: exoticValue(random), enumerable: true })
      return copy
    case 1:
      delete copy[key ?? '']
      return copy
    case 2:
      copy[key ?? ''] = exoticValue(random)
      return copy
    case 3:
      copy[key ?? ''] = [copy[key ?? '']]
      return copy
    case 4:
      // A list becomes an object, and an object a list.
      copy[key ?? ''] = turned(copy[key ?? ''])
      return copy
    default:
      copy[key ?? ''] = mutated(copy[key ?? ''], random)
      return copy
  }
}

/** Names of calls that are none, and things that are no names. */
export function wrongName(names: readonly string[], random: Random): unknown {
  const name = random.pick(names) ?? ''
  const near = [
    name.toUpperCase(),
    ` ${name}`,
    `${name}\0`,
    name.replace('.', ''),
    name.slice(0, -1),
    `${name}.${name}`,
    name.replace('.', '.__proto__.'),
    { toString: 'x', name },
    [name],
    'hasOwnProperty',
    '__proto__',
    'constructor',
    'valueOf'
  ]
  return random.chance(60) ? random.pick(near) : exoticValue(random)
}
