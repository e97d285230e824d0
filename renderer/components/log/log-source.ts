import type { RunId } from '@shared/ids'

/** Whose lines those of a run are. `index` chooses the mark. */
export interface RunLabel {
  readonly place: string
  readonly index: number
  readonly step: string
}

export type RunLabels = (run: RunId | null) => RunLabel | null
