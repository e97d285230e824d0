import { assertNever } from '@shared/result'
import { useCallback } from 'react'
import type { RowKey } from './draft/draft-row'
import type { EditorModel } from './editor-model'
import { PreviewPanel } from './panels/PreviewPanel'
import { ProblemsPanel } from './panels/ProblemsPanel'
import { UsagesPanel } from './panels/UsagesPanel'

interface EditorPanelsProps {
  readonly model: EditorModel
  readonly onShowRow: (key: RowKey) => void
}

/** What stands beside the table. */
export function EditorPanels({ model, onShowRow }: EditorPanelsProps) {
  const { panel } = model
  const { setPanel } = model.actions
  const close = useCallback(() => setPanel({ kind: 'none' }), [setPanel])
  switch (panel.kind) {
    case 'none':
      return null
    case 'preview':
      return <PreviewPanel model={model} onClose={close} onShowRow={onShowRow} />
    case 'problems':
      return (
        <ProblemsPanel
          findings={model.findings}
          isChecking={model.isChecking}
          first={panel.key}
          rows={model.draft.state.draft.rows}
          labels={model.around.labels}
          owner={model.owner}
          run={model.actions.run}
          onClose={close}
          onShowRow={onShowRow}
        />
      )
    case 'usages':
      return <UsagesPanel model={model} name={panel.name} onClose={close} onShowRow={onShowRow} />
    default:
      return assertNever(panel)
  }
}
