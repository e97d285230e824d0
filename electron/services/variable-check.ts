import { type Failure, notFound } from '@shared/failure'
import type { ProjectId } from '@shared/ids'
import type { Step } from '@shared/model/process'
import type { ReleaseSnapshot } from '@shared/model/release'
import { countOf, listOf } from '@shared/plan/words'
import { fail, ok, type Result } from '@shared/result'
import { type Finding, lintVariables } from '@shared/variables/lint'
import type { VariableSources } from '@shared/variables/rows'
import { type Labels, originWords, scopeWords } from '@shared/variables/scope-words'
import { findTies, type Surroundings, type Tie } from '@shared/variables/ties'
import type { Store } from '../store/store'
import { snapshotNow } from './release-snapshots'
import { scopeLabels } from './scope-labels'

/** What stands against a release of a project as it is now, and what else is worth a look. */
export interface VariableCheck {
  readonly ties: readonly Tie[]
  readonly findings: readonly Finding[]
}

/** Where the steps of a project can run in this workspace. */
export const surroundingsOf = (store: Store, project: ProjectId, steps: readonly Step[]): Surroundings => ({
  environments: store.environments.all(),
  targets: store.targets.all(),
  steps: steps.flatMap(step =>
    step.actions.map(action => ({ actionId: action.id, roles: step.roles, location: step.location }))
  ),
  process: project
})

/** What a release froze, or would freeze, as the resolver takes it. */
export const sourcesIn = ({ variables, librarySets = [] }: Pick<ReleaseSnapshot, 'variables' | 'librarySets'>) =>
  ({ variables, librarySets }) satisfies VariableSources

/** Looks through a project's variables as they are now. */
export async function checkVariables(store: Store, projectId: ProjectId): Promise<Result<VariableCheck>> {
  const project = store.projects.get(projectId)
  if (!project) return fail(notFound('project', projectId))
  const { steps, ...frozen } = snapshotNow(store, project)
  const sources = sourcesIn(frozen)
  const around = surroundingsOf(store, projectId, steps)
  return ok({ ties: findTies(sources, around), findings: lintVariables({ sources, steps, around }) })
}

/** A refusal to freeze variables that cannot be told apart; null when all can. */
export function tied(store: Store, snapshot: ReleaseSnapshot): Failure | null {
  const { project, steps } = snapshot
  const ties = findTies(sourcesIn(snapshot), surroundingsOf(store, project.id, steps))
  if (ties.length === 0) return null
  const labels = scopeLabels(store, steps)
  return {
    kind: 'variables-tied',
    message: `${countOf(ties.length, 'variable')} cannot be decided: ${ties.map(tie => tieWords(tie, labels)).join('; ')}.`,
    remedy: 'Change the scope of one of the rows, or remove it, so that one of them wins.',
    issues: ties.map(tie => ({ path: `variables.${tie.name}`, message: tieWords(tie, labels) }))
  }
}

const tieWords = ({ name, origin, rows }: Tie, labels: Labels): string => {
  const scopes = rows.map(({ scope }) => `“${scopeWords(scope, labels)}”`)
  return `“${name}” of ${originWords(origin)} has ${rows.length} values that apply with equal right, for ${listOf(scopes)}`
}
