import type { Failure } from '@shared/failure'
import { type EnteredPlace, endOrStop } from '../actions/run-script'
import type { StartedProcess } from '../commands'
import { failureOf } from '../outcomes'
import type { Command } from '../ports'
import { quoteShell } from '../quote'
import { asUser } from '../sudo'
import { createTaskReader, mostNoise } from './task-reader'

/** How a piece of work for a plain shell ended. */
export type TaskEnd =
  | { readonly kind: 'done'; readonly output: Buffer }
  | { readonly kind: 'stopped' }
  /** `code` is null where there is none; `said` is the last line of what it complained of, masked. */
  | { readonly kind: 'failed'; readonly code: number | null; readonly said: string; readonly failure: Failure }

export type FailedTask = Extract<TaskEnd, { kind: 'failed' }>

/** A piece of work. The line of its command holds `program` only, which is a constant in one line and without `!`. */
export interface Task {
  readonly program: string
  readonly input: Uint8Array
}

/** Work whose whole text travels as input, so that it may hold anything. */
export const textTask = (...parts: readonly string[]): Task => ({
  program: 'eval "$(cat)"',
  input: new TextEncoder().encode(parts.join('\n'))
})

/** Assignments for a text: names get `p_` in front of them. */
export const parameters = (values: Readonly<Record<string, string>>): string =>
  Object.entries(values)
    .map(([name, value]) => `p_${name}=${quoteShell(value)}`)
    .join('\n')

// Reads its mark byte by byte, so that everything behind that is left for the program.
const opening =
  'IFS= read -r n; g=0; if IFS= read -r s 2>/dev/null </proc/$$/stat; ' +
  `then s=\${s##*") "}; s=\${s#* }; s=\${s#* }; g=\${s%% *}; fi; ` +
  'printf "slipway-task %s %s %s\\n" "$n" "$$" "$g"; '

function commandOf({ due }: EnteredPlace, { program, input }: Task, nonce: string): Command {
  const text = opening + program
  const command: Command = {
    argv: ['sh', '-c', text],
    line: `exec sh -c ${quoteShell(text)}`,
    stdin: Buffer.concat([Buffer.from(`${nonce}\n`), input])
  }
  return due.user === null ? command : asUser(due.user, command)
}

/** Runs a piece of work at a place, as whom the run is to happen, and ends it when the attempt is to end. */
export async function runTask(entered: EnteredPlace, task: Task): Promise<TaskEnd> {
  const { context, connection, due } = entered
  if (entered.signal.aborted) return { kind: 'stopped' }
  const nonce = context.ports.token()
  let announce: (process: StartedProcess) => void = () => undefined
  const started = new Promise<StartedProcess>(resolve => {
    announce = resolve
  })
  const read = createTaskReader(nonce, process => announce(process))
  if (due.user !== null) context.connections.willUse(due.place, due.user)
  const execution = connection.exec(commandOf(entered, task, nonce), (stream, chunk) => {
    read.take(stream, chunk)
    if (read.excess() !== null) execution.abandon('it printed more than can be kept')
  })
  const { end, wasStopped } = await endOrStop(context, due, connection, execution, started)
  if (end.kind === 'lost') context.connections.lose(due.place, connection)
  if (wasStopped) return { kind: 'stopped' }
  if (end.kind === 'exited' && end.code === 0 && read.isStarted()) return { kind: 'done', output: read.output() }
  if (read.excess() === 'noise') return { kind: 'failed', code: null, said: '', failure: noisy(due) }
  const words = read.lastWords()
  const said = words === null ? '' : context.redactor.text(words)
  const failure = failureOf(
    { end, hasStarted: read.isStarted(), resultMessage: said, lastWords: said === '' ? null : said },
    {
      step: due.stage.name,
      place: due.placeName,
      syntax: 'bash',
      platform: due.place.platform,
      runAs: due.user?.name ?? null
    }
  )
  // Exit code 0 without a word of it: something else than a shell answers there.
  const unheard: Failure = {
    kind: 'interpreter-missing',
    message: `“${due.stage.name}” did not begin on ${due.placeName}: no shell answered there.`,
    remedy: `Check that the account on ${due.placeName} may run commands.`
  }
  return { kind: 'failed', code: end.kind === 'exited' ? end.code : null, said, failure: failure ?? unheard }
}

const noisy = ({ stage, placeName }: EnteredPlace['due']): Failure => ({
  kind: 'script-failed',
  message: `“${stage.name}” did not begin on ${placeName}: its login shell printed more than ${mostNoise / 1024 / 1024} MB before.`,
  remedy: `Take out of the profile of the account on ${placeName} what prints that much, then deploy again.`
})
