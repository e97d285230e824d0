import { type Action, type ActionText, type ScriptSyntax, textsOf } from '../model/action'
import type { Step } from '../model/process'
import { expressionOf, type StepCondition } from '../model/run-condition'
import { references } from '../template/index'
import { nameKey } from './rows'
import { type Access, accessesOf } from './script-accesses'

/** The variables that a script asks for in its language's own way, by their whole names, with repeats. */
export const accessesIn = (body: string, syntax: ScriptSyntax): readonly string[] =>
  accessesOf(body, syntax).flatMap(({ name, isAsked }) => (isAsked ? [name] : []))

/**
 * The variables that a text of an action mentions, in `#{…}` and in its language's own way, with repeats; also in
 * comments, and where a script merely asks whether there is one.
 */
export const usesInText = ({ text, syntax }: Pick<ActionText, 'text' | 'syntax'>): readonly string[] => [
  ...references(text),
  ...(syntax === null ? [] : accessesOf(text, syntax).map(({ name }) => name))
]

const conditionText = (condition: StepCondition | undefined): readonly ActionText[] => {
  const text = condition === undefined ? null : expressionOf(condition)
  return text === null ? [] : [{ text, syntax: null, called: null }]
}

/** Every text of a step in which variables may be mentioned. */
export const stepTexts = (step: Step): readonly ActionText[] => [
  ...conditionText(step.condition),
  ...step.actions.flatMap(textsOf)
]

/** The variables that a step needs, with repeats: those of its texts, but what its own scripts pass on to themselves. */
export const neededBy = (step: Step): readonly string[] => [
  ...conditionText(step.condition).flatMap(({ text }) => references(text)),
  ...step.actions.flatMap(neededByAction)
]

function neededByAction(action: Action): readonly string[] {
  const texts = textsOf(action)
  const passed = new Set(texts.flatMap(passedOnBy).map(nameKey))
  const without = (names: readonly string[]) => names.filter(name => !passed.has(nameKey(name)))
  return texts.flatMap(({ text, syntax }) => [
    ...(readsBackInTexts(action) ? without(references(text)) : references(text)),
    ...(syntax === null ? [] : without(accessesIn(text, syntax)))
  ])
}

/** Whether what a script of an action passes on is there for its templates: the stages of a package go one by one. */
export const readsBackInTexts = ({ type }: Action): boolean => type === 'deploy-package'

/** A script with the variable `from` called `to` wherever its language asks for it by a plain name. */
export function renameInScript(body: string, syntax: ScriptSyntax, from: string, to: string): string {
  const found = accessesOf(body, syntax)
    .filter(({ name }) => nameKey(name) === nameKey(from))
    .sort((a, b) => b.from - a.from)
  return found.reduce((text, access) => text.slice(0, access.from) + written(to, access) + text.slice(access.to), body)
}

/** A name as it may be written in the place of another one. */
const written = (name: string, { form }: Pick<Access, 'form'>): string =>
  form === 'quoted' || (form === 'word' ? /^[\w.:/-]+$/ : /^\w+$/).test(name) ? name : `"${name}"`

/** How scripts of each language pass something on, with up to three groups for its name. */
const passing: Record<ScriptSyntax, readonly RegExp[]> = {
  bash: [
    /set_octopusvariable[ \t]+(?:"([^"$`\n]+)"|'([^'\n]+)'|([^\s"'$`\\;|&()<>]+))/g,
    /(?<!\{)octopus_parameters\[(?:"([^"$`\n]+)"|'([^'\n]+)'|((?:[^[\]"'$`\n]|\[[^[\]"'$`\n]*\])+))\]\+?=/g
  ],
  python: [
    /set_octopusvariable\(\s*(?:"([^"\n]+)"|'([^'\n]+)')/g,
    /set_octopusvariable\((?:[^()]|\([^()]*\))*?\bname\s*=\s*(?:"([^"\n]+)"|'([^'\n]+)')/g,
    /octopusvariables\[\s*(?:"([^"\n]+)"|'([^'\n]+)')\s*\]\s*=(?!=)/g
  ],
  powershell: [
    /Set-OctopusVariable[ \t]+(?:"([^"$`\n]+)"|'([^'\n]+)'|([^\s"'$`;|(){}@,-][^\s"'$`;|(){},]*))/gi,
    /Set-OctopusVariable[ \t](?:"[^"\n]*"|'[^'\n]*'|[^"'\n;|])*?-Name(?:[ \t]+|:[ \t]*)(?:"([^"$`\n]+)"|'([^'\n]+)'|([^\s"'$`;|(){}@,]+))/gi,
    /\$OctopusParameters\[\s*(?:"([^"$`\n]+)"|'([^'\n]+)')\s*\]\s*=/gi,
    /\$OctopusParameters\.(?:"([^"$`\n]+)"|'([^'\n]+)'|(\w+))\s*=/gi
  ]
}

/** The names that a text of an action passes on, as far as they stand in it: it reads them back itself. */
export const passedOnBy = ({ text, syntax }: Pick<ActionText, 'text' | 'syntax'>): readonly string[] =>
  syntax === null
    ? []
    : passing[syntax].flatMap(pattern =>
        [...text.matchAll(pattern)].flatMap(([, ...groups]) => groups.filter(group => group !== undefined))
      )
