import type { Deployment } from '@shared/deployment'
import { useState } from 'react'
import { choicesOf, type LaunchChoices, nothingChosen } from './launch-choices'
import { type Place, placeKey } from './place'

export interface ChoicesByPlace {
  /** What holds in one place. */
  readonly in: (place: Place) => LaunchChoices
  /** Takes over what was chosen while that place was looked at: its targets are its own, everything else is shared. */
  readonly choose: (place: Place, next: LaunchChoices) => void
}

/**
 * What was chosen. Targets belong to their place; everything else stays when another one is chosen.
 * @param earlier the deployment that is done once more
 */
export function useLaunchChoices(earlier: Deployment | null): ChoicesByPlace {
  const [{ shared, targets }, keep] = useState(() => {
    const begin = earlier === null ? nothingChosen : choicesOf(earlier)
    const own: Readonly<Record<string, LaunchChoices['targets']>> =
      earlier === null ? {} : { [earlierPlace(earlier)]: begin.targets }
    return { shared: begin, targets: own }
  })
  return {
    in: place => ({ ...shared, targets: targets[placeKey(place)] ?? nothingChosen.targets }),
    choose: (place, next) =>
      keep(now => ({ shared: next, targets: { ...now.targets, [placeKey(place)]: next.targets } }))
  }
}

const earlierPlace = ({ plan: { environment, tenant } }: Deployment): string =>
  placeKey({ environment, tenant: tenant ?? null })
