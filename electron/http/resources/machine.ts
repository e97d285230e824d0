import type { HealthStatus, HealthView } from '@shared/model/health'
import { type Target, whereOf } from '@shared/model/target'
import type { Space } from '../request'
import { type JsonObject, slugOf, timeOf } from '../wire'
import { inSpace } from './common'
import { participationWord } from './tenancy'

export const healthWords: Readonly<Record<HealthStatus, string>> = {
  healthy: 'Healthy',
  'has-warnings': 'HasWarnings',
  unhealthy: 'Unhealthy',
  unavailable: 'Unavailable',
  unknown: 'Unknown'
}

export const machineKinds: Readonly<Record<Target['kind'], string>> = {
  ssh: 'Ssh',
  // Commands on this machine and packages for nobody: the closest that Octopus has.
  local: 'None',
  offline: 'OfflineDrop'
}

/** @param health null where it was never looked at */
export const machineResource = (space: Space, target: Target, health: HealthView | null): JsonObject => ({
  ...inSpace(space, 'machines', target.id),
  Name: target.name,
  Slug: slugOf(target.name),
  EnvironmentIds: target.environmentIds,
  Roles: target.roles,
  TenantIds: target.tenancy?.tenantIds ?? [],
  TenantTags: target.tenancy?.tags ?? [],
  TenantedDeploymentParticipation: participationWord(target.tenancy),
  IsDisabled: target.isDisabled,
  IsInProcess: health?.isChecking ?? false,
  HealthStatus: healthWords[health?.status ?? 'unknown'],
  HasLatestCalamari: true,
  StatusSummary: health?.summary ?? '',
  HealthLastChecked: timeOf(health?.checkedAt ?? null),
  MachinePolicyId: 'policyId' in target ? target.policyId : null,
  Uri: whereOf(target),
  Thumbprint: target.kind === 'ssh' ? (target.hostKey?.fingerprint ?? null) : null,
  Endpoint: {
    CommunicationStyle: machineKinds[target.kind],
    ...(target.kind === 'ssh' ? { Host: target.host, Port: target.port, AccountId: target.accountId } : {})
  }
})
