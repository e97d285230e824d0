import { z } from 'zod'
import { bundleId, deploymentId, runId, sha256, targetId } from '../ids'
import { logLevels } from '../log'

/** Counts up with every change that an older runner or reader would misread. */
export const bundleFormat = 1

const moment = z.number().int().nonnegative()

/** A bundle's `manifest.json`: what it is, for people and programs. Files and hashes are in `manifest.sha256`. */
export const bundleManifest = z.strictObject({
  format: z.literal(bundleFormat),
  bundle: bundleId,
  deployment: deploymentId,
  project: z.string(),
  release: z.strictObject({ version: z.string(), snapshot: sha256 }),
  environment: z.string(),
  /** Absent for no tenant. */
  tenant: z.string().optional(),
  target: z.strictObject({ id: targetId, name: z.string() }),
  createdAt: moment,
  createdBy: z.string(),
  /** `password`: secrets and receipts rest on it. `open`: there are no secrets, and anybody can make a receipt. */
  key: z.enum(['password', 'open']),
  actions: z.array(
    z.strictObject({
      /** From 1. */
      number: z.number().int().positive(),
      run: runId,
      name: z.string(),
      kind: z.enum(['script', 'deploy-package', 'transfer-package', 'package-script']),
      /** Of `actions/`. */
      folder: z.string()
    })
  ),
  packages: z.array(
    z.strictObject({
      sha256,
      packageId: z.string(),
      version: z.string(),
      fileName: z.string(),
      /** Whether all of its content is in the bundle; else the target has the rest from an earlier one. */
      isHere: z.boolean()
    })
  )
})
export type BundleManifest = z.infer<typeof bundleManifest>

/**
 * A package that a target has, as `<sha256>.<form>`. Receipts of runners that did not tell forms have the hash alone, which
 * says nothing that could be relied on.
 */
export const heldPackage = z.string().regex(/^[0-9a-f]{64}(\.(tar|file))?$/)

const ofRun = { at: moment, run: runId }

/** What the runner noted, in the order in which it happened. Times are milliseconds since 1970 UTC, of that machine. */
const receiptEvent = z.discriminatedUnion('kind', [
  /** The runner was started: by whom. Once for each time it was. */
  z.strictObject({ kind: z.literal('began'), at: moment, by: z.string() }),
  z.strictObject({ kind: z.literal('action-started'), ...ofRun, attempt: z.number().int().positive() }),
  z.strictObject({
    kind: z.literal('line'),
    at: moment,
    /** Null for what the runner says about the whole. */
    run: runId.nullable(),
    stream: z.enum(['stdout', 'stderr']),
    level: z.enum(logLevels),
    text: z.string()
  }),
  z.strictObject({
    kind: z.literal('output'),
    ...ofRun,
    name: z.string(),
    value: z.discriminatedUnion('kind', [
      z.strictObject({ kind: z.literal('text'), text: z.string() }),
      /** A sensitive one, encrypted for whoever has the bundle's key. Base64. */
      z.strictObject({ kind: z.literal('sealed'), sealed: z.base64() }),
      /** A sensitive one of a bundle without a password: it is not passed on. */
      z.strictObject({ kind: z.literal('withheld') })
    ])
  }),
  z.strictObject({
    kind: z.literal('artifact'),
    ...ofRun,
    name: z.string(),
    /** Where the copy is on that machine. */
    path: z.string(),
    bytes: z.number().int().nonnegative(),
    sha256
  }),
  z.strictObject({
    kind: z.literal('action-ended'),
    ...ofRun,
    /** `unknown`: the runner was ended while the action was under way. */
    state: z.enum(['succeeded', 'failed', 'timed-out', 'skipped', 'unknown']),
    /** Null where nothing exited. */
    code: z.number().int().nullable(),
    /** Whether another attempt follows. */
    isRetried: z.boolean(),
    /** Why, in a sentence; empty for nothing to say. */
    message: z.string()
  }),
  z.strictObject({ kind: z.literal('ended'), at: moment, outcome: z.enum(['succeeded', 'failed', 'stopped']) })
])
export type ReceiptEvent = z.infer<typeof receiptEvent>

/** What comes back from the far end. The file has a last member besides: `mac`, over everything in front of it. */
export const receipt = z.strictObject({
  format: z.literal(bundleFormat),
  bundle: bundleId,
  deployment: deploymentId,
  /** SHA-256 of the bundle's `manifest.sha256`. */
  manifest: sha256,
  /** Version of the runner. */
  runner: z.string(),
  key: z.enum(['password', 'open']),
  host: z.strictObject({ name: z.string(), system: z.string(), kernel: z.string(), user: z.string() }),
  writtenAt: moment,
  /** How the runner's last start ended; null while it is under way, or when it was killed. */
  outcome: z.enum(['succeeded', 'failed', 'stopped']).nullable(),
  /** Packages that the target has now: the next bundle may leave them out. */
  packages: z.array(heldPackage),
  events: z.array(receiptEvent)
})
export type Receipt = z.infer<typeof receipt>
