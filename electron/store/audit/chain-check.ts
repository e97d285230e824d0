import type { AuditBreak, AuditBreakKind, AuditHead, AuditVerdict } from '@shared/audit'
import type { Sha256 } from '@shared/ids'
import { hashOf, membersOf, noHash } from './entry'

/** A line of the log and where it was read; `file` is for people. */
export interface PlacedLine {
  readonly text: string
  readonly file: string
  /** From 1. */
  readonly line: number
}

/**
 * Goes along a chain from its first entry and stops at the first broken link. Nothing is taken on trust: what an entry
 * says about itself counts only when its content has the hash that it names and continues the entry before.
 */
export class ChainCheck {
  #head: AuditHead = { seq: 0, hash: noHash }
  #broken: AuditBreak | null = null
  readonly #known: AuditHead
  readonly #wanted: Sha256 | null
  #noted: number | null = null

  /** `known` is the furthest end of the chain that the store knows of, `wanted` a hash that somebody noted earlier. */
  constructor(known: AuditHead, wanted: Sha256 | null = null) {
    this.#known = known
    this.#wanted = wanted
  }

  get isBroken(): boolean {
    return this.#broken !== null
  }

  /** Checks the next line. After the first break nothing more is looked at. */
  add(line: PlacedLine): void {
    if (this.#broken) return
    const entry = membersOf(line.text)
    const expected = this.#head.seq + 1
    const kind = entry === null ? 'unreadable' : this.#whatIsWrong(entry, expected)
    if (kind !== null) {
      const found = typeof entry?.seq === 'number' ? entry.seq : null
      const { file, line: number } = line
      this.#broken = { kind, seq: expected, place: { file, line: number }, message: sentence(kind, expected, found) }
      return
    }
    this.#head = { seq: expected, hash: entry?.hash as Sha256 }
    if (this.#head.hash === this.#wanted) this.#noted = expected
  }

  /** The verdict on what was added. */
  end(): AuditVerdict {
    const missing = this.#head.seq + 1
    const { seq } = this.#known
    if (!this.#broken && seq >= missing)
      this.#broken = { kind: 'cut-off', seq: missing, place: null, message: sentence('cut-off', missing, seq) }
    const noted = this.#wanted === null ? null : (this.#noted ?? 'not-found')
    return { sound: this.#head.seq, head: this.#head, broken: this.#broken, noted }
  }

  #whatIsWrong(entry: Readonly<Record<string, unknown>>, expected: number): AuditBreakKind | null {
    if (hashOf(entry) !== entry.hash) return 'edited'
    if (typeof entry.seq !== 'number') return 'unreadable'
    if (entry.seq > expected) return 'missing'
    if (entry.seq < expected) return 'out-of-place'
    if (entry.prev !== this.#head.hash) return 'unlinked'
    return expected === this.#known.seq && entry.hash !== this.#known.hash ? 'replaced' : null
  }
}

function sentence(kind: AuditBreakKind, seq: number, found: number | null): string {
  switch (kind) {
    case 'unreadable':
      return `Entry ${seq} cannot be read: its line is not an entry.`
    case 'edited':
      return `Entry ${seq} was edited: its content does not have the hash that it names.`
    case 'missing':
      return `Entry ${seq} is missing: entry ${found} stands in its place.`
    case 'out-of-place':
      return `Entry ${seq} is not where it should be: entry ${found} stands in its place.`
    case 'unlinked':
      return `Entry ${seq} does not continue entry ${seq - 1}: one of the two was replaced.`
    case 'replaced':
      return `Entry ${seq} is not the one that was written: its content and its hash were both changed.`
    case 'cut-off':
      return `Entry ${seq} is missing: the log ends before it, although ${found} entries were written.`
  }
}
