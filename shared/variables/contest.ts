import type { AccountId, CertificateId, LibrarySetId, SecretId, VariableId } from '../ids'
import type { VariableScope } from '../model/variable-scope'
import type { Secret } from '../secret'
import { matchScope, type VariableContext, type WeightName } from './context'

/** Where a value comes from. */
export type Origin =
  | { readonly kind: 'project' }
  /** `position` counts the included sets from 0; a later one wins over an earlier one. */
  | { readonly kind: 'library'; readonly id: LibrarySetId; readonly name: string; readonly position: number }
  /** What somebody typed when the deployment was started. */
  | { readonly kind: 'answer' }
  /** Set by a script; `machine` is the target it ran on or for. `position` counts what was set so far. */
  | { readonly kind: 'output'; readonly step: string; readonly machine: string | null; readonly position: number }
  /** Said by Slipway itself. */
  | { readonly kind: 'system' }
  /** Part of an account or a certificate that the variable `of` refers to. */
  | { readonly kind: 'member'; readonly of: string }

/** What a candidate holds: a template, a secret in the vault, or a secret that is open already. */
export type Content =
  | { readonly kind: 'text'; readonly text: string }
  /** Null where the reader is not told which secret it is, as in the window. `pem-body`: what stands between its marks. */
  | { readonly kind: 'secret'; readonly id: SecretId | null; readonly part?: 'pem-body' }
  | { readonly kind: 'opened'; readonly secret: Secret }

/** One value that could be the one that a name stands for. */
export interface Candidate {
  readonly origin: Origin
  /** The row that it is written in; null for what is in no row. */
  readonly rowId: VariableId | null
  readonly scope: VariableScope
  /** What outranks scopes, or goes without one. In the units of `scopeWeights`. */
  readonly weight?: number
  readonly content: Content
  /** What it refers to, where it is a reference; its parts are names of their own. */
  readonly refersTo?: AccountId | CertificateId
  /** Whether whoever deploys is asked for it. */
  readonly isPrompted?: boolean
}

/** How a candidate fared. `weight` is the sum of its parts. */
export type Verdict =
  | { readonly kind: 'won' | 'lost' | 'tied'; readonly weight: number; readonly parts: readonly WeightName[] }
  /** It does not apply here, because of this dimension. */
  | { readonly kind: 'out'; readonly dimension: keyof VariableScope }

export interface Ranked<C extends Candidate = Candidate> {
  readonly candidate: C
  readonly verdict: Verdict
}

/**
 * Who may be the value, the best first. Without a winner there is either no candidate that applies, or several that
 * nothing tells apart: then all of these are `tied`, and nobody picks one of them.
 */
export interface Contest<C extends Candidate = Candidate> {
  readonly winner: Ranked<C> | null
  readonly tied: readonly Ranked<C>[]
  readonly ranked: readonly Ranked<C>[]
}

/** With equal weights: what happened wins over what was written, the project over its library sets. */
const originRanks = { system: 5, answer: 4, output: 3, project: 2, library: 1, member: 0 } as const

const positionOf = (origin: Origin): number =>
  origin.kind === 'library' || origin.kind === 'output' ? origin.position : 0

/** Below zero when `a` goes first. */
const compareOrigins = (a: Origin, b: Origin): number =>
  originRanks[b.kind] - originRanks[a.kind] || positionOf(b) - positionOf(a)

interface Applying<C> {
  readonly candidate: C
  readonly weight: number
  readonly parts: readonly WeightName[]
}

/**
 * Decides between the candidates of one name, as Octopus does: the heaviest scope wins; of equal ones the project's row
 * wins over that of a library set, and a set that is included later over an earlier one. Two rows of one list that are
 * still equal are a tie.
 */
export function contest<C extends Candidate>(candidates: readonly C[], context: VariableContext): Contest<C> {
  const [only] = candidates
  if (only !== undefined && candidates.length === 1) return alone(only, context)
  const applying: Applying<C>[] = []
  const out: Ranked<C>[] = []
  for (const candidate of candidates) {
    const match = matchScope(candidate.scope, context)
    if (match.applies) applying.push({ candidate, weight: candidate.weight ?? match.weight, parts: match.parts })
    else out.push({ candidate, verdict: { kind: 'out', dimension: match.dimension } })
  }
  const order = (a: Applying<C>, b: Applying<C>) =>
    b.weight - a.weight || compareOrigins(a.candidate.origin, b.candidate.origin)
  applying.sort(order)
  const [first] = applying
  const isTie = first !== undefined && applying.filter(other => order(first, other) === 0).length > 1
  const ranked = applying.map(({ candidate, weight, parts }, index): Ranked<C> => {
    const isFirst = first !== undefined && order(first, { candidate, weight, parts }) === 0
    const kind = !isFirst ? 'lost' : isTie ? 'tied' : index === 0 ? 'won' : 'lost'
    return { candidate, verdict: { kind, weight, parts } }
  })
  return {
    winner: isTie ? null : (ranked[0] ?? null),
    tied: isTie ? ranked.filter(({ verdict }) => verdict.kind === 'tied') : [],
    ranked: [...ranked, ...out]
  }
}

/** Most names have one candidate. */
function alone<C extends Candidate>(candidate: C, context: VariableContext): Contest<C> {
  const match = matchScope(candidate.scope, context)
  if (!match.applies)
    return { winner: null, tied: [], ranked: [{ candidate, verdict: { kind: 'out', dimension: match.dimension } }] }
  const verdict = { kind: 'won', weight: candidate.weight ?? match.weight, parts: match.parts } as const
  const winner = { candidate, verdict }
  return { winner, tied: [], ranked: [winner] }
}
