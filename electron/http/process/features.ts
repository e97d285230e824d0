import { refuse } from '../request'
import type { Properties } from './properties'

const name = 'Octopus.Action.EnabledFeatures'

export const featureProperty = (features: readonly string[]): Readonly<Record<string, string | undefined>> => ({
  [name]: features.length === 0 ? undefined : features.join(',')
})

/**
 * Which features of an action are switched on. One that Slipway does not have is refused: without it the action would do
 * something else.
 * @param path of the action, for failures
 */
export function featuresIn(
  properties: Properties,
  known: readonly string[],
  path: string
): (feature: string) => boolean {
  const on = (properties.takeWords(name) ?? '')
    .split(',')
    .map(feature => feature.trim())
    .filter(feature => feature !== '')
  const strange = on.find(feature => !known.includes(feature))
  if (strange !== undefined)
    refuse(
      `${path}.Properties.${name}`,
      `Slipway does not have the feature “${strange}” for this kind of action.`,
      `It has ${known.length === 0 ? 'none' : known.join(', ')}.`
    )
  return feature => on.includes(feature)
}
