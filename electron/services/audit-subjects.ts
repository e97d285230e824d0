import type { EnvironmentId } from '@shared/ids'
import type { Account } from '@shared/model/account'
import type { ApprovalRule } from '@shared/model/approval'
import type { Certificate } from '@shared/model/certificate'
import type { Environment } from '@shared/model/environment'
import type { Freeze } from '@shared/model/freeze'
import type { Policy } from '@shared/model/health'
import type { JumpHost } from '@shared/model/jump-host'
import type { Project, ProjectGroup } from '@shared/model/project'
import type { Runbook } from '@shared/model/runbook'
import type { HostKeyPin, OfflineTarget, SshTarget, Target } from '@shared/model/target'
import { isSameSlot, slotName, slotsOf } from '@shared/packages/slots'
import { countOf } from '@shared/plan/words'
import type { Store } from '../store/store'
import type { Field } from './audit-changes'
import type { Audited } from './audit-drafts'
import { processOf } from './project-content'

/** What entries are about that concern the workspace as a whole. */
export const workspaceSubject = { kind: 'workspace', id: 'workspace', name: 'Workspace' } as const

const name: Field<{ readonly name: string }> = { name: 'Name', of: record => record.name }

export const environmentAudit: Audited<Environment> = {
  kind: 'environment',
  word: 'environment',
  fields: [
    name,
    { name: 'Description', of: ({ description }) => description },
    { name: 'Production', of: ({ isProduction }) => isProduction },
    { name: 'Asks when a step fails', of: ({ isGuided }) => isGuided ?? null },
    { name: 'Approvals', of: ({ approval }) => approvalText(approval) }
  ],
  refs: ({ id }) => ({ environmentId: id })
}

const accountKinds = { 'private-key': 'private key', password: 'password', agent: 'SSH agent' } as const

const sudoWords = {
  none: 'never',
  'no-password': 'by sudo without a password',
  password: 'by sudo with a password'
} as const

export const accountAudit: Audited<Account> = {
  kind: 'account',
  word: 'account',
  fields: [
    name,
    { name: 'User name', of: ({ username }) => username },
    { name: 'Logs in with', of: ({ kind }) => accountKinds[kind] },
    { name: 'Private key', of: account => ({ secret: account.kind === 'private-key' ? account.privateKey : null }) },
    { name: 'Passphrase', of: account => ({ secret: account.kind === 'private-key' ? account.passphrase : null }) },
    { name: 'Password', of: account => ({ secret: account.kind === 'password' ? account.password : null }) },
    { name: 'Becomes another user', of: ({ sudo }) => sudoWords[sudo.kind] },
    { name: 'Password for sudo', of: ({ sudo }) => ({ secret: sudo.kind === 'password' ? sudo.password : null }) }
  ]
}

const certificateFormats = { pem: 'PEM', der: 'DER', pkcs12: 'PKCS #12' } as const

export const certificateAudit: Audited<Certificate> = {
  kind: 'certificate',
  word: 'certificate',
  fields: [
    name,
    { name: 'Notes', of: ({ notes }) => notes },
    { name: 'Kind of file', of: ({ format }) => certificateFormats[format] },
    { name: 'Thumbprint', of: ({ thumbprint }) => thumbprint },
    { name: 'Subject', of: ({ subject }) => subject },
    { name: 'Issuer', of: ({ issuer }) => issuer },
    { name: 'Expires', of: ({ notAfter }) => new Date(notAfter).toISOString() },
    { name: 'Private key', of: ({ privateKey }) => ({ secret: privateKey }) },
    { name: 'Password', of: ({ password }) => ({ secret: password }) }
  ]
}

/** A host key as people compare it; nothing where none was accepted. */
export const hostKeyText = (key: HostKeyPin | null): string | null => key && `${key.algorithm} ${key.fingerprint}`

const tenancyWords = { tenanted: 'only', both: 'as well' } as const

const kindWords = { ssh: 'SSH host', local: 'this machine', offline: 'what gets a bundle' } as const

