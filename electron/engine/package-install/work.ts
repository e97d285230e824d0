import type { ExecEnd, RecordedOutput } from '@shared/deployment'
import type { Failure } from '@shared/failure'
import type { ActionOf } from '@shared/model/action'
import { plainOf } from '@shared/variables/resolve'
import type { EnteredPlace } from '../actions/run-script'
import { createRunMessages } from '../messages'
import { type ResolvedRun, resolveRun } from '../resolve-run'
import { knownTexts } from '../run-variables'
import type { Installed } from './install'
import type { FailedTask, TaskEnd } from './task'

/** What keeps the next part of an installation from beginning. `finished`: a script said that the rest is left out. */
export type Halt =
  | { readonly kind: 'finished' }
  | { readonly kind: 'stopped' }
  | { readonly kind: 'failed'; readonly end: ExecEnd | null; readonly failure: Failure }

/** One installation of a package while it is under way. */
export interface Work {
  readonly entered: EnteredPlace
  readonly action: ActionOf<'deploy-package'>
  readonly installed: Installed
  /** What is known only now, for variables. */
  facts: Readonly<Record<string, string>>
  /** Where scripts start: the unpacked package, then the folder of the person's own. */
  folder: string
  /** The folder of the person's own; null until it was copied there. */
  custom: string | null
  /** Files in the root of `folder` that may be scripts, and all files; null where a script ran since. */
  seen: { readonly scripts: readonly string[]; readonly files: readonly string[] } | null
  /** The scripts that were there before the copy to a folder of the person's own; null until then. */
  brought: readonly string[] | null
  /** Scripts that have run, to be removed with whatever is done next. */
  removals: readonly string[]
  /** What names stand for, as long as nothing has changed. */
  known: { readonly facts: Work['facts']; readonly outputs: unknown; readonly names: ResolvedRun } | null
}

/**
 * What names stand for now: scripts pass things on while the action runs. For the rest of the action these have their
 * own names as well, unless they are secret.
 */
export function namesNow(work: Work): ResolvedRun {
  const { context, due } = work.entered
  const outputs = outputsOf(work)
  if (work.known !== null && work.known.facts === work.facts && work.known.outputs === outputs) return work.known.names
  const own = Object.fromEntries(outputs.flatMap(item => ('value' in item ? [[item.name, item.value]] : [])))
  const names = resolveRun(context, due, knownTexts(work.action), { ...own, ...work.facts })
  work.known = { facts: work.facts, outputs, names }
  return names
}

const outputsOf = ({ entered: { context, due } }: Work): readonly RecordedOutput[] =>
  context.ports.state().runs[due.id]?.outputs ?? []

/** Whether a script said that the rest is to be left out, or a variable did. */
export const skipsRest = (work: Work): boolean => {
  const name = 'Octopus.Action.SkipRemainingConventions'
  const said = outputsOf(work).some(item => item.name === name && 'value' in item && /^true$/i.test(item.value.trim()))
  return said || isOn(namesNow(work), name, false)
}

/** A variable in clear; null where there is none. */
export function textOf({ resolved }: Pick<ResolvedRun, 'resolved'>, name: string): string | null {
  const found = resolved.variables.find(variable => variable.name.toLowerCase() === name.toLowerCase())
  return found === undefined ? null : plainOf(found.value)
}

/** A switch of the variables; `usual` where it says neither true nor false. */
export function isOn(names: ResolvedRun, name: string, usual: boolean): boolean {
  const word = textOf(names, name)?.trim().toLowerCase()
  return word === 'true' || (word !== 'false' && usual)
}

/** Passes something on to later steps, as a script would. */
export async function passOn(work: Pick<Work, 'entered'>, values: Readonly<Record<string, string>>): Promise<void> {
  const messages = createRunMessages(work.entered.context, work.entered.due)
  for (const [name, value] of Object.entries(values))
    messages.take({
      name: 'setVariable',
      values: new Map([
        ['name', name],
        ['value', value]
      ])
    })
  await messages.settle()
}

/**
 * Why a task did not come to its end, as what keeps the rest from beginning.
 * @param words makes a failure of an exit code that the task has of its own; null for the usual one
 */
export function haltOf(
  end: Exclude<TaskEnd, { kind: 'done' }>,
  words: (task: FailedTask) => Failure | null = () => null
): Halt {
  if (end.kind === 'stopped') return end
  return { kind: 'failed', end: null, failure: words(end) ?? end.failure }
}

/** A sentence with what was complained of, if anything. */
export const because = (what: string, said: string): string =>
  said === '' ? `${what}.` : `${what}: ${said.replace(/\.$/, '')}.`
