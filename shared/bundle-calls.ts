import { z } from 'zod'
import type { BundleRecord } from './bundle/record'
import { type BundleState, bundleStates } from './bundle/state'
import { call } from './call'
import type { DeploymentSummary } from './deployment'
import type { Titled } from './deployment-title'
import * as ids from './ids'

const path = z.string().min(1).max(4096)
/** A file in base64; 64 MB are far more than the log of any bundle. */
const receiptContent = z.string().max(85_333_336, 'must be at most 64 MB')

export const bundleCalls = {
  /** The bundles of a deployment, in the order in which they were written. */
  'bundle.list': call(z.strictObject({ deploymentId: ids.deploymentId })).returns<readonly BundleView[]>(),
  /** All bundles of the workspace and what came back of them, newest first. */
  'bundle.all': call(
    z.strictObject({
      state: z.enum(bundleStates).optional(),
      targetId: ids.targetId.optional(),
      skip: z.number().int().nonnegative().default(0),
      limit: z.number().int().min(1).max(1000).default(100)
    })
  ).returns<BundleListing>(),
  /** Copies a bundle into a folder that the person chooses; null when they chose none. */
  'bundle.save': call(z.strictObject({ id: ids.bundleId })).returns<{ readonly path: string } | null>(),
  /** The key that signs bundles; it is made when there is none. */
  'bundle.key': call(z.strictObject({})).returns<{ readonly publicKey: string; readonly words: string }>(),
  /** Takes in receipts that lie on this machine. */
  'receipt.import': call(z.strictObject({ paths: z.array(path).min(1).max(100) })).returns<
    readonly ImportedReceipt[]
  >(),
  /** Takes in a receipt by its bytes, over which its code was made, such as that of a file dropped on the window. */
  'receipt.importFile': call(z.strictObject({ content: receiptContent })).returns<TakenReceiptView>()
}

/** A bundle as screens see it: no secret. */
export type BundleView = Omit<BundleRecord, 'seed'> & {
  /** Of the key that signed it, in words. */
  readonly words: string
  /** Whether it still lies where it was written to. */
  readonly isThere: boolean
}

/** A bundle in the list of all. */
export interface ListedBundle {
  readonly id: ids.BundleId
  readonly targetId: ids.TargetId
  readonly targetName: string
  /** What it carries a part of; null where that is not known any more. */
  readonly deployment: (Titled & Pick<DeploymentSummary, 'id'>) | null
  readonly path: string
  /** Whether it still lies there. */
  readonly isThere: boolean
  readonly createdAt: number
  readonly state: BundleState
  readonly acknowledgedAt: number | null
  readonly runs: number
  /** How many of the runs its receipt does not tell of. */
  readonly missing: number
  readonly refused: BundleRecord['refused'] | null
}

export interface BundleListing {
  /** Those that match, from `skip` on, at most `limit`. */
  readonly bundles: readonly ListedBundle[]
  /** How many match in all. */
  readonly total: number
  /** The targets that bundles were written for, by name, whatever was asked for. */
  readonly targets: readonly { readonly id: ids.TargetId; readonly name: string }[]
}

/** What became of a receipt that was taken in. */
export interface TakenReceiptView {
  readonly deploymentId: ids.DeploymentId
  readonly targetName: string
  /** How many runs it told of. */
  readonly returned: number
  /** How many runs of the bundle it does not tell of yet. */
  readonly missing: number
  /** Of the deployment, in a sentence. */
  readonly summary: string
}

/** What became of one file. */
export type ImportedReceipt =
  | ({ readonly kind: 'imported'; readonly path: string } & TakenReceiptView)
  | { readonly kind: 'refused'; readonly path: string; readonly message: string; readonly remedy: string }
