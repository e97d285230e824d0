import type { Output } from '@shared/api'
import type { VariableView } from '@shared/model/variable-set'
import { listOf } from '@shared/plan/words'
import type { VariableContext } from '@shared/variables/context'
import type { Finding, FoundIn } from '@shared/variables/lint'
import { dimensionWords, type Labels, originWords, scopeLabel, scopeWords } from '@shared/variables/scope-words'
import type { Tie, TieFix } from '@shared/variables/ties'

export type Checked = Output<'variables.check'>

/** What findings are told with. */
export interface FindingWords {
  readonly rows: readonly VariableView[]
  readonly labels: Labels
  /** The project, quoted for a shell. */
  readonly flag: string
}

/** Whether what was found goes wrong in a deployment. */
export const goesWrong = ({ ties, findings }: Checked): boolean =>
  ties.length > 0 || findings.some(({ kind }) => kind === 'undefined' || kind === 'cyclic' || kind === 'tied')

/** Everything that was found, each with its remedy: what goes wrong in a deployment first. */
export function checkText({ ties, findings }: Checked, words: FindingWords): string {
  const lines = [
    ...ties.flatMap(tie => tieLines(tie, words.labels)),
    // The project's own ties are among `ties`, with those of library sets.
    ...findings.flatMap(finding => (finding.kind === 'tied' ? [] : findingLines(finding, words)))
  ]
  return lines.length === 0 ? 'Nothing was found.' : lines.join('\n')
}

/** A tie: which values, where, and what ends it. */
export function tieLines({ name, origin, rows, where, fixes }: Tie, labels: Labels): readonly string[] {
  const scopes = rows.map(({ scope }) => `“${scopeWords(scope, labels)}”`)
  const place = where === null ? '' : `, as in ${contextWords(where, labels)}`
  const narrowing = fixes.filter(fix => fix.kind === 'narrow').map(fix => narrowWords(fix, rows, labels))
  return [
    `TIED: “${name}” of ${originWords(origin)} has ${rows.length} values that apply with equal right${place}: those for ${listOf(scopes)}.`,
    `  ${[...narrowing, 'Remove one of them, or change its scope.'].join(' Or: ')}`
  ]
}

function narrowWords(fix: Extract<TieFix, { kind: 'narrow' }>, rows: Tie['rows'], labels: Labels): string {
  const row = rows.find(({ id }) => id === fix.rowId)
  const kept = new Set<string>(fix.scope[fix.dimension] ?? [])
  const left = (row?.scope[fix.dimension] ?? []).filter(value => !kept.has(value))
  const names = left.map(value => scopeLabel(fix.dimension, value, labels))
  return `Leave ${dimensionWords[fix.dimension]} ${listOf(names)} out of the value for “${scopeWords(row?.scope ?? {}, labels)}”.`
}

function contextWords({ environmentId, target, step }: VariableContext, labels: Labels): string {
  const scope = {
    ...(environmentId === null ? {} : { environments: [environmentId] }),
    ...(target === null ? {} : { targets: [target.id] }),
    ...(step === null ? {} : { actions: [step.actionId] })
  }
  return scopeWords(scope, labels)
}

function findingLines(finding: Exclude<Finding, { kind: 'tied' }>, words: FindingWords): readonly string[] {
  const row = 'rowId' in finding ? rowOf(finding.rowId, words) : ''
  switch (finding.kind) {
    case 'undefined':
      return [
        `UNDEFINED: ${userOf(finding.in, words)} uses “${finding.name}”, and nothing has that name.`,
        `  Correct the name, or define it: slipway variables set "${finding.name}" VALUE ${words.flag}`
      ]
    case 'cyclic':
      return [
        `CIRCLE: The value of ${row} leads back to itself: ${finding.names.join(' → ')}.`,
        '  Take one of these references out; until then the value is left as it is written.'
      ]
    case 'plain-secret':
      return [
        `SECRET: ${row} looks like a secret and is plain text.`,
        `  Keep it in the vault: slipway variables set "${finding.name}" --sensitive --file FILE ${words.flag}, with the flags of its scope`
      ]
    case 'unasked': {
      const places = finding.environments.map(id => scopeLabel('environments', id, words.labels))
      return [
        `UNASKED: ${row} must be answered, and releases are deployed by themselves to ${listOf(places)}, where nobody is asked.`,
        '  Give it a value to offer, narrow its scope, or deploy there by hand.'
      ]
    }
    case 'shadowed':
      return [
        `SHADOWED: ${row} applies and never wins${finding.by === null ? '' : `; a value of ${originWords(finding.by)} does`}.`,
        '  Remove it, or make its scope more specific.'
      ]
    case 'unused':
      return [
        `UNUSED: ${row} is in no script and in no other value.`,
        '  Remove it, unless a file on a target uses it.'
      ]
  }
}

const userOf = (found: FoundIn, words: FindingWords): string =>
  found.kind === 'step' ? `The step “${found.name}”` : `The value of ${rowOf(found.rowId, words)}`

function rowOf(id: string, { rows, labels }: FindingWords): string {
  const row = rows.find(item => item.id === id)
  if (row === undefined) return id
  return row.scope === undefined ? `“${row.name}”` : `“${row.name}” for ${scopeWords(row.scope, labels)}`
}
