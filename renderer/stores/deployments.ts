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

export interface Deployments {
  readonly store: StoreApi<Readonly<Record<string, DeploymentEntry>>>
  /** Keeps a deployment up to date until the returned undo is called. */
  watch(id: DeploymentId): () => void
  /** Tells how the log of a watched deployment grows. Returns its own undo. */
  onLog(id: DeploymentId, listener: (news: LogNews) => void): () => void
  /** Reads again after a failure. */
  retry(id: DeploymentId): void
}

/** Deployments that screens are looking at: read once, then kept up to date by pushes through the shared reducer. */
export function createDeployments(ports: DeploymentsPorts): Deployments {
  const store = createStore<Readonly<Record<string, DeploymentEntry>>>(() => ({}))
  const watches = new Map<DeploymentId, Watch>()
  const put = (id: DeploymentId, entry: DeploymentEntry) => store.setState({ [id]: entry })
  const tell = (watch: Watch, news: LogNews) => {
    for (const listener of [...watch.logListeners]) listener(news)
  }

  const read = async (id: DeploymentId, watch: Watch): Promise<void> => {
    watch.waiting = []
    const result = await ports.readDeployment(id)
    if (watches.get(id) !== watch) return
    const waiting = watch.waiting
    watch.waiting = null
    if (!result.ok) return put(id, { status: 'failed', failure: result.failure })
    let deployment = result.value
    for (const push of waiting) {
      const outcome = applyPush(deployment, push)
      // A push that still does not fit is dropped: the next one shows the gap again.
      if (outcome.kind === 'applied') deployment = outcome.deployment
    }
    put(id, { status: 'ready', deployment })
    tell(watch, { kind: 'missed' })
  }

  const receive = (push: DeploymentPush): void => {
    const watch = watches.get(push.deploymentId)
    if (!watch) return
    if (watch.waiting) {
      watch.waiting.push(push)
      return
    }
    const entry = store.getState()[push.deploymentId]
    if (entry?.status !== 'ready') return
    const outcome = applyPush(entry.deployment, push)
    if (outcome.kind === 'gap') {
      void read(push.deploymentId, watch)
      return
    }
    if (outcome.deployment !== entry.deployment)
      put(push.deploymentId, { status: 'ready', deployment: outcome.deployment })
    tell(watch, { kind: 'grown', growth: outcome.growth })
  }

  let stopListening: (() => void) | null = null
  const begin = (id: DeploymentId): Watch => {
    stopListening ??= ports.subscribe(event => {
      if (event.type === 'deployment.events') receive(event)
    })
    const watch: Watch = { watchers: 0, waiting: null, logListeners: new Set() }
    watches.set(id, watch)
    put(id, { status: 'loading' })
    void read(id, watch)
    return watch
  }
  const end = (id: DeploymentId): void => {
    watches.delete(id)
    store.setState(({ [id]: _gone, ...others }) => others, true)
    if (watches.size > 0) return
    stopListening?.()
    stopListening = null
  }

  return {
    store,
    watch(id) {
      const watch = watches.get(id) ?? begin(id)
      watch.watchers += 1
      let isWatching = true
      return () => {
        if (!isWatching) return
        isWatching = false
        watch.watchers -= 1
        if (watch.watchers === 0 && watches.get(id) === watch) end(id)
      }
    },
    onLog(id, listener) {
      const watch = watches.get(id)
      watch?.logListeners.add(listener)
      return () => watch?.logListeners.delete(listener)
    },
    retry(id) {
      const watch = watches.get(id)
      if (!watch) return
      put(id, { status: 'loading' })
      void read(id, watch)
    }
  }
}
