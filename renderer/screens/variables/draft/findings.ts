import type { EnvironmentId } from '@shared/ids'
import { listOf } from '@shared/plan/words'
import { assertNever } from '@shared/result'
import type { Finding } from '@shared/variables/lint'
import { type Labels, originWords, scopeWords } from '@shared/variables/scope-words'
import type { RowMark, Severity } from '../grid/grid-row'
import type { RowKey } from './draft-row'

/** How much kinds of findings matter: errors go wrong in a deployment, hints may be meant. */
export const severities: Readonly<Record<Finding['kind'], Severity>> = {
  tied: 'error',
  cyclic: 'error',
  undefined: 'error',
  'plain-secret': 'warning',
  unasked: 'warning',
  shadowed: 'hint',
  unused: 'hint'
}

export const kindTitles: Readonly<Record<Finding['kind'], string>> = {
  tied: 'Ties',
  cyclic: 'Circles',
  undefined: 'Not defined',
  'plain-secret': 'Readable secrets',
  unasked: 'Asked where nobody is',
  shadowed: 'Never used values',
  unused: 'Unused names'
}

/** The order in which findings are told. */
export const findingKinds = Object.keys(severities) as readonly Finding['kind'][]

/** The rows that a finding is about, by their keys. */
export function rowsOf(finding: Finding): readonly RowKey[] {
  switch (finding.kind) {
    case 'tied':
      return finding.tie.rows.map(({ id }) => id)
    case 'undefined':
      return finding.in.kind === 'row' ? [finding.in.rowId] : []
    case 'cyclic':
    case 'plain-secret':
    case 'unasked':
    case 'shadowed':
    case 'unused':
      return [finding.rowId]
    default:
      return assertNever(finding)
  }
}

/** What is wrong, as one sentence. */
export function findingSentence(finding: Finding, labels: Labels): string {
  switch (finding.kind) {
    case 'tied': {
      const { name, rows } = finding.tie
      const scopes = rows.map(({ scope }) => `“${scopeWords(scope, labels)}”`)
      return `“${name}” has ${rows.length} values that apply with equal right: ${listOf(scopes)}.`
    }
    case 'undefined':
      return finding.in.kind === 'row'
        ? `The value refers to “${finding.name}”, which is not defined.`
        : `The script of “${finding.in.name}” uses “${finding.name}”, which is not defined.`
    case 'cyclic':
      return `The value refers to itself: ${finding.names.join(' → ')}.`
    case 'plain-secret':
      return `“${finding.name}” looks like a secret, and is stored readable.`
    case 'unasked':
      return `“${finding.name}” must be answered, and releases are deployed by themselves to ${placesOf(finding.environments, labels)}, where nobody is asked.`
    case 'shadowed':
      return finding.by === null
        ? `This value of “${finding.name}” applies nowhere.`
        : `This value of “${finding.name}” is never used: a more specific one of ${originWords(finding.by)} always wins.`
    case 'unused':
      return `No script and no other value uses “${finding.name}”.`
    default:
      return assertNever(finding)
  }
}

const placesOf = (ids: readonly EnvironmentId[], { environments }: Labels): string =>
  listOf(ids.map(id => environments.get(id) ?? id))

/** How it is mended. */
export function findingRemedy(finding: Finding): string {
  switch (finding.kind) {
    case 'tied':
      return 'Narrow the scope of one of the rows, or remove it.'
    case 'undefined':
      return 'Define the variable, or correct the name.'
    case 'cyclic':
      return 'Write one of these values without referring to the next.'
    case 'plain-secret':
      return 'Make it sensitive, so that it is stored encrypted and masked in logs.'
    case 'unasked':
      return 'Give it a value to offer, take these environments out of its scope, or deploy there by hand.'
    case 'shadowed':
      return 'Remove the row, or narrow what wins over it.'
    case 'unused':
      return 'Remove it, unless a file on a target uses it.'
    default:
      return assertNever(finding)
  }
}

const severityOrder: readonly Severity[] = ['error', 'warning', 'hint']

export interface Findings {
  readonly all: readonly Finding[]
  readonly byRow: ReadonlyMap<RowKey, readonly Finding[]>
  readonly worst: Severity | 'none'
}

export const noFindings: Findings = { all: [], byRow: new Map(), worst: 'none' }

/** Findings in the order of their weight, and by the rows that they are about. */
export function arrangeFindings(found: readonly Finding[]): Findings {
  const all = [...found].sort((a, b) => findingKinds.indexOf(a.kind) - findingKinds.indexOf(b.kind))
  const byRow = new Map<RowKey, Finding[]>()
  for (const finding of all)
    for (const key of rowsOf(finding)) {
      const list = byRow.get(key)
      if (list) list.push(finding)
      else byRow.set(key, [finding])
    }
  const [first] = all
  return { all, byRow, worst: first === undefined ? 'none' : severities[first.kind] }
}

/** The marks that rows carry. One that says the same as in `before` is the same, so that its row is not drawn anew. */
export function marksOf(
  { byRow }: Findings,
  labels: Labels,
  before: ReadonlyMap<RowKey, RowMark> = new Map()
): ReadonlyMap<RowKey, RowMark> {
  return new Map(
    [...byRow].map(([key, findings]) => {
      const sentences = findings.map(finding => findingSentence(finding, labels))
      const severity = severityOrder.find(item => findings.some(({ kind }) => severities[kind] === item)) ?? 'hint'
      const old = before.get(key)
      const isSame = old?.severity === severity && old.sentences.join('\n') === sentences.join('\n')
      return [key, isSame ? old : { severity, sentences }]
    })
  )
}
