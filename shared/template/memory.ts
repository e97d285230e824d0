import { outputLimit } from './template-error'

/** What an evaluation came to, and all that is needed to come to the same again. */
export interface Remembered {
  readonly text: string
  /** Printed tokens that could not be evaluated. */
  readonly missing: readonly string[]
  /** Variables that were read for it, without those that `uses` read. */
  readonly reads: ReadonlySet<string>
  readonly uses: ReadonlySet<Remembered>
}

/** Gathers what an evaluation reads. */
export interface Recorder {
  readonly missing: Set<string>
  readonly reads: Set<string>
  readonly uses: Set<Remembered>
  /** Whether another time the same text may come to something else: for the clock, or for a loop that was in the way. */
  isPassing: boolean
}

export const newRecorder = (): Recorder => ({ missing: new Set(), reads: new Set(), uses: new Set(), isPassing: false })

/** The names that were read, directly and by what was used. */
export function readsOf(recorder: Pick<Recorder, 'reads' | 'uses'>): ReadonlySet<string> {
  const names = new Set(recorder.reads)
  const seen = new Set(recorder.uses)
  // The set grows while it is walked.
  for (const used of seen) {
    for (const name of used.reads) names.add(name)
    for (const deeper of used.uses) seen.add(deeper)
  }
  return names
}

/** Values that are the same for every reader of a set of variables, by their templates. */
export class Memory {
  private readonly entries = new Map<string, Remembered>()
  private characters = 0

  get(template: string): Remembered | undefined {
    return this.entries.get(template)
  }

  set(template: string, remembered: Remembered): void {
    this.characters += template.length + remembered.text.length
    if (this.characters <= outputLimit) this.entries.set(template, remembered)
  }
}
