import { createHash } from 'node:crypto'
import { canonicalJson } from '@shared/canonical-json'
import { type Failure, notFound } from '@shared/failure'
import { freezesOf } from '@shared/freezes/windows'
import { frozenProblem } from '@shared/freezes/words'
import type { EnvironmentId, ProjectId, ReleaseId, Sha256, TenantId } from '@shared/ids'
import { canSudo } from '@shared/model/account'
import type { Environment } from '@shared/model/environment'
import type { Project } from '@shared/model/project'
import type { Release, ReleaseSnapshot } from '@shared/model/release'
import { healthWarnings } from '@shared/plan/health-warnings'
import type { Plan, PlanAnswer, PlanChoices, PlanProblem, PlanResult } from '@shared/plan/plan'
import { type PlanInput, planDeployment } from '@shared/plan/plan-deployment'
import { fail, ok, type Result } from '@shared/result'
import type { References } from '@shared/variables/members'
import type { Store } from '../store/store'
import type { ServiceContext } from './context'
import { childFindings } from './plan-children'
import { runbookGround } from './plan-runbook'
import { surroundingsFor } from './plan-surroundings'
import { whyClosed, whyNotFor } from './progression'
import { channelOfRelease } from './project-channels'
import type { Renewal } from './release-renewal'
import { readSnapshot } from './release-snapshots'
import { scopeLabels } from './scope-labels'
import { sourcesIn } from './variable-check'

/** What is to be deployed where. Without `answers` nobody was asked yet, and nothing is missing. */
export interface PlanRequest {
  readonly releaseId: ReleaseId
  readonly environmentId: EnvironmentId
  /** Absent for without a tenant. */
  readonly tenantId?: TenantId | undefined
  readonly answers?: readonly PlanAnswer[] | undefined
  readonly choices?: PlanChoices | undefined
  /** When it is to begin; absent, or past, for now. Freezes are judged by it. */
  readonly startAt?: number | undefined
  /** The release as it will be when it is deployed; absent for as it is stored. */
  readonly renewal?: Renewal | undefined
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

type Planning = Pick<ServiceContext, 'store' | 'thisMachine' | 'now' | 'user'>

/** Reads the stored records once and plans with them. Fails when the release or the environment cannot be used at all. */
export const planFor = (context: Planning, request: PlanRequest): Promise<Result<Planned>> =>
  planWithin(context, request, [])

/** @param trail the projects whose plans this one is a part of */
async function planWithin(
  context: Planning,
  { releaseId, environmentId, tenantId, answers, choices, startAt, renewal }: PlanRequest,
  trail: readonly ProjectId[]
): Promise<Result<Planned>> {
  const { store, thisMachine, now, user } = context
  const release = renewal?.after ?? store.releases.get(releaseId)
  if (!release) return fail(notFound('release', releaseId))
  const project = store.projects.get(release.projectId)
  if (!project) return fail(notFound('project', release.projectId))
  const snapshot = renewal === undefined ? await readSnapshot(store, release) : ok(renewal.snapshot)
  if (!snapshot.ok) return snapshot
  const environment = store.environments.get(environmentId)
  if (!environment) return fail(notFound('environment', environmentId))
  const tenant = tenantId === undefined ? null : store.tenants.get(tenantId)
  if (tenant === undefined) return fail(notFound('tenant', tenantId ?? ''))
  const place = { environment, tenantId: tenant?.id ?? null }
  // No release leads back to a runbook, which only shares its project's name.
  const way = release.runbook === undefined ? [...trail, project.id] : trail
  const overrides = choices?.overridesFreeze === undefined ? {} : { overridesFreeze: choices.overridesFreeze }
  const children = {
    store,
    trail: way,
    plan: (child: PlanRequest) =>
      planWithin(context, { ...child, startAt, choices: { ...child.choices, ...overrides } }, way)
  }
  const ground = runbookGround(store, release, project, environment)
  const input: PlanInput = {
    release,
    snapshot: snapshot.value,
    project,
    environment,
    tenant,
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
    ...(choices === undefined ? {} : { choices }),
    channelId: channelOfRelease(store, release)?.id ?? null,
    isGuided: isGuidedBy(ground.guidedBy, environment),
    ...ground.runbook,
    around: await surroundingsFor(store, project, release, place),
    children: await childFindings(children, snapshot.value, {
      environmentId: environment.id,
      tenantId: place.tenantId
    }),
    user,
    storedPackages: new Set(store.packages.all().map(item => item.sha256)),
    canMail: store.mail.get('mail') !== undefined
  }
  const { problems, prompts, ...planned } = planDeployment(input)
  const standing = [
    ...ground.problems,
    ...tenantProblems(store, release, project, place),
    ...closedProblems(store, release, project, place),
    ...frozenProblems(store, release, environment, choices, Math.max(now(), startAt ?? 0))
  ]
  const plan = standing.some(({ severity }) => severity === 'error') ? null : planned.plan
  const draft = plan === null ? (planned.plan ?? planned.draft) : undefined
  const warnings = plan === null ? [] : healthWarnings(plan, id => store.targetHealth.get(id), now())
  const hash = plan === null ? null : planHash(plan)
  const result = {
    plan,
    problems: [...standing, ...problems, ...warnings],
    prompts,
    hash,
    ...(draft === undefined ? {} : { draft })
  }
  return ok({ result, snapshot: snapshot.value })
}

interface Place {
  readonly environment: Environment
  readonly tenantId: TenantId | null
}

/** What stands against deploying it for that tenant, or for none. */
function tenantProblems(store: Store, release: Release, project: Project, place: Place): readonly PlanProblem[] {
  const failure = whyNotFor(store, release, project, place)
  return failure === null ? [] : [{ severity: 'error', about: { kind: 'tenant' }, failure }]
}

/** What the lifecycle of the release says of that place. */
function closedProblems(store: Store, release: Release, project: Project, place: Place): readonly PlanProblem[] {
  const failure = whyClosed(store, release, project, place)
  return failure === null ? [] : [{ severity: 'error', about: { kind: 'environment' }, failure }]
}

/** A freeze that is under way there at that moment. Runbooks go on: they are no deployments. */
function frozenProblems(
  store: Store,
  { projectId, runbook }: Release,
  { id: environmentId, name }: Environment,
  choices: PlanChoices | undefined,
  at: number
): readonly PlanProblem[] {
  if (runbook !== undefined) return []
  return frozenProblem(name, freezesOf(store.freezes.all(), { projectId, environmentId }, at), choices?.overridesFreeze)
}

/** What the project, or the runbook, says of failures, or else the environment. */
const isGuidedBy = (project: Pick<Project, 'guidedFailure'>, environment: Environment): boolean =>
  project.guidedFailure === undefined ? environment.isGuided === true : project.guidedFailure === 'on'

/** Names a plan by what decides it. Answers are left out, because they are given after it was looked at. */
export function planHash({ answers: _answers, ...plan }: Plan): Sha256 {
  return createHash('sha256').update(canonicalJson(plan)).digest('hex') as Sha256
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
  if (about.kind === 'tenant') return 'tenantId'
  if (about.kind === 'target') return `targets.${about.targetId}`
  if (about.kind === 'jump-host') return `jumpHosts.${about.jumpHostId}`
  if (about.kind === 'variable') return `answers.${about.variableId ?? about.name}`
  return 'releaseId'
}
