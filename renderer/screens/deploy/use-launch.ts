import { isApproved } from '@shared/approvals/judge'
import type { Deployment, DeploymentSummary } from '@shared/deployment'
import type { Failure } from '@shared/failure'
import type { ReleaseId } from '@shared/ids'
import type { PlanPrompt } from '@shared/plan/plan'
import type { Result } from '@shared/result'
import { type PlanRead, planRequestOf, usePlans } from '../../stores/plan'
import { useCall } from '../../stores/use-call'
import { answersFor } from './answers'
import { nothingChosen, planChoicesOf, scheduleOf } from './launch-choices'
import { type Place, placeName } from './place'
import { type Answering, useAnswers } from './use-answers'
import type { ChoicesByPlace } from './use-launch-choices'
import type { LaunchDraft } from './use-launch-draft'

export interface Launch {
  readonly choices: ChoicesByPlace
  readonly requests: readonly ReturnType<typeof planRequestOf>[]
  readonly plans: readonly PlanRead[]
  /** What is asked in all of them; what is the same is asked once. */
  readonly prompts: readonly PlanPrompt[]
  /** Where something is asked, for what is not asked everywhere. */
  readonly whereOf: (prompt: PlanPrompt) => string | null
  readonly answers: Answering
  /** Whether every plan is there, of the present choices, without a problem and approved. */
  readonly isReady: boolean
  readonly isBusy: boolean
  readonly failure: Failure | null
  /** What is wrong with the moment. */
  readonly issue: string | null
  /** Starts all of it; null where something is still to be answered. */
  readonly start: () => Promise<Result<readonly DeploymentSummary[]> | null>
}

/**
 * Plans and starts a release in one place or in several.
 * @param earlier the deployment that is done once more
 * @param draft what was chosen and answered so far
 */
export function useLaunch(
  releaseId: ReleaseId,
  places: readonly Place[],
  earlier: Deployment | null,
  draft: LaunchDraft
): Launch {
  const { choices } = draft
  const [first] = places
  const shared = first === undefined ? nothingChosen : choices.in(first)
  const { issue, schedule: planned } = scheduleOf(shared, Date.now())
  const requests = places.map(place => ({
    ...planRequestOf(releaseId, place.environment.id, planChoicesOf(choices.in(place)), place.tenant?.id),
    ...(planned.startAt === undefined ? {} : { startAt: planned.startAt })
  }))
  const plans = usePlans(requests)
  const results = plans.map(({ load }) => (load.state === 'ready' ? load.value : null))
  const asked = results.map(result => result?.prompts ?? [])
  const prompts = promptsIn(asked)
  const answers = useAnswers(prompts, draft, earlier?.plan.answers)
  const one = useCall('deployment.start')
  const all = useCall('deployment.startAll')

  const start = async (): Promise<Result<readonly DeploymentSummary[]> | null> => {
    const { schedule, issue: late } = scheduleOf(shared, Date.now())
    if (late !== null || !answers.check()) return null
    const wanted = requests.map(({ releaseId: _release, startAt: _startAt, ...place }, index) => {
      const hash = results[index]?.hash ?? null
      const given = answersFor(asked[index] ?? [], answers.typed)
      return {
        ...place,
        ...(hash === null ? {} : { planHash: hash }),
        ...(given.length === 0 ? {} : { answers: [...given] })
      }
    })
    const comment = shared.comment.trim()
    const common = {
      releaseId,
      ...schedule,
      ...(shared.hasPriority ? { hasPriority: true } : {}),
      ...(comment === '' ? {} : { comment }),
      ...(earlier === null ? {} : { answersOf: earlier.id })
    }
    const [place, ...others] = wanted
    if (place === undefined) return null
    const started =
      others.length === 0
        ? await asList(one.run({ ...common, ...place }))
        : await all.run({ ...common, places: wanted })
    if (started.ok) return started
    if (started.failure.kind === 'plan-changed') plans[0]?.again()
    if (answers.refuse(started.failure)) {
      one.clear()
      all.clear()
    }
    return started
  }

  return {
    choices,
    requests,
    plans,
    prompts,
    whereOf: prompt => {
      const where = places.filter((_, index) => asked[index]?.some(({ id }) => id === prompt.id))
      return where.length === places.length ? null : where.map(placeName).join(', ')
    },
    answers,
    isReady:
      issue === null &&
      results.every((result, index) => result?.plan && !plans[index]?.isBehind && isApproved(result.approvals)),
    isBusy: one.isBusy || all.isBusy,
    failure: one.failure ?? all.failure,
    issue,
    start
  }
}

const promptsIn = (asked: readonly (readonly PlanPrompt[])[]): readonly PlanPrompt[] => [
  ...new Map(asked.flat().map(prompt => [prompt.id, prompt])).values()
]

async function asList<T>(result: Promise<Result<T>>): Promise<Result<readonly T[]>> {
  const settled = await result
  return settled.ok ? { ok: true, value: [settled.value] } : settled
}
