import type { AuditChange, AuditDraft, AuditSubject } from '@shared/audit'
import type { Process, Step } from '@shared/model/process'
import type { Project } from '@shared/model/project'
import { type LibrarySet, scopeOf, type Variable, type VariableSet } from '@shared/model/variable-set'
import { countOf } from '@shared/plan/words'
import { type Labels, scopeWords } from '@shared/variables/scope-words'
import type { Store } from '../store/store'
import { changesBetween, changesOf, type Field, type Shown } from './audit-changes'
import { type Audited, changedSentence, withinLimit } from './audit-drafts'
import { scopeLabels } from './scope-labels'

const places = {
  targets: 'on targets',
  here: 'once on this machine',
  'here-for-each-target': 'on this machine for each target'
} as const

const stepFields: readonly Field<Step>[] = [
  { name: 'name', of: ({ name }) => name },
  { name: 'runs', of: ({ location }) => places[location] },
  { name: 'roles', of: ({ roles }) => ({ list: roles }) },
  { name: 'disabled', of: ({ isDisabled }) => isDisabled },
  { name: 'language', of: ({ actions: [{ syntax }] }) => syntax },
  { name: 'run as', of: ({ actions: [{ runAs }] }) => runAs ?? null },
  { name: 'script', of: ({ actions: [{ body }] }) => ({ script: body }) }
]

/** What the audit log says about a process that was saved; nothing when nothing changed. */
export function processDrafts(project: Project, before: Process, after: Process): readonly AuditDraft[] {
  const old = new Map(before.steps.map(step => [step.id, step]))
  const now = new Set(after.steps.map(step => step.id))
  const removed = before.steps.filter(step => !now.has(step.id))
  return contentDrafts(projectSubject('process', project), `the process of “${project.name}”`, [
    ...removed.map(step => ({ field: `Step “${step.name}”`, before: scriptOf(step), after: null })),
    ...after.steps.flatMap(step => stepChanges(old.get(step.id), step)),
    ...orderChange(before.steps, after.steps)
  ])
}

function stepChanges(before: Step | undefined, after: Step): readonly AuditChange[] {
  if (!before) return [{ field: `Step “${after.name}”`, before: null, after: scriptOf(after) }]
  return changesBetween(before, after, stepFields).map(change => ({
    ...change,
    field: `Step “${before.name}”, ${change.field}`
  }))
}

const scriptOf = ({ location, actions: [{ syntax, body }] }: Step): string =>
  `${syntax} script of ${countOf(body.split('\n').length, 'line')}, ${places[location]}`

/** Whether the steps that stayed stand in another order. */
function orderChange(before: readonly Step[], after: readonly Step[]): readonly AuditChange[] {
  const stayed = (of: readonly Step[], other: readonly Step[]) => of.filter(step => other.some(it => it.id === step.id))
  const [old, now] = [stayed(before, after), stayed(after, before)]
  if (old.every((step, index) => step.id === now[index]?.id)) return []
  const names = (steps: readonly Step[]): string => steps.map(step => step.name).join(', ')
  return changesOf('Order of steps', `${names(old)}`, `${names(now)}`)
}

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
  { name: 'control of the prompt', of: ({ prompt }) => prompt?.control.kind ?? null }
]

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
