import { ActionIcon, Button } from '@mantine/core'
import { Icon } from '../../components/Icon'
import type { IconName } from '../../components/icon-paths'
import { isOff } from './draft/nodes'
import classes from './ProcessEditor.module.css'
import type { StepsDraft } from './use-steps-draft'

export interface EditorBarProps {
  readonly editor: StepsDraft
  readonly onAdd: (what: 'step' | 'action') => void
}

/** What can be done with the steps, beside the keys that do the same. */
export function EditorBar({ editor, onAdd }: EditorBarProps) {
  const { state, rows, run } = editor
  const row = rows.find(({ key }) => key === state.selected)
  const isDisabled =
    row !== undefined && (row.isChild ? row.action?.settings.isDisabled === true : isOff(row.step, null))
  const with_ = (act: (key: string) => void) => () => row && act(row.key)
  return (
    <div className={classes.bar} role="toolbar" aria-label="Steps and actions">
      <Button
        size="compact-sm"
        variant="default"
        leftSection={<Icon name="plus" size={13} />}
        onClick={() => onAdd('step')}
        title="Add a step at the end (N)"
      >
        Add step
      </Button>
      <Button
        size="compact-sm"
        variant="default"
        leftSection={<Icon name="plus" size={13} />}
        disabled={row === undefined}
        onClick={() => onAdd('action')}
        title="Add an action to the step that is chosen (A)"
      >
        Add action
      </Button>
      <span className={classes.gap} />
      <Tool icon="copy" label="Clone" keys="Ctrl+D" isOff={!row} onClick={with_(key => run({ kind: 'clone', key }))} />
      <Tool
        icon={isDisabled ? 'play' : 'pause'}
        label={isDisabled ? 'Enable' : 'Disable'}
        isOff={!row}
        onClick={with_(key => run({ kind: 'enable', key, isDisabled: !isDisabled }))}
      />
      <Tool
        icon="trash"
        label="Delete"
        keys="Delete"
        isOff={!row}
        onClick={with_(key => run({ kind: 'remove', key }))}
      />
      <span className={classes.gap} />
      <Tool icon="undo" label="Undo" keys="Ctrl+Z" isOff={state.past.length === 0} onClick={editor.undo} />
      <Tool icon="redo" label="Redo" keys="Ctrl+Shift+Z" isOff={state.future.length === 0} onClick={editor.redo} />
    </div>
  )
}

interface ToolProps {
  readonly icon: IconName
  readonly label: string
  readonly keys?: string
  readonly isOff: boolean
  readonly onClick: () => void
}

function Tool({ icon, label, keys, isOff: isUnusable, onClick }: ToolProps) {
  return (
    <ActionIcon
      aria-label={label}
      title={keys === undefined ? label : `${label} (${keys})`}
      disabled={isUnusable}
      onClick={onClick}
    >
      <Icon name={icon} size={15} />
    </ActionIcon>
  )
}
