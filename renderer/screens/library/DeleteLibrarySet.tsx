import type { Project } from '@shared/model/project'
import type { LibrarySetView } from '@shared/model/variable-set'
import { ConfirmDialog } from '../../components/ConfirmDialog'
import { plural } from '../../lib/plural'
import { useCatalog, useRead } from '../../stores/catalog'
import { valueOr } from '../../stores/load'
import { useCall } from '../../stores/use-call'
import { usersOf } from './set-users'

interface DeleteLibrarySetProps {
  readonly set: LibrarySetView
  readonly onClose: () => void
}

const none: readonly Project[] = []

/** Asks before a set is deleted; one that projects include stays, and says which. */
export function DeleteLibrarySet({ set, onClose }: DeleteLibrarySetProps) {
  const { run, isBusy, failure } = useCall('library.delete')
  const projects = valueOr(useRead('project.list', {}).load, none)
  const confirm = async () => {
    if (!(await run({ id: set.id })).ok) return
    onClose()
    await useCatalog.getState().refresh('library-set')
  }
  return (
    <ConfirmDialog
      title={`Delete ${set.name}?`}
      confirmLabel="Delete variable set"
      isDangerous
      isBusy={isBusy}
      failure={failure}
      onConfirm={() => void confirm()}
      onCancel={onClose}
    >
      {set.usedBy.length > 0
        ? `It is included by ${usersOf(set, projects)}. Take it out there first.`
        : `Its ${plural(set.variables.length, 'variable')} and their secrets are deleted with it. Releases keep their copies.`}
    </ConfirmDialog>
  )
}
