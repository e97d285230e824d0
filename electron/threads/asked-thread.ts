import type { Worker } from 'node:worker_threads'

/** A question with the number by which its answer is known. */
export interface NumberedRequest<Request> {
  readonly id: number
  readonly request: Request
}
export interface NumberedAnswer<Answer> {
  readonly id: number
  readonly answer: Answer
}

/** Why a question got no answer. */
export type Loss =
  | { readonly lost: 'too-slow' }
  /** Nothing is answered any more. */
  | { readonly lost: 'ended' }
  | { readonly lost: 'broken'; readonly why: string }

interface AskedThreadOptions {
  /** Makes the thread: it answers each `NumberedRequest` by a `NumberedAnswer`. Called when there is something to ask. */
  readonly start: () => Worker
  /** How long an answer may take, in milliseconds; null for however long. */
  readonly patienceMs: number | null
}

interface Waiting<Request, Answer> {
  readonly asked: NumberedRequest<Request>
  readonly settle: (found: { readonly answer: Answer } | Loss) => void
}

/**
 * One thread, which is asked one thing at a time, so that it is known which one takes too long: it is ended with the
 * thread then, and the next one is asked in a new thread.
 */
export class AskedThread<Request, Answer> {
  readonly #options: AskedThreadOptions
  readonly #waiting: Waiting<Request, Answer>[] = []
  #worker: Worker | null = null
  #asked: Waiting<Request, Answer> | null = null
  #timer: NodeJS.Timeout | null = null
  /** Whether the worker has begun: the time that takes is not the question's. */
  #hasBegun = false
  #lastId = 0
  #isOver = false

  constructor(options: AskedThreadOptions) {
    this.#options = options
  }

  /** Never rejects. */
  ask(request: Request): Promise<{ readonly answer: Answer } | Loss> {
    if (this.#isOver) return Promise.resolve({ lost: 'ended' })
    return new Promise(settle => {
      this.#waiting.push({ asked: { id: ++this.#lastId, request }, settle })
      this.#next()
    })
  }

  async end(): Promise<void> {
    this.#isOver = true
    const worker = this.#worker
    this.#lose({ lost: 'ended' })
    for (const { settle } of this.#waiting.splice(0)) settle({ lost: 'ended' })
    await worker?.terminate()
  }

  #next(): void {
    if (this.#asked !== null) return
    const next = this.#waiting.shift()
    if (next === undefined) return
    this.#asked = next
    const worker = this.#running()
    worker.postMessage(next.asked)
    this.#watch(worker)
  }

  #watch(worker: Worker): void {
    const { patienceMs } = this.#options
    if (patienceMs === null || this.#asked === null || !this.#hasBegun) return
    this.#timer ??= setTimeout(() => this.#giveUp(worker), patienceMs)
  }

  #running(): Worker {
    if (this.#worker !== null) return this.#worker
    const worker = this.#options.start()
    // Nobody is to wait for it at the end of the process.
    worker.unref()
    worker.on('online', () => {
      if (this.#worker !== worker) return
      this.#hasBegun = true
      this.#watch(worker)
    })
    worker.on('message', ({ id, answer }: NumberedAnswer<Answer>) => {
      if (this.#worker === worker && this.#asked?.asked.id === id) this.#answered(answer)
    })
    worker.on('error', error => this.#lost(worker, broken(error)))
    worker.on('exit', () => this.#lost(worker, broken('it ended')))
    this.#worker = worker
    return worker
  }

  #answered(answer: Answer): void {
    this.#settle({ answer })
    this.#next()
  }

  #giveUp(worker: Worker): void {
    this.#lost(worker, { lost: 'too-slow' })
    void worker.terminate()
  }

  #lost(worker: Worker, loss: Loss): void {
    if (this.#worker !== worker) return
    this.#lose(loss)
    this.#next()
  }

  #lose(loss: Loss): void {
    this.#worker = null
    this.#hasBegun = false
    this.#settle(loss)
  }

  #settle(found: { readonly answer: Answer } | Loss): void {
    if (this.#timer !== null) clearTimeout(this.#timer)
    this.#timer = null
    const asked = this.#asked
    this.#asked = null
    asked?.settle(found)
  }
}

const broken = (error: unknown): Loss => ({
  lost: 'broken',
  why: error instanceof Error ? error.message : String(error)
})
