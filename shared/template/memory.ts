import { outputLimit } from './template-error'

const none: ReadonlySet<never> = new Set()

/** Gathers what an evaluation reads and misses. Most evaluations miss nothing, so sets are made when they are needed. */
export class Recorder {
  /**
   * Whether another time the same text may come to something else: for the clock, or for a loop of references that was
   * in the way.
   */
  isPassing = false
  /** Whether the value of something sensitive was read, directly or by what was used. */
  hasReadSecret = false
  private missingTokens: Set<string> | null = null
  private readNames: Set<string> | null = null
  private used: Set<Remembered> | null = null
  private madeTexts: Map<string, Recorder> | null = null

  /** Printed tokens that could not be evaluated, in order. */
  get missing(): ReadonlySet<string> {
    return this.missingTokens ?? none
  }

  miss(token: string): void {
    this.missingTokens ??= new Set()
    this.missingTokens.add(token)
  }

  read(name: string, isSensitive = false): void {
    this.readNames ??= new Set()
    this.readNames.add(name)
    this.hasReadSecret ||= isSensitive
  }

  /** Takes note of a text that was printed, and of what was read for it. */
  make(text: string, of: Recorder): void {
    this.madeTexts ??= new Map()
    this.madeTexts.set(text, of)
  }

  /** Takes over what has been found out before. */
  use(remembered: Remembered): void {
    this.used ??= new Set()
    this.used.add(remembered)
    this.hasReadSecret ||= remembered.recorder.hasReadSecret
    for (const token of remembered.recorder.missing) this.miss(token)
  }

  /** Takes over all that another one has found out. */
  takeAll(other: Recorder): void {
    this.readAll(other)
    for (const token of other.missing) this.miss(token)
    this.isPassing ||= other.isPassing
  }

  /** Takes over what another one has read and made, and nothing of what it missed. */
  readAll(other: Recorder): void {
    this.hasReadSecret ||= other.hasReadSecret
    for (const name of other.readNames ?? none) this.read(name)
    for (const [text, of] of other.madeTexts ?? []) this.make(text, of)
    for (const remembered of other.used ?? none) {
      this.used ??= new Set()
      this.used.add(remembered)
    }
  }

  /** Names that were read, directly and by what was used. */
  reads(): ReadonlySet<string> {
    const names = new Set<string>()
    for (const { readNames } of this.withUsed()) for (const name of readNames ?? none) names.add(name)
    return names
  }

  /** Texts that were made of sensitive ones, directly and in what was used, with the names that were read for each. */
  made(): ReadonlyMap<string, ReadonlySet<string>> {
    const texts = new Map<string, ReadonlySet<string>>()
    for (const { madeTexts } of this.withUsed())
      for (const [text, of] of madeTexts ?? []) if (!texts.has(text)) texts.set(text, of.reads())
    return texts
  }

  private *withUsed(): Generator<Recorder, void, undefined> {
    yield this
    const seen = new Set(this.used)
    // The set grows while it is walked.
    for (const { recorder } of seen) {
      yield recorder
      for (const deeper of recorder.used ?? none) seen.add(deeper)
    }
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
