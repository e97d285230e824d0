import { Button, Modal, SegmentedControl } from '@mantine/core'
import type { VariableScope } from '@shared/model/variable-scope'
import { type FormEvent, useState } from 'react'
import { plural } from '../../../lib/plural'
import type { ScopeChange } from '../draft/draft'
import type { EditorModel } from '../editor-model'
import { ScopePicker } from '../grid/ScopePicker'
import classes from './dialogs.module.css'

interface BulkScopeDialogProps {
  readonly model: EditorModel
  readonly onClose: () => void
}

const ways: readonly { readonly value: ScopeChange; readonly label: string }[] = [
  { value: 'add', label: 'Add' },
  { value: 'remove', label: 'Take out' },
  { value: 'replace', label: 'Replace' }
]

const hints: Readonly<Record<ScopeChange, string>> = {
  add: 'What is chosen is added to the scope of each row.',
  remove: 'What is chosen is taken out of the scope of each row.',
  replace: 'What is chosen takes the place of each row’s scope. Nothing chosen means everywhere.'
}

/** Changes the scope of all selected rows at once. */
export function BulkScopeDialog({ model, onClose }: BulkScopeDialogProps) {
  const [how, setHow] = useState<ScopeChange>('add')
  const [scope, setScope] = useState<VariableScope>({})
  const [keys] = useState(model.actions.chosen)
  const count = keys.length
  const apply = () => {
    model.actions.run({ kind: 'scope', keys, how, scope })
    onClose()
  }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    apply()
  }
  return (
    <Modal
      opened
      onClose={onClose}
      title={`Change the scope of ${plural(count, 'row')}`}
      size={460}
      returnFocus={false}
    >
      <form onSubmit={submit}>
        <div className={classes.fields}>
          <SegmentedControl
            aria-label="What to do with the scopes"
            data={[...ways]}
            value={how}
            onChange={value => setHow(value as ScopeChange)}
          />
          <p className={classes.muted}>{hints[how]}</p>
          <ScopePicker
            scope={scope}
            choices={model.around.scopeChoices}
            onChange={setScope}
            label="Scope"
            onKeyDown={event => {
              if (event.key !== 'Enter') return
              event.preventDefault()
              apply()
            }}
          />
        </div>
        <div className={classes.buttons}>
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" title="Apply (Ctrl+Enter)">
            Apply to {plural(count, 'row')}
          </Button>
        </div>
      </form>
    </Modal>
  )
}
