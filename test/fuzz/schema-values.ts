import type { z } from 'zod'
import type { Random } from './random'

/** What zod keeps of a schema, as far as it says which values fit. */
interface Definition {
  readonly type: string
  readonly shape?: Readonly<Record<string, z.ZodType>>
  readonly element?: z.ZodType
  readonly items?: readonly z.ZodType[]
  readonly options?: readonly z.ZodType[]
  readonly innerType?: z.ZodType
  readonly in?: z.ZodType
  readonly entries?: Readonly<Record<string, string | number>>
  readonly values?: readonly unknown[]
  readonly keyType?: z.ZodType
  readonly valueType?: z.ZodType
}

const definitionOf = (schema: z.ZodType): Definition => schema._zod.def as unknown as Definition

/** Texts that fit somewhere: as a name, a host, a version, a role, a date, a script. */
const texts: readonly string[] = [
  ...['Test', 'Shop', 'web-1', 'server', '1.0.0', '0.0.1-beta.2', 'localhost', '127.0.0.1', 'deploy', 'echo hello'],
  ...['', ' ', '  padded  ', 'ÄÖÜ ß', '日本語', '😀 smile', 'x'.repeat(199), '#{Name}', "it's", '<b>bold</b>', 'a\nb'],
  ...['true', '0', '-1', '2026-01-01T00:00:00.000Z', 'SHA256:abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG', 'root'],
  ...[
    'a'.repeat(64),
    'AAAAC3NzaC1lZDI1NTE5AAAAIA==',
    'ssh-ed25519',
    'staging',
    'Production',
    'disk',
    '/var/lib',
    'C:\\x',
    'ada@example.com'
  ]
]

const idPrefixes =
  'environment account target jump policy group project step action variable release deployment artifact secret'.split(
    ' '
  )
const numbers = [0, 1, 2, 3, 10, 22, 80, 100, 500, 1000, 65535, -1, 1.5, 1e9]

/** What messages can refer to: ids and names that records have or had. */
interface Known {
  readonly ids: () => readonly string[]
  readonly words: () => readonly string[]
}

/** Makes values that mostly fit a schema. */
export function createValues(random: Random, { ids, words }: Known) {
  const fitting = new WeakMap<z.ZodType, { readonly prefix: string | undefined; readonly texts: readonly string[] }>()

  const textFor = (schema: z.ZodType): string => {
    const fits = (text: string) => schema.safeParse(text).success
    let known = fitting.get(schema)
    if (!known) {
      known = { prefix: idPrefixes.find(prefix => fits(`${prefix}-0000000000`)), texts: texts.filter(fits) }
      fitting.set(schema, known)
    }
    const { prefix } = known
    // A plain text takes an id as well as anything else; a real id takes nothing but ids.
    if (prefix !== undefined && !fits('Test'))
      return random.pick(ids().filter(id => id.startsWith(`${prefix}-`))) ?? `${prefix}-0000000000`
    const word = random.chance(20) ? random.pick(words()) : undefined
    if (word !== undefined) return word
    const text = random.pick(known.texts) ?? random.pick(texts) ?? ''
    return random.chance(50) ? text : `${text} ${random.below(10_000)}`
  }

  const objectFor = (shape: Readonly<Record<string, z.ZodType>>): Record<string, unknown> =>
    Object.fromEntries(
      Object.entries(shape).flatMap(([key, member]) => {
        const isLeftOut = member.safeParse(undefined).success && random.chance(40)
        return isLeftOut ? [] : [[key, valueFor(member)]]
      })
    )

  const valueFor = (schema: z.ZodType): unknown => {
    const definition = definitionOf(schema)
    const { type, shape, element, items, options, innerType, entries, values, keyType, valueType } = definition
    if (shape) return objectFor(shape)
    if (element) return Array.from({ length: random.below(4) }, () => valueFor(element))
    if (items) return items.map(valueFor)
    if (options) return valueFor(random.pick(options) as z.ZodType)
    if (innerType) return type === 'nullable' && random.chance(30) ? null : valueFor(innerType)
    if (definition.in) return valueFor(definition.in)
    if (entries) return random.pick(Object.values(entries))
    if (values) return random.pick(values)
    if (keyType && valueType) return { [textFor(keyType)]: valueFor(valueType) }
    if (type === 'string') return textFor(schema)
    if (type === 'number') return random.pick(numbers)
    if (type === 'boolean') return random.chance(50)
    if (type === 'null') return null
    throw new Error(`The fuzz knows no values for a schema of type ${type}: teach it`)
  }
  return { valueFor }
}
