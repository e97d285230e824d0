import type { AppEvent, Output } from '@shared/api'
import { type DeploymentSummary, isOpen } from '@shared/deployment'
import { titleOf } from '@shared/deployment-title'
import { healthWords } from '@shared/model/health'
import type { Session } from './session'

/** What happened, in one line. */
interface Told {
  readonly type: 'agent' | 'deployment' | 'trigger' | 'package' | 'health'
  readonly text: string
  /** What it is about. */
  readonly id?: string
}

export type Tell = (told: Told) => void

/** Prints one line for each thing that happens: with the time in front, or as JSON. */
export const tellTo =
  (session: Session): Tell =>
  ({ type, text, id }) => {
    const at = new Date()
    if (session.isJson)
      session.io.out(`${JSON.stringify({ type, at: at.getTime(), ...(id === undefined ? {} : { id }), text })}\n`)
    else session.say(`${at.toTimeString().slice(0, 8)}  ${text.replace(/\s*[\r\n]+\s*/g, ' ')}`)
  }

type Triggers = Output<'trigger.list'>

/** Turns what is pushed into lines. */
export class AgentReport {
  readonly #session: Session
  readonly #tell: Tell
  readonly #deployments = new Map<string, string>()
  readonly #health = new Map<string, string>()
  readonly #fired = new Map<string, number>()
  #asking: Promise<void> = Promise.resolve()

  constructor(session: Session, tell: Tell) {
    this.#session = session
    this.#tell = tell
  }

  /** Takes up how things are: of that nothing is told, except what became of triggers from `since` on. */
  async begin(since: number): Promise<void> {
    for (const { targetId, status } of await this.#session.call('health.list', {})) this.#health.set(targetId, status)
    const triggers = await this.#session.call('trigger.list', {})
    for (const { id, last } of triggers) if (last && last.at < since) this.#fired.set(id, last.at)
    this.#tellFired(triggers)
    const { tasks, count } = await this.#session.call('deployment.listOpen', {})
    for (const summary of tasks) this.#deployment(summary)
    const more = count - tasks.length
    if (more > 0) this.#tell({ type: 'deployment', text: moreWords(more) })
    const [next] = triggers.filter(({ nextAt }) => nextAt !== null).sort((a, b) => (a.nextAt ?? 0) - (b.nextAt ?? 0))
    if (next?.nextAt)
      this.#tell({
        type: 'trigger',
        id: next.id,
        text: `Next: “${next.name}” at ${new Date(next.nextAt).toISOString()}.`
      })
  }

  readonly hear = (events: readonly AppEvent[]): void => {
    for (const event of events) {
      if (event.type === 'deployment.changed') this.#deployment(event.summary)
      if (event.type === 'health.changed') this.#askAbout(() => this.#checked(event.health))
      if (event.type === 'catalog.changed' && event.entity === 'trigger')
        this.#askAbout(async () => this.#tellFired(await this.#session.call('trigger.list', {})))
    }
  }

  /** Settles when everything that was heard is told. */
  async told(): Promise<void> {
    await this.#asking
  }

  #askAbout(work: () => Promise<void>): void {
    // The workspace may be gone by then, and with it whatever was to be told.
    this.#asking = this.#asking.then(work).catch(() => undefined)
  }

  #deployment(summary: DeploymentSummary): void {
    const words = deploymentWords(summary)
    if (this.#deployments.get(summary.id) === words) return
    if (isOpen(summary)) this.#deployments.set(summary.id, words)
    else this.#deployments.delete(summary.id)
    this.#tell({ type: 'deployment', id: summary.id, text: words })
  }

  async #checked({ targetId, status, isChecking, summary }: Output<'health.list'>[number]): Promise<void> {
    if (isChecking || this.#health.get(targetId) === status) return
    this.#health.set(targetId, status)
    const name = (await this.#session.call('target.list', {})).find(({ id }) => id === targetId)?.name ?? targetId
    this.#tell({ type: 'health', id: targetId, text: `${name} is ${healthWords[status]}. ${summary}` })
  }

  #tellFired(triggers: Triggers): void {
    for (const { id, name, last } of triggers) {
      if (!last || this.#fired.get(id) === last.at) continue
      this.#fired.set(id, last.at)
      this.#tell({ type: 'trigger', id, text: `“${name}”: ${last.message}` })
    }
  }
}

function deploymentWords(summary: DeploymentSummary): string {
  const title = titleOf(summary)
  if (summary.state === 'finished') return summary.summary ?? `${title} is over.`
  if (summary.state === 'interrupted') return `${title} was interrupted.`
  if (summary.isWaiting) return `${title} waits for a person. Answer it with: slipway deployment answer`
  if (summary.waitsFor !== null) return `${title} waits: ${summary.waitsFor}.`
  const words = { queued: 'is queued', running: 'runs', cancelling: 'is being cancelled' }
  return `${title} ${words[summary.state]}.`
}

const moreWords = (more: number): string =>
  more === 1
    ? 'And 1 more runs or waits. To see it: slipway tasks'
    : `And ${more} more run or wait. To see them: slipway tasks`
