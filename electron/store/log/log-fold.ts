import type { Deployment, DeploymentEvent } from '@shared/deployment'
import { applyEvent } from '@shared/deployment-reducer'
import type { OutputEvent } from './event-record'

interface Counting {
  /** The first of the row, without its text. */
  readonly event: OutputEvent
  /** Lines that came after it. */
  lines: number
}

/**
 * A deployment's state while its events arrive. Output events only count, so a row of them of one run and level is
 * applied as one with the sum of their lines: a talkative script costs no new state per event.
 */
export class LogFold {
  #state: Deployment | null = null
  #seq = 0
  readonly #counting = new Map<string, Counting>()

  /** The sequence number of the last event; 0 before the first. */
  get seq(): number {
    return this.#seq
  }

  /** @throws like `applyEvent`; the state is then as it was. */
  add(event: DeploymentEvent): void {
    if (event.kind === 'output') this.#count(event)
    else this.#state = applyEvent(this.state(), event)
    this.#seq = event.seq
  }

  state(): Deployment | null {
    for (const { event, lines } of this.#counting.values())
      if (lines > 0) this.#state = this.#apply({ ...event, lines })
    this.#counting.clear()
    if (this.#state !== null && this.#state.seq !== this.#seq) this.#state = { ...this.#state, seq: this.#seq }
    return this.#state
  }

  #count(event: OutputEvent): void {
    const key = `${event.run} ${event.level}`
    const known = this.#counting.get(key)
    if (event.seq !== this.#seq + 1) throw new Error(`Event ${event.seq} came after event ${this.#seq}`)
    // The first one is really applied, so that one which cannot follow is refused; the state cannot change until then.
    if (known !== undefined) known.lines += event.lines
    else {
      this.#state = this.#apply(event)
      this.#counting.set(key, { event: { ...event, text: '' }, lines: 0 })
    }
  }

  #apply(event: OutputEvent): Deployment {
    return applyEvent(this.#state === null ? null : { ...this.#state, seq: event.seq - 1 }, event)
  }
}
