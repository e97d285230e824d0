import type {
  AccountId,
  ActionId,
  ApiKeyId,
  BundleId,
  CertificateId,
  ChannelId,
  DeploymentId,
  EnvironmentId,
  FeedId,
  FreezeId,
  JumpHostId,
  LibrarySetId,
  LifecycleId,
  PackageImportId,
  PackageRecordId,
  PhaseId,
  PolicyId,
  ProjectGroupId,
  ProjectId,
  ReleaseId,
  RunbookId,
  StepId,
  TargetId,
  TenantId,
  TriggerId,
  VariableId,
  WorkspaceId
} from '@shared/ids'

interface IdByKind {
  readonly environment: EnvironmentId
  readonly account: AccountId
  readonly target: TargetId
  readonly jump: JumpHostId
  readonly group: ProjectGroupId
  readonly project: ProjectId
  readonly step: StepId
  readonly action: ActionId
  readonly variable: VariableId
  readonly release: ReleaseId
  readonly runbook: RunbookId
  readonly deployment: DeploymentId
  readonly policy: PolicyId
  readonly library: LibrarySetId
  readonly certificate: CertificateId
  readonly package: PackageRecordId
  readonly feed: FeedId
  readonly import: PackageImportId
  readonly bundle: BundleId
  readonly lifecycle: LifecycleId
  readonly phase: PhaseId
  readonly channel: ChannelId
  readonly freeze: FreezeId
  readonly trigger: TriggerId
  readonly workspace: WorkspaceId
  readonly apikey: ApiKeyId
  readonly tenant: TenantId
}

/** Makes an id of a kind, such as `environment-0a1b2c3d4e`. */
export type NewId = <Kind extends keyof IdByKind>(kind: Kind) => IdByKind[Kind]

const alphabet = 'abcdefghijklmnopqrstuvwxyz0123456789'
const length = 10
/** Bytes from here on would make the first letters likelier than the others. */
const fairLimit = 256 - (256 % alphabet.length)

/** Ids from a source of random bytes: `random(n)` gives `n` of them. */
export function createIds(random: (count: number) => Uint8Array): NewId {
  const suffix = (): string => {
    let text = ''
    while (text.length < length) {
      for (const byte of random(length)) {
        if (byte < fairLimit && text.length < length) text += alphabet[byte % alphabet.length]
      }
    }
    return text
  }
  return <Kind extends keyof IdByKind>(kind: Kind) => `${kind}-${suffix()}` as IdByKind[Kind]
}
