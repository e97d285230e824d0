import { z } from 'zod'
import type { RequestedStep } from './approvals/files'
import { call } from './call'
import { planRequest } from './deployment-calls'
import * as ids from './ids'
import { type Approval, type Approver, approver } from './model/approval'

const nothing = z.strictObject({})
const fileText = z.string().max(1_000_000, 'must be at most 1,000,000 characters')
const text = z.string().trim().max(2000, 'must be at most 2,000 characters')

/** The part of the contract that is about approvals, which go from hand to hand as small signed files. */
export const approvalCalls = {
  /** Writes what is to be approved to a place that the person chooses; null when they chose none. */
  'approval.request': call(planRequest.extend({ reason: text.default('') })).returns<{
    readonly path: string
  } | null>(),
  /** What a request file asks for. Changes nothing. */
  'approval.read': call(z.strictObject({ text: fileText })).returns<ApprovalRequestView>(),
  /** Signs an answer to a request, and writes it to a place that the person chooses; null when they chose none. */
  'approval.sign': call(
    z.strictObject({ text: fileText, decision: z.enum(['approved', 'refused']), note: text.default('') })
  ).returns<{ readonly path: string } | null>(),
  /**
   * Takes in an answer. Refused (`approval-refused`) where its key is not known, its signature is wrong, it is of who
   * asked, or too old; with `planHash` also where it is for another plan.
   */
  'approval.import': call(z.strictObject({ text: fileText, planHash: ids.sha256.optional() })).returns<Approval>(),
  /** Whose answer a file is, before it is taken in: to compare words and to trust the key. */
  'approval.readAnswer': call(z.strictObject({ text: fileText })).returns<ApprovalAnswerView>(),

  'approver.list': call(nothing).returns<readonly ApproverView[]>(),
  /** Their words have been compared. */
  'approver.add': call(approver.pick({ name: true, publicKey: true })).returns<ApproverView>(),
  'approver.remove': call(z.strictObject({ id: ids.sha256 })).returns<null>(),
  /** The key that signs here; it is made when there is none. */
  'approver.own': call(nothing).returns<{ readonly publicKey: string; readonly words: string }>()
} as const

export interface ApproverView extends Approver {
  /** Of the key. */
  readonly words: string
}

export interface ApprovalRequestView {
  readonly planHash: ids.Sha256
  readonly project: string
  readonly release: string
  readonly environment: string
  readonly isProduction: boolean
  readonly requestedBy: string
  readonly requestedAt: number
  readonly reason: string
  /** Of the key of who asks, in words. */
  readonly words: string
  readonly steps: readonly RequestedStep[]
  /** With their addresses. */
  readonly targets: readonly string[]
  /** What is not as it is as a rule, in sentences. */
  readonly remarks: readonly string[]
  /** What is asked when it is started: answers are not part of what is approved. */
  readonly asks: readonly string[]
  /** Whether the request comes from this workspace, whose own approval does not count. */
  readonly isOwn: boolean
}

export interface ApprovalAnswerView {
  readonly planHash: ids.Sha256
  readonly project: string
  readonly release: string
  readonly environment: string
  readonly decision: Approval['decision']
  readonly note: string
  readonly name: string
  /** By the clock of who answered. */
  readonly at: number
  readonly publicKey: string
  readonly words: string
  /** Whether the key is one of those that count here. */
  readonly isKnown: boolean
}
