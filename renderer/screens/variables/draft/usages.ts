import type { RunbookId } from '@shared/ids'
import { type ActionText, textsOf } from '@shared/model/action'
import { actionName, type Step } from '@shared/model/process'
import { expressionOf } from '@shared/model/run-condition'
import { references } from '@shared/template/index'
import { nameKey } from '@shared/variables/rows'
import { stepTexts, usesInText } from '@shared/variables/script-uses'
import type { Slices } from '@shared/variables/slices'
import type { DraftRow, RowKey } from './draft-row'
import { nameIn, type StepsIn } from './steps-in'

/** Where a variable is used. */
export interface Usages {
  /** Rows whose value refers to it. */
  readonly rows: readonly { readonly key: RowKey; readonly name: string; readonly value: string }[]
  /** Steps, or single actions of steps with several, whose texts ask for it, with the lines that do. */
  readonly steps: readonly {
    readonly id: string
    readonly name: string
    /** The runbook that the step is of; null for the process. */
    readonly runbookId: RunbookId | null
    readonly lines: readonly ScriptLine[]
  }[]
}

export interface ScriptLine {
  /** From 1. */
  readonly number: number
  readonly text: string
}

/** Finds what mentions a variable, or a part of it such as `Db.Host` of `Db`, unless that part is a variable itself. */
export function* findUsages(name: string, rows: readonly DraftRow[], places: readonly StepsIn[]): Slices<Usages> {
  const known = new Set(rows.map(row => nameKey(row.name.trim())))
  const wanted = nameKey(name)
  const uses = (mentioned: readonly string[]) => mentioned.some(path => headOf(nameKey(path), known) === wanted)
  const found: { key: RowKey; name: string; value: string }[] = []
  for (const { key, name: own, type, value } of rows) {
    if (type !== 'text' || value === null) continue
    if (uses(references(value))) found.push({ key, name: own, value })
    yield
  }
  return {
    rows: found,
    steps: places.flatMap(partsIn).flatMap(({ id, name: own, runbookId, texts }) => {
      const using = texts.filter(text => uses(usesInText(text)))
      const lines = using.flatMap(({ text: whole, syntax }) =>
        whole
          .split('\n')
          .flatMap((text, index) =>
            uses(usesInText({ text, syntax })) ? [{ number: index + 1, text: text.trim() }] : []
          )
      )
      return using.length === 0 ? [] : [{ id, name: own, runbookId, lines }]
    })
  }
}

interface Part {
  readonly id: string
  readonly name: string
  readonly texts: readonly Pick<ActionText, 'text' | 'syntax'>[]
}

const partsIn = ({ runbook, steps }: StepsIn) =>
  steps.flatMap(partsOf).map(part => ({ ...part, name: nameIn(runbook, part.name), runbookId: runbook?.id ?? null }))

/** What people look for a text in: a step, or each of several actions of it. */
function partsOf(step: Step): readonly Part[] {
  if (step.actions.length === 1) return [{ id: step.id, name: step.name, texts: stepTexts(step) }]
  const expression = step.condition === undefined ? null : expressionOf(step.condition)
  return [
    ...(expression === null ? [] : [{ id: step.id, name: step.name, texts: [{ text: expression, syntax: null }] }]),
    ...step.actions.map(action => ({
      id: action.id,
      name: `${step.name}: ${actionName(step, action)}`,
      texts: textsOf(action)
    }))
  ]
}

/** The longest beginning of a path that is a variable. */
function headOf(path: string, known: ReadonlySet<string>): string {
  for (let end = path.length; end > 0; end = Math.max(path.lastIndexOf('.', end - 1), path.lastIndexOf('[', end - 1))) {
    const head = path.slice(0, end)
    if (known.has(head)) return head
  }
  return path
}
