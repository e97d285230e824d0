import { Button } from '@mantine/core'
import { Icon } from '../../components/Icon'
import type { EditorModel } from './editor-model'

interface EditorActionsProps {
  readonly model: EditorModel
  readonly onAdd: () => void
  readonly onSave: () => void
}

/** The buttons of the header. */
export function EditorActions({ model, onAdd, onSave }: EditorActionsProps) {
  const { draft, panel } = model
  const isPreviewing = panel.kind === 'preview'
  return (
    <>
      {draft.isDirty && (
        <Button variant="subtle" color="gray" onClick={draft.discard}>
          Discard
        </Button>
      )}
      <Button
        variant="default"
        leftSection={<Icon name="eye" size={14} />}
        aria-pressed={isPreviewing}
        onClick={() => model.togglePanel('preview')}
        title="Values in one place (P)"
      >
        Preview
      </Button>
      <Button variant="default" onClick={() => model.setDialog({ kind: 'import', text: '' })}>
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
      <Button onClick={onSave} disabled={!draft.isDirty} loading={draft.isBusy} title="Save (Ctrl+S)">
        Save
      </Button>
    </>
  )
}
