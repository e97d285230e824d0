import { similarName } from '../variables/similar-name'
import { type Plan, type PlanProblem, type PlanTarget, type Stage, stepsOf } from './plan'
import type { UndefinedName, UndefinedNames, UndefinedUse } from './plan-undefined'
import { warning } from './problems'
import { countOf, listOf, variablesAnewWords } from './words'

/** So many names are told of one by one; the others in one sentence. */
const mostNames = 10
/** So many targets, or places of a name, are named in a sentence. */
const mostNamed = 3

/** A warning for each name that has no value where it is used. No value is in any of them. */
export function undefinedProblems(plan: Plan, { undefined: names, defined }: UndefinedNames): readonly PlanProblem[] {
  const told = names.length <= mostNames + 1 ? names : names.slice(0, mostNames)
  const others = names.slice(told.length).map(({ name }) => `“${name}”`)
  return [
    ...told.map(item => undefinedProblem(plan, item, defined)),
    ...(others.length === 0
      ? []
      : [
          warning(
            { kind: 'process' },
            `${others.length} further names have no value where they are used: ${shortened(others)}.`,
            'Look through the variables and the texts of the steps; the first ones are told of one by one.'
          )
        ])
  ]
}

function undefinedProblem(plan: Plan, item: UndefinedName, defined: readonly string[]): PlanProblem {
  const where = item.isNowhere() ? `in ${placeOf(plan)}` : targetsOf(item.targets)
  return warning(
    { kind: 'variable', name: item.name, variableId: null },
    `“${item.name}” has no value ${where}. ${usedIn(plan, item.uses)}`,
    remedyFor(plan, item, defined)
  )
}

const placeOf = ({ environment, tenant }: Plan): string =>
  tenant === undefined ? environment.name : `${environment.name} for ${tenant.name}`

function targetsOf(targets: readonly (PlanTarget | null)[]): string {
  const names = targets.flatMap(target => (target === null ? [] : [target.name]))
  const isHere = names.length < targets.length
  if (names.length <= mostNamed) return `on ${listOf(isHere ? [...names, 'this machine'] : names)}`
  const some = `on ${countOf(names.length, 'target')}, such as ${listOf(names.slice(0, 2))}`
  return isHere ? `${some}, and on this machine` : some
}

/** `It stays as it is written in the script of “Web” and in the subject of “Mail”.` */
function usedIn(plan: Plan, uses: readonly UndefinedUse[]): string {
  const put = uses.filter(({ isAsked }) => !isAsked)
  if (put.length > 0) return `It stays as it is written in ${shortened(put.map(use => textOf(plan, use)))}.`
  return `It is empty for ${shortened(uses.map(use => textOf(plan, use)))}, which asks for it.`
}

function textOf(plan: Plan, { stage, called, within }: UndefinedUse): string {
  const text = `the ${called} of “${actionOf(plan, stage)}”`
  return within === null ? text : `${text} by way of “${within}”`
}

function actionOf(plan: Plan, { number, child, name }: Stage): string {
  const step = child === undefined ? undefined : stepsOf(plan).find(item => item.number === number)
  return step === undefined ? name : `${step.name}: ${name}`
}

const shortened = (items: readonly string[]): string => {
  const once = [...new Set(items)]
  return once.length <= mostNamed + 1
    ? listOf(once)
    : `${once.slice(0, mostNamed).join(', ')} and ${once.length - mostNamed} more`
}

function remedyFor(plan: Plan, { name, hasRows }: UndefinedName, defined: readonly string[]): string {
  const again = variablesAnewWords(plan.runbook)
  if (hasRows()) return `Its values are for other places: give it one for there, and ${again}.`
  const similar = similarName(name, defined)
  if (similar !== null) return `Did you mean “${similar}”? Else define it in the variables, and ${again}.`
  if (/^Octopus[.[]/i.test(name))
    return 'Slipway says nothing by that name there. Ask with #{if …} whether it is there.'
  return `Define it in the variables, and ${again}.`
}
