import type { VariableScope } from '../model/variable-scope'
import { countOf, listOf } from '../plan/words'
import { assertNever } from '../result'
import type { Origin, Verdict } from './contest'
import { scopeWeights, type WeightName } from './context'
import type { Elsewhere, ExpansionNode, ExplainedCandidate, Explanation, Place, ShownValue } from './explain'
import {
  dimensionWords,
  type Labels,
  originWords,
  scopeLabel,
  scopeValues,
  scopeWords,
  weightWords
} from './scope-words'

/** Explanations in words, the same ones in the window and in the terminal. */

/** `10,000,100`. */
export const figure = (weight: number): string => weight.toLocaleString('en-US')

type Applying = Extract<Verdict, { readonly kind: 'won' | 'lost' | 'tied' }>
/** A candidate that applies, with how it fared. */
export type ApplyingCandidate = ExplainedCandidate & { readonly verdict: Applying }

export const isApplying = (candidate: ExplainedCandidate): candidate is ApplyingCandidate =>
  candidate.verdict.kind !== 'out'

/** One summand of a weight: `step`, 10,000,000. */
export interface WeightPart {
  readonly word: string
  readonly weight: number
}

/** What a weight is the sum of, the heaviest first. What outranks scopes is one part. */
export function weightParts({ origin, verdict }: ApplyingCandidate): readonly WeightPart[] {
  if (verdict.parts.length > 0)
    return verdict.parts
      .map((part: WeightName) => ({ word: weightWords[part], weight: scopeWeights[part] }))
      .sort((a, b) => b.weight - a.weight)
  if (verdict.weight === 0) return []
  return [{ word: outrankingWord(origin), weight: verdict.weight }]
}

function outrankingWord(origin: Origin): string {
  switch (origin.kind) {
    case 'answer':
      return 'answer'
    case 'system':
      return 'Slipway'
    case 'output':
      return 'set on this very target'
    case 'project':
    case 'library':
    case 'member':
      return 'weight'
    default:
      return assertNever(origin)
  }
}

/** `step 10,000,000 + environment 100 = 10,000,100`; null where there is nothing to add up. */
export function sumWords(candidate: ApplyingCandidate): string | null {
  const parts = weightParts(candidate)
  if (parts.length === 0) return null
  const sum = parts.map(({ word, weight }) => `${word} ${figure(weight)}`).join(' + ')
  return parts.length === 1 ? sum : `${sum} = ${figure(candidate.verdict.weight)}`
}

/** `step and environment (10,000,100)`, or `no scope (0)`. */
function standing(candidate: ApplyingCandidate): string {
  const words = weightParts(candidate).map(({ word }) => word)
  return `${words.length === 0 ? 'no scope' : listOf(words)} (${figure(candidate.verdict.weight)})`
}

/** Why a candidate is the value, in a sentence. `candidates` are all of its name, the best first. */
export function winnerWords(winner: ApplyingCandidate, candidates: readonly ExplainedCandidate[]): string {
  const { origin } = winner
  if (origin.kind === 'system') return 'Slipway says it itself; that goes before everything that is written.'
  if (origin.kind === 'answer') return 'It was answered when the deployment was started; that goes before every row.'
  const next = candidates.filter(isApplying).find(candidate => candidate !== winner)
  if (next === undefined) return onlyOneWords(candidates.length)
  if (next.verdict.weight === winner.verdict.weight)
    return `No other value is more specific, and ${precedence(origin, next.origin)}.`
  return `It is the most specific value that applies here: it is meant for ${meantFor(winner)}.`
}

const onlyOneWords = (count: number): string =>
  count === 1 ? 'It is the only value of this name.' : 'It is the only value that applies here.'

const meantFor = (candidate: ApplyingCandidate): string => {
  if (candidate.origin.kind === 'output') return 'this very target'
  return listOf(weightParts(candidate).map(({ word }) => `this ${word}`))
}

