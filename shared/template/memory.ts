import { outputLimit } from './template-error'

const none: ReadonlySet<never> = new Set()

/** Gathers what an evaluation reads and misses. Most evaluations miss nothing, so sets are made when they are needed. */
export class Recorder {
  /**
   * Whether another time the same text may come to something else: for the clock, or for a loop of references that was
   * in the way.
   */
  isPassing = false
  private missingTokens: Set<string> | null = null
  private readNames: Set<string> | null = null
  private used: Set<Remembered> | null = null

  /** Printed tokens that could not be evaluated, in order. */
  get missing(): ReadonlySet<string> {
    return this.missingTokens ?? none
  }

  miss(token: string): void {
    this.missingTokens ??= new Set()
    this.missingTokens.add(token)
  }

  read(name: string): void {
    this.readNames ??= new Set()
    this.readNames.add(name)
  }

  /** Takes over what has been found out before. */
  use(remembered: Remembered): void {
    this.used ??= new Set()
    this.used.add(remembered)
    for (const token of remembered.recorder.missing) this.miss(token)
  }

  /** Takes over what another one has read, and nothing of what it missed. */
  readAll(other: Recorder): void {
    for (const name of other.readNames ?? none) this.read(name)
    for (const remembered of other.used ?? none) {
      this.used ??= new Set()
      this.used.add(remembered)
    }
  }

  /** Names that were read, directly and by what was used. */
  reads(): ReadonlySet<string> {
    const names = new Set(this.readNames)
    const seen = new Set(this.used)
    // The set grows while it is walked.
    for (const { recorder } of seen) {
      for (const name of recorder.readNames ?? none) names.add(name)
      for (const deeper of recorder.used ?? none) seen.add(deeper)
    }
    return names
  }
}

/** What an evaluation came to, with what it read and missed. */
export interface Remembered {
  readonly text: string
  readonly recorder: Recorder
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
