import { Worker } from 'node:worker_threads'
import type { Failure } from '@shared/failure'
import { fail } from '@shared/result'
import type { AnswerTo, NumberedAnswer, NumberedRequest, ScanAnswer, ScanRequest } from './scan-protocol'
import type { LogScans } from './scans'

/** How long a pattern may take to answer, in milliseconds. An answer that gets on with it comes many times as fast. */
const patience = 3_000

interface ScanThreadOptions {
  /** The file that `worker.ts` was bundled into, such as `out/main/log-worker.cjs`. */
  readonly workerPath: string
  /** In place of three seconds. */
  readonly patienceMs?: number
}

/**
 * Scans on threads of their own, started when they are needed. Regular expressions of people have a thread for
 * themselves: one that does not come to an end is ended with it, and nothing else waits for it.
 */
export function createScanThreads({ workerPath, patienceMs = patience }: ScanThreadOptions): LogScans {
  const steady = new ScanThread(workerPath, null)
  const patterns = new ScanThread(workerPath, patienceMs)
  return {
    outline: (log, revision) => steady.ask({ kind: 'outline', log, revision }),
    search: (log, search) => (search.query.isRegex ? patterns : steady).ask({ kind: 'search', log, search }),
    compare: (own, other) => steady.ask({ kind: 'compare', own, other }),
    dispose: async () => {
      await Promise.all([steady.end(), patterns.end()])
    }
  }
}

interface Waiting {
  readonly request: NumberedRequest
  readonly settle: (answer: ScanAnswer) => void
}

/** One thread, which is asked one thing at a time, so that it is known which one takes too long. */
class ScanThread {
  readonly #path: string
  readonly #patienceMs: number | null
  readonly #waiting: Waiting[] = []
  #worker: Worker | null = null
  #asked: Waiting | null = null
  #timer: NodeJS.Timeout | null = null
  /** Whether the worker has begun: the time that takes is not the pattern's. */
  #hasBegun = false
  #lastId = 0
  #isOver = false

  constructor(path: string, patienceMs: number | null) {
    this.#path = path
    this.#patienceMs = patienceMs
  }

  ask<Kind extends ScanRequest['kind']>(request: ScanRequest & { readonly kind: Kind }): Promise<AnswerTo<Kind>> {
    if (this.#isOver) return Promise.resolve(fail<never>(ended) as AnswerTo<Kind>)
    return new Promise(resolve => {
      const settle = (answer: ScanAnswer) => resolve(answer as AnswerTo<Kind>)
      this.#waiting.push({ request: { id: ++this.#lastId, request }, settle })
      this.#next()
    })
  }

  async end(): Promise<void> {
    this.#isOver = true
    const worker = this.#worker
    this.#lose(ended)
    for (const { settle } of this.#waiting.splice(0)) settle(fail(ended))
    await worker?.terminate()
  }

  #next(): void {
    if (this.#asked !== null) return
    const next = this.#waiting.shift()
    if (next === undefined) return
    this.#asked = next
    const worker = this.#running()
    worker.postMessage(next.request)
    this.#watch(worker)
  }

  #watch(worker: Worker): void {
    if (this.#patienceMs === null || this.#asked === null || !this.#hasBegun) return
    this.#timer ??= setTimeout(() => this.#giveUp(worker), this.#patienceMs)
  }

  #running(): Worker {
    if (this.#worker !== null) return this.#worker
    const worker = new Worker(this.#path, { execArgv: [] })
    // Nobody is to wait for it at the end of the process.
    worker.unref()
    worker.on('online', () => {
      if (this.#worker !== worker) return
      this.#hasBegun = true
      this.#watch(worker)
    })
    worker.on('message', ({ id, answer }: NumberedAnswer) => {
      if (this.#worker === worker && this.#asked?.request.id === id) this.#answered(answer)
    })
    worker.on('error', error => this.#lost(worker, broken(error)))
    worker.on('exit', () => this.#lost(worker, broken('it ended')))
    this.#worker = worker
    return worker
  }

  #answered(answer: ScanAnswer): void {
    if (this.#timer !== null) clearTimeout(this.#timer)
    this.#timer = null
    const asked = this.#asked
    this.#asked = null
    asked?.settle(answer)
    this.#next()
  }

  #giveUp(worker: Worker): void {
    this.#lost(worker, tooSlow)
    void worker.terminate()
  }

  #lost(worker: Worker, failure: Failure): void {
    if (this.#worker !== worker) return
    this.#lose(failure)
    this.#next()
  }

  #lose(failure: Failure): void {
    this.#worker = null
    this.#hasBegun = false
    if (this.#timer !== null) clearTimeout(this.#timer)
    this.#timer = null
    const asked = this.#asked
    this.#asked = null
    asked?.settle(fail(failure))
  }
}

const tooSlow: Failure = {
  kind: 'timed-out',
  message: 'The regular expression takes too long on this log, so the search was ended.',
  remedy: 'Write it more simply — nested repetitions such as (a+)+ are slow — or search for text.'
}

const ended: Failure = {
  kind: 'cancelled',
  message: 'The search was ended, because Slipway closes.',
  remedy: 'Nothing needs to be done.'
}

const broken = (error: unknown): Failure => ({
  kind: 'internal',
  message: `Reading the log failed: ${error instanceof Error ? error.message : String(error)}.`,
  remedy: 'Try again. If it keeps happening, restart Slipway.'
})
