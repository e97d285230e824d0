import { z } from 'zod'
import { call } from './call'
import type { DeploymentSummary } from './deployment'
import { projectId, runbookId } from './ids'
import { stepInputs } from './model/process'
import type { Release, ReleaseDetails } from './model/release'
import { type Runbook, runbookInput } from './model/runbook'

const about = z.strictObject({ id: runbookId })

/** The part of the contract that is about runbooks. `deployment.plan` and `deployment.start` run what `prepare` gives. */
export const runbookCalls = {
  /** The runbooks of a project, or of all, by name. */
  'runbook.list': call(z.strictObject({ projectId: projectId.optional() })).returns<readonly RunbookListing[]>(),
  'runbook.get': call(about).returns<RunbookDetails>(),
  'runbook.create': call(z.strictObject({ projectId, value: runbookInput })).returns<Runbook>(),
  /** Name, description and where it may be run; `runbook.save` has the steps. */
  'runbook.update': call(about.extend({ value: runbookInput })).returns<Runbook>(),
  'runbook.save': call(about.extend({ version: z.number().int().nonnegative(), steps: stepInputs })).returns<Runbook>(),
  /** Freezes steps and variables as they are now; what was published before stays what it was. */
  'runbook.publish': call(about).returns<Release>(),
  /** What a run plans and starts with: what was published, or a snapshot of the draft. */
  'runbook.prepare': call(about.extend({ isDraft: z.boolean() })).returns<Release>(),
  /** Deletes the runbook with its snapshots and its runs; refused while it runs. `confirmName` must repeat its name. */
  'runbook.delete': call(about.extend({ confirmName: z.string().max(300) })).returns<null>()
} as const

/** A runbook as lists show it. */
export interface RunbookListing extends Omit<Runbook, 'published'> {
  /** Null as long as nothing was published. */
  readonly published: Release | null
  /** Whether steps or variables were changed since it was published; false as long as it was not. */
  readonly isOutdated: boolean
  /** Its newest run; null for none. */
  readonly lastRun: DeploymentSummary | null
}

export interface RunbookDetails {
  readonly runbook: Runbook
  /** What was published last; null as long as nothing was. */
  readonly published: ReleaseDetails | null
}
