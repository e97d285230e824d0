import { describe } from '@shared/failure'
import type { Plan, PlanProblem, PlanResult, Stage } from '@shared/plan/plan'

/** A plan and its problems as text for a terminal. */
export function describePlan({ plan, problems }: PlanResult): string {
  return [...(plan ? planLines(plan) : []), ...problems.flatMap(problemLines)].join('\n')
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

const problemLines = ({ severity, failure }: PlanProblem): readonly string[] =>
  describe(failure)
    .split('\n')
    .map((line, index) => (index === 0 ? `${severity === 'error' ? 'ERROR' : 'WARNING'}: ${line}` : `  ${line}`))
