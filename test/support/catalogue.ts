import type { DeploymentSummary } from '@shared/deployment'
import type {
  AccountId,
  CertificateId,
  ChannelId,
  DeploymentId,
  EnvironmentId,
  LifecycleId,
  PhaseId,
  ProjectGroupId,
  ProjectId,
  ReleaseId,
  Sha256,
  TenantId
} from '@shared/ids'
import type { ChannelListing, LifecycleListing } from '@shared/lifecycle-calls'
import type { AccountView } from '@shared/model/account'
import type { CertificateView } from '@shared/model/certificate'
import type { Environment } from '@shared/model/environment'
import type { Phase } from '@shared/model/lifecycle'
import type { Project, ProjectGroup } from '@shared/model/project'
import type { Release } from '@shared/model/release'
import type { Tenant } from '@shared/model/tenant'
import { calm } from './summaries'

const digits = (n: number): string => String(n).padStart(10, '0')

export const environmentIdOf = (n: number) => `environment-${digits(n)}` as EnvironmentId
export const projectIdOf = (n: number) => `project-${digits(n)}` as ProjectId
export const releaseIdOf = (n: number) => `release-${digits(n)}` as ReleaseId
export const deploymentIdOf = (n: number) => `deployment-${digits(n)}` as DeploymentId

export const anEnvironment = (n: number, changes: Partial<Environment> = {}): Environment => ({
  id: environmentIdOf(n),
  name: `Environment ${n}`,
  description: '',
  isProduction: false,
  sortOrder: n,
  ...changes
})

export const tenantIdOf = (n: number) => `tenant-${digits(n)}` as TenantId

/** Tenant `n`, which gets project 1 in environment 1. */
export const aTenant = (n: number, changes: Partial<Tenant> = {}): Tenant => ({
  id: tenantIdOf(n),
  name: `Tenant ${n}`,
  description: '',
  tags: [],
  projects: [{ projectId: projectIdOf(1), environmentIds: [environmentIdOf(1)] }],
  ...changes
})

export const aGroup = (n: number): ProjectGroup => ({ id: `group-${digits(n)}` as ProjectGroupId, name: `Group ${n}` })

export const aProject = (n: number, changes: Partial<Project> = {}): Project => ({
  id: projectIdOf(n),
  name: `Project ${n}`,
  description: '',
  groupId: aGroup(1).id,
  createdAt: n,
  ...changes
})

export const aRelease = (n: number, changes: Partial<Release> = {}): Release => ({
  id: releaseIdOf(n),
  projectId: projectIdOf(1),
  version: `1.0.${n}`,
  notes: '',
  createdAt: n,
  createdBy: 'ada',
  snapshot: 'a'.repeat(64) as Sha256,
  ...changes
})

export const lifecycleIdOf = (n: number) => `lifecycle-${digits(n)}` as LifecycleId
export const channelIdOf = (n: number) => `channel-${digits(n)}` as ChannelId
export const phaseIdOf = (n: number) => `phase-${digits(n)}` as PhaseId

/** Lifecycle `n`, in which each environment is a phase. The first is the default one. */
export const aLifecycle = (n: number, changes: Partial<LifecycleListing> = {}): LifecycleListing => ({
  id: lifecycleIdOf(n),
  name: `Lifecycle ${n}`,
  description: '',
  phases: [],
  retention: { keep: 'forever' },
  isDefault: n === 1,
  usedBy: [],
  ...changes
})

/** A phase with these environments, to which releases are brought by hand. */
export const aPhase = (n: number, environments: readonly number[], changes: Partial<Phase> = {}): Phase => ({
  id: phaseIdOf(n),
  name: `Phase ${n}`,
  environments: environments.map(number => ({ id: environmentIdOf(number), isAutomatic: false })),
  minimum: 0,
  isOptional: false,
  ...changes
})

/** Channel `n` of project 1. The first is the default one. */
export const aChannel = (n: number, changes: Partial<ChannelListing> = {}): ChannelListing => ({
  id: channelIdOf(n),
  projectId: projectIdOf(1),
  name: `Channel ${n}`,
  description: '',
  rules: [],
  isDefault: n === 1,
  releases: 0,
  troubles: [],
  ...changes
})

export const anAccount = (n: number, changes: Partial<AccountView> = {}): AccountView => ({
  id: `account-${digits(n)}` as AccountId,
  kind: 'agent',
  name: `Account ${n}`,
  username: 'deploy',
  sudo: { kind: 'none', hasOwnPassword: false },
  hasPassphrase: false,
  ...changes
})

/** Deployment `n` of release 1.0.1 of project 1 to environment 1, queued at `n`. */
export const aSummary = (n: number, changes: Partial<DeploymentSummary> = {}): DeploymentSummary => ({
  id: deploymentIdOf(n),
  projectId: projectIdOf(1),
  projectName: 'Project 1',
  releaseId: releaseIdOf(1),
  releaseVersion: '1.0.1',
  environmentId: environmentIdOf(1),
  environmentName: 'Environment 1',
  state: 'running',
  outcome: null,
  hasWarnings: false,
  runsDone: 0,
  runsTotal: 2,
  queuedAt: n,
  queuedBy: 'ada',
  startedAt: n,
  finishedAt: null,
  ...calm,
  summary: null,
  ...changes
})

export const aCertificate = (n: number, changes: Partial<CertificateView> = {}): CertificateView => ({
  id: `certificate-${digits(n)}` as CertificateId,
  name: `Certificate ${n}`,
  notes: '',
  format: 'pkcs12',
  thumbprint: String(n).padStart(40, 'A'),
  subject: `CN=host-${n}.example, O=Acme`,
  subjectCommonName: `host-${n}.example`,
  issuer: 'CN=Test CA, O="Acme, Inc.", C=DE',
  notBefore: 0,
  notAfter: Date.UTC(2100, 0, 1),
  hasPrivateKey: true,
  usedBy: 0,
  ...changes
})
