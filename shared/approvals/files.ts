import { z } from 'zod'
import { canonicalJson } from '../canonical-json'
import { environmentId, projectId, releaseId, sha256 } from '../ids'

const moment = z.number().int().nonnegative()
const words = z.string().max(10_000)
/** A public key in PEM. */
const publicKey = z.string().max(2000)
/** Of the canonical JSON of everything else in the file, by ECDSA over SHA-256; base64. */
const signature = z
  .string()
  .max(1000)
  .regex(/^[A-Za-z0-9+/]+=*$/, 'must be base64')

/** What would happen in one step, as it is shown to who approves. */
export const requestedStep = z.strictObject({
  /** `2.1 Migrate`. */
  title: words,
  /** What it is and where it runs, or why it does not. */
  what: words,
  /** SHA-256 of what its action was set up to do: script, parameters, packages. */
  sha256
})
export type RequestedStep = z.infer<typeof requestedStep>

/** What somebody is asked to approve: exactly one plan, named by its hash, in words for people. */
export const approvalRequest = z.strictObject({
  format: z.literal('slipway-approval-request'),
  version: z.literal(1),
  plan: sha256,
  project: z.strictObject({ id: projectId, name: words }),
  release: z.strictObject({ id: releaseId, version: words, snapshot: sha256 }),
  environment: z.strictObject({ id: environmentId, name: words, isProduction: z.boolean() }),
  /** The projects whose rules say, with those of the environment, who has to approve it; absent where it is the one above. */
  ruledBy: z.array(projectId).max(10_000).optional(),
  steps: z.array(requestedStep).max(1000),
  /** `web-1: deploy@web-1.example:22`. */
  targets: z.array(words).max(10_000),
  /** What is different from how it is deployed as a rule, one sentence each. */
  remarks: z.array(words).max(1000),
  /** The names of what is asked when it is started: answers are no part of a plan. */
  asks: z.array(words).max(5000),
  requestedBy: words,
  requestedAt: moment,
  reason: words,
  publicKey,
  signature
})
export type ApprovalRequestFile = z.infer<typeof approvalRequest>

/** What somebody said to a request, with the request, so that nothing else can be put in its place. */
export const approvalAnswer = z.strictObject({
  format: z.literal('slipway-approval'),
  version: z.literal(1),
  request: approvalRequest,
  decision: z.enum(['approved', 'refused']),
  note: words,
  /** How who answers is called on their machine. */
  name: words,
  at: moment,
  publicKey,
  signature
})
export type ApprovalAnswerFile = z.infer<typeof approvalAnswer>

/** What a file is, as far as its form tells; its signatures are not looked at. Null for anything else. */
export function readApprovalFile(text: string): ApprovalRequestFile | ApprovalAnswerFile | null {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return null
  }
  const read = z.union([approvalRequest, approvalAnswer]).safeParse(value)
  return read.success ? read.data : null
}

/** The text that a signature is over. */
export const signedText = ({ signature: _signature, ...rest }: { readonly signature?: string }): string =>
  canonicalJson(rest)

/** The file as text that people can read. */
export const fileText = (file: ApprovalRequestFile | ApprovalAnswerFile): string => `${JSON.stringify(file, null, 2)}\n`
