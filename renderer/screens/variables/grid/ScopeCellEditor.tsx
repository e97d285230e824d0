import { Button, Popover } from '@mantine/core'
import type { VariableScope } from '@shared/model/variable-scope'
import { type KeyboardEvent, useState } from 'react'
import type { DraftRow } from '../draft/draft-row'
import { type After, titleOf } from './CellEditor'
import { ScopeChips } from './ScopeChips'
import { ScopePicker } from './ScopePicker'
import type { ScopeChoices } from './scope-options'
import classes from './VariableGrid.module.css'

export interface ScopeCellEditorProps {
  readonly row: DraftRow
  readonly choices: ScopeChoices
  /** What the search begins with. */
  readonly typed: string
  readonly commit: (scope: VariableScope, after: After) => void
  readonly cancel: () => void
}

/** Edits the scope of one row below its cell. Escape drops the changes; Tab, Ctrl+Enter and a click elsewhere keep them. */
export function ScopeCellEditor({ row, choices, typed, commit, cancel }: ScopeCellEditorProps) {
  const [scope, setScope] = useState(row.scope)
  const keys = (event: KeyboardEvent) => {
    if (event.key === 'Escape') cancel()
    else if (event.key === 'Tab') commit(scope, event.shiftKey ? 'left' : 'right')
    else if (event.key === 'Enter') commit(scope, 'down')
    else return
    event.preventDefault()
    event.stopPropagation()
  }
  const label = `Scope of ${titleOf(row)}`
  return (
    <Popover
      opened
      position="bottom-start"
      width={320}
      offset={4}
      closeOnEscape={false}
      withRoles={false}
      returnFocus={false}
      onDismiss={() => commit(scope, 'leave')}
    >
      <Popover.Target>
        <span className={classes.scopeAnchor}>
          <ScopeChips scope={scope} labels={choices.labels} />
        </span>
      </Popover.Target>
      <Popover.Dropdown role="dialog" aria-label={label} className={classes.scopeDropdown ?? ''}>
        <ScopePicker scope={scope} choices={choices} typed={typed} onChange={setScope} label={label} onKeyDown={keys} />
        <div className={classes.scopeFooter}>
          <span className={classes.faint}>Enter picks · Tab is done · Esc cancels</span>
          <Button size="compact-xs" variant="default" onClick={() => commit(scope, 'stay')}>
            Done
          </Button>
        </div>
      </Popover.Dropdown>
    </Popover>
  )
}
