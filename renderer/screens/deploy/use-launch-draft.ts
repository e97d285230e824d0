import type { Deployment } from '@shared/deployment'
import { useState } from 'react'
import { type TypedDraft, useTyped } from './use-answers'
import { type ChoicesByPlace, useLaunchChoices } from './use-launch-choices'

/** What a person chose and answered; it outlives the plan, which comes and goes with the places. */
export interface LaunchDraft extends TypedDraft {
  readonly choices: ChoicesByPlace
  /** Takes note that something was typed which is kept where it is asked for. */
  readonly touch: () => void
  /** Whether a person chose or typed something that would have to be chosen or typed again. */
  readonly isTouched: boolean
}

/**
 * The choices and answers of a launch to come, for one project.
 * @param earlier the deployment that is done once more
 */
export function useLaunchDraft(earlier: Deployment | null): LaunchDraft {
  const choices = useLaunchChoices(earlier)
  const { typed, type } = useTyped()
  const [isTouched, setTouched] = useState(false)
  return {
    typed,
    type: (id, value) => {
      setTouched(true)
      type(id, value)
    },
    choices: {
      in: choices.in,
      choose: (place, next) => {
        setTouched(true)
        choices.choose(place, next)
      }
    },
    touch: () => setTouched(true),
    isTouched
  }
}