/** Why a candidate is not the value, in a sentence. */
export function loserWords(loser: ExplainedCandidate, best: ApplyingCandidate | null, labels: Labels): string {
  if (!isApplying(loser)) return outWords(loser.scope, loser.verdict, labels)
  const { verdict } = loser
  if (verdict.kind === 'tied') return `Undecided: ${standing(loser)} weighs the same as another row of the same list.`
  if (best === null) return 'It lost.'
  if (verdict.weight === best.verdict.weight) return `Same weight, but ${precedence(best.origin, loser.origin)}.`
  if (best.origin.kind === 'answer') return 'What was answered when the deployment was started goes before every row.'
  if (best.origin.kind === 'system') return 'What Slipway says itself goes before everything that is written.'
  return `Less specific: ${standing(loser)} against ${standing(best)}.`
}

function outWords(scope: VariableScope, verdict: Verdict, labels: Labels): string {
  if (verdict.kind !== 'out') return ''
  const { dimension } = verdict
  const names = scopeValues(scope, dimension, labels).map(value => scopeLabel(dimension, value, labels))
  return `Does not apply here: it is for ${dimensionWords[dimension]} ${listOf(names, 'or')}.`
}

/** The rule by which one of two equally heavy values goes first, as the end of a sentence. */
function precedence(first: Origin, second: Origin): string {
  if (first.kind === 'library' && second.kind === 'library')
    return `“${first.name}” is included after “${second.name}”, and a later library set wins`
  if (first.kind === 'output' && second.kind === 'output') return 'what was set last wins'
  if (second.kind === 'member') return 'a row of its own goes before a part of an account or a certificate'
  switch (first.kind) {
    case 'project':
      return 'the project’s own value goes before a library set'
    case 'output':
      return 'what a step passed on goes before what is written'
    case 'answer':
      return 'an answer goes before every row'
    case 'system':
      return 'what Slipway says itself goes first'
    case 'library':
    case 'member':
      return `${originWords(first)} goes before ${originWords(second)}`
    default:
      return assertNever(first)
  }
}

/** How a value or a reference may be shown. `note` is for people; it never stands for a value. */
export type ValueLook =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'note'; readonly note: string; readonly why: 'empty' | 'later' | 'wrong' }

const note = (text: string, why: 'empty' | 'later' | 'wrong'): ValueLook => ({ kind: 'note', note: text, why })

/** A value that is known to be decided: its text, `empty`, or `known at run time`. */
export function lookOfValue({ text }: Pick<ShownValue, 'text'>): ValueLook {
  if (text === null) return note('known at run time', 'later')
  return text === '' ? note('empty', 'empty') : { kind: 'text', text }
}

/** What a name, or one reference of a value, came to. */
export function lookOfNode({ state, value }: ExpansionNode): ValueLook {
  switch (state) {
    case 'known':
    case 'at-run-time':
      return lookOfValue(value)
    case 'missing':
      return note('not defined here', 'wrong')
    case 'tied':
      return note('undecided', 'wrong')
    case 'cycle':
      return note('refers to itself', 'wrong')
    default:
      return assertNever(state)
  }
}

/** What a state means and what follows from it; null where the value says it all. */
export function stateWords({ state, template, value }: ExpansionNode): string | null {
  switch (state) {
    case 'known':
      return null
    case 'missing':
      return 'Nothing that applies here has this name. A script that reads it gets nothing, and a reference to it stays as it is written.'
    case 'tied':
      return 'Several rows claim this name with equal right, so none of them is taken. Change the scope of one of them, or remove it.'
    case 'cycle':
      return 'Its value leads back to itself, so it is left as it is written.'
    case 'at-run-time':
      if (template === null) return 'A step of the deployment sets it.'
      return value.holdsSecret
        ? 'It is worked out from a secret, which is opened only when a step runs.'
        : 'It depends on what a step of the deployment sets.'
    default:
      return assertNever(state)
  }
}

/** The targets of one environment in which a name has the same value. */
export interface PlaceGroup {
  readonly environment: string
  /** Null stands for what runs once on this machine. */
  readonly targets: readonly (string | null)[]
}

/** Places by environment, in the order of their first place. */
export function placeGroups(places: readonly Place[], labels: Labels): readonly PlaceGroup[] {
  const groups = new Map<string, (string | null)[]>()
  for (const { environmentId, targetId } of places) {
    const targets = groups.get(environmentId) ?? []
    targets.push(targetId === null ? null : (labels.targets.get(targetId) ?? targetId))
    groups.set(environmentId, targets)
  }
  return [...groups].map(([id, targets]) => ({ environment: labels.environments.get(id) ?? id, targets }))
}

