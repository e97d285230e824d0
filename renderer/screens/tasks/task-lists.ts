import type { DeploymentSummary } from '@shared/deployment'
import { compareTurns } from '@shared/queue-slot'

/** What is not over, by what it needs. */
export interface OpenTasks {
  /** A person is asked something; most questions first. */
  readonly asking: readonly DeploymentSummary[]
  readonly running: readonly DeploymentSummary[]
  /** Whose turn has not come, the next one first. */
  readonly waiting: readonly DeploymentSummary[]
}

/** Puts each open task where a person looks for it: a question comes before everything else. */
export function sortOpen(tasks: readonly DeploymentSummary[]): OpenTasks {
  const isAsking = ({ openQuestions }: DeploymentSummary) => openQuestions > 0
  const others = tasks.filter(task => !isAsking(task))
  return {
    asking: tasks.filter(isAsking).sort((a, b) => b.openQuestions - a.openQuestions || a.queuedAt - b.queuedAt),
    running: others.filter(({ state }) => state !== 'queued').sort((a, b) => startOf(b) - startOf(a)),
    waiting: others.filter(({ state }) => state === 'queued').sort(compareTurns)
  }
}

const startOf = ({ startedAt, queuedAt }: DeploymentSummary): number => startedAt ?? queuedAt

/** How many questions nobody has answered. */
export const questionsIn = (tasks: readonly DeploymentSummary[]): number =>
  tasks.reduce((sum, { openQuestions }) => sum + openQuestions, 0)
