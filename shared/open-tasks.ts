import { type DeploymentSummary, isOpen } from './deployment'
import { compareTurns } from './queue-slot'

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

/** All of them in the order in which they are listed: what asks, what runs, what waits. */
export function inOpenOrder(tasks: readonly DeploymentSummary[]): readonly DeploymentSummary[] {
  const { asking, running, waiting } = sortOpen(tasks)
  return [...asking, ...running, ...waiting]
}

/** What is not over, as far as it is listed. */
export interface OpenListing {
  readonly tasks: readonly DeploymentSummary[]
  /** How many there are, also of those that are not listed. */
  readonly count: number
}

/** A listing after news about one; null where the news do not say what is to be listed then. */
export function openListingAfter({ tasks, count }: OpenListing, summary: DeploymentSummary): OpenListing | null {
  const others = tasks.filter(({ id }) => id !== summary.id)
  const isKnown = others.length < tasks.length
  // Of those that are not listed nobody knows whether it is one of them, nor which of them comes next.
  if (count > tasks.length && !(isKnown && isOpen(summary))) return null
  const after = isOpen(summary) ? [...others, summary] : others
  return { tasks: inOpenOrder(after), count: count + after.length - tasks.length }
}

const startOf = ({ startedAt, queuedAt }: DeploymentSummary): number => startedAt ?? queuedAt

/** How many questions nobody has answered. */
export const questionsIn = (tasks: readonly DeploymentSummary[]): number =>
  tasks.reduce((sum, { openQuestions }) => sum + openQuestions, 0)
