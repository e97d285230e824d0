import type { Choice } from '@shared/deployment'
import { countOf } from '@shared/plan/words'
import { choiceNames } from '@shared/questions'

/** What an answer does, in a sentence. */
export const choiceHints: Readonly<Record<Choice, string>> = {
  proceed: 'It goes on.',
  abort: 'The step fails with your note, and steps after it are skipped unless they are there for failures.',
  retry: 'The action runs again on the target, from its beginning.',
  ignore: 'It goes on as if the action had not failed; later steps may depend on what is missing.',
  exclude: 'The target takes no further part; the others go on.',
  fail: 'The failure stands, as it would have without asking.',
  stop: 'No further target begins, and the deployment counts as failed.'
}

/** The button that answers so many questions at once, each about one target. */
export function buttonWords(choice: Choice, count: number): string {
  if (count === 1) return choiceNames[choice]
  const targets = countOf(count, 'target')
  if (choice === 'exclude') return `Exclude ${targets}`
  return `${choiceNames[choice]} ${choice === 'proceed' || choice === 'abort' ? 'for' : 'on'} ${targets}`
}

/** What is asked about once more. */
export const dangerous: ReadonlySet<Choice> = new Set(['abort', 'stop'])
