import { type Failure, notFound } from '@shared/failure'
import type { ChannelId, EnvironmentId, ProjectId } from '@shared/ids'
import type { Step } from '@shared/model/process'
import type { ReleaseSnapshot } from '@shared/model/release'
import type { ProcessRef } from '@shared/model/variable-scope'
import { countOf, listOf } from '@shared/plan/words'
import { automaticPlaces } from '@shared/progression/phases'
import { fail, ok, type Result } from '@shared/result'
import { type Finding, lintVariables } from '@shared/variables/lint'
import type { VariableSources } from '@shared/variables/rows'
import { type Labels, originWords, scopeWords } from '@shared/variables/scope-words'
import {
  findTies,
  type PlacedStep,
  type PlacedTenant,
  placedTenant,
  type Surroundings,
  type Tie
} from '@shared/variables/ties'
import type { Store } from '../store/store'
import { channelsOf } from './project-channels'
import { snapshotNow } from './release-snapshots'
import { scopeLabels } from './scope-labels'
import { tenantsOf } from './tenancy'

/** What stands against a release of a project as it is now, and what else is worth a look. */
export interface VariableCheck {
  readonly ties: readonly Tie[]
  readonly findings: readonly Finding[]
}

/** Where the steps of a project's process, or of a runbook, can run in this workspace. */
export const surroundingsOf = (store: Store, process: ProcessRef, steps: readonly Step[]): Surroundings => ({
  environments: store.environments.all(),
  targets: store.targets.all(),
  steps: placed(steps),
  process,
  channels: store.channels.all().filter(({ projectId }) => projectId === process),
  tenants: tenantsFor(store, process),
  automatic: automaticIn(store, process)
})

/** Those that get the project, or the project of the runbook. */
function tenantsFor(store: Store, process: ProcessRef): readonly PlacedTenant[] {
  const project = store.projects.get(process)?.id ?? store.runbooks.get(process)?.projectId
  return project === undefined ? [] : tenantsOf(store, project).map(tenant => placedTenant(tenant, project))
}

/** Nowhere for a runbook, which has no lifecycle. */
function automaticIn(store: Store, process: ProcessRef): readonly EnvironmentId[] {
  const project = store.projects.get(process)
  return project === undefined ? [] : automaticPlaces(project, channelsOf(store, project.id), store.lifecycles.all())
}

const placed = (steps: readonly Step[]): readonly PlacedStep[] =>
  steps.flatMap(step =>
    step.actions.map(action => ({ actionId: action.id, roles: step.roles, location: step.location }))
  )

/** What a release froze, or would freeze, as the resolver takes it. */
export const sourcesIn = ({ variables, librarySets = [] }: Pick<ReleaseSnapshot, 'variables' | 'librarySets'>) =>
  ({ variables, librarySets }) satisfies VariableSources

/** Looks through a project's variables as they are now: ties in its process, and what its runbooks make of them as well. */
export async function checkVariables(store: Store, projectId: ProjectId): Promise<Result<VariableCheck>> {
  const project = store.projects.get(projectId)
  if (!project) return fail(notFound('project', projectId))
  const { steps, ...frozen } = snapshotNow(store, project)
  const sources = sourcesIn(frozen)
  const around = surroundingsOf(store, projectId, steps)
  const runbooks = store.runbooks.all().filter(runbook => runbook.projectId === projectId)
  const ofRunbooks = runbooks.flatMap(({ id, steps: own }) => placed(own).map(step => ({ ...step, process: id })))
  const findings = lintVariables({
    sources,
    steps: [...steps, ...runbooks.flatMap(runbook => runbook.steps)],
    around: { ...around, steps: [...around.steps, ...ofRunbooks] }
  })
  return ok({ ties: findTies(sources, around), findings })
}

/**
 * A refusal to freeze variables that cannot be told apart; null when all can.
 * @param channelId of the release; null for a runbook, which has none
 */
export function tied(store: Store, snapshot: ReleaseSnapshot, channelId: ChannelId | null): Failure | null {
  const { project, runbook, steps } = snapshot
  const around = surroundingsOf(store, runbook?.id ?? project.id, steps)
  const channels = (around.channels ?? []).filter(({ id }) => id === channelId)
  const ties = findTies(sourcesIn(snapshot), { ...around, channels })
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
