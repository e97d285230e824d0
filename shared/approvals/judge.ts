import type { Approval, ApprovalRule } from '../model/approval'
import { countOf } from '../plan/words'
import type { ApprovalStatus } from './status'

const hour = 60 * 60 * 1000

/** A rule and whose it is, such as `Production`. */
export interface RuleOf {
  readonly name: string
  readonly rule: ApprovalRule | undefined
}

/** Of several rules the stricter one, each way: the most people, the fewest hours. Null where none asks for anything. */
export function strictest(rules: readonly RuleOf[]): { readonly rule: ApprovalRule; readonly why: string } | null {
  const asked = rules.flatMap(({ name, rule }) => (rule === undefined ? [] : [{ name, rule }]))
  const [first, ...others] = [...asked].sort((a, b) => b.rule.count - a.rule.count)
  if (first === undefined) return null
  const hours = [first, ...others].flatMap(({ rule }) => rule.hours ?? [])
  const least = hours.length === 0 ? undefined : Math.min(...hours)
  const within = least === undefined ? '' : `, none older than ${countOf(least, 'hour')}`
  return {
    rule: { count: first.rule.count, ...(least === undefined ? {} : { hours: least }) },
    why: `${first.name} asks for ${countOf(first.rule.count, 'approval')}${within}.`
  }
}

/** When it was given, by the earlier of the two clocks: one that is ahead must not make it last longer. */
export const givenAt = ({ at, receivedAt }: Pick<Approval, 'at' | 'receivedAt'>): number => Math.min(at, receivedAt)

/** Whether it is older than the rule lets it be. */
export const isTooOld = (
  approval: Pick<Approval, 'at' | 'receivedAt'>,
  { hours }: Pick<ApprovalRule, 'hours'>,
  now: number
): boolean => hours !== undefined && givenAt(approval) + hours * hour < now

/**
 * Whether what was brought in for a plan is enough. A refusal counts for as long as its key does, however old it is.
 * @param isKnown whether a key is one of those that count here
 */
export function statusOf(
  rules: readonly RuleOf[],
  given: readonly Approval[],
  isKnown: (approval: Approval) => boolean,
  now: number
): ApprovalStatus | null {
  const asked = strictest(rules)
  if (asked === null) return null
  const counts = (item: Approval) => isKnown(item) && (item.decision === 'refused' || !isTooOld(item, asked.rule, now))
  return {
    needed: asked.rule.count,
    why: asked.why,
    given: [...given].sort((a, b) => a.receivedAt - b.receivedAt).map(item => ({ ...item, counts: counts(item) }))
  }
}

type Given = ApprovalStatus['given'][number]

/** Those that say yes and count. */
export const approvalsIn = ({ given }: Pick<ApprovalStatus, 'given'>): readonly Given[] =>
  given.filter(({ decision, counts }) => counts && decision === 'approved')

/** Those that say no and count. */
export const refusalsIn = ({ given }: Pick<ApprovalStatus, 'given'>): readonly Given[] =>
  given.filter(({ decision, counts }) => counts && decision === 'refused')

/** How many approvals are still missing; 0 where it is enough, whatever was refused. */
export const missingIn = (status: ApprovalStatus): number => Math.max(0, status.needed - approvalsIn(status).length)

/** Whether it may be deployed. */
export const isApproved = (status: ApprovalStatus | undefined): boolean =>
  status === undefined || (missingIn(status) === 0 && refusalsIn(status).length === 0)

/** How it stands, such as `Needs 2 approvals, has 1: Ada.` */
export function statusWords(status: ApprovalStatus): string {
  const [refusal] = refusalsIn(status)
  if (refusal) return `${refusal.name} refused it${refusal.note === '' ? '.' : `: ${refusal.note}`}`
  const yes = approvalsIn(status)
  const names = yes.length === 0 ? '.' : `: ${yes.map(({ name }) => name).join(', ')}.`
  return `Needs ${countOf(status.needed, 'approval')}, has ${yes.length}${names}`
}
