import type { ExecutionLocation, Step } from '../model/process'
import { amountWords, canaryWords, conditionWords, orderWords } from '../model/process-words'
import type { Entry } from './entries'
import type { ComparisonNames } from './names'

/** How a setting is told. */
export type Told<Value> = (value: Value, names: ComparisonNames) => readonly Entry[]

/** A way to tell every setting of a thing; one that is forgotten does not compile. */
export type Tellers<Thing, Except extends keyof Thing> = {
  readonly [Key in Exclude<keyof Thing, Except>]-?: Told<NonNullable<Thing[Key]>>
}

/** Tells a thing by its tellers; what it does not have is not told. */
export const entriesBy = <Thing extends object>(
  thing: Thing,
  tellers: Readonly<Record<string, Told<never>>>,
  names: ComparisonNames
): readonly Entry[] =>
  Object.entries(tellers).flatMap(([key, tell]) => {
    const value = (thing as Readonly<Record<string, unknown>>)[key]
    return value === undefined ? [] : tell(value as never, names)
  })

/** A setting in one line. */
export const line =
  <Value>(field: string, words: (value: Value, names: ComparisonNames) => string): Told<Value> =>
  (value, names) => [{ field, text: words(value, names) }]

/** A switch: told where it is on. */
export const on =
  (field: string): Told<boolean> =>
  value =>
    value ? [{ field, text: 'yes' }] : []

/** Some things in an order. */
export const list = <Item extends string>(
  field: string,
  nameOf: (item: Item, names: ComparisonNames) => string = item => item
): Told<readonly Item[]> => line(field, (items, names) => items.map(item => nameOf(item, names)).join(', '))

/** A text that is compared line by line. */
export const long =
  (field: string): Told<string> =>
  text => [{ field, text, isLong: true }]

export const locationWords: Readonly<Record<ExecutionLocation, string>> = {
  targets: 'on targets',
  here: 'once on this machine',
  'here-for-each-target': 'on this machine for each target'
}

const tellers: Tellers<Step, 'id' | 'actions'> = {
  name: line('name', value => value),
  location: line('runs', value => locationWords[value]),
  roles: value => (value.length === 0 ? [] : list('roles')(value, nobody)),
  isDisabled: on('disabled'),
  condition: line('condition', value => conditionWords(value, 'step')),
  startsWithPrevious: value => (value ? [{ field: 'start', text: 'with the step before' }] : []),
  window: line('rolling', value => `${amountWords(value)} at a time`),
  maxParallel: line('most at the same time', String),
  order: line('order of targets', (value, names) =>
    value.by === 'list' ? `${value.targets.map(names.target).join(', ')} first` : orderWords(value)
  ),
  stopAfter: line('stops after', amountWords),
  canary: line('canary', value => canaryWords(value).replace(/^canary: /, '')),
  needsTargets: on('needs targets'),
  packageRequirement: line('packages', value => value.replace('-', ' '))
}

const nobody: ComparisonNames = {
  environment: id => id,
  target: id => id,
  project: id => id,
  channel: id => id,
  feed: id => id,
  reference: id => id
}

/** What holds where nobody says anything. */
export const defaults = (told: readonly Entry[], all: Readonly<Record<string, string>>): readonly Entry[] =>
  Object.entries(all).flatMap(([field, text]) =>
    told.some(entry => entry.field === field) ? [] : [{ field, text, isDefault: true }]
  )

const stepDefaults = {
  condition: conditionWords(undefined, 'step'),
  start: 'after the step before',
  'order of targets': 'by name'
}

/** The settings of a step, its actions left out. */
export function stepEntries(step: Step, names: ComparisonNames): readonly Entry[] {
  const told = entriesBy(step, tellers, names)
  return [...told, ...defaults(told, stepDefaults)]
}
