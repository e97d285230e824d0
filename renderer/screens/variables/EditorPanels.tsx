import { assertNever } from '@shared/result'
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
  const close = () => model.setPanel({ kind: 'none' })
  switch (panel.kind) {
    case 'none':
      return null
    case 'preview':
      return <PreviewPanel model={model} onClose={close} onShowRow={onShowRow} />
    case 'problems':
      return <ProblemsPanel model={model} onClose={close} onShowRow={onShowRow} />
    case 'usages':
      return <UsagesPanel model={model} name={panel.name} onClose={close} onShowRow={onShowRow} />
    default:
      return assertNever(panel)
  }
}
