import { type Deployment, isOpen, openQuestions } from '@shared/deployment'
import { type PlannedStep, stepsOf } from '@shared/plan/plan'
import type { IconName } from '../../components/icon-paths'
import { isStepOpen, widthOf } from '../../components/matrix/step-notes'
import { standingTo } from './question-groups'

/** What can be done about a deployment. */
export type ActionKind =
  | 'answer'
  | 'pause'
  | 'unpause'
  | 'cancel'
  | 'cancel-at-once'
  | 'resume'
  | 'give-up'
  | 'deploy-again'
  | 'roll-back'
  | 'width'

export interface LiveAction {
  /** Unique among the actions of a deployment. */
  readonly id: string
  readonly kind: ActionKind
  readonly label: string
  /** What it does, in a sentence. */
  readonly hint: string
  readonly icon: IconName
  /** Whether it has a button of its own; all others are in the menu only. */
  readonly isButton: boolean
  readonly isPrimary: boolean
  readonly isDangerous: boolean
  /** The key that does the same; null for none. */
  readonly key: string | null
  /** The step that it is about, for `width`. */
  readonly step: PlannedStep | null
  /** Why it cannot be done, in a sentence; null where it can. */
  readonly whyNot: string | null
}

type Choice = Pick<LiveAction, 'kind' | 'label' | 'hint' | 'icon'> & Partial<LiveAction>

const action = (choice: Choice): LiveAction => ({
  id: choice.kind,
  isButton: true,
  isPrimary: false,
  isDangerous: false,
  key: null,
  step: null,
  whyNot: null,
  ...choice
})

/** What a person can do now, the most urgent first. `user` is who looks; null while that is not known. */
export function actionsOf(deployment: Deployment, user: string | null): readonly LiveAction[] {
  if (isOpen(deployment)) return openActions(deployment, user)
  const again = deployment.plan.runbook === undefined ? [deployAgain, rollBack] : []
  if (deployment.state === 'interrupted') return [{ ...resume, isPrimary: true }, giveUp, ...again]
  const canResume =
    deployment.state === 'finished' && (deployment.outcome === 'failed' || deployment.outcome === 'cancelled')
  return [...(canResume ? [resume] : []), ...again]
}

function openActions(deployment: Deployment, user: string | null): readonly LiveAction[] {
  const asked = openQuestions(deployment).filter(question =>
    ['open', 'mine'].includes(standingTo([question], user).kind)
  )
  const isGoing = deployment.state === 'running' || deployment.state === 'queued'
  return [
    ...(asked.length > 0 ? [answer] : []),
    ...(isGoing ? [deployment.isPaused ? unpause : pause] : []),
    ...cancelActions(deployment),
    ...(deployment.state === 'running' ? widthActions(deployment) : [])
  ]
}

function cancelActions({ state, cancels }: Deployment): readonly LiveAction[] {
  if (state !== 'cancelling') return [cancel]
  return cancels < 2 ? [cancelAtOnce] : []
}

const widthActions = (deployment: Deployment): readonly LiveAction[] =>
  stepsOf(deployment.plan)
    .filter(step => step.isRolling && isStepOpen(deployment, step))
    .map(step =>
      action({
        id: `width ${step.number}`,
        kind: 'width',
        label: `Width of “${step.name}”…`,
        hint: `At most ${widthOf(deployment, step)} at a time now.`,
        icon: 'edit',
        isButton: false,
        step
      })
    )

const answer = action({
  kind: 'answer',
  label: 'Answer…',
  hint: 'Shows what is asked, and takes the answer',
  icon: 'question-circle',
  isPrimary: true,
  key: 'A'
})

const pause = action({
  kind: 'pause',
  label: 'Pause',
  hint: 'What runs goes on to its end, and nothing new begins',
  icon: 'pause',
  key: 'P'
})

const unpause = action({
  kind: 'unpause',
  label: 'Continue',
  hint: 'Goes on with what is next',
  icon: 'play',
  isPrimary: true,
  key: 'P'
})

const cancel = action({
  kind: 'cancel',
  label: 'Cancel',
  hint: 'Stops what runs, and starts nothing more',
  icon: 'stop'
})

const cancelAtOnce = action({
  kind: 'cancel-at-once',
  label: 'Cancel at once',
  hint: 'Leaves out the steps that run after a cancel, too',
  icon: 'stop',
  isDangerous: true
})

const resume = action({
  kind: 'resume',
  label: 'Continue…',
  hint: 'Does what is left to do; what succeeded is not done again',
  icon: 'play'
})

const giveUp = action({
  kind: 'give-up',
  label: 'Give up…',
  hint: 'Ends it as failed',
  icon: 'x-circle',
  isDangerous: true
})

const deployAgain = action({
  kind: 'deploy-again',
  label: 'Deploy again…',
  hint: 'Plans the same release to the same environment anew',
  icon: 'refresh'
})

const rollBack = action({
  kind: 'roll-back',
  label: 'Roll back…',
  hint: 'Shows what the environment can go back to, and what that means',
  icon: 'undo',
  isButton: false
})
