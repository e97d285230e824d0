import { createHash } from 'node:crypto'
import { readFile, stat } from 'node:fs/promises'
import type { Receipt } from '@shared/bundle/format'
import type { BundleRecord } from '@shared/bundle/record'
import type { ImportedReceipt, TakenReceiptView } from '@shared/bundle-calls'
import type { Failure } from '@shared/failure'
import { type BundleId, bundleId, type Sha256, sha256 } from '@shared/ids'
import { fail, ok, type Result } from '@shared/result'
import type { Secret } from '@shared/secret'
import type { ServiceContext } from './context'
import type { ServicePorts } from './ports'
import type { TakeReceipt } from './receipt-taking'

/** A receipt that was verified, and what it is of. */
export interface VerifiedReceipt {
  readonly bundle: BundleRecord
  readonly seed: Secret
  readonly receipt: Receipt
  /** Of the whole file. */
  readonly hash: Sha256
}

/** The most that is read of a receipt. Bytes. */
const largest = 64_000_000

/** Takes in what comes back from machines that nobody reaches, once it is sure that it is what it says. */
export function createReceipts(
  { store, now, exclusive, publish }: Pick<ServiceContext, 'store' | 'now' | 'exclusive' | 'publish'>,
  { offline }: Pick<ServicePorts, 'offline'>,
  take: TakeReceipt
) {
  const verified = async (bundle: BundleRecord, file: Uint8Array): Promise<Result<VerifiedReceipt>> => {
    const seed = await store.vault.open(bundle.seed)
    if (!seed.ok) return seed
    const read = offline.readReceipt(file, { bundle: bundle.id, manifest: bundle.manifest, seed: seed.value })
    if (!read.ok) return read
    if (read.value.deployment !== bundle.deploymentId) return fail(unknownBundle(bundle.id))
    if (tellsOfOthers(bundle, read.value)) return fail(ofOthers)
    const hash = sha256.parse(createHash('sha256').update(file).digest('hex'))
    return ok({ bundle, seed: seed.value, receipt: read.value, hash })
  }

  /** Remembers why what claims to be the receipt of a bundle was refused, so that whoever waits for it can see that. */
  const note = (id: BundleId, { message, remedy }: Failure): Promise<void> =>
    exclusive(async () => {
      const bundle = store.bundles.get(id)
      if (bundle === undefined) return
      await store.commit([store.bundles.putting({ ...bundle, refused: { at: now(), message, remedy } })])
      publish({ type: 'catalog.changed', entity: 'bundle' })
    })

  const importBytes = async (file: Uint8Array): Promise<Result<TakenReceiptView>> => {
    const claim = offline.claimedBundle(file)
    if (claim === null) return fail(noReceipt)
    const id = bundleId.safeParse(claim)
    const bundle = id.success ? store.bundles.get(id.data) : undefined
    if (bundle === undefined) return fail(unknownBundle(claim))
    const found = await verified(bundle, file)
    const taken = found.ok ? await take(found.value, openOutput) : found
    if (!taken.ok && isWorthNoting(taken.failure)) await note(bundle.id, taken.failure)
    return taken
  }
  const openOutput = offline.openOutput

  return {
    /** A file in base64. */
    importFile: (content: string): Promise<Result<TakenReceiptView>> => importBytes(Buffer.from(content, 'base64')),

    /** One after the other; one that is refused keeps none of the others back. */
    importFiles: async (paths: readonly string[]): Promise<Result<readonly ImportedReceipt[]>> => {
      const results: ImportedReceipt[] = []
      for (const path of paths) {
        const file = await fileAt(path)
        const taken = file.ok ? await importBytes(file.value) : file
        if (taken.ok) results.push({ kind: 'imported', path, ...taken.value })
        // With a closed vault the whole call is made again once it is open.
        else if (taken.failure.kind === 'vault-locked' || taken.failure.kind === 'vault-not-set-up') return taken
        else results.push({ kind: 'refused', path, message: taken.failure.message, remedy: taken.failure.remedy })
      }
      return ok(results)
    }
  }
}

/** No runner writes that: whoever made the receipt is after what goes to other targets. */
const tellsOfOthers = ({ runs }: BundleRecord, { events }: Receipt): boolean => {
  const own = new Set(runs)
  return events.some(event => 'run' in event && event.run !== null && !own.has(event.run))
}

/** Of a receipt that tells nothing new there is nothing to be done. */
const isWorthNoting = ({ kind, detail }: Failure): boolean =>
  kind === 'receipt-refused' && !['twice', 'older', 'nothing-open'].includes(detail?.reason ?? '')

async function fileAt(path: string): Promise<Result<Uint8Array>> {
  try {
    if ((await stat(path)).size > largest) return fail(unreadable(path, 'it is larger than 64 MB'))
    return ok(await readFile(path))
  } catch (error) {
    return fail(unreadable(path, error instanceof Error ? error.message : String(error)))
  }
}

const noReceipt: Failure = {
  kind: 'receipt-refused',
  message: 'This file is no receipt of a bundle.',
  remedy: 'Choose the file receipt-….json that the runner wrote.',
  detail: { reason: 'not-a-receipt' }
}

const unknownBundle = (claim: string): Failure => ({
  kind: 'receipt-refused',
  message: `The receipt is of the bundle ${claim}, which this workspace did not write.`,
  remedy: 'Import it in the workspace that the bundle came from.',
  detail: { reason: 'foreign' }
})

const ofOthers: Failure = {
  kind: 'receipt-refused',
  message: 'The receipt tells of actions that its bundle does not hold.',
  remedy: 'Do not trust it: somebody made it by hand. Copy the file once more from where the runner wrote it.',
  detail: { reason: 'foreign-runs' }
}

const unreadable = (path: string, reason: string): Failure => ({
  kind: 'receipt-refused',
  message: `The file ${path} cannot be read: ${reason}.`,
  remedy: 'Check where it is and whether you may read it.',
  detail: { reason: 'unreadable' }
})
