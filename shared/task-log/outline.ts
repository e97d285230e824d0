import type { LogLevel, LogStream } from '../deployment'
import type { RunId } from '../ids'
import { hasControls, plainText } from './ansi'
import { headingOf, isDiffHunk, markerOf } from './markers'
import { skeletonOf } from './skeleton'

/**
 * A part of a run's output that belongs together. `group`: what a script put between markers. `repeat`: lines that are
 * the same. `progress`: lines that differ in their numbers only, such as percentages.
 */
export interface OutlineItem {
  /** Stays the same while the item changes. */
  readonly id: number
  readonly kind: 'group' | 'repeat' | 'progress'
  readonly run: RunId
  /** Position of its first line among those of its run, from 0: of a group, the line that is its heading. */
  readonly first: number
  /** Position after its last line; null for a group that goes on. */
  readonly end: number | null
  /** How many groups it lies in. */
  readonly depth: number
  /** Of a group. */
  readonly name: string
  /** Of a group: `open` and `quiet` are Buildkite's `+++` and `~~~`. */
  readonly look: 'plain' | 'open' | 'quiet'
  /** Of a group: whether its last line is only a marker. */
  readonly hasEndMarker: boolean
  /** Of a group: lines of level error in it. */
  readonly errors: number
  /** When its first and last line were written, in milliseconds since 1970 UTC. */
  readonly from: number
  readonly to: number
}

/** What changed since a revision. */
export interface OutlineNews {
  readonly revision: number
  /** Lines of the log that were looked at. */
  readonly scanned: number
  /** Items that are new or changed, by their ids. */
  readonly items: readonly OutlineItem[]
  /** Whether there are more of them, at once. */
  readonly hasMore: boolean
  /** Whether there were more items than are kept. */
  readonly isCut: boolean
}

/** The most items that are kept of one log. */
export const outlineLimit = 50_000
/** The most items of one answer. */
export const outlinePageLimit = 5_000
/** Fewer lines than this are not worth folding. */
const worthFolding = 3
const deepest = 8
const nameLimit = 300

export interface OutlineBlock {
  readonly run: RunId | null
  readonly stream: LogStream
  readonly level: LogLevel
  readonly at: number
  /** Joined by \n. */
  readonly text: string
}

interface Draft extends Omit<OutlineItem, 'end' | 'hasEndMarker' | 'errors' | 'to'> {
  end: number | null
  hasEndMarker: boolean
  errors: number
  to: number
  revision: number
}

interface Heading {
  readonly position: number
  readonly at: number
  readonly name: string
  readonly look: OutlineItem['look']
  readonly text: string
}

/** What is known of a run while its lines come. */
interface RunState {
  readonly run: RunId
  lines: number
  /** The groups that are open, with whether each ends by a marker of its own. */
  readonly stack: { readonly draft: Draft | null; readonly isMarked: boolean }[]
  /** Headings that may yet turn out to be the head of a diff. */
  waiting: Heading[]
  last: Sameness | null
}

/** The lines before this one that are like it. */
interface Sameness {
  readonly key: string
  readonly kind: 'repeat' | 'progress'
  readonly stream: LogStream
  readonly level: LogLevel
  readonly first: number
  readonly from: number
  draft: Draft | null
}

/** Finds what can be folded in a log whose lines are handed to it in order. */
export class OutlineBuilder {
  readonly #runs = new Map<RunId, RunState>()
  readonly #drafts: Draft[] = []
  #revision = 0
  #scanned = 0
  #isCut = false

  add(block: OutlineBlock): void {
    const lines = block.text.split('\n')
    this.#scanned += lines.length
    if (block.run === null) return
    const state = this.#stateOf(block.run)
    const isPlain = !hasControls(block.text)
    for (const line of lines) {
      this.#addLine(state, block, isPlain ? line : plainText(line))
      state.lines++
    }
  }

  /** An attempt of a run is over: what it left open ends with it. */
  endRun(run: RunId): void {
    const state = this.#runs.get(run)
    if (state === undefined) return
    this.#settleHeadings(state, null)
    while (state.stack.length > 0) this.#pop(state, state.lines, false)
    state.last = null
  }

  /** What changed after `revision`; 0 for everything. */
  news(revision: number): OutlineNews {
    const changed = this.#drafts.filter(draft => draft.revision > revision)
    const page = changed.sort((a, b) => a.revision - b.revision).slice(0, outlinePageLimit)
    const hasMore = page.length < changed.length
    return {
      revision: hasMore ? (page.at(-1)?.revision ?? revision) : this.#revision,
      scanned: this.#scanned,
      items: page.map(({ revision: _, ...item }) => item),
      hasMore,
      isCut: this.#isCut
    }
  }