/** Targets refer to environments and accounts, which people know by name. */
export function targetAudit({ environments, accounts, jumpHosts, policies, tenants }: Store): Audited<Target> {
  const ofSsh = (of: (target: SshTarget) => ReturnType<Field<Target>['of']>) => (target: Target) =>
    target.kind === 'ssh' ? of(target) : null
  const ofOffline = (of: (target: OfflineTarget) => ReturnType<Field<Target>['of']>) => (target: Target) =>
    target.kind === 'offline' ? of(target) : null
  const environmentName = (id: EnvironmentId): string => environments.get(id)?.name ?? id
  return {
    kind: 'target',
    word: 'target',
    fields: [
      name,
      { name: 'Runs on', of: ({ kind }) => kindWords[kind] },
      { name: 'Host', of: ofSsh(({ host }) => host) },
      { name: 'Port', of: ofSsh(({ port }) => port) },
      { name: 'Account', of: ofSsh(({ accountId }) => accounts.get(accountId)?.name ?? accountId) },
      { name: 'Reached through', of: ofSsh(({ viaId }) => viaId && (jumpHosts.get(viaId)?.name ?? viaId)) },
      { name: 'Platform', of: ofSsh(({ platform }) => (platform === 'posix' ? 'POSIX shell' : 'PowerShell')) },
      {
        name: 'Policy',
        of: target => {
          if (target.kind === 'offline') return null
          const { policyId } = target
          return policyId === null ? 'the default' : (policies.get(policyId)?.name ?? policyId)
        }
      },
      { name: 'Drop folder', of: ofOffline(({ dropFolder }) => (dropFolder === '' ? 'kept by Slipway' : dropFolder)) },
      { name: 'Form of bundles', of: ofOffline(({ form }) => form) },
      { name: 'Incremental bundles', of: ofOffline(({ isIncremental }) => isIncremental) },
      { name: 'Roles', of: ({ roles }) => ({ list: roles }) },
      { name: 'Environments', of: ({ environmentIds }) => ({ list: environmentIds.map(environmentName) }) },
      {
        name: 'Deployments for tenants',
        of: ({ tenancy }) => (tenancy === undefined ? null : tenancyWords[tenancy.mode])
      },
      {
        name: 'Tenants',
        of: ({ tenancy }) => ({ list: (tenancy?.tenantIds ?? []).map(id => tenants.get(id)?.name ?? id) })
      },
      { name: 'Tenant tags', of: ({ tenancy }) => ({ list: tenancy?.tags ?? [] }) },
      { name: 'Disabled', of: ({ isDisabled }) => isDisabled },
      { name: 'Host key', of: ofSsh(({ hostKey }) => hostKeyText(hostKey)) }
    ]
  }
}

/** Jump hosts refer to accounts and to each other, which people know by name. */
export const jumpHostAudit = ({ accounts, jumpHosts }: Store): Audited<JumpHost> => ({
  kind: 'jump-host',
  word: 'jump host',
  fields: [
    name,
    { name: 'Description', of: ({ description }) => description },
    { name: 'Host', of: ({ host }) => host },
    { name: 'Port', of: ({ port }) => port },
    { name: 'Account', of: ({ accountId }) => accounts.get(accountId)?.name ?? accountId },
    { name: 'Reached through', of: ({ viaId }) => viaId && (jumpHosts.get(viaId)?.name ?? viaId) },
    { name: 'Host key', of: ({ hostKey }) => hostKeyText(hostKey) }
  ]
})

export const groupAudit: Audited<ProjectGroup> = { kind: 'group', word: 'project group', fields: [name] }

