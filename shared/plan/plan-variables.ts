import type { VariableId } from '../ids'
import type { Variable, VariableView } from '../model/variable-set'
import { variableView } from '../model/variable-set'
import type { References } from '../variables/members'
import type { NamedCandidates, RowCandidate, VariableSources } from '../variables/rows'
import { type Labels, scopeWords } from '../variables/scope-words'
import type { Plan, PlanAnswer, PlanProblem, PlanPrompt } from './plan'
import type { PlanPlace, PlanPlaces } from './plan-places'
import { error, warning } from './problems'
import { listOf, variablesAnewWords } from './words'

/** What planning needs to know of variables. */
export interface PlanVariables {
  readonly sources: VariableSources<Variable>
  readonly references: References
  /** What was answered; absent as long as nobody was asked, and then nothing is missing yet. */
  readonly answers?: readonly PlanAnswer[]
  readonly labels: Labels
}

/** What a plan's variables ask, and what is wrong with them. */
export interface VariableFindings {
  readonly prompts: readonly PlanPrompt[]
  readonly problems: readonly PlanProblem[]
}

type Named = NamedCandidates<RowCandidate<Variable>>

/**
 * Decides every name that needs a decision in every place of the plan: what is tied is an error, a row that wins somewhere
 * and has a prompt is asked for, once for each name.
 */
export function planVariables(
  places: PlanPlaces,
  rows: ReadonlyMap<string, Named>,
  input: Omit<PlanVariables, 'sources'>,
  runbook?: Plan['runbook']
): VariableFindings {
  const prompts: PlanPrompt[] = []
  const problems: PlanProblem[] = []
  for (const named of rows.values()) {
    const [prompt, tie] = decide(named, places, { labels: input.labels, runbook })
    if (prompt) prompts.push(prompt)
    if (tie) problems.push(tie)
    problems.push(...danglingReferences(named, places, input.references))
  }
  prompts.sort((a, b) => collator.compare(labelOf(a), labelOf(b)))
  return { prompts, problems: [...problems, ...answerProblems(prompts, input.answers)] }
}

const collator = new Intl.Collator('en', { numeric: true, sensitivity: 'base' })

/** What a prompt is called: its label, or else the variable's name. */
export const labelOf = ({ name, prompt }: Pick<PlanPrompt, 'name' | 'prompt'>): string => prompt.label || name

function decide(
  { name, candidates }: Named,
  places: PlanPlaces,
  said: TieWords
): readonly [PlanPrompt | null, PlanProblem | null] {
  const isSimple = candidates.length === 1 && candidates[0]?.isPrompted !== true
  if (isSimple) return [null, null]
  let asked: { readonly row: Variable; readonly weight: number } | null = null
  for (const place of places.apart(candidates)) {
    const { winner, tied } = places.contest(candidates, place)
    if (tied.length > 0)
      return [
        null,
        tieProblem(
          name,
          tied.map(({ candidate }) => candidate),
          said
        )
      ]
    if (winner === null || winner.candidate.isPrompted !== true || winner.verdict.kind === 'out') continue
    const { weight } = winner.verdict
    if (asked === null || weight > asked.weight) asked = { row: winner.candidate.row, weight }
  }
  return [asked === null ? null : promptOf(asked.row), null]
}

function promptOf(row: Variable): PlanPrompt | null {
  const view: VariableView = variableView(row)
  return view.prompt === undefined ? null : { ...view, prompt: view.prompt }
}

/** What the words about a tie take in. */
interface TieWords {
  readonly labels: Labels
  readonly runbook: Plan['runbook']
}

function tieProblem(name: string, rows: readonly RowCandidate<Variable>[], { labels, runbook }: TieWords): PlanProblem {
  const scopes = rows.map(({ scope }) => `“${scopeWords(scope, labels)}”`)
  return error(
    { kind: 'variable', name, variableId: rows[0]?.rowId ?? null },
    `Several values of “${name}” apply with equal right: those for ${listOf(scopes)}.`,
    `Change the scope of one of them, or remove it, and ${variablesAnewWords(runbook)}.`
  )
}

/** References that win somewhere and whose record is gone. */
function danglingReferences(
  { name, candidates }: Named,
  places: PlanPlaces,
  { accounts, certificates }: References
): readonly PlanProblem[] {
  const gone = candidates.filter(
    ({ row }) =>
      (row.type === 'account' && !accounts.has(row.accountId)) ||
      (row.type === 'certificate' && !certificates.has(row.certificateId))
  )
  if (gone.length === 0) return []
  const wins = (place: PlanPlace) => gone.some(row => places.contest(candidates, place).winner?.candidate === row)
  if (!places.apart(candidates).some(wins)) return []
  const what = gone[0]?.row.type === 'account' ? 'an account' : 'a certificate'
  return [
    error(
      { kind: 'variable', name, variableId: gone[0]?.rowId ?? null },
      `“${name}” refers to ${what} that does not exist any more.`,
      `Choose another one in the variables, and update the variables of the release.`
    )
  ]
}

function answerProblems(prompts: readonly PlanPrompt[], answers: readonly PlanAnswer[] | undefined) {
  if (answers === undefined) return []
  const given = new Map(answers.map(answer => [answer.variableId, answer]))
  const asked = new Set<VariableId>(prompts.map(prompt => prompt.id))
  return [
    ...prompts.flatMap(prompt => promptProblem(prompt, given.get(prompt.id)) ?? []),
    ...answers
      .filter(answer => !asked.has(answer.variableId))
      .map(({ name, variableId }) =>
        warning(
          { kind: 'variable', name, variableId },
          `“${name}” was answered, and this deployment does not ask for it.`,
          'Nothing needs to be done; the answer is not used.'
        )
      )
  ]
}

function promptProblem(prompt: PlanPrompt, answer: PlanAnswer | undefined): PlanProblem | null {
  const about = { kind: 'variable', name: prompt.name, variableId: prompt.id } as const
  const label = labelOf(prompt)
  if (answer === undefined || ('value' in answer && answer.value.trim() === '')) {
    if (!prompt.prompt.isRequired) return null
    return error(about, `“${label}” must be answered.`, 'Give a value for it.')
  }
  const { control } = prompt.prompt
  if (prompt.type !== 'text' || !('value' in answer)) return null
  if (control.kind === 'select' && !control.options.some(option => option.value === answer.value))
    return error(
      about,
      `“${label}” is not one of its options.`,
      `Choose ${listOf(control.options.map(optionName), 'or')}.`
    )
  if (control.kind === 'checkbox' && answer.value !== 'True' && answer.value !== 'False')
    return error(about, `“${label}” is a tick.`, 'Answer it with True or False.')
  return null
}

const optionName = ({ value, label }: { readonly value: string; readonly label: string }): string => label || value
