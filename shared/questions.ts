import type { Choice, Question } from './deployment'
import { choices } from './deployment'
import type { Plan } from './plan/plan'

/** What may be answered to a question: a required action can be neither ignored nor its target excluded. */
export function choicesOf(plan: Plan, question: Question): readonly Choice[] {
  if (question.kind !== 'failure') return choices[question.kind]
  const stage = plan.stages.find(item => item.runs.some(run => run.id === question.run))
  const run = stage?.runs.find(item => item.id === question.run)
  return choices.failure.filter(choice => {
    if (choice === 'ignore') return stage?.isRequired !== true
    if (choice === 'exclude') return stage?.isRequired !== true && run?.targetId != null
    return true
  })
}

/** Answers by name. */
export const choiceNames: Readonly<Record<Choice, string>> = {
  proceed: 'Proceed',
  abort: 'Abort',
  retry: 'Retry',
  ignore: 'Ignore',
  exclude: 'Exclude target',
  fail: 'Fail',
  stop: 'Stop'
}
