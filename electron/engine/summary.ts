import type { Deployment, Outcome } from '@shared/deployment'
import { phraseOf, placeOf, subjectOf, titledOf } from '@shared/deployment-title'
import type { Failure } from '@shared/failure'
import { elapsedOf } from '@shared/idle-time'
import { allRuns, type Plan } from '@shared/plan/plan'
import { countOf, durationOf, listOf } from '@shared/plan/words'
import { type Context, stagedRun } from './context'

/**
 * The sentence that sums a deployment up: it names the environment and, where something failed, step and target.
 * @param failure why the deployment as a whole could not go on, apart from its runs
 */
export function summaryOf(context: Context, outcome: Outcome, failure: Failure | null): string {
  const deployment = context.ports.state()
  const { plan } = deployment
  const item = titledOf(plan)
  const phrase = `The ${phraseOf(item)}`
  const runs = Object.values(deployment.runs)
  switch (outcome) {
    case 'succeeded': {
      const done = plan.stages.filter(
        stage => stage.type !== 'acquire' && stage.runs.some(run => deployment.runs[run.id]?.state === 'succeeded')
      )
      const names = done.length > 3 ? countOf(done.length, 'step') : listOf(done.map(step => `“${step.name}”`))
      const verb = item.runbook === null ? 'was deployed to' : 'was run in'
      if (done.length === 0) return `${phrase} ended, and nothing of it ran.`
      return `${subjectOf(item)} ${verb} ${placeOf(item)}: ${names} on ${placesOf(plan)}, in ${durationOf(elapsedOf(deployment, context.ports.now())?.active ?? 0)}.`
    }
    case 'cancelled': {
      const succeeded = runs.filter(run => run.state === 'succeeded').length
      return `${phrase} was cancelled; ${succeeded} of ${countOf(runs.length, 'run')} had succeeded.`
    }
    case 'expired':
      return `${phrase} did not begin in time.`
    case 'handed-over':
      return `${phrase} was handed over: ${handedOverTo(deployment)}.`
    case 'failed':
      return `${phrase} failed: ${failure?.message ?? failuresOf(context, deployment)}`
  }
}

/** `a bundle was written for till-1`: what became of it is in no one's log here. */
function handedOverTo({ plan, runs }: Deployment): string {
  const carried = new Set(allRuns(plan).flatMap(run => (runs[run.id]?.state === 'handed-over' ? [run.targetId] : [])))
  const names = plan.targets.filter(target => carried.has(target.id)).map(target => target.name)
  const places = names.length > 5 ? countOf(names.length, 'target') : listOf(names)
  return `${names.length === 1 ? 'a bundle was' : 'bundles were'} written for ${places}, and no receipt is back yet`
}

/** `web-1 and web-2`, `12 targets`, `this machine`. */
function placesOf(plan: Plan): string {
  const runsHere = plan.stages.some(stage => stage.runs.some(run => run.targetId === null))
  const names = plan.targets.map(target => target.name)
  if (names.length > 5) return countOf(names.length, 'target')
  return listOf([...names, ...(runsHere || names.length === 0 ? ['this machine'] : [])])
}

interface FailedRun {
  readonly step: string
  readonly place: string
  readonly message: string
}

function failedRuns(context: Context, { plan, runs }: Deployment): readonly FailedRun[] {
  return allRuns(plan).flatMap(({ id }) => {
    const run = runs[id]
    if (run?.state !== 'failed' && run?.state !== 'unknown') return []
    const { stage, placeName } = stagedRun(context, id)
    const message = run.state === 'failed' ? run.failure.message : 'nobody knows how it ended.'
    return [{ step: stage.name, place: placeName, message }]
  })
}

function failuresOf(context: Context, deployment: Deployment): string {
  const [first, ...others] = failedRuns(context, deployment)
  if (first === undefined) {
    const stopped = deployment.plan.steps?.find(step => deployment.steps[step.number]?.canary === 'stop')
    return stopped === undefined ? 'a run failed.' : `“${stopped.name}” was stopped after its first targets.`
  }
  const { step, place, message } = first
  const named = message.includes(step) && message.includes(place)
  const sentence = named ? message : `“${step}” on ${place}: ${message}`
  if (others.length === 0) return sentence
  const places = [...new Set(others.map(other => other.place))]
  const rest = places.length > 3 ? countOf(places.length, 'other place') : listOf(places)
  return `${sentence} It failed on ${rest} as well.`
}
