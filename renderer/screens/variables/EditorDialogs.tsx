import { assertNever } from '@shared/result'
import { lazy, Suspense } from 'react'
import { BulkScopeDialog } from './dialogs/BulkScopeDialog'
import { DetailsDrawer } from './dialogs/DetailsDrawer'
import { PopOutDialog } from './dialogs/PopOutDialog'
import { RenameDialog } from './dialogs/RenameDialog'
import { RowContextMenu } from './dialogs/RowContextMenu'
import type { EditorModel } from './editor-model'

// It brings readers of foreign formats along, which most visits can do without.
const ImportDialog = lazy(() =>
  import('./importing/ImportDialog').then(({ ImportDialog }) => ({ default: ImportDialog }))
)

interface EditorDialogsProps {
  readonly model: EditorModel
  /** The focus goes back to the table. */
  readonly onClosed: () => void
}

/** What opens over the table. */
export function EditorDialogs({ model, onClosed }: EditorDialogsProps) {
  const { dialog } = model
  const close = () => {
    model.actions.setDialog({ kind: 'none' })
    requestAnimationFrame(onClosed)
  }
  const rowOf = (key: string) => model.draft.state.draft.rows.find(row => row.key === key)
  switch (dialog.kind) {
    case 'none':
      return null
    case 'pop-out': {
      const row = rowOf(dialog.key)
      return row === undefined ? null : (
        <PopOutDialog row={row} text={dialog.text} names={model.around.names} run={model.actions.run} onClose={close} />
      )
    }
    case 'details': {
      const row = rowOf(dialog.key)
      return row === undefined ? null : (
        <DetailsDrawer key={row.key} row={row} run={model.actions.run} onClose={close} />
      )
    }
    case 'rename': {
      const row = rowOf(dialog.key)
      return row === undefined ? null : <RenameDialog model={model} from={row.name.trim()} onClose={close} />
    }
    case 'import':
      return (
        <Suspense fallback={null}>
          <ImportDialog model={model} text={dialog.text} onClose={close} />
        </Suspense>
      )
    case 'bulk-scope':
      return <BulkScopeDialog model={model} onClose={close} />
    case 'menu':
      return <RowContextMenu model={model} x={dialog.x} y={dialog.y} onClose={close} />
    default:
      return assertNever(dialog)
  }
}
