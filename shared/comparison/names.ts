import type { AccountId, CertificateId, ChannelId, EnvironmentId, FeedId, ProjectId, TargetId } from '../ids'

/** What ids in releases are called now. What is gone is called by its id. */
export interface ComparisonNames {
  readonly environment: (id: EnvironmentId) => string
  readonly target: (id: TargetId) => string
  readonly project: (id: ProjectId) => string
  readonly channel: (id: ChannelId) => string
  readonly feed: (id: FeedId) => string
  readonly reference: (id: AccountId | CertificateId) => string
}

/** Two ids may be called the same: then their ids tell them apart. */
export const toldApart = (
  before: { readonly id: string; readonly name: string },
  after: { readonly id: string; readonly name: string }
): readonly [string, string] =>
  before.name === after.name && before.id !== after.id
    ? [`${before.name} (${before.id})`, `${after.name} (${after.id})`]
    : [before.name, after.name]
