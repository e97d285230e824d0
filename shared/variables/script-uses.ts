import { type ActionText, type ScriptSyntax, textsOf } from '../model/action'
import type { Step } from '../model/process'
import { expressionOf, type StepCondition } from '../model/run-condition'
import { references } from '../template/index'

/** How scripts of each language ask for a variable by name. */
const accesses: Record<ScriptSyntax, readonly RegExp[]> = {
  bash: [/get_octopusvariable\s+(?:"([^"$`\n]+)"|'([^'\n]+)'|([\w.:/[\]-]+))/g],
  python: [/get_octopusvariable\(\s*(?:"([^"\n]+)"|'([^'\n]+)')\s*\)/g],
  powershell: [
    /\$OctopusParameters\[\s*(?:"([^"$\n]+)"|'([^'\n]+)')\s*\]/gi,
    /Get-OctopusVariable\s+(?:"([^"$\n]+)"|'([^'\n]+)')/gi
  ]
}

/** The variables that a script mentions by name, in `#{…}` and in its language's own way, with repeats. */
export const usesInScript = (body: string, syntax: ScriptSyntax): readonly string[] => [
  ...references(body),
  ...accessesIn(body, syntax)
]

/** The variables that a script asks for in its language's own way, by their whole names, with repeats. */
export const accessesIn = (body: string, syntax: ScriptSyntax): readonly string[] =>
  accesses[syntax].flatMap(pattern =>
    [...body.matchAll(pattern)].flatMap(([, ...groups]) => groups.filter(group => group !== undefined))
  )

/** The variables that a text of an action mentions, with repeats. */
export const usesInText = ({ text, syntax }: Pick<ActionText, 'text' | 'syntax'>): readonly string[] =>
  syntax === null ? references(text) : usesInScript(text, syntax)

const conditionText = (condition: StepCondition | undefined): readonly ActionText[] => {
  const text = condition === undefined ? null : expressionOf(condition)
  return text === null ? [] : [{ text, syntax: null, called: null }]
}

/** Every text of a step in which variables may be mentioned. */
export const stepTexts = (step: Step): readonly ActionText[] => [
  ...conditionText(step.condition),
  ...step.actions.flatMap(textsOf)
]

/** A script with the variable `from` called `to` wherever its language asks for it by a plain name. */
export function renameInScript(body: string, syntax: ScriptSyntax, from: string, to: string): string {
  return accesses[syntax].reduce(
    (text, pattern) =>
      text.replaceAll(pattern, (whole: string, ...groups: readonly (string | undefined)[]) => {
        const name = groups
          .slice(0, 3)
          .find(group => typeof group === 'string' && group.toLowerCase() === from.toLowerCase())
        return name === undefined ? whole : whole.replace(name, () => to)
      }),
    body
  )
}

/** The names that a script passes on, as far as they stand in it: it reads them back itself. */
export const passedOnIn = (body: string): readonly string[] =>
  [...body.matchAll(/set[_-]octopusvariable\s*\(?\s*(?:-name\s+)?(?:"([^"$`\n]+)"|'([^'\n]+)')/gi)].flatMap(
    ([, ...groups]) => groups.filter(group => group !== undefined)
  )
