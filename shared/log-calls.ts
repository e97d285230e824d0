import { z } from 'zod'
import { call } from './call'
import type { DeploymentEvent } from './deployment'
import * as ids from './ids'
import { type LogCounts, type LogPage, type LogPlace, logFilter, pageLimit } from './log'
import type { Difference } from './task-log/difference'
import type { OutlineNews } from './task-log/outline'
import { hitPageLimit, type SearchAnswer, searchQuery } from './task-log/search'

const filter = logFilter.default({ runs: null, levels: null })
const lineNumber = z.number().int().min(1)
const ofDeployment = z.strictObject({ deploymentId: ids.deploymentId })

/** What a log can be exported as. */
export const exportFormats = ['txt', 'jsonl', 'html'] as const
export type ExportFormat = (typeof exportFormats)[number]

/** Which lines are exported. */
export const exportScope = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('all') }),
  z.strictObject({ kind: z.literal('filter'), filter: logFilter }),
  /** Lines by their numbers, as far as the filter lets them through; both ends belong to it. */
  z.strictObject({ kind: z.literal('lines'), first: lineNumber, last: lineNumber, filter })
])
export type ExportScope = z.output<typeof exportScope>

/** What was exported, and how it was looked through for secrets once more. */
export interface LogExport {
  readonly path: string
  readonly lines: number
  readonly masking: {
    /** Secrets that were looked for. */
    readonly secrets: number
    /** Secrets that could not be looked for: the vault is not open, or does not have them any more. */
    readonly unavailable: number
    /** Lines in which one was found and masked. */
    readonly lines: number
  }
}

/** How a run compares with the last time it went well. */
export interface Comparison {
  /** The last deployment of the same project to the same environment in which it did; null when there is none. */
  readonly good: {
    readonly deploymentId: ids.DeploymentId
    readonly releaseId: ids.ReleaseId
    readonly releaseVersion: string
    /** Milliseconds since 1970 UTC. */
    readonly finishedAt: number
    readonly run: ids.RunId
  } | null
  /** Null when the lines are the same, and without anything to compare with. */
  readonly difference: Difference | null
}

/** The most events of one answer. */
export const eventPageLimit = 20_000

/** The calls about what a deployment wrote, and about its past. */
export const logCalls = {
  'log.page': call(
    ofDeployment.extend({
      filter,
      /** Position among the lines that the filter lets through, from 0; negative counts from the end. */
      from: z.number().int(),
      count: z.number().int().min(1).max(pageLimit)
    })
  ).returns<LogPage>(),
  /** One whole line, by its number. */
  'log.line': call(ofDeployment.extend({ number: lineNumber })).returns<{ readonly text: string }>(),
  /**
   * Looks through the whole log. It answers soon, and says how far it got: asked again, it goes on from there, and later
   * looks only at lines that came since. `from` is the first hit that is answered.
   */
  'log.search': call(
    ofDeployment.extend({
      query: searchQuery,
      filter,
      from: z.number().int().min(0).default(0),
      limit: z.number().int().min(0).max(hitPageLimit).default(1000)
    })
  ).returns<SearchAnswer>(),
  /** How many lines each run wrote, and what of them can be folded: what changed after a revision, 0 for everything. */
  'log.outline': call(ofDeployment.extend({ after: z.number().int().min(0).default(0) })).returns<{
    readonly counts: LogCounts
    readonly outline: OutlineNews
  }>(),
  /** Where a line or a moment is, seen through filters. */
  'log.locate': call(
    ofDeployment.extend({
      spot: z.discriminatedUnion('kind', [
        z.strictObject({ kind: z.literal('line'), number: lineNumber }),
        z.strictObject({ kind: z.literal('moment'), at: z.number().nonnegative() })
      ]),
      filters: z.array(logFilter).min(1).max(8)
    })
  ).returns<LogPlace>(),
  /** The first line that is not as it was when the same action went well in the same place. */
  'log.compare': call(ofDeployment.extend({ run: ids.runId })).returns<Comparison>(),
  /** Saves lines to a place that the person chooses; null when they chose none. */
  'log.export': call(
    ofDeployment.extend({ format: z.enum(exportFormats), scope: exportScope.default({ kind: 'all' }) })
  ).returns<LogExport | null>(),
  /**
   * What happened, after the event with this number; 0 for everything. Output comes without text, and what was written at
   * nearly the same time as one event with its sum.
   */
  'deployment.events': call(
    z.strictObject({
      id: ids.deploymentId,
      after: z.number().int().min(0).default(0),
      limit: z.number().int().min(1).max(eventPageLimit).default(5000)
    })
  ).returns<{ readonly events: readonly DeploymentEvent[]; readonly hasMore: boolean }>()
} as const
