import { type LogLine, lineClip, tailLimit } from '@shared/log'
import type { OutputEvent } from './event-record'

/** A line as pages show it; a text beyond `lineClip` is cut, never inside a character. */
export function toLine(
  source: Omit<OutputEvent, 'kind' | 'lines' | 'text' | 'seq'>,
  number: number,
  text: string
): LogLine {
  const { at, run, stream, level } = source
  const line = { number, at, run, stream, level }
  if (text.length <= lineClip) return { ...line, text }
  const splitsPair = /[\ud800-\udbff]/.test(text.charAt(lineClip - 1))
  return { ...line, text: text.slice(0, splitsPair ? lineClip - 1 : lineClip), fullLength: text.length }
}

/** The newest lines of a log. Keeps the events as they came: most lines are never asked for. */
export class LogTail {
  #events: { readonly event: OutputEvent; readonly firstLine: number }[] = []
  #lines = 0

  /** `firstLine` is the number of the event's first line. */
  add(event: OutputEvent, firstLine: number): void {
    this.#events.push({ event, firstLine })
    this.#lines += event.lines
    // Moving a long list up by one for every event is slow, so it is done once for many.
    if (this.#lines >= tailLimit * 2 || this.#events.length >= tailLimit * 2) this.#dropOldest()
  }

  #dropOldest(): void {
    let drop = 0
    for (; ; drop++) {
      const oldest = this.#events[drop]?.event.lines ?? 0
      if (this.#lines - oldest < tailLimit) break
      this.#lines -= oldest
    }
    this.#events.splice(0, drop)
  }

  /** The last lines in their order, at most `count` and at most `tailLimit`. */
  last(count: number): readonly LogLine[] {
    const wanted = Math.min(count, tailLimit)
    const lines: LogLine[] = []
    for (let i = this.#events.length - 1; i >= 0 && lines.length < wanted; i--) {
      const entry = this.#events[i]
      if (entry === undefined) break
      const texts = entry.event.text.split('\n')
      for (let j = texts.length - 1; j >= 0 && lines.length < wanted; j--)
        lines.push(toLine(entry.event, entry.firstLine + j, texts[j] ?? ''))
    }
    return lines.reverse()
  }
}
