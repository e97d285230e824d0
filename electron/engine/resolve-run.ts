import { FailureError } from '@shared/failure-error'
import { Secret } from '@shared/secret'
import type { Resolved, ResolvedValue } from '@shared/variables/resolve'
import { undecided } from '@shared/variables/undecided'
import type { Context, StagedRun } from './context'
import { renderScript, variablesOf } from './run-variables'

/** What names stand for in a run, and how references in a text are replaced. */
export interface ResolvedRun {
  readonly resolved: Resolved
  readonly render: (text: string) => string
  /** The same for a text that is kept: one is a Secret that took in a secret, or that is masked for another reason. */
  readonly renderValue: (text: string) => ResolvedValue
}

/**
 * Decides the names of a run. What cannot be replaced stays, and is said in the log.
 * @param texts everything in which names may be mentioned; null where that is not known
 * @param facts what is known only now, such as where packages lie
 * @throws FailureError where planning let a tie pass: one is not decided by luck
 */
export function resolveRun(
  context: Context,
  staged: StagedRun,
  texts: string | null,
  facts: Readonly<Record<string, string>> = {}
): ResolvedRun {
  const resolved = variablesOf(context, staged.stage, staged.run, texts, facts)
  if (resolved.ties.length > 0) {
    const names = resolved.ties.map(({ name }) => name)
    throw new FailureError(undecided(names, 'released'))
  }
  for (const warning of resolved.warnings) void context.log.say(staged.id, 'warning', warning)
  const rendered = (text: string) => {
    const result = renderScript(text, resolved)
    if (result.problem !== null) void context.log.say(staged.id, 'warning', result.problem)
    return result
  }
  const renderValue = (text: string): ResolvedValue => {
    const { script, hasReadSecret } = rendered(text)
    return hasReadSecret || context.redactor.text(script) !== script ? new Secret(script) : script
  }
  return { resolved, render: text => rendered(text).script, renderValue }
}
