import type { Environment } from '@shared/model/environment'
import type { Project } from '@shared/model/project'
import type { Release } from '@shared/model/release'
import { mayRunIn } from '@shared/model/runbook'
import type { Plan, PlanProblem } from '@shared/plan/plan'
import { error } from '@shared/plan/problems'
import type { Store } from '../store/store'

/** What a plan has to know of the runbook that a release is a snapshot of. */
interface RunbookGround {
  /** Nothing for a release of a project. */
  readonly runbook: { readonly runbook?: NonNullable<Plan['runbook']> }
  /** Who says whether failures are put before a person, before the environment does. */
  readonly guidedBy: Pick<Project, 'guidedFailure'>
  readonly problems: readonly PlanProblem[]
}

/** Looks at the runbook of a release, where it is one's: its run asks it, and not the project. */
export function runbookGround(
  store: Store,
  release: Release,
  project: Project,
  environment: Environment
): RunbookGround {
  if (release.runbook === undefined) return { runbook: {}, guidedBy: project, problems: [] }
  const { id, name } = release.runbook
  const stored = store.runbooks.get(id)
  const isAllowed = stored === undefined || mayRunIn(stored, environment.id)
  return {
    runbook: { runbook: { id, name: stored?.name ?? name } },
    guidedBy: stored ?? {},
    problems: isAllowed ? [] : [notThere(stored.name, environment)]
  }
}

const notThere = (name: string, environment: Environment): PlanProblem =>
  error(
    { kind: 'environment' },
    `“${name}” is not to be run in ${environment.name}.`,
    'Choose another environment, or add this one in the settings of the runbook.'
  )
