import type { ExecEnd } from './deployment'
import type { Failure } from './failure'
import type { RunId } from './ids'

/** What a person is asked while a deployment runs (Octopus: interruption). */
export type Question = QuestionBase &
  (
    | {
        readonly kind: 'manual'
        readonly run: RunId
        /** Markdown, with its references replaced. */
        readonly instructions: string
      }
    | { readonly kind: 'failure'; readonly run: RunId; readonly failure: Failure; readonly end: ExecEnd | null }
    | { readonly kind: 'canary'; readonly step: number }
  )

interface QuestionBase {
  /** Counts from 1 within the deployment. */
  readonly number: number
  /** User names of those who may answer; empty for anybody. */
  readonly responsible: readonly string[]
  readonly askedAt: number
  /** Who has taken it upon them to answer. */
  readonly takenBy: string | null
  /** Null as long as it is open. */
  readonly answer: Answer | null
}

/** What may be answered, by the kind of question. A required action can be neither ignored nor its target excluded. */
export const choices = {
  manual: ['proceed', 'abort'],
  failure: ['retry', 'ignore', 'exclude', 'fail'],
  canary: ['proceed', 'stop']
} as const
export type Choice = (typeof choices)[keyof typeof choices][number]

export interface Answer {
  /** `withdrawn`: the deployment was cancelled before anybody answered. */
  readonly choice: Choice | 'withdrawn'
  readonly by: string
  readonly note: string
  readonly at: number
}
