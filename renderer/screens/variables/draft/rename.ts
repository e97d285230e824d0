import { actionName, scriptSyntaxes } from '@shared/model/process'
import { renameReferences } from '@shared/template/index'
import { nameKey } from '@shared/variables/rows'
import { renameInScript } from '@shared/variables/script-uses'
import type { RowEdit } from './draft'
import type { DraftRow } from './draft-row'
import { nameIn, type StepsIn } from './steps-in'

/** A text of a step that mentions the name, as it would be. */
export interface RenamedText {
  /** Of the action it is a text of, and of the runbook. */
  readonly name: string
  readonly before: string
  readonly after: string
}

/** What renaming a variable changes. */
export interface Renaming {
  /** Every row of the name, and every value that refers to it. */
  readonly edits: readonly RowEdit[]
  readonly renamedRows: number
  readonly values: readonly RenamedText[]
  /** Process and runbooks that mention it, with all steps as they would be. */
  readonly changed: readonly (StepsIn & { readonly texts: readonly RenamedText[] })[]
}

/** Works out what becomes of rows, values and texts of steps when a variable gets another name. */
export function planRename(from: string, to: string, rows: readonly DraftRow[], places: readonly StepsIn[]): Renaming {
  const edits: RowEdit[] = []
  const values: RenamedText[] = []
  let renamedRows = 0
  for (const row of rows) {
    const isNamed = nameKey(row.name.trim()) === nameKey(from)
    const before = row.type === 'text' ? (row.value ?? '') : ''
    const after = renameReferences(before, from, to, { deep: true })
    if (isNamed) renamedRows += 1
    if (after !== before) values.push({ name: isNamed ? to : row.name, before, after })
    if (!isNamed && after === before) continue
    edits.push({
      key: row.key,
      change: { ...(isNamed ? { name: to } : {}), ...(after === before ? {} : { value: after }) }
    })
  }
  return { edits, renamedRows, values, changed: places.flatMap(place => renamedSteps(place, from, to)) }
}

function renamedSteps({ runbook, steps }: StepsIn, from: string, to: string): Renaming['changed'] {
  const texts: RenamedText[] = []
  const renamed = steps.map(step => {
    const change = (name: string) => (before: string, after: string) =>
      texts.push({ name: nameIn(runbook, name), before, after })
    const ofStep = inTexts({ ...step, actions: [] }, from, to, change(step.name))
    const actions = step.actions.map(action => inTexts(action, from, to, change(actionName(step, action))))
    return { ...ofStep, actions }
  })
  return texts.length === 0 ? [] : [{ runbook, steps: renamed, texts }]
}

/**
 * A part of a step with another name for a variable in all of its texts: what is no text refers to nothing. A body that
 * has a syntax is a script, which asks for variables in the words of its language as well.
 */
function inTexts<T>(part: T, from: string, to: string, note: (before: string, after: string) => void): T {
  const text = (before: string, syntax: unknown): string => {
    const replaced = renameReferences(before, from, to, { deep: true })
    const known = scriptSyntaxes.find(item => item === syntax)
    const after = known === undefined ? replaced : renameInScript(replaced, known, from, to)
    if (after !== before) note(before, after)
    return after
  }
  const inside = (value: unknown, syntax: unknown = null): unknown => {
    if (typeof value === 'string') return text(value, syntax)
    if (Array.isArray(value)) return value.map(item => inside(item))
    if (typeof value !== 'object' || value === null) return value
    const ofBody = 'syntax' in value ? value.syntax : null
    return Object.fromEntries(
      Object.entries(value).map(([key, item]) => [key, inside(item, key === 'body' ? ofBody : null)])
    )
  }
  return inside(part) as T
}

/** The first line that differs, for showing what a rename does. */
export function firstChangedLine(before: string, after: string): { readonly before: string; readonly after: string } {
  const [old, now] = [before.split('\n'), after.split('\n')]
  const at = Math.max(
    0,
    old.findIndex((line, index) => line !== now[index])
  )
  return { before: (old[at] ?? '').trim(), after: (now[at] ?? '').trim() }
}
