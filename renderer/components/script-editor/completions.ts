import type { Completion, CompletionContext, CompletionResult } from '@codemirror/autocomplete'
import type { ScriptSyntax } from '@shared/model/process'
import { helperFunctions } from './helpers'

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
      const isClosed = context.state.sliceDoc(context.pos, context.pos + 1) === '}'
      return {
        from: variable.from + 2,
        options: variables.map(name => ({
          label: name,
          type: 'variable',
          apply: isClosed ? name : `${name}}`
        })),
        validFor: /^[^#{}\r\n]*$/
      }
    }
    const word = context.matchBefore(wordPattern)
    if (!word && !context.explicit) return null
    return { from: word?.from ?? context.pos, options: functions, validFor: /^[\w-]*$/ }
  }
}
