import { z } from 'zod'
import { call } from './call'
import * as ids from './ids'
import type { Release } from './model/release'
import { type Trigger, triggerInput, triggerWhen } from './model/trigger'

/** The part of the contract that is about what happens without anybody asking: triggers, and releases that are too many. */
export const triggerCalls = {
  /** Of a project, or of all; by name. */
  'trigger.list': call(z.strictObject({ projectId: ids.projectId.optional() })).returns<readonly TriggerListing[]>(),
  'trigger.create': call(z.strictObject({ projectId: ids.projectId, value: triggerInput })).returns<Trigger>(),
  'trigger.update': call(z.strictObject({ id: ids.triggerId, value: triggerInput })).returns<Trigger>(),
  'trigger.delete': call(z.strictObject({ id: ids.triggerId })).returns<null>(),
  /** Sets it off now, as if its time had come. */
  'trigger.fire': call(z.strictObject({ id: ids.triggerId })).returns<Trigger>(),
  /** When a schedule that need not be saved would set it off. */
  'trigger.times': call(
    z.strictObject({ when: triggerWhen, count: z.number().int().min(1).max(20).default(5) })
  ).returns<readonly number[]>(),

  /** Which releases their lifecycles would let go, and why the others stay. Changes nothing. */
  'retention.preview': call(z.strictObject({ projectId: ids.projectId.optional() })).returns<RetentionReport>(),
  /** Deletes them, with their deployments and logs. */
  'retention.apply': call(z.strictObject({ projectId: ids.projectId.optional() })).returns<RetentionReport>()
} as const

export interface TriggerListing extends Trigger {
  /** When it is set off next; null for what has no schedule, and where nothing sets it off. */
  readonly nextAt: number | null
  /** Why it can do nothing as things are, in a sentence: such as an environment that is gone; null where all is well. */
  readonly trouble: string | null
}

export interface RetentionReport {
  readonly goes: readonly RetentionVerdict[]
  readonly stays: readonly RetentionVerdict[]
}

export interface RetentionVerdict {
  readonly release: Pick<Release, 'id' | 'projectId' | 'version' | 'createdAt'>
  readonly projectName: string
  /** In a sentence. */
  readonly why: string
}
