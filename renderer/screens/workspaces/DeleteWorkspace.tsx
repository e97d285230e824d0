import type { WorkspaceSummary } from '@shared/workspace'
import { ConfirmDialog } from '../../components/ConfirmDialog'
import { useCatalog } from '../../stores/catalog'
import { useCall } from '../../stores/use-call'

interface DeleteWorkspaceProps {
  readonly workspace: WorkspaceSummary
  readonly onClose: () => void
}

/** Asks before a workspace is removed with everything that it has. */
export function DeleteWorkspace({ workspace: { id, name }, onClose }: DeleteWorkspaceProps) {
  const { run, isBusy, failure } = useCall('workspace.delete')
  const confirm = async () => {
    if (!(await run({ id, confirmName: name })).ok) return
    onClose()
    await useCatalog.getState().refresh('workspace')
  }
  return (
    <ConfirmDialog
      title={`Delete the workspace ${name}?`}
      confirmLabel="Delete workspace"
      isDangerous
      typeToConfirm={name}
      isBusy={isBusy}
      failure={failure}
      onConfirm={() => void confirm()}
      onCancel={onClose}
    >
      Its projects, targets, secrets, packages, deployments and audit log are removed from this computer for good, with
      what restores kept of it. Back it up first if anybody may ask for it.
    </ConfirmDialog>
  )
}
