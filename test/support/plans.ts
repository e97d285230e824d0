import type {
  AccountId,
  ActionId,
  DeploymentId,
  EnvironmentId,
  JumpHostId,
  ProjectId,
  ReleaseId,
  SecretId,
  Sha256,
  StepId,
  TargetId,
  VariableId
} from '@shared/ids'
import { packageSlots } from '@shared/model/action'
import type { Environment } from '@shared/model/environment'
import type { JumpHost } from '@shared/model/jump-host'
import type { ChosenPackage } from '@shared/model/package'
import { type ActionOf, allActions, type Step } from '@shared/model/process'
import type { Target } from '@shared/model/target'
import type { VariableScope } from '@shared/model/variable-scope'
import type { Variable } from '@shared/model/variable-set'
import { type PlanInput, planDeployment } from '@shared/plan/plan-deployment'
import type { References } from '@shared/variables/members'
import type { PlanSurroundings } from '@shared/variables/system'

const digits = (n: number): string => String(n).padStart(10, '0')

export const ids = {
  deployment: `deployment-${digits(1)}` as DeploymentId,
  project: `project-${digits(1)}` as ProjectId,
  release: `release-${digits(1)}` as ReleaseId,
  environment: (n = 1) => `environment-${digits(n)}` as EnvironmentId,
  account: (n = 1) => `account-${digits(n)}` as AccountId,
  target: (n: number) => `target-${digits(n)}` as TargetId,
  jump: (n: number) => `jump-${digits(n)}` as JumpHostId,
  step: (n: number) => `step-${digits(n)}` as StepId,
  action: (n: number) => `action-${digits(n)}` as ActionId,
  variable: (n: number) => `variable-${digits(n)}` as VariableId,
  secret: (n: number) => `secret-${digits(n)}` as SecretId,
  snapshot: 'a'.repeat(64) as Sha256
}

export const testEnvironment: Environment = {
  id: ids.environment(),
  name: 'Test',
  description: '',
  isProduction: false,
  sortOrder: 0
}

/** SSH target `web-<n>` in Test with the role web and an accepted key. */
export const sshTarget = (n: number, changes: Partial<Extract<Target, { kind: 'ssh' }>> = {}): Target => ({
  kind: 'ssh',
  id: ids.target(n),
  name: `web-${n}`,
  roles: ['web'],
  environmentIds: [ids.environment()],
  isDisabled: false,
  host: `web-${n}.example`,
  port: 22,
  accountId: ids.account(),
  viaId: null,
  policyId: null,
  platform: 'posix',
  hostKey: { algorithm: 'ssh-ed25519', fingerprint: `SHA256:${'A'.repeat(43)}` },
  ...changes
})

/** Jump host `bastion-<n>`, reached directly, with an accepted key. */
export const jumpHost = (n: number, changes: Partial<JumpHost> = {}): JumpHost => ({
  id: ids.jump(n),
  name: `bastion-${n}`,
  description: '',
  host: `bastion-${n}.example`,
  port: 22,
  accountId: ids.account(),
  viaId: null,
  hostKey: { algorithm: 'ssh-ed25519', fingerprint: `SHA256:${'A'.repeat(43)}` },
  ...changes
})

interface StepChanges extends Partial<Omit<Step, 'actions'>> {
  readonly body?: string
  readonly syntax?: ActionOf<'script'>['syntax']
  readonly runAs?: string
}

/** Step `Step <n>` that runs a bash script on every target with the role web. */
export const scriptStep = (
  n: number,
  { body = 'true', syntax = 'bash', runAs, ...changes }: StepChanges = {}
): Step => ({
  id: ids.step(n),
  name: `Step ${n}`,
  location: 'targets',
  roles: ['web'],
  isDisabled: false,
  actions: [{ type: 'script', id: ids.action(n), syntax, body, ...(runAs === undefined ? {} : { runAs }) }],
  ...changes
})

/** A step with several scripts, called `<step>.<position>` unless told otherwise. */
export const manyStep = (
  n: number,
  actions: readonly Partial<ActionOf<'script'>>[],
  changes: Omit<StepChanges, 'body' | 'syntax' | 'runAs'> = {}
): Step => ({
  ...scriptStep(n, changes),
  actions: actions.map((action, at) => ({
    type: 'script',
    id: ids.action(100 * n + at + 1),
    name: `${n}.${at + 1}`,
    syntax: 'bash',
    body: 'true',
    ...action
  }))
})

