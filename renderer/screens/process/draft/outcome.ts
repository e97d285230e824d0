import type { Draft, NodeKey } from './nodes'

/** What a command came to. */
export interface Outcome {
  /** The very same draft where nothing changed. */
  readonly draft: Draft
  /** The row to go to; null for the one where the person is. */
  readonly select: NodeKey | null
  /** Said to those who listen; null for nothing. */
  readonly said: string | null
  /** Worth showing as well: it changed more than was asked for, or was refused. */
  readonly isNotable: boolean
}

/** Nothing changed, or nothing that is worth a word; `why` where it was refused. */
export const nothing = (draft: Draft, why: string | null = null): Outcome => ({
  draft,
  select: null,
  said: why,
  isNotable: why !== null
})
