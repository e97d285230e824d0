import type { ApprovalAnswerView, ApprovalRequestView, ApproverView } from '@shared/approval-calls'
import type { ApprovalAnswerFile, ApprovalRequestFile } from '@shared/approvals/files'
import { isTooOld, strictest } from '@shared/approvals/judge'
import type { AuditDraft } from '@shared/audit'
import { type Failure, invalid, notFound } from '@shared/failure'
import type { Sha256 } from '@shared/ids'
import type { Approval, ApprovalRule, Approver } from '@shared/model/approval'
import { countOf } from '@shared/plan/words'
import { fail, ok, type Result } from '@shared/result'
import {
  fileNameFor,
  makeAnswer,
  makeRequest,
  readAnswer,
  readRequest,
  refused,
  writeApprovalFile
} from './approval-files'
import { createApprovalKey, type KnownKey, knownKey } from './approval-keys'
import { rulesFor } from './approval-status'
import type { ServiceContext } from './context'
import { type PlanRequest, planFor, planHasProblems } from './planning'
import type { ServicePorts } from './ports'
import { byName } from './rules'

type Context = Pick<ServiceContext, 'store' | 'now' | 'user' | 'publish' | 'exclusive' | 'thisMachine'>

/** Approvals as signed files, and the people whose approvals count here. */
export function createApprovals(context: Context, { chooseSavePath }: Pick<ServicePorts, 'chooseSavePath'>) {
  const { store, now, user, publish, exclusive } = context
  const key = createApprovalKey(context)
  const changed = () => publish({ type: 'catalog.changed', entity: 'approval' })

  /** The key of this workspace, where it ever signed something. */
  const ownId = (): Sha256 | null => {
    const own = key.known()
    return own === null ? null : (knownKey(own)?.id ?? null)
  }

  const accepted = (file: ApprovalAnswerFile, wanted: Sha256 | undefined): Result<Approval> => {
    const { request, decision, note, at } = file
    const known = knownKey(file.publicKey)
    const asker = knownKey(request.publicKey)
    if (known === null || asker === null) return fail(otherKey)
    if (asker.id !== ownId()) return fail(otherWorkspace)
    if (known.id === asker.id) return fail(ownKey)
    const approver = store.approvers.get(known.id)
    if (!approver) return fail(unknownKey(file, known))
    if (wanted !== undefined && wanted !== request.plan) return fail(otherPlan(request))
    const id = `${request.plan}.${known.id}`
    const receivedAt = now()
    const before = store.approvals.get(id)
    if (before && before.at >= at) return fail(before.at === at ? twice : older)
    const rules = rulesFor(store, request.ruledBy ?? [request.project.id], request.environment.id)
    const rule: Pick<ApprovalRule, 'hours'> = strictest(rules)?.rule ?? {}
    if (decision === 'approved' && isTooOld({ at, receivedAt }, rule, receivedAt)) return fail(tooOld(rule.hours ?? 0))
    return ok({
      id,
      planHash: request.plan,
      projectId: request.project.id,
      releaseId: request.release.id,
      environmentId: request.environment.id,
      approverId: known.id,
      name: approver.name,
      decision,
      note,
      at,
      receivedAt
    })
  }

  return {
    request: async ({ reason, ...what }: PlanRequest & { readonly reason: string }) => {
      const planned = await planFor(context, { ...what, answers: undefined })
      if (!planned.ok) return planned
      const { result, snapshot } = planned.value
      const { plan, hash, prompts } = result
      if (plan === null || hash === null) return fail(planHasProblems(result.problems))
      const signer = await key.signer()
      if (!signer.ok) return signer
      const file = makeRequest({ plan, hash, prompts, snapshot, reason, user, at: now() }, signer.value)
      return save(file, file, 'request', [entry('requested', file, `Asked for an approval of ${whatOf(file)}.`)])
    },

    read: async (text: string): Promise<Result<ApprovalRequestView>> => {
      const file = readRequest(text)
      if (!file.ok) return file
      const asker = knownKey(file.value.publicKey)
      return asker === null ? fail(otherKey) : ok(requestView(file.value, asker, asker.id === ownId()))
    },

    sign: async ({ text, decision, note }: { readonly text: string } & Pick<Approval, 'decision' | 'note'>) => {
      const file = readRequest(text)
      if (!file.ok) return file
      const signer = await key.signer()
      if (!signer.ok) return signer
      const asker = knownKey(file.value.publicKey)
      if (asker === null) return fail(otherKey)
      if (asker.id === ownId()) return fail(ownKey)
      const answer = makeAnswer(file.value, { decision, note, name: user, at: now() }, signer.value)
      const verb = decision === 'approved' ? 'approved' : 'refused'
      const said = `${verb === 'approved' ? 'Approved' : 'Refused'} ${whatOf(file.value)}, as ${file.value.requestedBy} asked.`
      return save(file.value, answer, verb === 'approved' ? 'approval' : 'refusal', [entry(verb, file.value, said)])
    },

    readAnswer: async (text: string): Promise<Result<ApprovalAnswerView>> => {
      const file = readAnswer(text)
      if (!file.ok) return file
      const known = knownKey(file.value.publicKey)
      return known === null ? fail(otherKey) : ok(answerView(file.value, known, store.approvers.get(known.id)))
    },

    import: (text: string, wanted?: Sha256): Promise<Result<Approval>> =>
      exclusive(async () => {
        const file = readAnswer(text)
        if (!file.ok) return file
        const taken = accepted(file.value, wanted)
        if (!taken.ok) return taken
        const { decision, name } = taken.value
        const said = `Brought in from ${name}, who ${decision} ${whatOf(file.value.request)}.`
        await store.commit([store.approvals.putting(taken.value)], [entry(decision, file.value.request, said)])
        changed()
        return taken
      }),

    approvers: {
      list: async (): Promise<Result<readonly ApproverView[]>> => ok(byName(store.approvers.all()).map(viewOf)),

      add: ({ name, publicKey }: Pick<Approver, 'name' | 'publicKey'>): Promise<Result<ApproverView>> =>
        exclusive(async () => {
          const known = knownKey(publicKey)
          if (known === null) return fail(invalid('publicKey', 'must be the public key of an approver'))
          if (known.id === ownId()) return fail(ownKey)
          const made: Approver = { id: known.id, name, publicKey: known.publicKey, addedAt: now(), addedBy: user }
          const isNew = store.approvers.get(known.id) === undefined
          const said = `${isNew ? 'Added' : 'Renamed'} the approver “${name}”, whose key is ${known.words}.`
          const draft = { ...aboutApprover(made), verb: isNew ? 'created' : 'changed', summary: said } as const
          await store.commit([store.approvers.putting(made)], [draft])
          changed()
          return ok(viewOf(made))
        }),

      remove: (id: Sha256): Promise<Result<null>> =>
        exclusive(async () => {
          const current = store.approvers.get(id)
          if (!current) return fail(notFound('approver', id))
          const summary = `Removed the approver “${current.name}”; what they approved counts no more.`
          const draft = { ...aboutApprover(current), verb: 'deleted', summary } as const
          await store.commit([store.approvers.removing(id)], [draft])
          changed()
          return ok(null)
        }),

      own: async (): Promise<Result<{ readonly publicKey: string; readonly words: string }>> => {
        const publicKey = await key.publicKey()
        return ok({ publicKey, words: knownKey(publicKey)?.words ?? '' })
      }
    }
  }

  async function save(
    request: ApprovalRequestFile,
    file: ApprovalRequestFile | ApprovalAnswerFile,
    what: string,
    drafts: readonly AuditDraft[]
  ): Promise<Result<{ readonly path: string } | null>> {
    const path = await chooseSavePath(fileNameFor(request, what))
    if (path === null) return ok(null)
    const written = await writeApprovalFile(path, file)
    if (written.ok) await store.commit([], drafts)
    return written
  }
}

