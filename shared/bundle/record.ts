import { z } from 'zod'
import { bundleId, deploymentId, runId, secretId, sha256, targetId } from '../ids'
import { heldPackage } from './format'

const moment = z.number().int().nonnegative()

/** A bundle that was written here: what its receipts are held against. */
export const bundleRecord = z.strictObject({
  id: bundleId,
  deploymentId,
  targetId,
  targetName: z.string(),
  /** SHA-256 of its `manifest.sha256`. */
  manifest: sha256,
  /** Where it was written to, on this machine. */
  path: z.string(),
  form: z.enum(['folder', 'archive']),
  /** What receipts are checked by, in the vault. */
  seed: secretId,
  bytes: moment,
  createdAt: moment,
  runs: z.array(runId),
  /** When a receipt of it came in first; null before. Milliseconds since 1970 UTC. */
  acknowledgedAt: moment.nullable(),
  /** When the newest receipt that is in was written, by the clock there. */
  receiptWrittenAt: moment.nullable(),
  /** The log that it was made of: when that began, by the clock there, and how long it was. Absent where nobody noted it. */
  receiptLog: z.strictObject({ beganAt: moment, events: moment }).optional(),
  /** The packages that the target had by that receipt. */
  has: z.array(heldPackage),
  /** How many of its runs that receipt does not tell of; absent before there is one. */
  missing: moment.optional(),
  /** Why the last file that claimed to be its receipt was not taken in; absent once one was. */
  refused: z.strictObject({ at: moment, message: z.string(), remedy: z.string() }).optional()
})
export type BundleRecord = z.infer<typeof bundleRecord>

/** A key that signs in the name of a workspace: its bundles, or its approvals. One record for each purpose. */
export const bundleKey = z.strictObject({
  id: z.enum(['bundle-key', 'approval-key']),
  /** PEM. */
  publicKey: z.string(),
  secret: secretId,
  createdAt: moment
})
export type BundleKey = z.infer<typeof bundleKey>
