import type { Deployment } from '@shared/deployment'
import { type TypedDraft, useTyped } from './use-answers'
import { type ChoicesByPlace, useLaunchChoices } from './use-launch-choices'

/** What a person chose and answered; it outlives the plan, which comes and goes with the places. */
export interface LaunchDraft extends TypedDraft {
  readonly choices: ChoicesByPlace
}

/**
 * The choices and answers of a launch to come, for one project.
 * @param earlier the deployment that is done once more
 */
export function useLaunchDraft(earlier: Deployment | null): LaunchDraft {
  const choices = useLaunchChoices(earlier)
  return { ...useTyped(), choices }
}
