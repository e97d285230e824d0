import { statusWords } from '@shared/approvals/judge'
import { placeOf, titledOf } from '@shared/deployment-title'
import { describe } from '@shared/failure'
import {
  type Plan,
  type PlanProblem,
  type PlanPrompt,
  type PlanResult,
  type Stage,
  stageNumber
} from '@shared/plan/plan'
import { actionNotes, blocksOf, type PlanItem, type PlanNotes, stepNotes } from '@shared/plan/plan-blocks'
import { labelOf } from '@shared/plan/plan-variables'
import { flagFor } from './answers'

/** A plan, what it asks and its problems as text for a terminal; where errors stand against it, what would run without them. */
export function describePlan({ plan, draft, problems, prompts, approvals }: PlanResult): string {
  const shown = plan ?? draft
  return [
    ...(shown && shown.stages.length > 0 ? planLines(shown, plan === null) : []),
    ...promptLines(prompts),
    ...(approvals === undefined ? [] : [`${approvals.why ?? ''} ${statusWords(approvals)}`.trim()]),
    ...problems.flatMap(problemLines)
  ].join('\n')
}

function planLines(plan: Plan, isDraft: boolean): readonly string[] {
  const { project, release, environment } = plan
  const where = placeOf(titledOf(plan))
  const names = new Map<string, string>(plan.targets.map(target => [target.id, `${target.name} (${target.address})`]))
  const title = `${project.name} ${release.version} to ${where}${environment.isProduction ? ' — PRODUCTION' : ''}`
  return [
    isDraft ? `${title}: would run, if it were not for the errors below` : title,
    ...blocksOf(plan).flatMap(({ items, isTogether }) => {
      const lines = items.flatMap(item => itemLines(plan, item, names))
      return isTogether ? ['  Begin together:', ...lines.map(line => `  ${line}`)] : lines
    })
  ]
}

function itemLines(plan: Plan, item: PlanItem, names: ReadonlyMap<string, string>): readonly string[] {
  const { step, stages } = item
  const [only] = stages
  const notes = noteLines(stepNotes(plan, item))
  const places = step.lanes.flatMap(lane => (lane === null ? [] : [`       ${names.get(lane) ?? lane}`]))
  const number = `${stageNumber(step).padStart(3)}.`
  if (stages.length === 1 && only)
    return [`${number} ${titleOf(only)}: ${only.why}`, ...notes, ...noteLines(actionNotes(only)), ...places]
  return [
    `${number} ${step.name}: ${step.why}`,
    ...notes,
    ...stages.flatMap(stage => [
      `     ${stageNumber(stage)} ${titleOf(stage)}: ${stage.why}`,
      ...noteLines(actionNotes(stage)).map(line => `  ${line}`)
    ]),
    ...places
  ]
}

const titleOf = ({ name, runAs, isRequired }: Stage): string =>
  `${name}${runAs === undefined ? '' : ` (as ${runAs})`}${isRequired ? ' (required)' : ''}`

const noteLines = ({ words, condition }: PlanNotes): readonly string[] => [
  ...(words.length === 0 ? [] : [`       ${words.join('; ')}`]),
  ...(condition === null ? [] : [`       ${condition.words}${late(condition.expression)}`])
]

const late = (expression: string | null): string =>
  expression === null ? '' : `; decided when it begins: ${expression}`

const promptLines = (prompts: readonly PlanPrompt[]): readonly string[] =>
  prompts.length === 0
    ? []
    : [
        'Asked when it is deployed:',
        ...prompts.map(
          prompt => `  ${labelOf(prompt)}${prompt.prompt.isRequired ? ' (required)' : ''}: ${flagFor(prompt)}`
        )
      ]

const problemLines = ({ severity, failure }: PlanProblem): readonly string[] =>
  describe(failure)
    .split('\n')
    .map((line, index) => (index === 0 ? `${severity === 'error' ? 'ERROR' : 'WARNING'}: ${line}` : `  ${line}`))
