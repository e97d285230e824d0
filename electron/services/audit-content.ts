import type { AuditChange, AuditDraft, AuditSubject } from '@shared/audit'
import type { Process, Step } from '@shared/model/process'
import type { Project } from '@shared/model/project'
import type { Variable, VariableSet } from '@shared/model/variable-set'
import { countOf } from '@shared/plan/words'
import { changesBetween, changesOf, type Field } from './audit-changes'
import { changedSentence, withinLimit } from './audit-drafts'

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
  return contentDrafts('process', 'the process', project, [
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
export function variableDrafts(project: Project, before: VariableSet, after: VariableSet): readonly AuditDraft[] {
  const old = new Map(before.variables.map(variable => [variable.id, variable]))
  const now = new Set(after.variables.map(variable => variable.id))
  const removed = before.variables.filter(variable => !now.has(variable.id))
  return contentDrafts('variables', 'the variables', project, [
    ...removed.flatMap(variable => variableChanges(variable, undefined)),
    ...after.variables.flatMap(variable => variableChanges(old.get(variable.id), variable))
  ])
}

function variableChanges(before: Variable | undefined, after: Variable | undefined): readonly AuditChange[] {
  const field = `Variable “${before?.name ?? after?.name}”`
  const renamed =
    before && after && before.name !== after.name
      ? [{ field: `${field}, name`, before: before.name, after: after.name }]
      : []
  if (before && after && before.type !== after.type)
    // Without the text: what becomes a secret may have been typed as text by mistake.
    return [...renamed, { field, before: kindOf(before), after: kindOf(after) }]
  if (!before && after?.type === 'text' && after.value === '') return [{ field, before: null, after: 'empty text' }]
  if (before?.type === 'text' && before.value === '' && !after) return [{ field, before: 'empty text', after: null }]
  return [...renamed, ...changesOf(field, shownOf(before), shownOf(after))]
}

const kindOf = (variable: Variable): string => (variable.type === 'text' ? 'text' : 'secret')

function shownOf(variable: Variable | undefined) {
  if (!variable) return null
  return variable.type === 'text' ? variable.value : { secret: variable.secret }
}

const contentDrafts = (
  kind: AuditSubject,
  what: string,
  project: Project,
  changes: readonly AuditChange[]
): readonly AuditDraft[] =>
  changes.length === 0
    ? []
    : [
        {
          verb: 'changed',
          subject: { kind, id: project.id, name: project.name },
          projectId: project.id,
          summary: changedSentence(`${what} of “${project.name}”`, changes),
          changes: withinLimit(changes)
        }
      ]