  #stateOf(run: RunId): RunState {
    const known = this.#runs.get(run)
    if (known !== undefined) return known
    const state: RunState = { run, lines: 0, stack: [], waiting: [], last: null }
    this.#runs.set(run, state)
    return state
  }

  #addLine(state: RunState, block: OutlineBlock, line: string): void {
    const first = line.charCodeAt(0)
    // Markers begin with # : - + or ~; nearly no other line does, so most are done with after one look.
    const isOrdinary = !(first === 35 || first === 58 || first === 45 || first === 43 || first === 126)
    if (state.waiting.length > 0) this.#settleHeadings(state, line)
    if (isOrdinary || !this.#takeMarker(state, block, line)) this.#compare(state, block, line)
    if (block.level === 'error') this.#countError(state)
    for (const { draft } of state.stack) if (draft) draft.to = block.at
  }

  /** Whether the line is a marker and no output. */
  #takeMarker(state: RunState, block: OutlineBlock, line: string): boolean {
    const heading = headingOf(line)
    if (heading !== null) {
      state.waiting.push({ ...heading, position: state.lines, at: block.at, text: line })
      state.last = null
      return true
    }
    const marker = markerOf(line)
    if (marker === null) return false
    state.last = null
    if (marker.kind === 'start') {
      this.#push(state, { ...marker, look: 'plain', position: state.lines, at: block.at, text: line }, true)
      return true
    }
    const open = state.stack.findLastIndex(entry => entry.isMarked)
    if (open === -1) return false
    while (state.stack.length > open + 1) this.#pop(state, state.lines, false)
    for (const { draft } of state.stack) if (draft) draft.to = block.at
    this.#pop(state, state.lines + 1, true)
    return true
  }

  /** Of `--- a`, `+++ b` and then `@@`, none is a heading: that is how a diff begins. */
  #settleHeadings(state: RunState, next: string | null): void {
    const [one, two] = state.waiting
    if (next !== null && one && !two && one.text.startsWith('--- ') && next.startsWith('+++ ')) return
    state.waiting = []
    if (next !== null && one && two && isDiffHunk(next)) return
    for (const heading of [one, two]) {
      if (heading === undefined) continue
      while (state.stack.at(-1)?.isMarked === false) this.#pop(state, heading.position, false)
      this.#push(state, heading, false)
    }
  }

  #push(state: RunState, heading: Heading, isMarked: boolean): void {
    if (state.stack.length >= deepest) return
    const draft = this.#draft({
      kind: 'group',
      run: state.run,
      first: heading.position,
      end: null,
      depth: state.stack.length,
      name: heading.name.slice(0, nameLimit),
      look: heading.look,
      from: heading.at,
      to: heading.at
    })
    state.stack.push({ draft, isMarked })
  }

  #pop(state: RunState, end: number, hasEndMarker: boolean): void {
    const entry = state.stack.pop()
    state.last = null
    if (!entry?.draft) return
    entry.draft.end = end
    entry.draft.hasEndMarker = hasEndMarker
    this.#touch(entry.draft)
  }

  #countError(state: RunState): void {
    for (const { draft } of state.stack) {
      if (draft === null) continue
      draft.errors++
      this.#touch(draft)
    }
  }

  #compare(state: RunState, block: OutlineBlock, line: string): void {
    const skeleton = skeletonOf(line)
    const key = skeleton ?? line
    const kind = skeleton === null ? 'repeat' : 'progress'
    const { last } = state
    const isSame =
      last !== null &&
      last.key === key &&
      last.kind === kind &&
      last.level === block.level &&
      last.stream === block.stream
    if (!isSame) {
      const { stream, level, at } = block
      state.last = { key, kind, stream, level, first: state.lines, from: at, draft: null }
      return
    }
    const end = state.lines + 1
    if (last.draft === null && end - last.first < worthFolding) return
    last.draft ??= this.#draft({
      kind,
      run: state.run,
      first: last.first,
      end,
      depth: state.stack.length,
      name: '',
      look: 'plain',
      from: last.from,
      to: block.at
    })
    if (last.draft === null) return
    last.draft.end = end
    last.draft.to = block.at
    this.#touch(last.draft)
  }

  #draft(item: Omit<OutlineItem, 'id' | 'hasEndMarker' | 'errors'>): Draft | null {
    if (this.#drafts.length >= outlineLimit) {
      this.#isCut = true
      return null
    }
    const draft: Draft = { ...item, id: this.#drafts.length, hasEndMarker: false, errors: 0, revision: 0 }
    this.#drafts.push(draft)
    this.#touch(draft)
    return draft
  }

  #touch(draft: Draft): void {
    draft.revision = ++this.#revision
  }
}
