import type { Deployment } from '@shared/deployment'
import { placeOf, titledOf } from '@shared/deployment-title'
import type { Space } from '../request'
import { type JsonObject, timeOf } from '../wire'
import { processIdOf, taskIdOf, variableSetIdOf } from '../wire-ids'
import { inSpace } from './common'

/** What deployments and runs of runbooks have in common. */
const executionFields = (deployment: Deployment): JsonObject => {
  const { plan, id } = deployment
  const { choices } = plan
  return {
    ProjectId: plan.project.id,
    EnvironmentId: plan.environment.id,
    TenantId: plan.tenant?.id ?? null,
    TaskId: taskIdOf(id),
    ManifestVariableSetId: variableSetIdOf(plan.project.id),
    Created: timeOf(deployment.queuedAt),
    QueueTime: timeOf(deployment.startAt),
    QueueTimeExpiry: timeOf(deployment.expiresAt),
    Comments: deployment.comment ?? '',
    SkipActions: choices?.skip ?? [],
    SpecificMachineIds: choices?.only ?? [],
    ExcludedMachineIds: choices?.without ?? [],
    // Answers to sensitive prompts are in the vault; that there was one is all that is told.
    FormValues: Object.fromEntries(
      (plan.answers ?? []).map(answer => [answer.variableId, 'value' in answer ? answer.value : '********'])
    ),
    UseGuidedFailure: plan.isGuided === true,
    ForcePackageDownload: false,
    FailureEncountered: deployment.state === 'finished' && deployment.outcome === 'failed',
    Priority: deployment.slot?.hasPriority === true ? 'On' : 'LifecycleDefault'
  }
}

/** @param defaultChannel of the project, for a plan that is older than channels */
export const deploymentResource = (
  space: Space,
  deployment: Deployment,
  defaultChannel: string | null
): JsonObject => ({
  ...inSpace(space, 'deployments', deployment.id),
  Name: `Deploy to ${placeOf(titledOf(deployment.plan))}`,
  ReleaseId: deployment.plan.release.id,
  ChannelId: deployment.plan.channelId ?? defaultChannel,
  DeploymentProcessId: processIdOf(deployment.plan.project.id),
  DeployedBy: deployment.queuedBy,
  DeployedById: null,
  DeployedToMachineIds: deployment.plan.targets.map(({ id }) => id),
  ForcePackageRedeployment: false,
  Changes: [],
  ChangesMarkdown: '',
  TentacleRetentionPeriod: null,
  ...executionFields(deployment)
})

/** A run of a runbook; the plan of `deployment` says which. */
export const runbookRunResource = (space: Space, deployment: Deployment): JsonObject => ({
  ...inSpace(space, 'runbookRuns', deployment.id),
  Name: `Run in ${placeOf(titledOf(deployment.plan))}`,
  RunbookId: deployment.plan.runbook?.id ?? null,
  RunbookSnapshotId: deployment.plan.release.id,
  FrozenRunbookProcessId: deployment.plan.release.snapshot,
  RunBy: deployment.queuedBy,
  RunById: null,
  DeployedToMachineIds: deployment.plan.targets.map(({ id }) => id),
  ...executionFields(deployment)
})
