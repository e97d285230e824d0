import { z } from 'zod'
import { apiKeyCalls } from './api-key-calls'
import { approvalCalls } from './approval-calls'
import { type AuditHead, type AuditListing, type AuditVerdict, auditFilter, auditPageLimit } from './audit'
import { bundleCalls } from './bundle-calls'
import { type Call, call } from './call'
import { comparisonCalls } from './comparison-calls'
import type { ConnectionReport, ConnectionStageReport } from './connection-report'
import { dashboardCalls } from './dashboard-calls'
import type { BackupReport, ChosenBackup, DataReport, RestoreReport } from './data'
import { demoGuideCalls } from './demo-guide'
import type { DeploymentEvent, DeploymentSummary } from './deployment'
import { deploymentCalls } from './deployment-calls'
import { driftCalls } from './drift-calls'
import { feedCalls } from './feed-calls'
import * as ids from './ids'
import type { KnownHostsPreview } from './import/known-hosts'
import type { SshConfigPreview } from './import/plan-ssh-config'
import { lifecycleCalls } from './lifecycle-calls'
import type { LogLine } from './log'
import { logCalls } from './log-calls'
import type { PendingQuestion } from './login-question'
import { mailCalls } from './mail-calls'
import { type AccountView, accountInput } from './model/account'
import { type CertificateView, certificateInput } from './model/certificate'
import { type Environment, environmentInput } from './model/environment'
import { type HealthView, type Policy, policyInput } from './model/health'
import { type JumpHost, jumpHostInput } from './model/jump-host'
import { type Process, stepInputs } from './model/process'
import {
  guidedFailure,
  type Project,
  type ProjectGroup,
  projectGroupInput,
  projectInput,
  releaseSettings
} from './model/project'
import { type Settings, taskLimit, transferLimit } from './model/settings'
import { hostKeyPin, type Target, targetInput } from './model/target'
import { roles } from './model/text'
import {
  includes,
  type LibrarySetView,
  librarySetInput,
  type VariableSetView,
  variableInputs
} from './model/variable-set'
import type { NetworkReport } from './network'
import { type PackageImportProgress, packageCalls } from './package-calls'
import { releaseCalls } from './release-calls'
import { runbookCalls } from './runbook-calls'
import { type SubstitutionReport, substitutionOptions } from './substitution'
import { tenantCalls } from './tenant-calls'
import { triggerCalls } from './trigger-calls'
import type { Explained, Previewed } from './variables/explained'
import type { Finding } from './variables/lint'
import type { Warned } from './variables/maskability'
import type { Tie } from './variables/ties'
import { type VaultStatus, vaultPassphraseChange, vaultSetUp, vaultStartOver, vaultUnlock } from './vault'
import type { WorkspaceInfo } from './workspace'
import { workspaceCalls } from './workspace-calls'

const nothing = z.strictObject({})
const importText = z.string().max(5_000_000, 'must be at most 5,000,000 characters')
const knownHostRef = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('target'), id: ids.targetId }),
  z.strictObject({ kind: z.literal('jump-host'), id: ids.jumpHostId })
])
const version = z.number().int().nonnegative()

/** Where variables are looked at. A deployment says its environment itself. */
const variablePlace = z.strictObject({
  source: z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('project'), id: ids.projectId }),
    z.strictObject({ kind: z.literal('runbook'), id: ids.runbookId }),
    z.strictObject({ kind: z.literal('release'), id: ids.releaseId }),
    z.strictObject({ kind: z.literal('deployment'), id: ids.deploymentId })
  ]),
  environmentId: ids.environmentId.optional(),
  targetId: ids.targetId.optional(),
  /** A step, by the id of its action. */
  actionId: ids.actionId.optional(),
  /** Of a project; absent for its default one. A release or a deployment says its channel itself. */
  channelId: ids.channelId.optional(),
  /** Absent for without one. A deployment says its tenant itself. */
  tenantId: ids.tenantId.optional()
})
export type VariablePlace = z.output<typeof variablePlace>

/**
 * THE contract: every capability is one call with one input object and one output. The window (IPC) and the
 * command line reach the same table; the input schema is checked at the door, failures come back as values.
 */
