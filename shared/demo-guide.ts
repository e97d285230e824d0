import { z } from 'zod'
import { call } from './call'
import { type DeploymentId, environmentId, projectId, releaseId, runbookId, targetId } from './ids'

/** What the guide of the demo leads through, in order. */
export const guideSteps = ['dashboard', 'compare', 'explain', 'plan', 'deploy', 'mend', 'bundle'] as const
export type GuideStep = (typeof guideSteps)[number]

/** Those that are done by looking at something; the others follow from what was deployed, run and written. */
export const lookedAtSteps = ['dashboard', 'compare', 'explain', 'plan'] as const satisfies readonly GuideStep[]

/** What the guide is about. */
export const guideAbout = z.strictObject({
  projectId,
  /** The releases that are compared; the newer one is deployed. */
  before: releaseId,
  after: releaseId,
  production: environmentId,
  aboard: environmentId,
  runbookId,
  /** The target that the deployment fails on. */
  marked: targetId
})
export type GuideAbout = z.infer<typeof guideAbout>

/** What is kept of the guide: what it is about, and what nothing else tells. Only the demo has it. */
export const guideRecord = z.strictObject({
  about: guideAbout,
  lookedAt: z.array(z.enum(lookedAtSteps)),
  skipped: z.array(z.enum(guideSteps)),
  isPutAway: z.boolean()
})
export type GuideRecord = z.infer<typeof guideRecord>

/** The guide as the window shows it. */
export interface DemoGuide {
  readonly about: GuideAbout
  readonly steps: readonly { readonly step: GuideStep; readonly state: 'done' | 'skipped' | 'open' }[]
  readonly isPutAway: boolean
  /** The newest deployment of the project to Production, where values can be asked about; null before there is one. */
  readonly explained: DeploymentId | null
  /** The newest one of the newer release to Production; null before there is one. */
  readonly deployed: DeploymentId | null
  /** Whether the runbook was run and succeeded. */
  readonly isMended: boolean
  /** The deployment whose bundle was written; null before there is one. */
  readonly bundled: DeploymentId | null
  /** Whether a receipt of it is in. */
  readonly isReceiptIn: boolean
}

/** The part of the contract that is about the demo's guide. */
export const demoGuideCalls = {
  /** Null outside of the demo. */
  'demoGuide.get': call(z.strictObject({})).returns<DemoGuide | null>(),
  /** Refused outside of the demo. */
  'demoGuide.change': call(
    z.discriminatedUnion('change', [
      z.strictObject({ change: z.literal('looked-at'), step: z.enum(lookedAtSteps) }),
      z.strictObject({ change: z.literal('skipped'), step: z.enum(guideSteps), isSkipped: z.boolean() }),
      z.strictObject({ change: z.literal('put-away'), isPutAway: z.boolean() })
    ])
  ).returns<null>()
} as const
