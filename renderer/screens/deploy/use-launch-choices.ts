import type { Deployment } from '@shared/deployment'
import type { EnvironmentId } from '@shared/ids'
import { useState } from 'react'
import { choicesOf, type LaunchChoices, nothingChosen } from './launch-choices'

export interface ChoicesByPlace {
  /** What holds in one environment. */
  readonly in: (environment: EnvironmentId) => LaunchChoices
  /** Takes over what was chosen while that environment was looked at: its targets are its own, everything else is shared. */
  readonly choose: (environment: EnvironmentId, next: LaunchChoices) => void
}

/**
 * What was chosen. Targets belong to their environment; everything else stays when another one is chosen.
 * @param earlier the deployment that is done once more
 */
export function useLaunchChoices(earlier: Deployment | null): ChoicesByPlace {
  const [{ shared, targets }, keep] = useState(() => {
    const begin = earlier === null ? nothingChosen : choicesOf(earlier)
    const own: Readonly<Record<EnvironmentId, LaunchChoices['targets']>> =
      earlier === null ? {} : { [earlier.plan.environment.id]: begin.targets }
    return { shared: begin, targets: own }
  })
  return {
    in: environment => ({ ...shared, targets: targets[environment] ?? nothingChosen.targets }),
    choose: (environment, next) =>
      keep(now => ({ shared: next, targets: { ...now.targets, [environment]: next.targets } }))
  }
}
