import { type ActionOf, actionName, allActions, type Step } from './process'

/** An action that deploys another project's release, with what it is called. */
export interface DeployingAction {
  readonly stepId: Step['id']
  readonly name: string
  readonly action: ActionOf<'deploy-release'>
}

/** The actions that deploy releases; those that are disabled never do. */
export const deployingActions = (steps: readonly Step[]): readonly DeployingAction[] =>
  allActions(steps).flatMap(({ step, action }) =>
    action.type !== 'deploy-release' || step.isDisabled || action.isDisabled === true
      ? []
      : [{ stepId: step.id, name: actionName(step, action), action }]
  )

/** When it is deployed, held against what the environment has as the step begins; completes “It is deployed …”. */
export const deployWhenWords: Readonly<Record<ActionOf<'deploy-release'>['when'], string>> = {
  always: 'always',
  'not-current': 'unless the environment has it by then',
  newer: 'if the environment has an older one by then'
}
