import type { LineSelection } from './line-selection'
import type { LogCommand } from './log-keys'
import type { Row, RowLines, RowModel } from './rows/row'
import type { LogWindow } from './use-log-window'

/** Carries out what keys ask for. */
export interface LogActions {
  run(command: LogCommand): void
}

export interface LogActionsInput {
  readonly model: RowModel
  readonly lines: RowLines
  readonly view: LogWindow
  /** Key of the row that the keys move; null before the first. */
  readonly cursor: string | null
  readonly setCursor: (key: string | null) => void
  readonly selection: LineSelection | null
  readonly onSelect: (selection: LineSelection | null) => void
  readonly onFold: (key: string, isOpen: boolean) => void
  readonly onCopy: () => void
  readonly onCopyLink: () => void
}

export const createLogActions = (input: LogActionsInput): LogActions => ({
  run: command => {
    const { view, model } = input
    switch (command.kind) {
      case 'line':
        return moveCursor(input, command.step, command.isExtending)
      case 'fold':
        return fold(input, command.isOpen)
      case 'page':
        return view.showRow(pageTarget(view, model.count, command.step))
      case 'start':
        return view.showRow(0)
      case 'end':
      case 'follow':
        return command.kind === 'follow' && view.isFollowing ? view.letGo() : view.follow()
      case 'copy':
        return input.onCopy()
      case 'copy-link':
        return input.onCopyLink()
      case 'clear':
        input.setCursor(null)
        return input.onSelect(null)
    }
  }
})

/** Row of the cursor; null where it is not among the rows any more. Looked for near the view first, where it nearly always is. */
function cursorRow({ model, view, cursor }: LogActionsInput): number | null {
  if (cursor === null) return null
  const near = [...rowsFrom(view.first, view.end)].find(row => model.rowAt(row)?.key === cursor)
  if (near !== undefined) return near
  const place = placeInKey(cursor)
  const row = place === null ? null : model.indexOf(place)
  return row !== null && model.rowAt(row)?.key === cursor ? row : null
}

function* rowsFrom(first: number, end: number): Generator<number> {
  for (let row = first; row < end; row++) yield row
}

/** Keys of lines hold where they are; any other key is that of a heading. */
function placeInKey(key: string) {
  const at = key.lastIndexOf('#')
  if (at === -1) return { kind: 'heading', key } as const
  const run = key.slice(0, at)
  return { kind: 'line', run: run === '' ? undefined : (run as never), position: Number(key.slice(at + 1)) } as const
}

function moveCursor(input: LogActionsInput, step: number, isExtending: boolean): void {
  const { model, view } = input
  const last = model.count - 1
  if (last < 0) return
  const from = cursorRow(input)
  const start = step > 0 ? view.firstShown : Math.min(view.firstShown + view.rowsShown - 1, last)
  const next = from === null ? start : Math.max(0, Math.min(last, from + step))
  const row = model.rowAt(next)
  if (!row) return
  view.letGo()
  view.showRow(next)
  input.setCursor(row.key)
  select(input, row, isExtending)
}

/** The line under the cursor is marked; a heading is not, and ends what was. */
function select({ lines, selection, onSelect }: LogActionsInput, row: Row, isExtending: boolean): void {
  const number = lines.lineOf(row)?.number
  if (row.kind !== 'line' || number === undefined) {
    if (!isExtending) onSelect(null)
    return
  }
  const isSame = selection !== null && selection.run === row.run
  onSelect({ anchor: isExtending && isSame ? selection.anchor : number, focus: number, run: row.run })
}

/** Folds what the cursor is in and goes to its heading; unfolds the heading under it. */
function fold(input: LogActionsInput, isOpen: boolean): void {
  const { model, view } = input
  const row = cursorRow(input) ?? view.firstShown
  const key = model.headingOf(row)
  if (key === null) return
  input.onFold(key, isOpen)
  const own = model.rowAt(row)
  const isOwn = own?.kind === 'heading' ? own.key === key : own?.kind === 'line' && own.fold?.key === key
  const heading = isOwn ? row : rowOfHeading(model, key, row)
  const target = heading === null ? undefined : model.rowAt(heading)
  if (!target || heading === null) return
  input.setCursor(target.key)
  view.letGo()
  view.showRow(heading)
}

/** The heading above a row: an own row for sections, a line for parts of their output. */
function rowOfHeading(model: RowModel, key: string, row: number): number | null {
  const section = model.indexOf({ kind: 'heading', key })
  if (section !== null) return section
  for (let above = row; above >= 0; above--) {
    const found = model.rowAt(above)
    if (found?.kind === 'line' && found.fold?.key === key) return above
    if (found?.kind === 'heading') return null
  }
  return null
}

const pageTarget = (view: LogWindow, total: number, step: number): number =>
  step > 0
    ? Math.min(total - 1, view.firstShown + 2 * view.rowsShown - 2)
    : Math.max(0, view.firstShown - view.rowsShown + 1)