/** Projects refer to their group, their lifecycle and a package of their process, which people know by name. */
export const projectAudit = (store: Store): Audited<Project> => ({
  kind: 'project',
  word: 'project',
  fields: [
    name,
    { name: 'Description', of: ({ description }) => description },
    { name: 'Project group', of: ({ groupId }) => store.groups.get(groupId)?.name ?? groupId },
    { name: 'Asks when a step fails', of: ({ guidedFailure }) => guidedFailure ?? null },
    {
      name: 'Lifecycle',
      of: ({ releases }) =>
        releases?.lifecycleId === undefined
          ? null
          : (store.lifecycles.get(releases.lifecycleId)?.name ?? releases.lifecycleId)
    },
    { name: 'Each channel keeps its own releases', of: ({ releases }) => releases?.hasDiscreteChannels ?? null },
    { name: 'Versions of releases', of: project => versioningText(store, project) },
    { name: 'Notes of releases', of: ({ releases }) => releases?.notesTemplate ?? null },
    { name: 'Approvals', of: ({ releases }) => approvalText(releases?.approval) },
    { name: 'Tenants', of: ({ releases }) => releases?.tenancy ?? null },
    { name: 'Older deployments stay in the queue', of: ({ releases }) => releases?.keepsQueued ?? null },
    { name: 'Disabled', of: ({ releases }) => releases?.isDisabled ?? null }
  ],
  refs: ({ id }) => ({ projectId: id })
})

/** Where versions come from; null for the newest one plus one. */
function versioningText(store: Store, { id, releases }: Project): string | null {
  const versioning = releases?.versioning
  if (versioning === undefined) return null
  if (versioning.from === 'template') return versioning.template
  const slot = slotsOf(processOf(store, id).steps).find(item => isSameSlot(item, versioning))
  return `that of the package of ${slotName(slot ?? { name: versioning.actionId, reference: versioning.reference })}`
}

/** Runbooks refer to environments, which people know by name. */
export const runbookAudit = ({ environments }: Store): Audited<Runbook> => ({
  kind: 'runbook',
  word: 'runbook',
  fields: [
    name,
    { name: 'Description', of: ({ description }) => description },
    { name: 'Runs in all environments', of: ({ environments: where }) => where.kind === 'all' },
    {
      name: 'Environments',
      of: ({ environments: where }) => ({
        list: where.kind === 'all' ? [] : where.ids.map(id => environments.get(id)?.name ?? id)
      })
    },
    {
      name: 'Asks when a step fails',
      of: ({ guidedFailure }) => guidedFailure ?? 'as the environment says'
    }
  ],
  refs: ({ projectId }) => ({ projectId })
})

export const policyAudit: Audited<Policy> = {
  kind: 'policy',
  word: 'policy',
  fields: [
    name,
    { name: 'Description', of: ({ description }) => description },
    { name: 'Minutes between checks', of: ({ intervalMinutes }) => intervalMinutes ?? 'on demand' },
    { name: 'Connection only', of: ({ isConnectionOnly }) => isConnectionOnly },
    { name: 'Warns below megabytes', of: ({ warnBelowMegabytes }) => warnBelowMegabytes },
    { name: 'Programs', of: ({ requiredTools }) => ({ list: requiredTools }) },
    { name: 'Script', of: ({ script }) => ({ script }) }
  ]
}

/** An approval rule in words, such as `2, for 24 hours each`; null for none. */
export const approvalText = (rule: ApprovalRule | undefined): string | null => {
  if (rule === undefined) return null
  return rule.hours === undefined ? String(rule.count) : `${rule.count}, for ${countOf(rule.hours, 'hour')} each`
}

/** Freezes refer to projects and environments, which people know by name. */
export const freezeAudit = ({ projects, environments }: Store): Audited<Freeze> => ({
  kind: 'freeze',
  word: 'freeze',
  fields: [
    name,
    { name: 'Description', of: ({ description }) => description },
    { name: 'Begins', of: ({ startsAt }) => new Date(startsAt).toISOString() },
    { name: 'Ends', of: ({ endsAt }) => new Date(endsAt).toISOString() },
    { name: 'Comes again', of: ({ repeats }) => repeats ?? null },
    {
      name: 'Projects',
      of: ({ projects: which }) => ({ list: which?.map(id => projects.get(id)?.name ?? id) ?? ['all'] })
    },
    {
      name: 'Environments',
      of: ({ environments: which }) => ({ list: which?.map(id => environments.get(id)?.name ?? id) ?? ['all'] })
    }
  ]
})
