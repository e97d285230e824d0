import { describe } from '@shared/failure'
import type { Plan, PlanProblem, PlanPrompt, PlanResult, Stage } from '@shared/plan/plan'
import { labelOf } from '@shared/plan/plan-variables'
import { flagFor } from './answers'

/** A plan, what it asks and its problems as text for a terminal. */
export function describePlan({ plan, problems, prompts }: PlanResult): string {
  return [...(plan ? planLines(plan) : []), ...promptLines(prompts), ...problems.flatMap(problemLines)].join('\n')
}

function planLines(plan: Plan): readonly string[] {
  const { project, release, environment } = plan
  const names = new Map<string, string>(plan.targets.map(target => [target.id, `${target.name} (${target.address})`]))
  return [
    `${project.name} ${release.version} to ${environment.name}${environment.isProduction ? ' — PRODUCTION' : ''}`,
    ...plan.stages.flatMap(stage => stageLines(stage, names))
  ]
}

const stageLines = (stage: Stage, names: ReadonlyMap<string, string>): readonly string[] => [
  `${String(stage.number).padStart(3)}. ${stage.name}${stage.runAs === undefined ? '' : ` (as ${stage.runAs})`}: ${stage.why}`,
  ...stage.runs.flatMap(run => (run.targetId === null ? [] : [`       ${names.get(run.targetId) ?? run.targetId}`]))
]

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
