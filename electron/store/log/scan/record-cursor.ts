import { closeSync, openSync, readSync } from 'node:fs'
import type { DeploymentEvent } from '@shared/deployment'

const chunkSize = 1 << 20
/** How often the time is looked at, in bytes read. */
const lookEvery = 256 * 1024

/**
 * Reads a log's events in order, from where it stopped the last time. It reads without giving way: it belongs into a
 * thread of its own.
 */
export class RecordCursor {
  readonly path: string
  #position = 0

  constructor(path: string) {
    this.path = path
  }

  /** Bytes that were read. */
  get position(): number {
    return this.#position
  }

  /**
   * Hands over the events up to the byte `end`, which lies between two of them, or as many as `budgetMs` allows.
   * @returns whether it got to the end. @throws the system's error, or one about a line that is no event.
   */
  advance(end: number, budgetMs: number, take: (event: DeploymentEvent) => void): boolean {
    if (this.#position >= end) return true
    const until = performance.now() + budgetMs
    const file = openSync(this.path, 'r')
    try {
      while (this.#position < end) {
        const chunk = this.#read(file, end)
        if (!this.#takeLines(chunk, until, take)) return false
      }
      return true
    } finally {
      closeSync(file)
    }
  }

  /** Whole lines from the position on; at least one. */
  #read(file: number, end: number): Buffer {
    for (let size = chunkSize; ; size *= 2) {
      const wanted = Math.min(size, end - this.#position)
      const chunk = Buffer.allocUnsafe(wanted)
      let have = 0
      while (have < wanted) {
        const got = readSync(file, chunk, have, wanted - have, this.#position + have)
        if (got === 0) throw new Error('the file is shorter than it should be')
        have += got
      }
      const last = chunk.lastIndexOf(10)
      if (last !== -1) return chunk.subarray(0, last + 1)
      if (wanted === end - this.#position) throw new Error(`it is not readable at byte ${this.#position}`)
    }
  }

  /** @returns false when the time was up. */
  #takeLines(chunk: Buffer, until: number, take: (event: DeploymentEvent) => void): boolean {
    let looked = 0
    for (let start = 0; start < chunk.length; ) {
      const end = chunk.indexOf(10, start)
      take(this.#parse(chunk.toString('utf8', start, end)))
      this.#position += end + 1 - start
      start = end + 1
      if (start - looked < lookEvery) continue
      looked = start
      if (performance.now() > until) return false
    }
    return performance.now() <= until
  }

  #parse(line: string): DeploymentEvent {
    try {
      return JSON.parse(line) as DeploymentEvent
    } catch {
      throw new Error(`it is not readable at byte ${this.#position}`)
    }
  }
}
