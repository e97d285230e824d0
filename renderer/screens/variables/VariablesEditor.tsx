import { Button, TextInput } from '@mantine/core'
import type { VariableSetView } from '@shared/model/variable-set'
import { useState } from 'react'
import { Card } from '../../components/Card'
import { ConflictCard } from '../../components/ConflictCard'
import { EmptyState } from '../../components/EmptyState'
import { FailureAlert } from '../../components/FailureAlert'
import { Icon } from '../../components/Icon'
import { Kbd } from '../../components/Kbd'
import { useSaveKey } from '../../lib/use-save-key'
import { useScreenKey } from '../../lib/use-screen-key'
import { useWorkspaceNames } from '../../stores/use-workspace-names'
import { filterDraft } from './draft'
import { useVariablesDraft } from './use-variables-draft'
import { VariableRow } from './VariableRow'
import classes from './VariablesEditor.module.css'
import { VariablesFrame } from './VariablesFrame'

const filterFrom = 8

interface VariablesEditorProps {
  readonly projectName: string
  readonly stored: VariableSetView
}

/** All variables in one table, saved together. */
export function VariablesEditor({ projectName, stored }: VariablesEditorProps) {
  const editor = useVariablesDraft(stored, projectName)
  const save = () => void editor.save()
  useSaveKey(save, editor.isDirty && !editor.isBusy)
  useScreenKey('n', editor.add)
  const addButton = (
    <Button
      variant="default"
      leftSection={<Icon name="plus" size={14} />}
      onClick={editor.add}
      title="Add variable (N)"
    >
      Add variable
    </Button>
  )
  return (
    <VariablesFrame
      projectId={stored.projectId}
      projectName={projectName}
      actions={
        <>
          {editor.isDirty && (
            <Button variant="subtle" color="gray" onClick={editor.discard}>
              Discard
            </Button>
          )}
          {addButton}
          <Button onClick={save} disabled={!editor.isDirty} loading={editor.isBusy} title="Save (Ctrl+S)">
            Save
          </Button>
        </>
      }
    >
      <SaveProblem editor={editor} />
      {editor.draft.length === 0 ? (
        <EmptyState icon="variable" title="No variables yet" action={addButton}>
          Scripts use a variable as <code>{'#{Name}'}</code>. Press <Kbd keys="N" /> to add one; sensitive values are
          stored encrypted and never shown again.
        </EmptyState>
      ) : (
        <VariableTable editor={editor} />
      )}
    </VariablesFrame>
  )
}

interface EditorProps {
  readonly editor: ReturnType<typeof useVariablesDraft>
}

/** Why the last save was refused, and what to do about it. */
function SaveProblem({ editor }: EditorProps) {
  if (editor.failure === null) return null
  return (
    <div className={classes.notes}>
      {editor.isConflict ? (
        <ConflictCard
          what="The variables"
          isBusy={editor.isBusy}
          onReload={editor.discard}
          onKeepMine={() => void editor.keepMine()}
        />
      ) : (
        <FailureAlert failure={editor.failure} />
      )}
    </div>
  )
}

function VariableTable({ editor }: EditorProps) {
  const [filter, setFilter] = useState('')
  const names = useWorkspaceNames()
  const shown = filterDraft(editor.draft, filter)
  return (
    <>
      {editor.draft.length >= filterFrom && (
        <TextInput
          className={classes.filter ?? ''}
          placeholder="Filter by name or value"
          aria-label="Filter variables"
          leftSection={<Icon name="filter" size={13} />}
          value={filter}
          onChange={event => setFilter(event.currentTarget.value)}
        />
      )}
      <Card padding="flush">
        <table className={classes.table} aria-label="Variables">
          <thead>
            <tr>
              <th scope="col">Name</th>
              <th scope="col">Value</th>
              <th scope="col" className={classes.kind}>
                Sensitive
              </th>
              <th scope="col" className={classes.end}>
                <span className="visually-hidden">Remove</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {shown.map(variable => (
              <VariableRow
                key={variable.key}
                variable={variable}
                nameError={editor.errors[`${variable.key}.name`]}
                valueError={editor.errors[`${variable.key}.value`]}
                names={names}
                onChange={change => editor.change(variable.key, change)}
                onRemove={() => editor.remove(variable.key)}
              />
            ))}
          </tbody>
        </table>
        {shown.length === 0 && <p className={classes.none}>No variable contains “{filter}”.</p>}
      </Card>
    </>
  )
}
