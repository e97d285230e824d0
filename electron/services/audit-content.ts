import type { AuditChange, AuditDraft, AuditSubject } from '@shared/audit'
import type { Process } from '@shared/model/process'
import type { Project } from '@shared/model/project'
import type { Runbook } from '@shared/model/runbook'
import { type LibrarySet, scopeOf, type Variable, type VariableSet } from '@shared/model/variable-set'
import { type Labels, scopeWords } from '@shared/variables/scope-words'
import type { Store } from '../store/store'
import { changesBetween, changesOf, type Field, type Shown } from './audit-changes'
import { type Audited, changedSentence, withinLimit } from './audit-drafts'
import { stepNames, stepsChanges } from './audit-steps'
import { scopeLabels } from './scope-labels'

/** What the audit log says about a process that was saved; nothing when nothing changed. */
export const processDrafts = (store: Store, project: Project, before: Process, after: Process): readonly AuditDraft[] =>
  contentDrafts(
    projectSubject('process', project),
    `the process of “${project.name}”`,
    stepsChanges(before.steps, after.steps, stepNames(store))
  )

/** The same about the steps of a runbook. */
export const runbookStepDrafts = (store: Store, before: Runbook, after: Runbook): readonly AuditDraft[] =>
  contentDrafts(
    { subject: { kind: 'runbook', id: after.id, name: after.name }, projectId: after.projectId },
    `the steps of the runbook “${after.name}”`,
    stepsChanges(before.steps, after.steps, stepNames(store))
  )

/** What the audit log says about variables that were saved; nothing when nothing changed. */
export function variableDrafts(
  store: Store,
  project: Project,
  before: VariableSet,
  after: VariableSet
): readonly AuditDraft[] {
  const nameOf = (id: string): string => store.librarySets.get(id)?.name ?? id
  return contentDrafts(projectSubject('variables', project), `the variables of “${project.name}”`, [
    ...rowChanges(before.variables, after.variables, labelling(store)),
    ...includeChanges(before.includes.map(nameOf), after.includes.map(nameOf))
  ])
}

/** The same about the variables of a library set. */
export const librarySetDrafts = (store: Store, before: LibrarySet, after: LibrarySet): readonly AuditDraft[] =>
  contentDrafts(
    { subject: { kind: 'library-set', id: after.id, name: after.name } },
    `the variables of the library set “${after.name}”`,
    rowChanges(before.variables, after.variables, labelling(store))
  )

export const librarySetAudit: Audited<LibrarySet> = {
  kind: 'library-set',
  word: 'library set',
  fields: [
    { name: 'Name', of: ({ name }) => name },
    { name: 'Description', of: ({ description }) => description }
  ]
}

/** Names for ids, as people know them. */
interface Naming {
  readonly labels: Labels
  readonly referred: (variable: Variable) => Shown
}

const labelling = (store: Store): Naming => ({
  labels: scopeLabels(store),
  referred: variable => {
    if (variable.type === 'account') return store.accounts.get(variable.accountId)?.name ?? variable.accountId
    if (variable.type === 'certificate')
      return store.certificates.get(variable.certificateId)?.name ?? variable.certificateId
    return null
  }
})

function rowChanges(before: readonly Variable[], after: readonly Variable[], naming: Naming): readonly AuditChange[] {
  const old = new Map(before.map(variable => [variable.id, variable]))
  const now = new Set(after.map(variable => variable.id))
  return [
    ...before.filter(({ id }) => !now.has(id)).flatMap(variable => variableChanges(variable, undefined, naming)),
    ...after.flatMap(variable => variableChanges(old.get(variable.id), variable, naming))
  ]
}

/** The order of inclusion decides between sets, so it is told as one line. */
const includeChanges = (before: readonly string[], after: readonly string[]): readonly AuditChange[] =>
  changesOf('Library sets', before.join(', '), after.join(', '))

function variableChanges(
  before: Variable | undefined,
  after: Variable | undefined,
  naming: Naming
): readonly AuditChange[] {
  const field = `Variable “${before?.name ?? after?.name}”`
  if (before && after)
    return [...detailChanges(field, before, after, naming), ...valueChanges(field, before, after, naming)]
  const scoped = `${field}${scopeSuffix(before ?? after, naming)}`
  if (!before && after?.type === 'text' && after.value === '')
    return [{ field: scoped, before: null, after: 'empty text' }]
  if (before?.type === 'text' && before.value === '' && !after)
    return [{ field: scoped, before: 'empty text', after: null }]
  return changesOf(scoped, shownOf(before, naming), shownOf(after, naming))
}

const scopeSuffix = (variable: Variable | undefined, { labels }: Naming): string =>
  variable?.scope === undefined ? '' : ` for ${scopeWords(scopeOf(variable), labels)}`

const detailFields = ({ labels }: Naming): readonly Field<Variable>[] => [
  { name: 'name', of: ({ name }) => name },
  { name: 'scope', of: variable => scopeWords(scopeOf(variable), labels) },
  { name: 'description', of: ({ description }) => description ?? null },
  { name: 'prompt', of: ({ prompt }) => (prompt === undefined ? null : prompt.isRequired ? 'required' : 'optional') },
  { name: 'label of the prompt', of: ({ prompt }) => prompt?.label ?? null },
  { name: 'description of the prompt', of: ({ prompt }) => prompt?.description ?? null },
  { name: 'control of the prompt', of: ({ prompt }) => prompt?.control.kind ?? null },
  { name: 'options of the prompt', of: ({ prompt }) => ({ list: optionsOf(prompt) }) }
]

/** Such as `Red (#f00)`; the value alone where nobody gave it a label. */
const optionsOf = (prompt: Variable['prompt']): readonly string[] =>
  prompt?.control.kind === 'select'
    ? prompt.control.options.map(({ value, label }) => (label === '' ? value : `${label} (${value})`))
    : []

const detailChanges = (field: string, before: Variable, after: Variable, naming: Naming): readonly AuditChange[] =>
  changesBetween(before, after, detailFields(naming)).map(change => ({ ...change, field: `${field}, ${change.field}` }))

/** Where the type changed, without the text: what becomes a secret may have been typed as text by mistake. */
const valueChanges = (field: string, before: Variable, after: Variable, naming: Naming): readonly AuditChange[] =>
  before.type === after.type
    ? changesOf(field, shownOf(before, naming), shownOf(after, naming))
    : [{ field, before: kindWords[before.type], after: kindWords[after.type] }]

const kindWords = { text: 'text', sensitive: 'secret', account: 'account', certificate: 'certificate' } as const

function shownOf(variable: Variable | undefined, { referred }: Naming): Shown {
  if (!variable) return null
  if (variable.type === 'text') return variable.value
  return variable.type === 'sensitive' ? { secret: variable.secret } : referred(variable)
}

interface Subject {
  readonly subject: AuditDraft['subject']
  readonly projectId?: Project['id']
}

const projectSubject = (kind: AuditSubject, { id, name }: Project): Subject => ({
  subject: { kind, id, name },
  projectId: id
})

const contentDrafts = (of: Subject, what: string, changes: readonly AuditChange[]): readonly AuditDraft[] =>
  changes.length === 0
    ? []
    : [{ verb: 'changed', ...of, summary: changedSentence(what, changes), changes: withinLimit(changes) }]
