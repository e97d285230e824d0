import type { AppEvent, Output } from '@shared/api'
import type { Deployment } from '@shared/deployment'
import { applyEvents } from '@shared/deployment-reducer'
import type { Failure } from '@shared/failure'
import type { DeploymentId } from '@shared/ids'
import type { Result } from '@shared/result'
import { createStore, type StoreApi } from 'zustand/vanilla'
import type { LogBlock, LogGrowth } from './log-lines'

export type DeploymentPush = Extract<AppEvent, { type: 'deployment.events' }>

/** What a screen knows of a deployment. */
export type DeploymentEntry =
  | { readonly status: 'loading' }
  | { readonly status: 'failed'; readonly failure: Failure }
  | { readonly status: 'ready'; readonly deployment: Deployment }

/** What followers of a log are told: what came, or that pushes were missed and the log is to be read anew. */
export type LogNews = { readonly kind: 'grown'; readonly growth: LogGrowth } | { readonly kind: 'missed' }

/** What the store asks of the world. */
export interface DeploymentsPorts {
  readonly readDeployment: (id: DeploymentId) => Promise<Result<Output<'deployment.get'>>>
  readonly subscribe: (listener: (event: AppEvent) => void) => () => void
}

export type PushOutcome =
  | { readonly kind: 'applied'; readonly deployment: Deployment; readonly growth: LogGrowth }
  /** Events are missing in between, or do not fit: what is known here is not the truth any more. */
  | { readonly kind: 'gap' }

/** Adds the events of a push in order, leaving out those the state already holds. */
export function applyPush(current: Deployment, push: DeploymentPush): PushOutcome {
  const events = push.events.filter(event => event.seq > current.seq)
  if (events.some((event, index) => event.seq !== current.seq + 1 + index)) return { kind: 'gap' }
  const blocks: LogBlock[] = []
  let lines = current.lines
  for (const event of events) {
    if (event.kind !== 'output' || event.lines === 0) continue
    blocks.push({ run: event.run, level: event.level, first: lines + 1, last: lines + event.lines })
    lines += event.lines
  }
  try {
    return { kind: 'applied', deployment: applyEvents(current, events), growth: { blocks, tail: push.tail, lines } }
  } catch {
    return { kind: 'gap' }
  }
}

interface Watch {
  watchers: number
  /** Non-null while the deployment is being read: pushes wait for it. */
  waiting: DeploymentPush[] | null
  readonly logListeners: Set<(news: LogNews) => void>
}

/** Deployments that screens are looking at: read once, then kept up to date by pushes through the shared reducer. */
export class Deployments {
  /** What is known of each watched deployment, by its id. */
  readonly store: StoreApi<Readonly<Record<string, DeploymentEntry>>> = createStore(() => ({}))
  readonly #ports: DeploymentsPorts
  readonly #watches = new Map<DeploymentId, Watch>()
  #stopListening: (() => void) | null = null

  constructor(ports: DeploymentsPorts) {
    this.#ports = ports
  }

  /** Keeps a deployment up to date until the returned undo is called. */
  watch(id: DeploymentId): () => void {
    const watch = this.#watches.get(id) ?? this.#begin(id)
    watch.watchers += 1
    let isWatching = true
    return () => {
      if (!isWatching) return
      isWatching = false
      watch.watchers -= 1
      if (watch.watchers === 0 && this.#watches.get(id) === watch) this.#end(id)
    }
  }

  /** Tells how the log of a watched deployment grows. Returns its own undo. */
  onLog(id: DeploymentId, listener: (news: LogNews) => void): () => void {
    const watch = this.#watches.get(id)
    watch?.logListeners.add(listener)
    return () => watch?.logListeners.delete(listener)
  }

  /** Reads again after a failure. */
  retry(id: DeploymentId): void {
    const watch = this.#watches.get(id)
    if (!watch) return
    this.#put(id, { status: 'loading' })
    void this.#read(id, watch)
  }

  #begin(id: DeploymentId): Watch {
    this.#stopListening ??= this.#ports.subscribe(event => {
      if (event.type === 'deployment.events') this.#receive(event)
    })
    const watch: Watch = { watchers: 0, waiting: null, logListeners: new Set() }
    this.#watches.set(id, watch)
    this.#put(id, { status: 'loading' })
    void this.#read(id, watch)
    return watch
  }

  #end(id: DeploymentId): void {
    this.#watches.delete(id)
    this.store.setState(({ [id]: _gone, ...others }) => others, true)
    if (this.#watches.size > 0) return
    this.#stopListening?.()
    this.#stopListening = null
  }

  async #read(id: DeploymentId, watch: Watch): Promise<void> {
    watch.waiting = []
    const result = await this.#ports.readDeployment(id)
    if (this.#watches.get(id) !== watch) return
    const waiting = watch.waiting
    watch.waiting = null
    if (!result.ok) return this.#put(id, { status: 'failed', failure: result.failure })
    let deployment = result.value
    for (const push of waiting) {
      const outcome = applyPush(deployment, push)
      // A push that still does not fit is dropped: the next one shows the gap again.
      if (outcome.kind === 'applied') deployment = outcome.deployment
    }
    this.#put(id, { status: 'ready', deployment })
    tell(watch, { kind: 'missed' })
  }

  #receive(push: DeploymentPush): void {
    const { deploymentId: id } = push
    const watch = this.#watches.get(id)
    if (watch?.waiting) {
      watch.waiting.push(push)
      return
    }
    const entry = this.store.getState()[id]
    if (!watch || entry?.status !== 'ready') return
    const outcome = applyPush(entry.deployment, push)
    if (outcome.kind === 'gap') {
      void this.#read(id, watch)
      return
    }
    if (outcome.deployment !== entry.deployment) this.#put(id, { status: 'ready', deployment: outcome.deployment })
    tell(watch, { kind: 'grown', growth: outcome.growth })
  }

  #put(id: DeploymentId, entry: DeploymentEntry): void {
    this.store.setState({ [id]: entry })
  }
}

function tell(watch: Watch, news: LogNews): void {
  for (const listener of [...watch.logListeners]) listener(news)
}
