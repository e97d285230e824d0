import type { ChannelListing } from '@shared/lifecycle-calls'
import { ConfirmDialog } from '../../components/ConfirmDialog'
import { ReasonsDialog } from '../../components/ReasonsDialog'
import { plural } from '../../lib/plural'
import { useCatalog } from '../../stores/catalog'
import { useCall } from '../../stores/use-call'

interface DeleteChannelProps {
  readonly channel: ChannelListing
  readonly onClose: () => void
}

/** Deletes a channel, or says what stands against it. */
export function DeleteChannel({ channel: { id, name, isDefault, releases }, onClose }: DeleteChannelProps) {
  const { run, isBusy, failure } = useCall('channel.delete')
  if (isDefault || releases > 0)
    return (
      <ReasonsDialog title={`${name} cannot be deleted`} onClose={onClose}>
        {isDefault && <p>It is the default channel of the project. Make another one the default first.</p>}
        {releases > 0 && (
          <p>
            It has {plural(releases, 'release')}. Move {releases === 1 ? 'it' : 'them'} to another channel, or delete{' '}
            {releases === 1 ? 'it' : 'them'} first.
          </p>
        )}
      </ReasonsDialog>
    )
  const confirm = async () => {
    if (!(await run({ id })).ok) return
    onClose()
    await useCatalog.getState().refresh('channel')
  }
  return (
    <ConfirmDialog
      title={`Delete ${name}?`}
      confirmLabel="Delete channel"
      isDangerous
      isBusy={isBusy}
      failure={failure}
      onConfirm={() => void confirm()}
      onCancel={onClose}
    >
      It has no releases. This cannot be undone.
    </ConfirmDialog>
  )
}
