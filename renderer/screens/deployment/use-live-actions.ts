import { notifications } from '@mantine/notifications'
import { type Choice, type Deployment, openQuestions } from '@shared/deployment'
import { placeOf, titledOf } from '@shared/deployment-title'
import type { Result } from '@shared/result'
import { api } from '../../api'
import { navigate } from '../../navigation/history'
import { showOverlay } from '../../stores/overlay'
import { rollbackAddress } from '../comparison/addresses'
import { useNoWayBack } from '../comparison/use-no-way-back'
import { recoveryCardId } from './cards/RecoveryCard'
import { groupFailures } from './failure-groups'
import { actionsOf, type LiveAction } from './live-actions'
import { groupQuestions, standingTo } from './question-groups'
import { type LiveDialogs, useLiveDialogs } from './use-live-dialogs'

export interface LiveActions {
  /** What can be done now; empty in a replay. */
  readonly list: readonly LiveAction[]
  readonly carryOut: (action: LiveAction) => void
  /** The same by its kind; false where it cannot be done now. */
  readonly carryOutKind: (...kinds: readonly LiveAction['kind'][]) => boolean
  readonly dialogs: LiveDialogs
  /** Opens the dialog that answers these questions. */
  readonly answer: (questions: readonly number[], choice: Choice | null) => void
}

/** Says that something could not be done, where no dialog is open that could. */
async function tellFailure(result: Promise<Result<unknown>>): Promise<void> {
  const { ok, ...rest } = await result
  if (!ok && 'failure' in rest)
    notifications.show({ color: 'red', message: `${rest.failure.message} ${rest.failure.remedy}`.trim() })
}

/** Carries out what can be done about a deployment. */
export function useLiveActions(deployment: Deployment, user: string | null, isLive: boolean): LiveActions {
  const dialogs = useLiveDialogs(deployment)
  const offered = isLive ? actionsOf(deployment, user) : []
  const { project, environment, tenant } = deployment.plan
  const place = { projectId: project.id, environmentId: environment.id, ...(tenant ? { tenantId: tenant.id } : {}) }
  const isBackOffered = offered.some(({ kind }) => kind === 'roll-back')
  const whyNot = useNoWayBack(isBackOffered ? place : null, placeOf(titledOf(deployment.plan)))
  const list = offered.map(action => (action.kind === 'roll-back' ? { ...action, whyNot } : action))
  const answer: LiveActions['answer'] = (questions, choice) => dialogs.show({ kind: 'answer', questions, choice })
  const { id, plan } = deployment
  const { show } = dialogs
  const does: Readonly<Record<LiveAction['kind'], (action: LiveAction) => void>> = {
    answer: () => answer(firstQuestions(deployment, user), null),
    pause: () => void tellFailure(api.call('deployment.pause', { id })),
    unpause: () => void tellFailure(api.call('deployment.unpause', { id })),
    cancel: () => show({ kind: 'cancel' }),
    'cancel-at-once': () => show({ kind: 'cancel-at-once' }),
    resume: () => (deployment.state === 'interrupted' ? goToRecovery() : show({ kind: 'resume' })),
    'give-up': () => show({ kind: 'give-up' }),
    width: ({ step }) => step && show({ kind: 'width', step }),
    'deploy-again': () =>
      showOverlay({
        kind: 'deploy',
        projectId: plan.project.id,
        releaseId: plan.release.id,
        environmentId: plan.environment.id,
        ...(plan.tenant === undefined ? {} : { tenantId: plan.tenant.id }),
        again: id
      }),
    'roll-back': () => navigate(rollbackAddress(plan.project.id, plan.environment.id, { tenant: plan.tenant?.id }))
  }
  const carryOut = (action: LiveAction): void => {
    if (action.whyNot === null) does[action.kind](action)
  }
  return {
    list,
    carryOut,
    carryOutKind: (...kinds) => {
      const action = list.find(item => kinds.includes(item.kind))
      if (action) carryOut(action)
      return action !== undefined
    },
    dialogs,
    answer
  }
}

/** What is asked first among what the person may answer, with what is answered together with it. */
function firstQuestions(deployment: Deployment, user: string | null): readonly number[] {
  const groups = [
    ...groupQuestions(deployment).map(group => group.questions),
    ...groupFailures(deployment).map(group => group.runs.flatMap(run => run.question ?? []))
  ]
  const mine = groups.find(
    questions => questions.length > 0 && ['open', 'mine'].includes(standingTo(questions, user).kind)
  )
  return (mine ?? openQuestions(deployment).slice(0, 1)).map(question => question.number)
}

/** The card has it all already. */
function goToRecovery(): void {
  const card = document.getElementById(recoveryCardId)
  card?.scrollIntoView({ block: 'nearest' })
  card?.focus({ preventScroll: true })
}
