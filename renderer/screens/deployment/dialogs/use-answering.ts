import type { Choice, Question } from '@shared/deployment'
import type { Failure } from '@shared/failure'
import type { DeploymentId } from '@shared/ids'
import { useCall } from '../../../stores/use-call'

export interface Answering {
  /** Takes the questions that nobody has taken yet. Whether that went well. */
  readonly take: (questions: readonly Question[]) => Promise<boolean>
  /** Takes what is not taken yet, and gives all the same answer. Whether that went well. */
  readonly answer: (questions: readonly Question[], choice: Choice, note: string) => Promise<boolean>
  readonly isBusy: boolean
  readonly failure: Failure | null
}

/** Answers what a deployment asks. */
export function useAnswering(deploymentId: DeploymentId): Answering {
  const taking = useCall('question.take')
  const answering = useCall('question.answer')
  const take: Answering['take'] = async questions => {
    for (const { number, takenBy } of questions) {
      if (takenBy !== null) continue
      const taken = await taking.run({ deploymentId, question: number })
      if (!taken.ok) return false
    }
    return true
  }
  return {
    take,
    answer: async (questions, choice, note) => {
      if (!(await take(questions))) return false
      const numbers = questions.map(question => question.number)
      const answered = await answering.run({ deploymentId, questions: numbers, choice, note })
      return answered.ok
    },
    isBusy: taking.isBusy || answering.isBusy,
    failure: taking.failure ?? answering.failure
  }
}
