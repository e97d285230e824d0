import type { Ask } from '../../engine/ports'

interface Asker {
  readonly ask: Ask
  readonly left: AbortController
}

/** Puts the questions of a log-in that several wait for to one of them; when that one leaves, to the next. */
export class SharedAsk {
  readonly #askers = new Set<Asker>()
  #wake: () => void = () => undefined

  /** Somebody waits for the log-in, and can be asked until the answered function is called. */
  join(ask: Ask): () => void {
    const asker: Asker = { ask, left: new AbortController() }
    this.#askers.add(asker)
    this.#wake()
    return () => {
      this.#askers.delete(asker)
      asker.left.abort()
    }
  }

  /** For the log-in, one question at a time. Where nobody is left it waits for who comes next, until `signal` aborts. */
  readonly ask: Ask = async (question, signal) => {
    while (!signal.aborted) {
      const [asker] = this.#askers
      if (asker === undefined) {
        await this.#somebody(signal)
        continue
      }
      const answers = await asker.ask(question, AbortSignal.any([signal, asker.left.signal]))
      if (answers !== null || !asker.left.signal.aborted) return answers
    }
    return null
  }

  #somebody(signal: AbortSignal): Promise<void> {
    return new Promise(resolve => {
      this.#wake = resolve
      signal.addEventListener('abort', () => resolve(), { once: true })
    })
  }
}