export const api = {
  ...workspaceCalls,
  ...demoGuideCalls,

  'vault.status': call(nothing).returns<VaultStatus>(),
  /** Protects the vault's key. A call that failed with `vault-not-set-up` succeeds after it. */
  'vault.setUp': call(vaultSetUp).returns<VaultStatus>(),
  'vault.unlock': call(vaultUnlock).returns<VaultStatus>(),
  /** Refused while a deployment is open, because it may need further secrets. */
  'vault.lock': call(nothing).returns<VaultStatus>(),
  'vault.changePassphrase': call(vaultPassphraseChange).returns<VaultStatus>(),
  /** For a lost key: puts the old key and the secrets out of the way without deleting them. */
  'vault.startOver': call(vaultStartOver).returns<VaultStatus>(),

  'environment.list': call(nothing).returns<readonly Environment[]>(),
  'environment.create': call(environmentInput).returns<Environment>(),
  'environment.update': call(z.strictObject({ id: ids.environmentId, value: environmentInput })).returns<Environment>(),
  /** Puts environments in another order; `ids` names each of them once. */
  'environment.reorder': call(z.strictObject({ ids: z.array(ids.environmentId).max(1000) })).returns<
    readonly Environment[]
  >(),
  'environment.delete': call(z.strictObject({ id: ids.environmentId })).returns<null>(),

  'account.list': call(nothing).returns<readonly AccountView[]>(),
  'account.create': call(accountInput).returns<AccountView & Warned>(),
  'account.update': call(z.strictObject({ id: ids.accountId, value: accountInput })).returns<AccountView & Warned>(),
  'account.delete': call(z.strictObject({ id: ids.accountId })).returns<null>(),

  'certificate.list': call(nothing).returns<readonly CertificateView[]>(),
  /** Reads the file that `content` is; a wrong password or a file that is no certificate names its field. */
  'certificate.create': call(certificateInput).returns<CertificateView>(),
  /** Without `content` only name and notes change. */
  'certificate.update': call(
    z.strictObject({ id: ids.certificateId, value: certificateInput })
  ).returns<CertificateView>(),
  /** Refused while a variable refers to it. */
  'certificate.delete': call(z.strictObject({ id: ids.certificateId })).returns<null>(),

  'target.list': call(nothing).returns<readonly Target[]>(),
  'target.create': call(targetInput).returns<Target>(),
  'target.update': call(z.strictObject({ id: ids.targetId, value: targetInput })).returns<Target>(),
  'target.delete': call(z.strictObject({ id: ids.targetId })).returns<null>(),
  /** Connects stage by stage; each stage is also pushed as it ends. Trusts nothing by itself. */
  'target.test': call(z.strictObject({ id: ids.targetId })).returns<ConnectionReport>(),
  /** Pins a host key that a person compared; replacing another pin must be said on purpose. */
  'target.trust': call(
    z.strictObject({ id: ids.targetId, hostKey: hostKeyPin, replace: z.boolean().default(false) })
  ).returns<Target>(),

  'jumpHost.list': call(nothing).returns<readonly JumpHost[]>(),
  'jumpHost.create': call(jumpHostInput).returns<JumpHost>(),
  'jumpHost.update': call(z.strictObject({ id: ids.jumpHostId, value: jumpHostInput })).returns<JumpHost>(),
  /** Refused while a target or another jump host is reached through it. */
  'jumpHost.delete': call(z.strictObject({ id: ids.jumpHostId })).returns<null>(),
  /** Logs in to every jump host on the way and to this one; runs nothing there. Trusts nothing by itself. */
  'jumpHost.test': call(z.strictObject({ id: ids.jumpHostId })).returns<ConnectionReport>(),
  'jumpHost.trust': call(
    z.strictObject({ id: ids.jumpHostId, hostKey: hostKeyPin, replace: z.boolean().default(false) })
  ).returns<JumpHost>(),
  'policy.list': call(nothing).returns<readonly Policy[]>(),
  'policy.create': call(policyInput).returns<Policy>(),
  'policy.update': call(z.strictObject({ id: ids.policyId, value: policyInput })).returns<Policy>(),
  'policy.delete': call(z.strictObject({ id: ids.policyId })).returns<null>(),

  /** What is known about the health of every target. */
  'health.list': call(nothing).returns<readonly HealthView[]>(),
  /** Checks these targets, or all that are enabled; answers when all are done, about those that were asked for. */
  'health.check': call(z.strictObject({ targetIds: z.array(ids.targetId).max(10_000).optional() })).returns<
    readonly HealthView[]
  >(),

  /** What servers ask during log-ins and nobody has answered, the oldest first. */
  'prompt.list': call(nothing).returns<readonly PendingQuestion[]>(),
  /** Answers what a server asks during a log-in; null for not answering. Answers are secrets and kept nowhere. */
  'prompt.answer': call(
    z.strictObject({ id: z.string().max(100), answers: z.array(z.string().max(10_000)).max(100).nullable() })
  ).returns<null>(),

  'group.list': call(nothing).returns<readonly ProjectGroup[]>(),
  'group.create': call(projectGroupInput).returns<ProjectGroup>(),
  'group.update': call(z.strictObject({ id: ids.projectGroupId, value: projectGroupInput })).returns<ProjectGroup>(),
  'group.delete': call(z.strictObject({ id: ids.projectGroupId })).returns<null>(),

  'project.list': call(nothing).returns<readonly Project[]>(),
  'project.create': call(projectInput).returns<Project>(),
  'project.update': call(z.strictObject({ id: ids.projectId, value: projectInput })).returns<Project>(),
  /**
   * How its releases come to be and where they may go; `project.update` leaves that as it is. `guidedFailure` is stored
   * with it, so that one save is one change: null for what the environment says, absent to leave it.
   */
  'project.setReleases': call(
    z.strictObject({ id: ids.projectId, value: releaseSettings, guidedFailure: guidedFailure.nullable() })
  ).returns<Project>(),
  /** Deletes the project with its releases and deployments; `confirmName` must repeat its name. */
  'project.delete': call(z.strictObject({ id: ids.projectId, confirmName: z.string().max(300) })).returns<null>(),

  'process.get': call(z.strictObject({ projectId: ids.projectId })).returns<Process>(),
  'process.save': call(z.strictObject({ projectId: ids.projectId, version, steps: stepInputs })).returns<Process>(),

  'variables.get': call(z.strictObject({ projectId: ids.projectId })).returns<VariableSetView>(),
  /** Without `includes` the included library sets stay as they are. */
  'variables.save': call(
    z.strictObject({ projectId: ids.projectId, version, variables: variableInputs, includes: includes.optional() })
  ).returns<VariableSetView & Warned>(),
  /** Ties, which stand against a release, and what else is worth a look. Looks at what is saved. */
  'variables.check': call(z.strictObject({ projectId: ids.projectId })).returns<{
    readonly ties: readonly Tie[]
    readonly findings: readonly Finding[]
  }>(),
  /** Why a name has its value in one place: in a project as it is now, in a release, or in a deployment as it ran. */
  'variables.explain': call(variablePlace.extend({ name: z.string().trim().min(1).max(1000) })).returns<Explained>(),
  /** Every name with its value in one place. Secrets are dots. */
  'variables.preview': call(variablePlace).returns<Previewed>(),

  /**
   * Puts the values of a place into files of a folder that the person chooses; null when they chose none. Nothing outside
   * of that folder is read or written.
   */
  'configuration.substitute': call(
    variablePlace.extend(substitutionOptions.shape)
  ).returns<SubstitutionReport | null>(),

  'library.list': call(nothing).returns<readonly LibrarySetView[]>(),
  'library.get': call(z.strictObject({ id: ids.librarySetId })).returns<LibrarySetView>(),
  'library.create': call(librarySetInput).returns<LibrarySetView>(),
  /** Name and description; `library.save` has the variables. */
  'library.update': call(z.strictObject({ id: ids.librarySetId, value: librarySetInput })).returns<LibrarySetView>(),
  'library.save': call(z.strictObject({ id: ids.librarySetId, version, variables: variableInputs })).returns<
    LibrarySetView & Warned
  >(),
  /** Refused while a project includes it. */
  'library.delete': call(z.strictObject({ id: ids.librarySetId })).returns<null>(),

  ...releaseCalls,
  ...comparisonCalls,
  ...lifecycleCalls,
  ...tenantCalls,
  ...triggerCalls,
  ...approvalCalls,
  ...apiKeyCalls,
  ...dashboardCalls,

  ...driftCalls,
  ...feedCalls,

  ...packageCalls,

  ...runbookCalls,

  ...mailCalls,

  ...bundleCalls,

  ...deploymentCalls,
  /** Saves an artifact to a place that the person chooses; null when they chose none. */
  'artifact.save': call(z.strictObject({ deploymentId: ids.deploymentId, artifactId: ids.artifactId })).returns<{
    readonly path: string
  } | null>(),

  ...logCalls,

  /** What a `known_hosts` file says about the hosts of the workspace; changes nothing. */
  'import.knownHosts.preview': call(z.strictObject({ text: importText })).returns<KnownHostsPreview>(),
  /** Accepts the keys of the chosen hosts, which must have none yet; all of them or none. */
  'import.knownHosts.apply': call(
    z.strictObject({ text: importText, hosts: z.array(knownHostRef).min(1, 'must name at least one host').max(10_000) })
  ).returns<{ readonly accepted: number }>(),
  /** What importing an OpenSSH client configuration would make; changes nothing and runs nothing in it. */
  'import.sshConfig.preview': call(z.strictObject({ text: importText })).returns<SshConfigPreview>(),
  /** Makes the chosen hosts targets, with the accounts and jump hosts that they need. */
  'import.sshConfig.apply': call(
    z.strictObject({
      text: importText,
      hosts: z.array(z.string().max(300)).min(1, 'must name at least one host').max(10_000),
      environmentIds: z.array(ids.environmentId).max(200),
      roles: roles.min(1, 'must name at least one role'),
      /** The `IdentityFile`s that may be read into the vault; accounts with others use the SSH agent. */
      keyFiles: z.array(z.string().max(4_096)).max(1_000).default([])
    })
  ).returns<{ readonly accounts: number; readonly jumpHosts: number; readonly targets: number }>(),
  /** Lets the person choose an OpenSSH file of their own and reads it; null when they chose none. */
  'import.chooseFile': call(z.strictObject({ kind: z.enum(['known_hosts', 'config']) })).returns<{
    readonly path: string
    readonly text: string
  } | null>(),

  'settings.get': call(nothing).returns<Settings>(),
  /** With the air gap on, only connections to targets, jump hosts and the mail server of the workspace are let through. */
  'settings.setAirGap': call(z.strictObject({ isAirGapped: z.boolean() })).returns<Settings>(),
  /** Whether the system's notices tell of failures, questions and ends while nobody looks at the window. */
  'settings.setNotifies': call(z.strictObject({ notifies: z.boolean() })).returns<Settings>(),
  /** How many deployments and runs of runbooks may be under way at the same time; those that run go on. */
  'settings.setTaskLimit': call(z.strictObject({ taskLimit })).returns<Settings>(),
  'settings.setTransferLimit': call(z.strictObject({ transferLimit })).returns<Settings>(),
  /** What the app did on the network since it started. */
  'network.get': call(nothing).returns<NetworkReport>(),

  /** Newest first; `before` is the number of an entry, and only older ones are answered. */
  'audit.list': call(
    z.strictObject({
      filter: auditFilter.default({}),
      before: z.number().int().min(1).optional(),
      limit: z.number().int().min(1).max(auditPageLimit).default(50)
    })
  ).returns<AuditListing>(),
  /** Checks every link of the audit log's chain; `head` is a hash that somebody noted earlier. */
  'audit.verify': call(z.strictObject({ head: ids.sha256.optional() })).returns<AuditVerdict>(),
  /** Saves entries to a place that the person chooses; null when they chose none. */
  'audit.export': call(z.strictObject({ filter: auditFilter.default({}), format: z.enum(['csv', 'json']) })).returns<{
    readonly path: string
    readonly entries: number
  } | null>(),

  /** What the last check of the workspace's files found; null when they were never checked. */
  'data.status': call(nothing).returns<{ readonly lastCheck: DataReport | null }>(),
  /** Checks every file of the workspace against every other and changes nothing. Needs no lock. */
  'data.verify': call(nothing).returns<DataReport>(),
  /** Writes a backup to a place that the person chooses; null when they chose none. Needs no lock. */
  'data.backup': call(z.strictObject({ overwrite: z.boolean().default(false) })).returns<BackupReport | null>(),
  /** Asks for a backup and says what it is; null when none was chosen. */
  'data.chooseBackup': call(nothing).returns<ChosenBackup | null>(),
  /** Puts the backup that was chosen in the workspace's place; what was there before is kept. The window starts over. */
  'data.restore': call(z.strictObject({ path: z.string().max(4096) })).returns<RestoreReport>()
} as const satisfies Record<string, Call<z.ZodType, unknown>>

