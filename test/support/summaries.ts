import type { DeploymentSummary, Outcome } from '@shared/deployment'
import type { DeploymentId, RunbookId } from '@shared/ids'
import { ids } from './plans'

/** What a summary says of a deployment that nobody asks anything and nobody planned for later. */
export const calm = {
  runbook: null,
  isWaiting: false,
  isPaused: false,
  waitsFor: null,
  openQuestions: 0,
  startAt: null,
  expiresAt: null
} as const

export const deploymentIds = (n: number): DeploymentId => `deployment-${String(n).padStart(10, '0')}` as DeploymentId

/** The deployment of Shop 1.0.0 to Test, which has just been queued. */
export const deploymentSummary = (changes: Partial<DeploymentSummary> = {}): DeploymentSummary => ({
  ...calm,
  id: deploymentIds(1),
  projectId: ids.project,
  projectName: 'Shop',
  releaseId: ids.release,
  releaseVersion: '1.0.0',
  environmentId: ids.environment(),
  environmentName: 'Test',
  state: 'queued',
  outcome: null,
  hasWarnings: false,
  runsDone: 0,
  runsTotal: 1,
  queuedAt: 1,
  queuedBy: 'ada',
  startedAt: null,
  finishedAt: null,
  summary: null,
  ...changes
})

/** The same once it is over. */
export const finishedSummary = (outcome: Outcome, changes: Partial<DeploymentSummary> = {}): DeploymentSummary =>
  deploymentSummary({
    state: 'finished',
    outcome,
    runsDone: 1,
    startedAt: 2,
    finishedAt: 5,
    summary: outcome,
    ...changes
  })

export const runbookOf = (name: string, n = 1) => ({
  id: `runbook-${String(n).padStart(10, '0')}` as RunbookId,
  name
})
