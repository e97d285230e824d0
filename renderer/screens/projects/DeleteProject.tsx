import type { Project } from '@shared/model/project'
import { ConfirmDialog } from '../../components/ConfirmDialog'
import { navigate } from '../../navigation/history'
import { useCatalog } from '../../stores/catalog'
import { useCall } from '../../stores/use-call'

/** Deletes a project with everything in it, after its name was typed. */
export function DeleteProject({ project, onClose }: { readonly project: Project; readonly onClose: () => void }) {
  const { run, isBusy, failure } = useCall('project.delete')
  const confirm = async () => {
    if (!(await run({ id: project.id, confirmName: project.name })).ok) return
    onClose()
    navigate('/projects', { replace: true })
    await useCatalog.getState().refresh('project')
  }
  return (
    <ConfirmDialog
      title={`Delete ${project.name}?`}
      confirmLabel="Delete project"
      isDangerous
      typeToConfirm={project.name}
      isBusy={isBusy}
      failure={failure}
      onConfirm={() => void confirm()}
      onCancel={onClose}
    >
      Its process, variables, releases and deployments with their logs are deleted too. This cannot be undone.
    </ConfirmDialog>
  )
}
