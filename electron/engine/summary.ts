import type { Outcome } from '@shared/deployment'
import type { Plan } from '@shared/plan/plan'
import { countOf, durationOf, listOf } from '@shared/plan/words'
import type { Course, FailedRun } from './course'

/** The sentence that sums a deployment up: it names the environment and, where something failed, step and target. */
export function summaryOf(plan: Plan, course: Course, outcome: Outcome, now: number): string {
  const what = `${plan.project.name} ${plan.release.version}`
  const where = plan.environment.name
  switch (outcome) {
    case 'succeeded': {
      const steps = plan.stages.filter(stage => stage.runs.length > 0)
      const names = steps.length > 3 ? countOf(steps.length, 'step') : listOf(steps.map(step => `“${step.name}”`))
      return `${what} was deployed to ${where}: ${names} on ${placesOf(plan)}, in ${durationOf(now - course.startedAt)}.`
    }
    case 'cancelled': {
      const done = `${course.succeeded} of ${countOf(totalOf(plan), 'run')} had succeeded`
      return `The deployment of ${what} to ${where} was cancelled; ${done}.`
    }
    case 'failed':
      return `The deployment of ${what} to ${where} failed: ${course.failure?.message ?? failuresOf(course.failed)}`
  }
}

const totalOf = (plan: Plan): number => plan.stages.reduce((sum, stage) => sum + stage.runs.length, 0)

/** `web-1 and web-2`, `12 targets`, `this machine`. */
function placesOf(plan: Plan): string {
  const runsHere = plan.stages.some(stage => stage.runs.some(run => run.targetId === null))
  const names = plan.targets.map(target => target.name)
  if (names.length > 5) return countOf(names.length, 'target')
  return listOf([...names, ...(runsHere || names.length === 0 ? ['this machine'] : [])])
}

function failuresOf(failed: readonly FailedRun[]): string {
  const [first] = failed
  if (first === undefined) return 'a run failed.'
  const { staged, failure } = first
  const named = failure.message.includes(staged.stage.name) && failure.message.includes(staged.placeName)
  const sentence = named ? failure.message : `“${staged.stage.name}” on ${staged.placeName}: ${failure.message}`
  if (failed.length === 1) return sentence
  const others = failed.slice(1).map(other => other.staged.placeName)
  const rest = others.length > 3 ? countOf(others.length, 'other place') : listOf(others)
  return `${sentence} It failed on ${rest} as well.`
}
