import type { StepId } from '@shared/ids'
import type { Step } from '@shared/model/process'
import { references } from '@shared/template/index'
import { nameKey } from '@shared/variables/rows'
import { usesInScript } from '@shared/variables/script-uses'
import type { DraftRow, RowKey } from './draft-row'

/** Where a variable is used. */
export interface Usages {
  /** Rows whose value refers to it. */
  readonly rows: readonly { readonly key: RowKey; readonly name: string; readonly value: string }[]
  /** Steps whose script asks for it, with the lines that do. */
  readonly steps: readonly { readonly id: StepId; readonly name: string; readonly lines: readonly ScriptLine[] }[]
}

export interface ScriptLine {
  /** From 1. */
  readonly number: number
  readonly text: string
}

/** Finds what mentions a variable, or a part of it such as `Db.Host` of `Db`, unless that part is a variable itself. */
export function findUsages(name: string, rows: readonly DraftRow[], steps: readonly Step[]): Usages {
  const known = new Set(rows.map(row => nameKey(row.name.trim())))
  const wanted = nameKey(name)
  const uses = (mentioned: readonly string[]) => mentioned.some(path => headOf(nameKey(path), known) === wanted)
  return {
    rows: rows.flatMap(row =>
      row.type === 'text' && uses(references(row.value ?? ''))
        ? [{ key: row.key, name: row.name, value: row.value ?? '' }]
        : []
    ),
    steps: steps.flatMap(step => {
      const found = step.actions.filter(({ body, syntax }) => uses(usesInScript(body, syntax)))
      const lines = found.flatMap(({ body, syntax }) =>
        body
          .split('\n')
          .flatMap((text, index) =>
            uses(usesInScript(text, syntax)) ? [{ number: index + 1, text: text.trim() }] : []
          )
      )
      return found.length === 0 ? [] : [{ id: step.id, name: step.name, lines }]
    })
  }
}

/** The longest beginning of a path that is a variable. */
function headOf(path: string, known: ReadonlySet<string>): string {
  for (let end = path.length; end > 0; end = Math.max(path.lastIndexOf('.', end - 1), path.lastIndexOf('[', end - 1))) {
    const head = path.slice(0, end)
    if (known.has(head)) return head
  }
  return path
}
