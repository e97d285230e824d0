import type { AppEvent } from '@shared/api'
import type { DeploymentEvent } from '@shared/deployment'
import type { DeploymentId } from '@shared/ids'
import type { LogLine } from '@shared/log'
import type { Store } from '../store/store'
import type { Exclusive } from './exclusive'
import type { NewId } from './ids'
import type { OpenLogs } from './open-logs'

/** What every service of one workspace works with. */
export interface ServiceContext {
  readonly store: Store
  readonly logs: OpenLogs
  readonly newId: NewId
  /** Milliseconds since 1970 UTC. */
  readonly now: () => number
  /** Who acts: the login name of the person at this workstation. */
  readonly user: string
  readonly thisMachine: 'posix' | 'windows'
  readonly publish: Publish
  /** One change at a time, so that nothing comes between a check and the write it allows. */
  readonly exclusive: Exclusive
  /** For defects and damage that no caller is waiting to hear of; never gets a secret. */
  readonly report: (message: string) => void
}

export type Publish = (signal: Signal) => void

/**
 * What services announce. The broadcaster gathers the events of one deployment into batches and reads the log's tail
 * only when a batch leaves.
 */
export type Signal =
  | Exclude<AppEvent, { type: 'deployment.events' }>
  | {
      readonly type: 'deployment.event'
      readonly deploymentId: DeploymentId
      /** Output events come without their text. */
      readonly event: DeploymentEvent
      readonly tail: (count: number) => readonly LogLine[]
    }
