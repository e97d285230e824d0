import type * as ids from '@shared/ids'

interface IdKinds {
  readonly project: ids.ProjectId
  readonly release: ids.ReleaseId
  readonly runbook: ids.RunbookId
  readonly deployment: ids.DeploymentId
  readonly target: ids.TargetId
  readonly jump: ids.JumpHostId
  readonly library: ids.LibrarySetId
  readonly lifecycle: ids.LifecycleId
  readonly channel: ids.ChannelId
  readonly environment: ids.EnvironmentId
  readonly tenant: ids.TenantId
  readonly package: ids.PackageRecordId
}

/** An id out of an address; null when it cannot be one, because anybody may type an address. */
export const routeId = <Kind extends keyof IdKinds>(kind: Kind, text: string | undefined): IdKinds[Kind] | null =>
  text !== undefined && new RegExp(`^${kind}-[a-z0-9]{10}$`).test(text) ? (text as IdKinds[Kind]) : null
