import { createHash } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import {
  type ApprovalAnswerFile,
  type ApprovalRequestFile,
  fileText,
  readApprovalFile,
  signedText
} from '@shared/approvals/files'
import { tellPlan } from '@shared/approvals/request'
import { canonicalJson } from '@shared/canonical-json'
import type { Failure } from '@shared/failure'
import { type Sha256, sha256 } from '@shared/ids'
import type { ReleaseSnapshot } from '@shared/model/release'
import type { Plan, PlanPrompt, Stage } from '@shared/plan/plan'
import { labelOf } from '@shared/plan/plan-variables'
import { fail, ok, type Result } from '@shared/result'
import { isSignedBy } from './approval-keys'
import { projectsWithRules } from './approval-status'
import type { Signer } from './signing-key'

/** What a request is made of. */
export interface RequestContent {
  readonly plan: Plan
  readonly hash: Sha256
  readonly prompts: readonly PlanPrompt[]
  readonly snapshot: Pick<ReleaseSnapshot, 'steps'>
  readonly reason: string
  readonly user: string
  /** Milliseconds since 1970 UTC. */
  readonly at: number
}

/** The request for the approval of a plan, signed. */
export function makeRequest(content: RequestContent, signer: Signer): ApprovalRequestFile {
  const { plan, hash, prompts, snapshot, reason, user, at } = content
  const told = tellPlan(plan, stage => hashOfStage(stage, snapshot))
  return signed(
    {
      format: 'slipway-approval-request',
      version: 1,
      plan: hash,
      project: { id: plan.project.id, name: plan.project.name },
      release: { id: plan.release.id, version: plan.release.version, snapshot: plan.release.snapshot },
      environment: {
        id: plan.environment.id,
        name: plan.environment.name,
        isProduction: plan.environment.isProduction
      },
      ...ruledBy(plan),
      ...told,
      asks: prompts.map(labelOf),
      requestedBy: user,
      requestedAt: at,
      reason,
      publicKey: signer.publicKey
    },
    signer
  )
}

/** Left out where the release alone says it, as in most files. */
function ruledBy(plan: Plan): Pick<ApprovalRequestFile, 'ruledBy'> {
  const projects = projectsWithRules(plan)
  return projects.length === 1 && projects[0] === plan.project.id ? {} : { ruledBy: [...projects] }
}

/** The answer to a request, signed. */
export const makeAnswer = (
  request: ApprovalRequestFile,
  said: Pick<ApprovalAnswerFile, 'decision' | 'note' | 'name' | 'at'>,
  signer: Signer
): ApprovalAnswerFile =>
  signed({ format: 'slipway-approval', version: 1, request, ...said, publicKey: signer.publicKey }, signer)

const signed = <T extends object>(content: T, { sign }: Signer): T & { readonly signature: string } => ({
  ...content,
  signature: Buffer.from(sign(Buffer.from(canonicalJson(content)))).toString('base64')
})

/** Names what the action of a stage was set up to do when the release was made. */
function hashOfStage(stage: Stage, { steps }: Pick<ReleaseSnapshot, 'steps'>): Sha256 {
  const action = steps.flatMap(step => step.actions).find(({ id }) => id === stage.actionId)
  const content = canonicalJson(action ?? stage.packages ?? [])
  return sha256.parse(createHash('sha256').update(content).digest('hex'))
}

/** A request whose signature fits its text. */
export function readRequest(text: string): Result<ApprovalRequestFile> {
  const file = readApprovalFile(text)
  if (file?.format !== 'slipway-approval-request') return fail(unreadable('request', file !== null))
  return isSound(file) ? ok(file) : fail(changed('request'))
}

/** An answer whose signature, and that of the request in it, fit their texts. */
export function readAnswer(text: string): Result<ApprovalAnswerFile> {
  const file = readApprovalFile(text)
  if (file?.format !== 'slipway-approval') return fail(unreadable('approval', file !== null))
  return isSound(file) && isSound(file.request) ? ok(file) : fail(changed('approval'))
}

const isSound = (file: ApprovalRequestFile | ApprovalAnswerFile): boolean =>
  isSignedBy(file.publicKey, signedText(file), file.signature)

/** Writes a file where a person wants it. */
export async function writeApprovalFile(
  path: string,
  file: ApprovalRequestFile | ApprovalAnswerFile
): Promise<Result<{ readonly path: string }>> {
  try {
    await writeFile(path, fileText(file), { mode: 0o600 })
    return ok({ path })
  } catch (error) {
    return fail({
      kind: 'storage-failed',
      message: `${path} could not be written: ${error instanceof Error ? error.message : 'the disk refused'}.`,
      remedy: 'Choose a folder that is there and may be written to.'
    })
  }
}

/** A name that every file system takes, such as `Shop-1.4.2-to-Production.request.json`. */
export function fileNameFor({ project, release, environment }: ApprovalRequestFile, what: string): string {
  const plain = [project.name, release.version, 'to', environment.name]
    .join('-')
    .replaceAll(/[^\p{L}\p{N}._+-]+/gu, '-')
    .slice(0, 120)
  return `${plain}.${what}.json`
}

/** A refusal of an approval, with a word for code in `detail.reason`. */
export const refused = (
  reason: string,
  message: string,
  remedy: string,
  more: Readonly<Record<string, string>> = {}
): Failure => ({ kind: 'approval-refused', message, remedy, detail: { reason, ...more } })

const unreadable = (wanted: 'request' | 'approval', isOther: boolean): Failure =>
  isOther
    ? refused(
        'other-kind',
        wanted === 'request'
          ? 'This file is an approval, and not a request for one.'
          : 'This file asks for an approval, and is none itself.',
        wanted === 'request' ? 'Import it where the deployment is to be started.' : 'Send it to somebody who approves.'
      )
    : refused(
        'unreadable',
        `This file is no ${wanted === 'request' ? 'request for an approval' : 'approval'} of Slipway.`,
        'Choose the file that was sent, as it came.'
      )

const changed = (what: 'request' | 'approval'): Failure =>
  refused(
    'signature',
    `The signature of this ${what} does not fit its text: it was changed after it was signed.`,
    'Ask for the file once more, and take it as it came.'
  )