/** `the deployment of Shop 1.4.2 to Production` */
const whatOf = ({ project, release, environment }: ApprovalRequestFile): string =>
  `the deployment of ${project.name} ${release.version} to ${environment.name}`

/** An entry of the audit log. Ids of another workspace's request say nothing here, and do no harm. */
const entry = (verb: AuditDraft['verb'], request: ApprovalRequestFile, summary: string): AuditDraft => ({
  verb,
  subject: {
    kind: 'approval',
    id: request.plan,
    name: `${request.project.name} ${request.release.version} to ${request.environment.name}`
  },
  projectId: request.project.id,
  environmentId: request.environment.id,
  summary
})

const aboutApprover = ({ id, name }: Approver) => ({ subject: { kind: 'approval' as const, id, name } })

const viewOf = (approver: Approver): ApproverView => ({
  ...approver,
  words: knownKey(approver.publicKey)?.words ?? ''
})

const requestView = (file: ApprovalRequestFile, { words }: KnownKey, isOwn: boolean): ApprovalRequestView => ({
  planHash: file.plan,
  project: file.project.name,
  release: file.release.version,
  environment: file.environment.name,
  isProduction: file.environment.isProduction,
  requestedBy: file.requestedBy,
  requestedAt: file.requestedAt,
  reason: file.reason,
  words,
  steps: file.steps,
  targets: file.targets,
  remarks: file.remarks,
  asks: file.asks,
  isOwn
})

const answerView = (
  { request, decision, note, name, at }: ApprovalAnswerFile,
  { publicKey, words }: KnownKey,
  approver: Approver | undefined
): ApprovalAnswerView => ({
  planHash: request.plan,
  project: request.project.name,
  release: request.release.version,
  environment: request.environment.name,
  decision,
  note,
  name: approver?.name ?? name,
  at,
  publicKey,
  words,
  isKnown: approver !== undefined
})

const otherKey = refused(
  'key',
  'The key in this file is not of the kind that signs approvals.',
  'Ask for another file.'
)

const otherWorkspace = refused(
  'other-workspace',
  'This approval answers a request of another workspace.',
  'Ask for an approval of your own: what was asked for elsewhere may be another plan.'
)

const ownKey = refused(
  'own-key',
  'This workspace asked for the approval itself, and its own approval does not count.',
  'Have somebody else approve it, with a workspace of their own.'
)

const twice = refused('twice', 'This very approval was brought in before.', 'Nothing needs to be done.')

const older = refused(
  'older',
  'A later answer of the same person was brought in before.',
  'Nothing needs to be done; the later one counts.'
)

const unknownKey = ({ name }: ApprovalAnswerFile, { words, id }: KnownKey): Failure =>
  refused(
    'unknown-key',
    `“${name}” signed this approval with a key that nobody compared here: ${words}.`,
    'Read these words to the person who approved, by another way than the file came. If they are theirs, add the approver.',
    { words, key: id, name }
  )

const otherPlan = ({ release, environment }: ApprovalRequestFile): Failure =>
  refused(
    'other-plan',
    `This approval is for another plan of ${release.version} to ${environment.name}.`,
    'What would run has changed since, or other choices were made: ask for an approval of the plan as it is now.'
  )

const tooOld = (hours: number): Failure =>
  refused(
    'too-old',
    `This approval is older than the ${countOf(hours, 'hour')} that it may be.`,
    'Ask for an approval once more.'
  )
