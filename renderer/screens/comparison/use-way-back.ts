import { notifications } from '@mantine/notifications'
import { isApproved } from '@shared/approvals/judge'
import type { RollbackPlan } from '@shared/comparison/rollback'
import type { ActionId, EnvironmentId, ReleaseId, TenantId } from '@shared/ids'
import type { Plan, PlanPrompt } from '@shared/plan/plan'
import { useState } from 'react'
import { useStillHere } from '../../lib/use-still-here'
import { navigate } from '../../navigation/history'
import { planRequestOf, usePlans } from '../../stores/plan'
import { useUnsaved } from '../../stores/unsaved'
import { useCall } from '../../stores/use-call'
import { answersFor } from '../deploy/answers'
import { answerFlags, shellWord } from '../deploy/cli-command'
import { useAnswers, useTyped } from '../deploy/use-answers'

const nothingAsked: readonly PlanPrompt[] = []

/** What is chosen on the way back, the plan that follows from it, and the start. */
export function useWayBack(
  rollback: RollbackPlan,
  releaseId: ReleaseId,
  environmentId: EnvironmentId,
  tenantId: TenantId | undefined
) {
  const [skip, setSkip] = useState<readonly ActionId[]>(rollback.leftOut.map(({ actionId }) => actionId))
  const [overridesFreeze, override] = useState('')
  const [isTyped, setTyped] = useState(false)
  const { letGo } = useUnsaved(isTyped, 'The rollback')
  const choices = {
    ...(skip.length === 0 ? {} : { skip }),
    ...(overridesFreeze === '' ? {} : { overridesFreeze })
  }
  const request = planRequestOf(releaseId, environmentId, choices, tenantId)
  const [read] = usePlans([request])
  const planned = read?.load.state === 'ready' ? read.load.value : null
  const plan = planned?.plan ?? planned?.draft ?? null
  const prompts = planned?.prompts ?? nothingAsked
  const answers = useAnswers(prompts, useTyped())
  const start = useCall('deployment.start')
  const isHere = useStillHere()
  const given = answersFor(prompts, answers.typed)

  const goBack = async () => {
    if (!answers.check()) return
    const hash = planned?.hash ?? null
    const started = await start.run({
      ...request,
      ...(hash === null ? {} : { planHash: hash }),
      ...(given.length === 0 ? {} : { answers: [...given] })
    })
    if (started.ok) {
      letGo()
      if (isHere()) return navigate(`/deployments/${started.value.id}`)
      return void notifications.show({ message: `The rollback to ${started.value.releaseVersion} is started.` })
    }
    if (started.failure.kind === 'plan-changed') read?.again()
    if (answers.refuse(started.failure)) start.clear()
  }

  return {
    request,
    read: read ?? null,
    plan,
    prompts,
    answers,
    given,
    skip,
    setSkipped: (action: ActionId, isSkipped: boolean) =>
      setSkip(before => [...before.filter(id => id !== action), ...(isSkipped ? [action] : [])]),
    override,
    /** Something was typed that is kept where it is asked for. */
    onTyped: () => setTyped(true),
    isReady: planned !== null && planned.plan !== null && read?.isBehind === false && isApproved(planned.approvals),
    isBusy: start.isBusy,
    failure: start.failure,
    goBack,
    /** The same choices on the command line. */
    flags: [
      ...choiceFlags(rollback, plan, skip),
      ...(overridesFreeze === '' ? [] : [`--override-freeze ${shellWord(overridesFreeze)}`]),
      ...answerFlags(prompts, answers.typed)
    ]
  }
}

export type WayBack = ReturnType<typeof useWayBack>

/** How the choice differs from what a rollback does by itself. */
function choiceFlags({ leftOut }: RollbackPlan, plan: Plan | null, skip: readonly ActionId[]): readonly string[] {
  const byItself = new Set(leftOut.map(({ actionId }) => actionId))
  const others = (plan?.stages ?? []).filter(({ actionId }) => skip.includes(actionId) && !byItself.has(actionId))
  return [
    ...leftOut.filter(({ actionId }) => !skip.includes(actionId)).map(({ name }) => `--run ${shellWord(name)}`),
    ...others.map(({ name }) => `--skip ${shellWord(name)}`)
  ]
}
