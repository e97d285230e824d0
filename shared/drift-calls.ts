import { z } from 'zod'
import { call } from './call'
import * as ids from './ids'
import type { Part } from './packages/difference'

/** How the files of a package are at one place, compared with what was installed there. */
export interface DriftPlace {
  readonly run: ids.RunId
  readonly step: string
  readonly place: string
  readonly packageId: string
  readonly version: string
  /**
   * `same` and `drifted` say it. `replaced`: something else was installed since. `gone`: its folder is not there.
   * `unhashed`: no hashes were left there. `nothing`: nothing was installed. `unreachable`: nobody could look.
   */
  readonly state: 'same' | 'drifted' | 'replaced' | 'gone' | 'unhashed' | 'nothing' | 'unreachable'
  /** In a sentence. */
  readonly words: string
  /** Absolute path there; null where it is not known. */
  readonly folder: string | null
  /** How many files were looked at. */
  readonly files: number
  readonly changed: readonly string[]
  readonly missing: readonly string[]
  readonly extra: readonly string[]
}

export interface DriftReport {
  /** When it was looked at. Milliseconds since 1970 UTC. */
  readonly at: number
  readonly places: readonly DriftPlace[]
}

const where = z.strictObject({
  deploymentId: ids.deploymentId,
  run: ids.runId,
  path: z.string().min(1).max(4096)
})

export const driftCalls = {
  /** Hashes every file that a deployment installed, on every target that it did, and compares. Changes nothing. */
  'drift.check': call(z.strictObject({ deploymentId: ids.deploymentId })).returns<DriftReport>(),
  /** The lines of one file there against those in the package. */
  'drift.file': call(where).returns<{ readonly parts: readonly Part[] | null; readonly why: string | null }>(),
  /** `keep`: what is there counts as installed from now on. `restore`: the file of the package is put there again. */
  'drift.settle': call(where.extend({ how: z.enum(['keep', 'restore']) })).returns<null>()
}
