import type { Input, Output } from '@shared/api'
import { sameName } from '@shared/model/text'
import { labelOf } from '@shared/plan/plan-variables'
import { listOf } from '@shared/plan/words'
import { CommandFailed, UsageError } from './errors'
import { pairOf } from './flags'
import type { Session } from './session'
import { shownText } from './text'

type Prompt = Output<'deployment.plan'>['prompts'][number]
type Answer = NonNullable<Input<'deployment.start'>['answers']>[number]

/** What the person says ahead of being asked, as `Name=Value` and `Name=FILE`. */
export interface AnswerOptions {
  readonly variable?: readonly string[]
  readonly variableFile?: readonly string[]
}

/**
 * The answers to what a plan asks: those that flags give, and for what must be answered besides them, those of the
 * person at the terminal. @throws CommandFailed when one is missing and nobody can be asked.
 */
export async function answersFor(
  session: Session,
  prompts: readonly Prompt[],
  options: AnswerOptions
): Promise<readonly Answer[]> {
  const given = await givenAnswers(session, prompts, options)
  const missing = prompts.filter(prompt => prompt.prompt.isRequired && !given.has(prompt.id))
  const asked: Prompt[] = []
  for (const prompt of missing) {
    const typed = await ask(session, prompt)
    if (typed === null || typed.trim() === '') asked.push(prompt)
    else given.set(prompt.id, await valueFor(session, prompt, typed))
  }
  if (asked.length > 0) throw new CommandFailed(notAnswered(asked))
  return [...given].map(([variableId, value]) => ({ variableId, value }))
}

/** A flag that answers a prompt; a sensitive one only from a file. */
export const flagFor = (prompt: Prompt): string =>
  prompt.type === 'sensitive' ? `--variable-file "${prompt.name}=FILE"` : `--variable "${prompt.name}=VALUE"`

async function givenAnswers(session: Session, prompts: readonly Prompt[], options: AnswerOptions) {
  const given = new Map<Prompt['id'], string>()
  const add = (prompt: Prompt, value: string) => {
    if (given.has(prompt.id)) throw new UsageError(`“${prompt.name}” is answered twice. Leave out one of the flags.`)
    given.set(prompt.id, value)
  }
  for (const text of options.variable ?? []) {
    const [prompt, value] = splitAnswer(prompts, text, '--variable')
    if (prompt.type === 'sensitive')
      throw new UsageError(
        `“${prompt.name}” is sensitive, and other users can see the words of a command. Give it with --variable-file "${prompt.name}=FILE"; - reads standard input.`
      )
    add(prompt, await valueFor(session, prompt, value))
  }
  let isStdinUsed = false
  for (const text of options.variableFile ?? []) {
    const [prompt, file] = splitAnswer(prompts, text, '--variable-file')
    // Whoever comes second would find it empty.
    if (file === '-' && isStdinUsed)
      throw new UsageError('Only one --variable-file can be standard input; give the other values in files.')
    isStdinUsed ||= file === '-'
    add(prompt, await valueFor(session, prompt, await session.readSecret(file)))
  }
  return given
}

/** Names may have `=` in them, so what is asked decides where a name ends. */
function splitAnswer(prompts: readonly Prompt[], text: string, flag: string): readonly [prompt: Prompt, rest: string] {
  const [name, rest] = pairOf(text)
  if (rest === null) throw new UsageError(`${flag} takes “Name=${flag === '--variable' ? 'Value' : 'FILE'}”.`)
  for (let at = text.indexOf('='); at >= 0; at = text.indexOf('=', at + 1)) {
    const prompt = promptCalled(prompts, text.slice(0, at), flag)
    if (prompt) return [prompt, text.slice(at + 1)]
  }
  throw new CommandFailed({
    kind: 'not-found',
    message: `This deployment does not ask for “${name}”.`,
    remedy:
      prompts.length === 0
        ? `It asks for nothing; leave ${flag} out.`
        : `It asks for ${listOf(prompts.map(prompt => `“${prompt.name}”`))}.`
  })
}

/** By the variable's name, or else by the label that it is asked under. */
function promptCalled(prompts: readonly Prompt[], name: string, flag: string): Prompt | undefined {
  const named = prompts.find(prompt => sameName(prompt.name, name))
  if (named) return named
  const [first, ...others] = prompts.filter(prompt => sameName(prompt.prompt.label, name))
  if (first && others.length > 0)
    throw new UsageError(
      `Several variables are asked for as “${name}”: ${listOf([first, ...others].map(prompt => `“${prompt.name}”`))}. Name the variable in ${flag}.`
    )
  return first
}

/** What is typed, as it is kept: references by their ids, ticks as True and False, choices by their values. */
async function valueFor(session: Session, prompt: Prompt, typed: string): Promise<string> {
  if (prompt.type === 'account') return (await session.account(typed)).id
  if (prompt.type === 'certificate') return (await session.certificate(typed)).id
  const { control } = prompt.prompt
  if (prompt.type === 'sensitive') return typed
  if (control.kind === 'checkbox') return ticks.find(tick => sameName(tick, typed)) ?? typed
  if (control.kind !== 'select' || control.options.some(({ value }) => value === typed)) return typed
  return control.options.find(({ label, value }) => sameName(label, typed) || sameName(value, typed))?.value ?? typed
}

const ticks = ['True', 'False']

/** Null where nobody can be asked, or nobody wants to answer. */
async function ask(session: Session, prompt: Prompt): Promise<string | null> {
  const { question, err } = session.io
  if (question === null) return null
  const shown = (text: string) => shownText(text.replaceAll(/[\r\n]+/g, ' '), false)
  if (prompt.prompt.description !== '') err(`${shown(prompt.prompt.description)}\n`)
  const offered = offeredBy(prompt)
  const choices = choicesOf(prompt)
  const hint = `${choices.length === 0 ? '' : ` (${choices.join(', ')})`}${offered === '' ? '' : ` [${offered}]`}`
  const typed = await question(shown(`${labelOf(prompt)}${hint}: `), prompt.type !== 'sensitive')
  return typed === '' ? offered : typed
}

/** What is taken when the person just goes on: the stored text; what is stored of a secret is never shown. */
const offeredBy = (prompt: Prompt): string => (prompt.type === 'text' ? prompt.value : '')

function choicesOf(prompt: Prompt): readonly string[] {
  const { control } = prompt.prompt
  if (prompt.type !== 'text') return []
  if (control.kind === 'checkbox') return ticks
  return control.kind === 'select' ? control.options.map(({ label, value }) => label || value) : []
}

const notAnswered = (prompts: readonly Prompt[]) =>
  ({
    kind: 'plan-has-problems',
    message: `The deployment cannot start without ${prompts.length === 1 ? 'an answer' : 'answers'} to this:`,
    remedy: 'Answer with these flags, or at a terminal.',
    issues: prompts.map(prompt => ({ path: labelOf(prompt), message: flagFor(prompt) }))
  }) as const
