import type { ActionId } from '@shared/ids'
import type { Action, Step } from '@shared/model/process'
import { renameReferences } from '@shared/template/index'
import { nameKey } from '@shared/variables/rows'
import { renameInScript } from '@shared/variables/script-uses'
import type { RowEdit } from './draft'
import type { DraftRow } from './draft-row'

/** What renaming a variable changes. */
export interface Renaming {
  /** Every row of the name, and every value that refers to it. */
  readonly edits: readonly RowEdit[]
  readonly renamedRows: number
  readonly values: readonly { readonly name: string; readonly before: string; readonly after: string }[]
  /** The scripts that ask for it, as they would be. */
  readonly scripts: readonly {
    readonly step: Step
    readonly actionId: ActionId
    readonly before: string
    readonly after: string
  }[]
}

/** Works out what becomes of rows, values and scripts when a variable gets another name. */
export function planRename(from: string, to: string, rows: readonly DraftRow[], steps: readonly Step[]): Renaming {
  const edits: RowEdit[] = []
  const values: { name: string; before: string; after: string }[] = []
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
  return { edits, renamedRows, values, scripts: steps.flatMap(step => renamedScript(step, from, to)) }
}

const renamedScript = (step: Step, from: string, to: string): Renaming['scripts'] =>
  step.actions.flatMap(action => {
    if (action.type !== 'script') return []
    const { body, syntax, id } = action
    const after = renameInScript(renameReferences(body, from, to, { deep: true }), syntax, from, to)
    return after === body ? [] : [{ step, actionId: id, before: body, after }]
  })

/** A process with renamed scripts in it. */
export const withScripts = (steps: readonly Step[], scripts: Renaming['scripts']): Step[] =>
  steps.map(step => {
    const changed = (action: Action): Action => {
      const found = scripts.find(script => script.actionId === action.id)
      return found === undefined || action.type !== 'script' ? action : { ...action, body: found.after }
    }
    return { ...step, actions: step.actions.map(changed) }
  })

/** The first line that differs, for showing what a rename does. */
export function firstChangedLine(before: string, after: string): { readonly before: string; readonly after: string } {
  const [old, now] = [before.split('\n'), after.split('\n')]
  const at = Math.max(
    0,
    old.findIndex((line, index) => line !== now[index])
  )
  return { before: (old[at] ?? '').trim(), after: (now[at] ?? '').trim() }
}