export type { ReleaseDetails } from './model/release'
export type Api = typeof api
export type CallName = keyof Api
/** What a caller passes: defaults may be left out. */
export type Input<Name extends CallName> = z.input<Api[Name]['input']>
/** What a handler gets: checked, with defaults filled in. */
export type Parsed<Name extends CallName> = z.output<Api[Name]['input']>
export type Output<Name extends CallName> = NonNullable<Api[Name]['output']> | Extract<Api[Name]['output'], null>

/** The kinds of records whose lists a window may be showing. */
export type CatalogEntity =
  | 'environment'
  | 'account'
  | 'target'
  | 'jump-host'
  | 'policy'
  | 'group'
  | 'project'
  | 'process'
  | 'variables'
  | 'library-set'
  | 'certificate'
  | 'release'
  | 'lifecycle'
  | 'channel'
  | 'freeze'
  | 'tenant'
  | 'trigger'
  | 'approval'
  | 'runbook'
  | 'package'
  | 'bundle'
  | 'feed'
  | 'settings'
  /** The list of workspaces. */
  | 'workspace'
  /** Keys of the HTTP API, and what it does: whether it listens, and who came. */
  | 'http-api'

/** Everything that is pushed to windows. Events point by id; the receiver asks for the rest. */
export type AppEvent =
  | { readonly type: 'catalog.changed'; readonly entity: CatalogEntity }
  /** State events in full; output events with their counts and without their text. In order, none left out. */
  | {
      readonly type: 'deployment.events'
      readonly deploymentId: ids.DeploymentId
      readonly events: readonly DeploymentEvent[]
      /** The last lines of the log, at most `tailLimit`, so that following needs no call. */
      readonly tail: readonly LogLine[]
    }
  | { readonly type: 'deployment.changed'; readonly summary: DeploymentSummary }
  | { readonly type: 'target.test'; readonly targetId: ids.TargetId; readonly stage: ConnectionStageReport }
  /** The network ledger has something new; at most one with each batch. */
  | { readonly type: 'network.changed' }
  /** The audit log grew. */
  | { readonly type: 'audit.added'; readonly head: AuditHead }
  | { readonly type: 'jumpHost.test'; readonly jumpHostId: ids.JumpHostId; readonly stage: ConnectionStageReport }
  /** A health check of a target began or ended. */
  | { readonly type: 'health.changed'; readonly health: HealthView }
  /** An import of packages goes on; null once it is over. */
  | {
      readonly type: 'package.importing'
      readonly id: ids.PackageImportId
      readonly progress: PackageImportProgress | null
    }
  | { readonly type: 'vault.changed'; readonly status: VaultStatus }
  /** A server asks something during a log-in. */
  | { readonly type: 'prompt.asked'; readonly prompt: PendingQuestion }
  /** It was answered, or nobody waits for the answer any more. */
  | { readonly type: 'prompt.closed'; readonly id: string }
  | { readonly type: 'workspace.changed'; readonly info: WorkspaceInfo }
  /** Somebody chose a screen outside of the window: in a notice, or in the tray. */
  | { readonly type: 'window.goTo'; readonly path: string }
  /** The window holds text that is not saved, and so it was neither closed nor loaded anew. */
  | { readonly type: 'window.held'; readonly wanted: 'close' | 'reload' }
