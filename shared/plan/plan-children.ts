import type { ActionId } from '../ids'
import { type ActionOf, actionName, allActions, type Step } from '../model/process'
import type { PlannedRelease, PlanProblem, PlanPrompt } from './plan'
import { labelOf } from './plan-variables'
import { error, warning } from './problems'
import { countOf, listOf } from './words'

/** What is known of the release that a “Deploy a Release” is to deploy. */
export type ChildFinding =
  /** Nobody has said which one. */
  | { readonly kind: 'not-chosen' }
  | { readonly kind: 'gone'; readonly version: string }
  /** The projects on the way back to where it began, by their names, the first one at both ends. */
  | { readonly kind: 'circle'; readonly projects: readonly string[] }
  | {
      readonly kind: 'found'
      readonly deploys: PlannedRelease
      /** Its variables were taken anew since it was chosen. */
      readonly isChanged: boolean
      /** What is wrong with its own plan. */
      readonly problems: readonly PlanProblem[]
      /** What it asks whoever deploys. */
      readonly prompts: readonly PlanPrompt[]
    }

/** By the action that deploys it. */
export type ChildFindings = ReadonlyMap<ActionId, ChildFinding>

/** What each action deploys, where that is known. */
export const deployedBy = (findings: ChildFindings): ReadonlyMap<ActionId, PlannedRelease> =>
  new Map([...findings].flatMap(([id, finding]) => (finding.kind === 'found' ? [[id, finding.deploys] as const] : [])))

interface Place {
  readonly stepId: Step['id']
  readonly name: string
  readonly action: ActionOf<'deploy-release'>
}

/**
 * What stands against the releases that the steps deploy. Those that take no part are none of it.
 * @param runs whether an action has any run
 */
export function childProblems(
  steps: readonly Step[],
  findings: ChildFindings,
  runs: (id: ActionId) => boolean
): readonly PlanProblem[] {
  return allActions(steps).flatMap(({ step, action }) => {
    if (action.type !== 'deploy-release' || !runs(action.id)) return []
    const place = { stepId: step.id, name: actionName(step, action), action }
    return problemsOf(place, findings.get(action.id) ?? { kind: 'not-chosen' })
  })
}

function problemsOf(place: Place, finding: ChildFinding): readonly PlanProblem[] {
  const about = { kind: 'step', stepId: place.stepId } as const
  const again = 'Create another release and choose there what is to be deployed.'
  switch (finding.kind) {
    case 'not-chosen':
      return [error(about, `It was not chosen which release “${place.name}” deploys.`, again)]
    case 'gone':
      return [
        error(about, `The release ${finding.version} that “${place.name}” deploys does not exist any more.`, again)
      ]
    case 'circle':
      return [
        error(
          about,
          `“${place.name}” leads back to its own project: ${finding.projects.join(' → ')}.`,
          'Let one of these projects deploy without the others, and create another release.'
        )
      ]
    case 'found':
      return [
        ...ownProblems(place, finding),
        ...variableProblems(place, finding.prompts, nameOf(finding.deploys)),
        ...(finding.isChanged
          ? [
              warning(
                about,
                `The variables of ${nameOf(finding.deploys)} were updated since this release was made, and “${place.name}” deploys it as it is now.`,
                'Nothing needs to be done if that is meant.'
              )
            ]
          : [])
      ]
  }
}

const nameOf = ({ project, release }: PlannedRelease): string => `${project.name} ${release.version}`

/** What its own plan has, in one problem: errors, or else warnings. */
function ownProblems(
  { stepId, name }: Place,
  { deploys, problems }: Extract<ChildFinding, { kind: 'found' }>
): readonly PlanProblem[] {
  const about = { kind: 'step', stepId } as const
  const of = (severity: PlanProblem['severity']) =>
    problems.filter(problem => problem.severity === severity).map(problem => problem.failure.message)
  const [errors, warnings] = [of('error'), of('warning')]
  const child = nameOf(deploys)
  if (errors.length > 0) {
    const remedy = `Look at the plan of ${child} on its own, and mend it there.`
    return [error(about, `“${name}” cannot deploy ${child}: ${first(errors)}`, remedy)]
  }
  if (warnings.length === 0) return []
  return [warning(about, `${child}, which “${name}” deploys: ${first(warnings)}`, 'Look at its plan on its own.')]
}

/** The first sentence, and how many more there are. */
const first = ([message = '', ...more]: readonly string[]): string =>
  more.length === 0 ? message : `${message} And ${countOf(more.length, 'more problem')}.`

/** Prompts that nobody will be there to answer, and answers that nobody asks for. */
function variableProblems(
  { stepId, name, action }: Place,
  prompts: readonly PlanPrompt[],
  child: string
): readonly PlanProblem[] {
  const given = new Set((action.variables ?? []).map(variable => variable.name.toLowerCase()))
  const asked = new Set(prompts.map(prompt => prompt.name.toLowerCase()))
  const missing = prompts.filter(prompt => prompt.prompt.isRequired && !given.has(prompt.name.toLowerCase()))
  const unused = (action.variables ?? []).filter(variable => !asked.has(variable.name.toLowerCase()))
  const about = { kind: 'step', stepId } as const
  const found: PlanProblem[] = []
  if (missing.length > 0)
    found.push(
      error(
        about,
        `${child} asks for ${listOf(missing.map(prompt => `“${labelOf(prompt)}”`))}, and “${name}” passes nothing for it.`,
        `Pass ${listOf(missing.map(prompt => prompt.name))} in the variables of “${name}”, and create another release.`
      )
    )
  if (unused.length > 0)
    found.push(
      warning(
        about,
        `“${name}” passes ${listOf(unused.map(variable => `“${variable.name}”`))}, and ${child} does not ask for it.`,
        'It is not used. Make it a prompt of the other project’s variables, or take it out of the step.'
      )
    )
  return found
}
