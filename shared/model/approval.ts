import { z } from 'zod'
import { environmentId, projectId, releaseId, sha256 } from '../ids'

/** What has to be approved before it is deployed. Of a project and an environment the stricter one counts, each way. */
export const approvalRule = z.strictObject({
  /** How many people besides the one who deploys, each with a key of their own. */
  count: z.number().int().min(1, 'must be at least 1').max(10, 'must be at most 10'),
  /** For how many hours an approval counts; absent for as long as the plan stays the same. */
  hours: z.number().int().min(1).max(8760).optional()
})
export type ApprovalRule = z.infer<typeof approvalRule>

/** Somebody whose approvals count here: their key was compared with them by its words. */
export const approver = z.strictObject({
  /** SHA-256 of the public key. */
  id: sha256,
  name: z.string().trim().min(1, 'must not be empty').max(200),
  /** PEM. */
  publicKey: z.string().max(2000),
  addedAt: z.number(),
  addedBy: z.string()
})
export type Approver = z.infer<typeof approver>

/** An approval that was brought in; its id is `<plan hash>.<key>`. */
export const approval = z.strictObject({
  id: z.string(),
  planHash: sha256,
  projectId,
  releaseId,
  environmentId,
  /** The key that signed it. */
  approverId: sha256,
  name: z.string(),
  decision: z.enum(['approved', 'refused']),
  note: z.string().max(2000),
  /** By the clock of who approved. */
  at: z.number(),
  receivedAt: z.number()
})
export type Approval = z.infer<typeof approval>