/** `web-1, web-2 and 4 more`; empty where everything is about this machine. */
export function targetWords(targets: readonly (string | null)[], most = 4): string {
  const named = targets.filter(target => target !== null)
  if (named.length === 0) return ''
  const rest = named.length - most
  return rest > 0 ? `${named.slice(0, most).join(', ')} and ${rest} more` : listOf(named)
}

/** What is the same as here first; then by how often it occurs. */
export const elsewhereInOrder = (groups: readonly Elsewhere[]): readonly Elsewhere[] =>
  [...groups].sort((a, b) => Number(b.isSame) - Number(a.isSame) || b.places.length - a.places.length)

/** A value in another place; there, null may also mean that nothing has the name. */
export const lookElsewhere = (value: ShownValue): ValueLook =>
  value.text === null && !value.holdsSecret ? note('no value, or known at run time', 'later') : lookOfValue(value)

/** A look in one line of text. */
export const lookText = (look: ValueLook): string => (look.kind === 'note' ? `(${look.note})` : look.text)

/** Plain lines for a terminal. */
export function explanationText(explanation: Explanation, labels: Labels): string[] {
  const { name, candidates, expansion, elsewhere } = explanation
  const state = stateWords(expansion)
  const holds = expansion.value.holdsSecret ? '  (holds a secret)' : ''
  return [
    `${name} = ${lookText(lookOfNode(expansion))}${holds}`,
    ...(state === null ? [] : [`  ${state}`]),
    ...candidateLines(candidates, labels),
    ...(expansion.references.length === 0 ? [] : ['', 'How it is put together:', ...treeLines(expansion, 1)]),
    ...(elsewhere.length === 0 ? [] : ['', 'In other places:', ...elsewhereLines(elsewhere, labels)])
  ]
}

function candidateLines(candidates: readonly ExplainedCandidate[], labels: Labels): readonly string[] {
  if (candidates.length === 0) return []
  const applying = candidates.filter(isApplying)
  const winner = applying.find(({ verdict }) => verdict.kind === 'won') ?? null
  const best = winner ?? applying[0] ?? null
  const lines = candidates.flatMap(candidate => {
    const mark = candidate === winner ? '*' : candidate.verdict.kind === 'tied' ? '!' : ' '
    const reason =
      winner !== null && candidate === winner ? winnerReason(winner, candidates) : loserWords(candidate, best, labels)
    const from = `${originWords(candidate.origin)}, ${scopeWords(candidate.scope, labels)}`
    return [`${mark} ${oneLine(lookText(lookOfValue(candidate.template)))}`, `    from ${from}`, `    ${reason}`]
  })
  return ['', `${countOf(candidates.length, 'candidate')}, the best first:`, ...lines]
}

function winnerReason(winner: ApplyingCandidate, candidates: readonly ExplainedCandidate[]): string {
  const sum = sumWords(winner)
  return `${winnerWords(winner, candidates)}${sum === null ? '' : ` [${sum}]`}`
}

function treeLines(node: ExpansionNode, depth: number): readonly string[] {
  const written = node.template === null ? '' : `${oneLine(lookText(lookOfValue(node.template)))}  →  `
  const line = `${'  '.repeat(depth)}${node.name}: ${written}${oneLine(lookText(lookOfNode(node)))}`
  return [line, ...node.references.flatMap(reference => treeLines(reference, depth + 1))]
}

const elsewhereLines = (groups: readonly Elsewhere[], labels: Labels): readonly string[] =>
  elsewhereInOrder(groups).map(({ value, isSame, places }) => {
    const where = placeGroups(places, labels).map(({ environment, targets }) => {
      const names = targetWords(targets)
      return names === '' ? environment : `${environment} (${names})`
    })
    return `  ${isSame ? 'same' : 'other'}  ${oneLine(lookText(lookElsewhere(value)))}  in ${where.join(', ')}`
  })

const oneLine = (text: string): string => text.replaceAll(/\r?\n/g, '⏎')
