import type { BundleContent } from '@shared/bundle/content'
import type { BundleId, Sha256 } from '@shared/ids'
import type { Result } from '@shared/result'

/** What the engine knows of a bundle that is to be written; name and omissions are for whoever writes it. */
export type BundleDraft = Omit<BundleContent, 'id' | 'lacks'>

/** A bundle that was written. */
export interface WrittenDraft {
  readonly id: BundleId
  /** SHA-256 of the list of hashes in it. */
  readonly manifest: Sha256
  /** Absolute, on this machine. */
  readonly path: string
  /** Of the key that signed it, in words. */
  readonly fingerprint: string
}

export interface BundlesPort {
  /** Writes a bundle, all of it or nothing; nothing when `signal` was aborted meanwhile. */
  write(draft: BundleDraft, signal: AbortSignal): Promise<Result<WrittenDraft>>
}
