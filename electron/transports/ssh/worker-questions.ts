import { Secret } from '@shared/secret'
import type { Ask } from '../../engine/ports'
import { onAbort } from '../on-abort'
import type { FromWorker, ToWorker } from './worker-protocol'

type Asked = Extract<FromWorker, { type: 'asked' }>

/** The SSH thread's side: passes questions on and waits for what comes back. */
export class QuestionsOut {
  readonly #send: (message: FromWorker) => void
  readonly #waiting = new Map<number, (answers: readonly string[] | null) => void>()
  #last = 0

  constructor(send: (message: FromWorker) => void) {
    this.#send = send
  }

  /** @param id the call that asks */
  askFor(id: number): Ask {
    return (question, signal) =>
      new Promise(resolve => {
        const number = ++this.#last
        const settle = (answers: readonly string[] | null) => {
          if (!this.#waiting.delete(number)) return
          ignore()
          resolve(answers?.map(answer => new Secret(answer)) ?? null)
        }
        this.#waiting.set(number, settle)
        this.#send({ type: 'asked', id, number, question })
        const ignore = onAbort(signal, () => {
          this.#send({ type: 'withdrawn', id, number })
          settle(null)
        })
      })
  }

  receive({ number, answers }: Extract<ToWorker, { type: 'answers' }>): void {
    this.#waiting.get(number)?.(answers)
  }
}

/** The app's side, for one call: puts the thread's questions to whoever answers them. */
export class QuestionsIn {
  readonly #ask: Ask
  readonly #post: (message: ToWorker) => void
  readonly #open = new Map<number, AbortController>()

  constructor(ask: Ask, post: (message: ToWorker) => void) {
    this.#ask = ask
    this.#post = post
  }

  receive(message: FromWorker): void {
    if (message.type === 'asked') void this.#put(message)
    if (message.type === 'withdrawn') this.#open.get(message.number)?.abort()
  }

  /** The call is over. */
  close(): void {
    for (const abort of this.#open.values()) abort.abort()
  }

  async #put({ id, number, question }: Asked): Promise<void> {
    const abort = new AbortController()
    this.#open.set(number, abort)
    const answers = await this.#ask(question, abort.signal)
    this.#open.delete(number)
    this.#post({ type: 'answers', id, number, answers: answers?.map(answer => answer.reveal()) ?? null })
  }
}
