import { layOutPackages, layoutFacts } from '../package-layout'
import { resolveRun } from '../resolve-run'
import { knownTexts, sayPrinted } from '../run-variables'
import type { Perform } from './action'
import { enterPlace, performScriptIn } from './run-script'

/**
 * Runs a script where it is to run, with its packages beside it, and sees to it that it ends when it is to; then fetches
 * what it wanted kept.
 */
export const performScript: Perform<'script'> = async attempt => {
  const { context, staged, action } = attempt
  const entered = await enterPlace(attempt)
  if ('kind' in entered) return entered
  const laid = await layOutPackages(entered, staged.stage.packages ?? [])
  if (laid.kind === 'stopped') return laid
  if (laid.kind === 'failed') return { kind: 'failed', end: null, failure: laid.failure }
  const { resolved, render } =
    laid.packages.length === 0 ? attempt : resolveRun(context, staged, knownTexts(action), layoutFacts(laid.packages))
  await sayPrinted(context, staged, resolved)
  return performScriptIn(entered, {
    syntax: action.syntax,
    body: render(action.body),
    ...(action.parameters === undefined ? {} : { parameters: render(action.parameters) }),
    variables: resolved.variables,
    ...(laid.folder === null ? {} : { startsIn: laid.folder }),
    leavesTraces: true
  })
}
