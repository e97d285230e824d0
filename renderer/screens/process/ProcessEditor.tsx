import { Button } from '@mantine/core'
import type { Process } from '@shared/model/process'
import type { Target } from '@shared/model/target'
import type { VariableSetView } from '@shared/model/variable-set'
import { type KeyboardEvent, type ReactNode, useMemo, useState } from 'react'
import { ConflictCard } from '../../components/ConflictCard'
import { EmptyState } from '../../components/EmptyState'
import { FailureAlert } from '../../components/FailureAlert'
import { Icon } from '../../components/Icon'
import { Kbd } from '../../components/Kbd'
import { PageHeader } from '../../components/PageHeader'
import { ProjectTabs } from '../../components/ProjectTabs'
import { useSaveKey } from '../../lib/use-save-key'
import { useScreenKey } from '../../lib/use-screen-key'
import classes from './ProcessEditor.module.css'
import { StepEditor } from './StepEditor'
import { StepList } from './StepList'
import { StepPicker } from './StepPicker'
import { type ProcessDraft, useProcessDraft } from './use-process-draft'

interface ProcessEditorProps {
  readonly projectName: string
  readonly stored: Process
  readonly targets: readonly Target[]
  /** Null until they are read. */
  readonly variables: VariableSetView | null
}

/** The steps of a process, saved together. */
export function ProcessEditor({ projectName, stored, targets, variables }: ProcessEditorProps) {
  const editor = useProcessDraft(stored, projectName)
  const [isPicking, setPicking] = useState(false)
  useSaveKey(() => void editor.save(), editor.isDirty && !editor.isBusy)
  useScreenKey('n', () => setPicking(true))
  const onKeyDown = (event: KeyboardEvent) => {
    const by = event.key === 'ArrowUp' ? -1 : event.key === 'ArrowDown' ? 1 : 0
    if (!event.altKey || by === 0 || event.defaultPrevented || !editor.selected) return
    event.preventDefault()
    editor.move(editor.selected.key, by)
  }
  const addButton = (
    <Button variant="default" leftSection={<Icon name="plus" size={14} />} onClick={() => setPicking(true)}>
      Add step
    </Button>
  )
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: a shortcut for all of its fields; the step menu does the same
    <div className={classes.screen} onKeyDown={onKeyDown}>
      <PageHeader
        title="Process"
        crumbs={[
          { label: 'Projects', href: '/projects' },
          { label: projectName, href: `/projects/${stored.projectId}` }
        ]}
        badge={editor.isDirty && <span className={classes.dirty}>Unsaved changes</span>}
        actions={<Actions editor={editor} />}
      >
        <ProjectTabs projectId={stored.projectId} current="process" />
      </PageHeader>
      <Notes editor={editor} />
      {editor.steps.length === 0 ? (
        <EmptyState icon="process" title="Define your deployment process" action={addButton}>
          A process is a list of steps that run one after another, such as a script on every web server. Press{' '}
          <Kbd keys="N" /> to add the first one.
        </EmptyState>
      ) : (
        <Body editor={editor} addButton={addButton} targets={targets} variables={variables} />
      )}
      {isPicking && (
        <StepPicker
          onClose={() => setPicking(false)}
          onPick={() => {
            editor.add()
            setPicking(false)
          }}
        />
      )}
    </div>
  )
}

interface BodyProps extends Pick<ProcessEditorProps, 'targets' | 'variables'> {
  readonly editor: ProcessDraft
  readonly addButton: ReactNode
}

function Body({ editor, addButton, targets, variables }: BodyProps) {
  const knownRoles = useMemo(() => [...new Set(targets.flatMap(target => target.roles))].sort(), [targets])
  const names = useMemo(() => variables?.variables.map(variable => variable.name) ?? [], [variables])
  const { selected } = editor
  return (
    <div className={classes.body}>
      <nav className={classes.steps} aria-label="Process">
        <StepList editor={editor} />
        <div className={classes.add}>{addButton}</div>
      </nav>
      {selected && (
        <StepEditor
          key={selected.key}
          step={selected}
          issues={editor.issues}
          knownRoles={knownRoles}
          variables={names}
          onChange={change => editor.change(selected.key, change)}
        />
      )}
    </div>
  )
}

function Actions({ editor }: { readonly editor: ProcessDraft }) {
  return (
    <>
      {editor.isDirty && (
        <Button variant="subtle" color="gray" onClick={editor.discard}>
          Discard
        </Button>
      )}
      <Button
        onClick={() => void editor.save()}
        disabled={!editor.isDirty}
        loading={editor.isBusy}
        title="Save (Ctrl+S)"
      >
        Save
      </Button>
    </>
  )
}

function Notes({ editor }: { readonly editor: ProcessDraft }) {
  const hasFailure = editor.isConflict || editor.failure !== null
  if (!hasFailure && editor.removedName === null) return null
  return (
    <div className={classes.notes}>
      {editor.isConflict ? (
        <ConflictCard
          what="The steps"
          isBusy={editor.isBusy}
          onReload={editor.discard}
          onKeepMine={() => void editor.keepMine()}
        />
      ) : (
        editor.failure && <FailureAlert failure={editor.failure} />
      )}
      {editor.removedName !== null && (
        <p className={classes.removed} role="status">
          <Icon name="trash" size={13} />
          <span>
            <strong>{editor.removedName}</strong> will be deleted when you save.
          </span>
          <Button size="compact-xs" variant="default" onClick={editor.undoRemove}>
            Undo
          </Button>
        </p>
      )}
    </div>
  )
}
