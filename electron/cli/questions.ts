import type { PendingQuestion } from '@shared/login-question'
import type { CliIo, Door } from './io'
import { shownText } from './text'

/** Puts what servers ask during a log-in to the person at the terminal; without a terminal, nobody answers. */
export function answerQuestions(door: Door, io: CliIo): void {
  let turn: Promise<unknown> = Promise.resolve()
  door.subscribe(events => {
    // One after the other: there is only one terminal.
    for (const event of events)
      if (event.type === 'prompt.asked') turn = turn.then(() => answer(door, io, event.prompt))
  })
}

async function answer(door: Door, io: CliIo, { id, host, title, instructions, prompts, workspace }: PendingQuestion) {
  const answers: string[] = []
  const shown = (text: string) => shownText(text.replace(/[\r\n]+/g, ' '), false)
  const heading = workspace === undefined ? `${host} asks:` : `${host} asks, for the workspace “${workspace}”:`
  if (io.question) for (const words of [heading, title, instructions]) if (words) io.err(`${shown(words)}\n`)
  for (const { text, echo } of prompts) {
    const typed = (await io.question?.(shown(text), echo)) ?? null
    if (typed === null) break
    answers.push(typed)
  }
  await door.call('prompt.answer', { id, answers: answers.length === prompts.length ? answers : null })
}