export const textVariable = (n: number, name: string, value: string, scope?: VariableScope): Variable => ({
  type: 'text',
  id: ids.variable(n),
  name,
  value,
  ...(scope === undefined ? {} : { scope })
})

export const sensitiveVariable = (n: number, name: string, scope?: VariableScope): Variable => ({
  type: 'sensitive',
  id: ids.variable(n),
  name,
  secret: ids.secret(n),
  ...(scope === undefined ? {} : { scope })
})

/** No account and no certificate. */
export const noReferences: References = { accounts: new Map(), certificates: new Map() }

/** A release that was made at the start of 2026, the first one of its project, never deployed. */
export const firstSurroundings: PlanSurroundings = {
  group: null,
  notes: 'First',
  releaseCreatedAt: Date.UTC(2026, 0, 1),
  previous: null,
  current: null,
  previousInEnvironment: null,
  environmentOrder: 0
}

/** The variables of a plan that has none, or only these of the project. */
export const planVariables = (variables: readonly Variable[] = []): PlanInput['variables'] => ({
  sources: { variables, librarySets: [] },
  references: noReferences,
  labels: {
    environments: new Map([[ids.environment(), 'Test']]),
    targets: new Map(),
    actions: new Map(),
    processes: new Map()
  }
})

/** A made-up hash that is the same for the same text. */
const hashOf = (text: string): Sha256 =>
  [...text]
    .reduce((hash, character) => (hash * 31 + character.charCodeAt(0)) % 0xffffffff, 7)
    .toString(16)
    .padStart(64, '0') as Sha256

/** A package as a release chose it: 1.0.0 unless told otherwise, of 1,000 bytes. */
export const chosenPackage = (
  actionId: ActionId,
  packageId: string,
  { reference = '', version = '1.0.0', ...changes }: Partial<ChosenPackage> = {}
): ChosenPackage => ({
  actionId,
  reference,
  packageId,
  version,
  sha256: hashOf(`${packageId} ${version}`),
  bytes: 1000,
  fileName: `${packageId}.${version}.zip`,
  extension: '.zip',
  ...changes
})

/** A package for every slot of some steps. */
export const chosenFor = (steps: readonly Step[]): readonly ChosenPackage[] =>
  allActions(steps).flatMap(({ action }) =>
    packageSlots(action).map(({ packageId, reference, version = '1.0.0' }) =>
      chosenPackage(action.id, packageId, { reference, version })
    )
  )

/** A step that deploys the package `id` on every target with the role web. */
export const packageStep = (n: number, id = 'Shop.Web', changes: Partial<Omit<Step, 'actions'>> = {}): Step => ({
  ...scriptStep(n, changes),
  actions: [{ type: 'deploy-package', id: ids.action(n), package: { packageId: id } }]
})

/** Hello World 0.0.1 to Test: one step on one target, unless told otherwise. */
export const planInput = (
  changes: Partial<Omit<PlanInput, 'snapshot'>> & {
    readonly steps?: readonly Step[]
    /** What the release chose; one for every slot when absent. */
    readonly packages?: readonly ChosenPackage[]
  } = {}
): PlanInput => {
  const { steps = [scriptStep(1)], packages = chosenFor(steps), ...rest } = changes
  return {
    release: { id: ids.release, version: '0.0.1', snapshot: ids.snapshot },
    snapshot: { steps: [...steps], ...(packages.length === 0 ? {} : { packages: [...packages] }) },
    project: { id: ids.project, name: 'Hello World' },
    environment: testEnvironment,
    targets: [sshTarget(1)],
    jumpHosts: [],
    usernames: new Map([[ids.account(), 'deploy']]),
    variables: planVariables(),
    around: firstSurroundings,
    ...rest
  }
}

/** A plan that is known to have no errors. */
export const planOf = (changes: Parameters<typeof planInput>[0] = {}) => {
  const { plan, problems } = planDeployment(planInput(changes))
  if (plan === null) throw new Error(problems.map(problem => problem.failure.message).join('\n'))
  return plan
}
