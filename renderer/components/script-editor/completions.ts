import type { Completion, CompletionContext, CompletionResult } from '@codemirror/autocomplete'
import type { EditorView } from '@codemirror/view'
import type { ScriptSyntax } from '@shared/model/process'
import { helperFunctions } from './helpers'

/** Inserts the name with its brace, in place of the brace that the editor may have closed already. */
export const insertVariable = (
  view: Pick<EditorView, 'state' | 'dispatch'>,
  { label }: Completion,
  from: number,
  to: number
): void => {
  const isClosed = view.state.sliceDoc(to, to + 1) === '}'
  const insert = `${label}}`
  view.dispatch({
    changes: { from, to: isClosed ? to + 1 : to, insert },
    selection: { anchor: from + insert.length },
    userEvent: 'input.complete'
  })
}

const variablePattern = /#\{[^#{}\r\n]*/
const wordPattern = /[A-Za-z_][\w-]*/

/** Offers variables after `#{`, and Slipway's functions by their first letters. */
export function completeScript(
  variables: readonly string[],
  syntax: ScriptSyntax
): (context: CompletionContext) => CompletionResult | null {
  const functions: readonly Completion[] = helperFunctions(syntax).map(({ name, usage, explanation }) => ({
    label: name,
    detail: usage.slice(name.length).trim(),
    info: explanation,
    type: 'function'
  }))
  return context => {
    const variable = context.matchBefore(variablePattern)
    if (variable) {
      return {
        from: variable.from + 2,
        options: variables.map(name => ({
          label: name,
          type: 'variable',
          apply: insertVariable
        })),
        validFor: /^[^#{}\r\n]*$/
      }
    }
    const word = context.matchBefore(wordPattern)
    if (!word && !context.explicit) return null
    return { from: word?.from ?? context.pos, options: functions, validFor: /^[\w-]*$/ }
  }
}
