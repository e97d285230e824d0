import type { Deployment, DeploymentFact, LogLevel, Question } from '@shared/deployment'
import type { RunId } from '@shared/ids'
import { countOf } from '@shared/plan/words'
import { choiceNames } from '@shared/questions'

/** A line of the log about what a person did. */
export interface PersonLine {
  readonly run: RunId | null
  readonly level: LogLevel
  readonly text: string
}

const note = (text: string): string => (text.trim() === '' ? '.' : `: ${text}`)

/** What the log says about a fact that a person brought about; null for facts that the engine tells of itself. */
export function personLine(fact: DeploymentFact, deployment: Deployment): PersonLine | null {
  const stepName = (number: number) =>
    deployment.plan.steps?.find(step => step.number === number)?.name ?? `step ${number}`
  const whole = (level: LogLevel, text: string): PersonLine => ({ run: null, level, text })
  switch (fact.kind) {
    case 'question-taken':
      return aboutQuestion(deployment, fact.question, 'info', `${fact.by} takes it upon them to answer.`)
    case 'question-answered':
      if (fact.choice === 'withdrawn') return null
      return aboutQuestion(
        deployment,
        fact.question,
        'highlight',
        `${fact.by} answered “${choiceNames[fact.choice]}”${note(fact.note)}`
      )
    case 'paused':
      return whole('warning', `Paused by ${fact.by}: what runs goes on to its end, and nothing new begins.`)
    case 'unpaused':
      return whole('info', `${fact.by} lets it go on.`)
    case 'moved-to-top':
      return whole('info', `Moved to the top of the queue by ${fact.by}.`)
    case 'width-changed':
      return whole(
        'info',
        `${fact.by} lets “${stepName(fact.step)}” run on ${countOf(fact.width, 'target')} at a time.`
      )
    case 'cancel-requested':
      if (fact.leavesCleanUp) return null
      return whole('warning', deployment.cancels > 1 ? `${fact.by} asked again to cancel.` : `Cancelled by ${fact.by}.`)
    default:
      return null
  }
}

function aboutQuestion(deployment: Deployment, number: number, level: LogLevel, text: string): PersonLine {
  const question: Question | undefined = deployment.questions[number - 1]
  return { run: question !== undefined && 'run' in question ? question.run : null, level, text }
}
