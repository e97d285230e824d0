import type { FieldIssue } from '@shared/failure'
import { listIssues, stepInput } from '@shared/model/process'
import { everyField, fieldKey } from './history'
import { type Draft, type DraftAction, type DraftStep, type NodeKey, rowKeyOf, toInput } from './nodes'

/** What was refused, at the step or action and the field that it belongs to. */
export interface DraftIssue {
  /** The node that has the field. */
  readonly node: NodeKey
  /** As in what is saved, such as `retries.count` or `headers.2.name`; empty for the node as a whole. */
  readonly field: string
  readonly message: string
}

export interface PlacedIssues {
  readonly placed: readonly DraftIssue[]
  /** Those that belong to no step. */
  readonly others: readonly FieldIssue[]
}

/** Finds node and field of each refused path, such as `steps.2.actions.1.retries.count`. */
export function placeIssues(draft: Draft, issues: readonly FieldIssue[]): PlacedIssues {
  const placed: DraftIssue[] = []
  const others: FieldIssue[] = []
  for (const issue of issues) {
    const found = placeOf(draft, issue.path.split('.'))
    if (found === null) others.push(issue)
    else placed.push({ ...found, message: issue.message })
  }
  return { placed, others }
}

function placeOf(draft: Draft, [list, stepAt, ...rest]: readonly string[]): Omit<DraftIssue, 'message'> | null {
  const step = list === 'steps' && /^\d+$/.test(stepAt ?? '') ? draft[Number(stepAt)] : undefined
  if (step === undefined) return null
  const [member, actionAt = '', ...field] = rest
  const action = member === 'actions' && /^\d+$/.test(actionAt) ? step.actions[Number(actionAt)] : undefined
  return action === undefined ? { node: step.key, field: rest.join('.') } : { node: action.key, field: field.join('.') }
}

/** What would be refused of the draft as it is, in the words that a save answers in. */
export function checkDraft(draft: Draft): PlacedIssues {
  const lists = listIssues(namesOf(draft)).map(({ path, message }) => ({ path: ['steps', ...path].join('.'), message }))
  const { placed, others } = placeIssues(draft, lists)
  const seen = new Set<string>()
  const first = [...draft.flatMap(issuesWithin), ...placed].filter(({ node, field }) => {
    const key = `${node} ${field}`
    return !seen.has(key) && seen.add(key)
  })
  return { placed: first, others }
}

/** Names as they are saved: without white space around them. */
const namesOf = (draft: Draft) =>
  draft.map(({ settings, actions }) => ({
    name: settings.name.trim(),
    actions: actions.map(action => ({ name: action.settings.name?.trim() }))
  }))

const known = new WeakMap<DraftStep, readonly DraftIssue[]>()

/** What is wrong about a step by itself. Looked at once, for as long as the step stays as it is. */
function issuesWithin(step: DraftStep): readonly DraftIssue[] {
  const before = known.get(step)
  if (before !== undefined) return before
  const [input] = toInput([step])
  const issues = (stepInput.safeParse(input).error?.issues ?? []).map(issue => ({
    path: ['steps', 0, ...issue.path.map(String)].join('.'),
    message: sayable(issue)
  }))
  const { placed } = placeIssues([step], issues)
  const found = placed.map(issue => ({ ...issue, message: betterWords(step, issue) }))
  known.set(step, found)
  return found
}

/** The check's own words where it has none of ours. A number field that is empty, and nothing else, has the wrong type. */
function sayable(issue: {
  readonly code: string
  readonly message: string
  readonly minimum?: number | bigint
}): string {
  if (issue.code === 'invalid_type') return 'must be a whole number'
  return issue.message.startsWith('Too small') ? `must be at least ${issue.minimum}` : issue.message
}

/** What the person has to do, where the words of the check speak of what was never typed. */
function betterWords(step: DraftStep, { node, field, message }: DraftIssue): string {
  const action = step.actions.find(item => item.key === node)
  if (field === 'projectId' && action?.settings.type === 'deploy-release' && action.settings.projectId === '')
    return 'choose the project whose release is deployed'
  if (message !== 'must not be empty') return message
  if (field === 'to' && action?.settings.type === 'transfer-package')
    return 'must not be empty: name the folder that it goes to'
  if (/^packages?(\.\d+)?\.packageId$/.test(field)) return 'must not be empty: name the package'
  if (/^scripts\.[a-zA-Z]+\.body$/.test(field)) return 'must not be empty: write the script, or remove it'
  return emptyWords[field] ?? message
}

const emptyWords: Readonly<Record<string, string>> = {
  body: 'must not be empty: write what it is to do or say',
  instructions: 'must not be empty: write what the person is to look at',
  to: 'must not be empty: name at least one address',
  file: 'must not be empty: give the path of the script inside of the package, such as scripts/migrate.sh',
  'installTo.path': 'must not be empty: name the folder, from its root',
  url: 'must not be empty: give the address, such as https://shop.example/health',
  'condition.expression': 'must not be empty: write an expression such as #{IsNightly}, or choose another condition'
}

/** Issues that a save was refused for, with the nodes as they were sent: an edit takes them away, undo brings them back. */
export type Refused = ReadonlyMap<DraftStep | DraftAction, readonly DraftIssue[]>

export function refusedIn(sent: Draft, issues: readonly DraftIssue[]): Refused {
  const nodes = new Map(sent.flatMap(step => [[step.key, step] as const, ...actionEntries(step)]))
  const refused = new Map<DraftStep | DraftAction, readonly DraftIssue[]>()
  for (const issue of issues) {
    const node = nodes.get(issue.node)
    if (node !== undefined) refused.set(node, [...(refused.get(node) ?? []), issue])
  }
  return refused
}

const actionEntries = (step: DraftStep): readonly (readonly [NodeKey, DraftStep | DraftAction])[] =>
  step.actions.map(action => [action.key, action] as const)

/** What is complained about now: what was refused and not mended, and what is wrong where somebody has typed. */
export function shownIssues(
  draft: Draft,
  checked: readonly DraftIssue[],
  touched: ReadonlySet<string>,
  refused: Refused
): readonly DraftIssue[] {
  const isShown = ({ node, field }: DraftIssue): boolean =>
    touched.has(fieldKey(node, everyField)) || touched.has(fieldKey(node, field.split('.')[0] ?? ''))
  const wrong = checked.filter(isShown)
  if (refused.size === 0) return wrong
  const isSaid = (issue: DraftIssue) => wrong.some(other => other.node === issue.node && other.field === issue.field)
  const old = draft
    .flatMap(step => [step, ...step.actions])
    .flatMap(node => refused.get(node) ?? [])
    .filter(issue => !isSaid(issue))
  return [...wrong, ...old]
}

/** The rows that have something to complain about. */
export const rowsWithIssues = (draft: Draft, issues: readonly DraftIssue[]): ReadonlySet<NodeKey> =>
  new Set(issues.flatMap(({ node }) => rowKeyOf(draft, node) ?? []))
