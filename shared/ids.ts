import { z } from 'zod'

/**
 * Identities are `<prefix>-<10 lower-case letters or digits>`. The narrow alphabet keeps them safe as file names,
 * URL parts and object keys, so an id from outside can never be a path or `__proto__`.
 */
const id = <P extends string>(prefix: P) =>
  z
    .string()
    .regex(new RegExp(`^${prefix}-[a-z0-9]{10}$`), `must be an id such as ${prefix}-0a1b2c3d4e`)
    .brand<P>()

export const environmentId = id('environment')
export const accountId = id('account')
export const targetId = id('target')
export const jumpHostId = id('jump')
export const policyId = id('policy')
export const projectGroupId = id('group')
export const projectId = id('project')
export const stepId = id('step')
export const actionId = id('action')
export const variableId = id('variable')
export const librarySetId = id('library')
export const certificateId = id('certificate')
export const channelId = id('channel')
export const runbookId = id('runbook')
export const releaseId = id('release')
export const deploymentId = id('deployment')
export const artifactId = id('artifact')
export const secretId = id('secret')
export const packageRecordId = id('package')
export const feedId = id('feed')
export const packageImportId = id('import')
export const bundleId = id('bundle')
export const lifecycleId = id('lifecycle')
export const phaseId = id('phase')
export const freezeId = id('freeze')
export const triggerId = id('trigger')
export const workspaceId = id('workspace')
export const apiKeyId = id('apikey')
export const tenantId = id('tenant')

export type EnvironmentId = z.infer<typeof environmentId>
export type AccountId = z.infer<typeof accountId>
export type TargetId = z.infer<typeof targetId>
export type JumpHostId = z.infer<typeof jumpHostId>
export type PolicyId = z.infer<typeof policyId>
export type ProjectGroupId = z.infer<typeof projectGroupId>
export type ProjectId = z.infer<typeof projectId>
export type StepId = z.infer<typeof stepId>
export type ActionId = z.infer<typeof actionId>
export type VariableId = z.infer<typeof variableId>
export type LibrarySetId = z.infer<typeof librarySetId>
export type CertificateId = z.infer<typeof certificateId>
export type ChannelId = z.infer<typeof channelId>
export type RunbookId = z.infer<typeof runbookId>
export type ReleaseId = z.infer<typeof releaseId>
export type DeploymentId = z.infer<typeof deploymentId>
export type ArtifactId = z.infer<typeof artifactId>
export type SecretId = z.infer<typeof secretId>
export type PackageRecordId = z.infer<typeof packageRecordId>
export type FeedId = z.infer<typeof feedId>
export type PackageImportId = z.infer<typeof packageImportId>
export type BundleId = z.infer<typeof bundleId>
export type LifecycleId = z.infer<typeof lifecycleId>
export type PhaseId = z.infer<typeof phaseId>
export type FreezeId = z.infer<typeof freezeId>
export type TriggerId = z.infer<typeof triggerId>
export type WorkspaceId = z.infer<typeof workspaceId>
export type ApiKeyId = z.infer<typeof apiKeyId>
export type TenantId = z.infer<typeof tenantId>

/** Lower-case hex SHA-256: names a release snapshot by its content. */
export const sha256 = z
  .string()
  .regex(/^[0-9a-f]{64}$/, 'must be a SHA-256 in lower-case hex')
  .brand<'sha256'>()
export type Sha256 = z.infer<typeof sha256>

/**
 * One action in one place inside a plan: `<step>.<target id>`, `<step>.here`, or `<step>-<action>.…` where the step has
 * several actions; both count from 1. `acquire.…` brings packages there. Unique within a deployment.
 */
export const runId = z
  .string()
  .regex(
    /^(acquire|[1-9][0-9]{0,3}(-[1-9][0-9]?)?)\.(here|target-[a-z0-9]{10})$/,
    'must be a run id such as 1.target-0a1b2c3d4e'
  )
  .brand<'run'>()
export type RunId = z.infer<typeof runId>
