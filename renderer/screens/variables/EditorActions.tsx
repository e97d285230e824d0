import { Button } from '@mantine/core'
import { memo } from 'react'
import { Icon } from '../../components/Icon'
import type { EditorDoings } from './editor-model'

export interface EditorActionsProps {
  readonly isDirty: boolean
  readonly isBusy: boolean
  readonly isPreviewing: boolean
  readonly actions: EditorDoings
  readonly onAdd: () => void
}

/** The buttons of the header. */
export const EditorActions = memo(function EditorActions(props: EditorActionsProps) {
  const { isDirty, isBusy, isPreviewing, actions, onAdd } = props
  return (
    <>
      {isDirty && (
        <Button variant="subtle" color="gray" onClick={actions.discard}>
          Discard
        </Button>
      )}
      <Button
        variant="default"
        leftSection={<Icon name="eye" size={14} />}
        aria-pressed={isPreviewing}
        onClick={() => actions.togglePanel('preview')}
        title="Values in one place (P)"
      >
        Preview
      </Button>
      <Button variant="default" onClick={() => actions.setDialog({ kind: 'import', text: '' })}>
        Import…
      </Button>
      <Button
        variant="default"
        leftSection={<Icon name="plus" size={14} />}
        onClick={onAdd}
        title="Add variable (N, in the table Ctrl+Enter)"
      >
        Add variable
      </Button>
      <Button onClick={actions.save} disabled={!isDirty} loading={isBusy} title="Save (Ctrl+S)">
        Save
      </Button>
    </>
  )
})
