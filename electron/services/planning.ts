import { type Failure, notFound } from '@shared/failure'
import type { EnvironmentId, ReleaseId } from '@shared/ids'
import { canSudo } from '@shared/model/account'
import type { ReleaseSnapshot } from '@shared/model/release'
import { healthWarnings } from '@shared/plan/health-warnings'
import type { PlanAnswer, PlanProblem, PlanResult } from '@shared/plan/plan'
import { type PlanInput, planDeployment } from '@shared/plan/plan-deployment'
import { fail, ok, type Result } from '@shared/result'
import type { References } from '@shared/variables/members'
import type { Store } from '../store/store'
import type { ServiceContext } from './context'
import { surroundingsFor } from './plan-surroundings'
import { readSnapshot } from './release-snapshots'
import { scopeLabels } from './scope-labels'
import { sourcesIn } from './variable-check'

/** What is to be deployed where. Without `answers` nobody was asked yet, and nothing is missing. */
export interface PlanRequest {
  readonly releaseId: ReleaseId
  readonly environmentId: EnvironmentId
  readonly answers?: readonly PlanAnswer[] | undefined
}

/** The records that variables may refer to. */
export const referencesIn = (store: Store): References => ({
  accounts: new Map(store.accounts.all().map(account => [account.id, account])),
  certificates: new Map(store.certificates.all().map(certificate => [certificate.id, certificate]))
})

/** A plan together with the verified snapshot that it was made from. */
export interface Planned {
  readonly result: PlanResult
  readonly snapshot: ReleaseSnapshot
}

/** Reads the stored records once and plans with them. Fails when the release or the environment cannot be used at all. */
export async function planFor(
  { store, thisMachine, now }: Pick<ServiceContext, 'store' | 'thisMachine' | 'now'>,
  { releaseId, environmentId, answers }: PlanRequest
): Promise<Result<Planned>> {
  const release = store.releases.get(releaseId)
  if (!release) return fail(notFound('release', releaseId))
  const project = store.projects.get(release.projectId)
  if (!project) return fail(notFound('project', release.projectId))
  const snapshot = await readSnapshot(store, release)
  if (!snapshot.ok) return snapshot
  const environment = store.environments.get(environmentId)
  if (!environment) return fail(notFound('environment', environmentId))
  const input: PlanInput = {
    release,
    snapshot: snapshot.value,
    project,
    environment,
    targets: store.targets.all(),
    jumpHosts: store.jumpHosts.all(),
    usernames: new Map(store.accounts.all().map(account => [account.id, account.username])),
    sudoers: new Set(store.accounts.all().flatMap(account => (canSudo(account) ? [account.id] : []))),
    thisMachine,
    variables: {
      sources: sourcesIn(snapshot.value),
      references: referencesIn(store),
      labels: scopeLabels(store, snapshot.value.steps),
      ...(answers === undefined ? {} : { answers })
    },
    around: await surroundingsFor(store, project, release, environment)
  }
  const { plan, problems, prompts } = planDeployment(input)
  const warnings = plan === null ? [] : healthWarnings(plan, id => store.targetHealth.get(id), now())
  return ok({ result: { plan, problems: [...problems, ...warnings], prompts }, snapshot: snapshot.value })
}

/** A refusal to start, carrying the messages of the errors. */
export function planHasProblems(problems: readonly PlanProblem[]): Failure {
  const errors = problems.filter(problem => problem.severity === 'error')
  const [first] = errors
  return {
    kind: 'plan-has-problems',
    message: `The deployment cannot start: ${errors.map(problem => problem.failure.message).join(' ')}`,
    remedy: errors.length === 1 && first ? first.failure.remedy : 'Solve these problems, then deploy again.',
    issues: errors.map(problem => ({ path: pathOf(problem), message: problem.failure.message }))
  }
}

const pathOf = ({ about }: PlanProblem): string => {
  if (about.kind === 'environment') return 'environmentId'
  if (about.kind === 'target') return `targets.${about.targetId}`
  if (about.kind === 'jump-host') return `jumpHosts.${about.jumpHostId}`
  if (about.kind === 'variable') return `answers.${about.variableId ?? about.name}`
  return 'releaseId'
}
