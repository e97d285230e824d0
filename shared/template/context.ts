import type { Path, Step } from './ast'
import type { BindingNode } from './binding'
import { fold } from './characters'
import { pathOf } from './parse-path'
import { printPath } from './print'
import { TemplateError } from './template-error'

/** The paths that are being resolved, innermost first. */
export interface Pending {
  readonly path: Path
  readonly below: Pending | null
}

/** Where names are looked for: here, then in the scope around it. `pending` changes while paths are resolved. */
export interface Context {
  readonly parent: Context | null
  readonly node: BindingNode
  pending: Pending | null
}

/** A scope inside another one; what is being resolved there is being resolved here, too. */
export const inside = (parent: Context, node: BindingNode): Context => ({ parent, node, pending: parent.pending })

/** Throws where a path is met again while it is being resolved. */
export function refuseLoop(context: Context, path: Path): void {
  for (let at = context.pending; at !== null; at = at.below) {
    if (at.path.identity === path.identity) throw selfReference(context, path)
  }
}

function selfReference(context: Context, path: Path): TemplateError {
  const chain: string[] = []
  for (let at = context.pending; at !== null; at = at.below) chain.unshift(printPath(at.path))
  const name = printPath(path)
  return new TemplateError(
    'self-reference',
    `An attempt to parse the variable symbol "${name}" appears to have resulted in a self referencing loop (${[...chain, name].join(' -> ')}). Ensure that recursive loops do not exist in the variable values.`
  )
}

/** The path with its computed keys replaced by what `keyOf` says; those without an answer stay. */
export function withKeys(path: Path, keyOf: (path: Path) => string | null): Path {
  return pathOf(
    path.steps.map((step): Step => {
      const text = step.kind === 'lookup' ? keyOf(step.path) : null
      // Octostache's computed keys have no position any more.
      return text === null ? step : { kind: 'index', text, folded: fold(text), start: -1, end: -1 }
    })
  )
}
