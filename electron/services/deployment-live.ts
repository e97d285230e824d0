import type { Deployment, DeploymentFact, DeploymentSummary } from '@shared/deployment'
import { DeploymentFold, summarize } from '@shared/deployment-reducer'
import type { DeploymentId } from '@shared/ids'
import type { DeploymentLog } from '../store/store'

/** How a deployment stands to the queue. */
export type Turn =
  | {
      readonly kind: 'waiting'
      /** When it asked for its turn. Milliseconds since 1970 UTC. */
      readonly since: number
      /** It needs secrets, and the vault is closed. */
      readonly needsVault: boolean
      /** Those of its key had to wait for the person that it waited for, and let it go first. */
      readonly keepsKey: boolean
    }
  /** The engine has it. `leave` makes the engine let go of it as soon as nothing of it runs. */
  | {
      readonly kind: 'running'
      readonly leave: AbortController
      /** When it asked for this turn. */
      readonly since: number
      /** As of `waiting`, once the engine was told to let go of it. */
      readonly keepsKey: boolean
    }
  /** Only a person can move it on. */
  | { readonly kind: 'parked'; readonly keepsKey: boolean }
  /** It waits, and is left to a process that takes up what waits; unless somebody moves it on from event `seq`. */
  | { readonly kind: 'left-alone'; readonly seq: number }

type Listener = (fact: DeploymentFact) => void
type Watcher = () => void

/** A deployment that is not over, as this process has it in hand. Only `deployment-record.ts` changes its state. */
export class Live {
  readonly id: DeploymentId
  readonly log: DeploymentLog
  fold: DeploymentFold
  turn: Turn
  /** Why its log could not be written; from then on nothing more is recorded and the engine is told to stop. */
  broken: unknown = null
  /** Asked when its turn has come: why nothing of it has to be done any more. Null where it has in any case. */
  needless: (() => string | null) | null = null
  /** Ends everything about it at once. */
  readonly stop = new AbortController()
  /** Settles when everything recorded so far was announced, in order. */
  announced: Promise<void> = Promise.resolve()
  /** Settles when the engine has let go of it, and it is either over or waits. */
  run: Promise<void> = Promise.resolve()
  /** Settles with its last state when it is over and nothing of it is open any more. */
  readonly ended: Promise<Deployment>
  readonly end: (state: Deployment) => void
  readonly #listeners = new Set<Listener>()
  readonly #watchers = new Set<Watcher>()
  #waitsFor: string | null = null

  constructor(log: DeploymentLog, turn: Turn, state: Deployment | null = null) {
    this.id = log.id
    this.log = log
    this.turn = turn
    this.fold = new DeploymentFold(state)
    let end: (state: Deployment) => void = () => undefined
    this.ended = new Promise(resolve => {
      end = resolve
    })
    this.end = end
  }

  /** To look at and not to keep. @throws before it is queued. */
  get state(): Deployment {
    const state = this.fold.peek()
    if (state === null) throw new Error('The deployment is not queued yet')
    return state
  }

  /** What it waits for, in words; null for nothing. */
  get waitsFor(): string | null {
    return this.#waitsFor
  }

  set waitsFor(words: string | null) {
    this.#waitsFor = words
    for (const watcher of [...this.#watchers]) watcher()
  }

  /** Calls back after each fact but output, and when it waits for something else; returns what undoes it. */
  watch(watcher: Watcher): () => void {
    this.#watchers.add(watcher)
    const stop = this.listen(watcher)
    return () => {
      this.#watchers.delete(watcher)
      stop()
    }
  }

  /** Calls back after each fact but output; returns what undoes it. */
  listen(listener: Listener): () => void {
    this.#listeners.add(listener)
    return () => {
      this.#listeners.delete(listener)
    }
  }

  tell(fact: DeploymentFact): void {
    for (const listener of [...this.#listeners]) listener(fact)
  }
}

/** All that are not over, in the order in which they came into this process' hands. */
export type Lives = Map<DeploymentId, Live>

/** What lists show of it, with what it waits for. */
export const summaryOf = (live: Live): DeploymentSummary => ({ ...summarize(live.state), waitsFor: live.waitsFor })
