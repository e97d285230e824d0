import type { LifecycleListing } from '@shared/lifecycle-calls'
import { ConfirmDialog } from '../../components/ConfirmDialog'
import { ReasonsDialog } from '../../components/ReasonsDialog'
import { useCatalog } from '../../stores/catalog'
import { useCall } from '../../stores/use-call'
import classes from './lifecycles.module.css'

interface DeleteLifecycleProps {
  readonly lifecycle: LifecycleListing
  readonly onClose: () => void
  readonly onDeleted?: () => void
}

/** Deletes a lifecycle, or says what stands against it. */
export function DeleteLifecycle({ lifecycle, onClose, onDeleted }: DeleteLifecycleProps) {
  const { run, isBusy, failure } = useCall('lifecycle.delete')
  const { id, name, usedBy, isDefault } = lifecycle
  if (isDefault || usedBy.length > 0)
    return (
      <ReasonsDialog title={`${name} cannot be deleted`} onClose={onClose}>
        {isDefault && (
          <p>It is the default lifecycle: projects that name none have it. Make another one the default first.</p>
        )}
        {usedBy.length > 0 && (
          <>
            <p>It is used by these; give them another one first:</p>
            <ul className={classes.users}>
              {usedBy.map(user => (
                <li key={user}>{user}</li>
              ))}
            </ul>
          </>
        )}
      </ReasonsDialog>
    )
  const confirm = async () => {
    if (!(await run({ id })).ok) return
    onClose()
    onDeleted?.()
    await useCatalog.getState().refresh('lifecycle')
  }
  return (
    <ConfirmDialog
      title={`Delete ${name}?`}
      confirmLabel="Delete lifecycle"
      isDangerous
      isBusy={isBusy}
      failure={failure}
      onConfirm={() => void confirm()}
      onCancel={onClose}
    >
      Nothing uses it. Releases and what was deployed stay as they are. This cannot be undone.
    </ConfirmDialog>
  )
}
