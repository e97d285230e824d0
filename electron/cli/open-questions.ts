import type { Output } from '@shared/api'
import type { Choice, Deployment, Question } from '@shared/deployment'
import { openQuestions } from '@shared/deployment'
import { describe, type Failure } from '@shared/failure'
import { stepsOf } from '@shared/plan/plan'
import { listOf } from '@shared/plan/words'
import { choicesOf } from '@shared/questions'
import type { Session } from './session'
import { shownText } from './text'

type State = Pick<Output<'deployment.get'>, 'id' | 'plan' | 'questions'>

/** What is asked, in one line: who or what asks, and where. */
export function questionTitle({ plan }: Pick<Deployment, 'plan'>, question: Question): string {
  if (question.kind === 'canary') {
    const name = stepsOf(plan).find(step => step.number === question.step)?.name ?? `step ${question.step}`
    return `“${name}” is done on its first targets. Go on with the others?`
  }
  const stage = plan.stages.find(item => item.runs.some(run => run.id === question.run))
  const run = stage?.runs.find(item => item.id === question.run)
  const target = plan.targets.find(item => item.id === run?.targetId)
  const what = `“${stage?.name ?? question.run}”${target ? ` on ${target.name}` : ''}`
  return question.kind === 'failure' ? `${what} failed: ${question.failure.message}` : `${what}: a person decides.`
}

/** What is asked and how to answer it, for somebody who is not at a terminal. */
export function questionLines(state: State): readonly string[] {
  return openQuestions(state).flatMap(question => [
    `${String(question.number).padStart(3)}. ${questionTitle(state, question)}`,
    ...instructionLines(question).map(line => `       ${line}`),
    ...(question.responsible.length === 0 ? [] : [`       For ${listOf(question.responsible, 'or')}.`]),
    ...(question.takenBy === null ? [] : [`       ${question.takenBy} has taken it.`]),
    `       slipway deployment answer ${state.id} ${choicesOf(state.plan, question).join('|')} --question ${question.number}`
  ])
}

const instructionLines = (question: Question): readonly string[] =>
  question.kind === 'manual' ? question.instructions.split('\n').filter(line => line.trim() !== '') : []

/**
 * Asks the person at the terminal what a deployment asks, one question after the other, and answers it. False when there
 * is no terminal, when they end the input, or when only others may answer.
 */
export async function askAtTerminal(session: Session, state: State): Promise<boolean> {
  const { question: ask, err } = session.io
  if (ask === null) return false
  const shown = (text: string) => shownText(text, false)
  for (const question of openQuestions(state)) {
    for (const line of [questionTitle(state, question), ...instructionLines(question)]) err(`${shown(line)}\n`)
    const about = { deploymentId: state.id, question: question.number }
    const refusal = await attempt(session, 'question.take', about)
    if (refusal) {
      err(`${shown(describe(refusal))}\n`)
      return false
    }
    const choice = await chosen(ask, choicesOf(state.plan, question))
    if (choice === null) return false
    const note = (await ask('Note: ', true)) ?? ''
    const answer = { deploymentId: state.id, questions: [question.number], choice, note }
    const failed = await attempt(session, 'question.answer', answer)
    if (failed) err(`${shown(describe(failed))}\n`)
  }
  return true
}

async function attempt<Name extends 'question.take' | 'question.answer'>(
  session: Session,
  name: Name,
  input: Parameters<typeof session.call<Name>>[1]
): Promise<Failure | null> {
  const door = await session.door()
  const result = await door.call(name, input)
  return result.ok ? null : result.failure
}

async function chosen(
  ask: (text: string, echo: boolean) => Promise<string | null>,
  offered: readonly Choice[]
): Promise<Choice | null> {
  for (;;) {
    const typed = await ask(`${offered.join(', ')}: `, true)
    if (typed === null) return null
    const word = typed.trim().toLowerCase()
    const found = offered.find(choice => choice === word) ?? onlyOne(offered.filter(choice => choice.startsWith(word)))
    if (found !== undefined && word !== '') return found
  }
}

const onlyOne = <T>(items: readonly T[]): T | undefined => (items.length === 1 ? items[0] : undefined)
