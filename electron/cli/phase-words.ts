import type { EnvironmentId } from '@shared/ids'
import type { Lifecycle } from '@shared/model/lifecycle'
import { sameName } from '@shared/model/text'
import { UsageError } from './errors'

interface Named {
  readonly id: EnvironmentId
  readonly name: string
}

/** A phase as `lifecycle.create` takes it. */
export interface WrittenPhase {
  readonly name: string
  readonly environments: { readonly id: EnvironmentId; readonly isAutomatic: boolean }[]
  readonly minimum: number
  readonly isOptional: boolean
}

/** How a phase is written, for help and for refusals. */
export const phaseSyntax = '"Test: QA, Staging*; at least 1; optional"'

/**
 * Reads a phase as people write it: its name, its environments with a `*` behind those that are deployed to by
 * themselves, how many are enough, and whether it is optional. Without environments it has all that no other phase names.
 * @throws UsageError
 */
export function phaseFrom(text: string, environments: readonly Named[]): WrittenPhase {
  const [head = '', ...words] = text.split(';').map(part => part.trim())
  const at = head.indexOf(':')
  const name = (at < 0 ? head : head.slice(0, at)).trim()
  const places = at < 0 ? [] : head.slice(at + 1).split(',')
  if (name === '') throw new UsageError(`A phase is written like ${phaseSyntax}, and this has no name: ${text}`)
  const phase = { name, environments: places.filter(isWritten).map(place => placeFrom(place.trim(), environments)) }
  let minimum = 0
  let isOptional = false
  for (const word of words) {
    const [, count] = /^at least (\d+)$/i.exec(word) ?? []
    if (count !== undefined) minimum = Number(count)
    else if (word.toLowerCase() === 'optional') isOptional = true
    else throw new UsageError(`A phase is written like ${phaseSyntax}, and “${word}” is not known.`)
  }
  return { ...phase, minimum, isOptional }
}

const isWritten = (text: string): boolean => text.trim() !== ''

function placeFrom(text: string, environments: readonly Named[]) {
  const isAutomatic = text.endsWith('*')
  const reference = isAutomatic ? text.slice(0, -1).trim() : text
  const found = environments.find(({ id, name }) => id === reference || sameName(name, reference))
  if (!found) throw new UsageError(`There is no environment “${reference}”.`)
  return { id: found.id, isAutomatic }
}

/** A phase as it would be written. */
export function phaseText(
  { name, environments: places, minimum, isOptional }: Lifecycle['phases'][number],
  environments: readonly Named[]
): string {
  const names = places.map(({ id, isAutomatic }) => {
    const known = environments.find(item => item.id === id)?.name ?? id
    return isAutomatic ? `${known}*` : known
  })
  return [
    names.length === 0 ? name : `${name}: ${names.join(', ')}`,
    ...(minimum === 0 ? [] : [`at least ${minimum}`]),
    ...(isOptional ? ['optional'] : [])
  ].join('; ')
}
