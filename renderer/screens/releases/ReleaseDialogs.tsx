import { Button, Modal, Select } from '@mantine/core'
import type { ReleaseId } from '@shared/ids'
import type { Release } from '@shared/model/release'
import { type FormEvent, useState } from 'react'
import { ConfirmDialog } from '../../components/ConfirmDialog'
import { Loaded } from '../../components/Loaded'
import { useReturnFocus } from '../../lib/use-return-focus'
import { navigate } from '../../navigation/history'
import { useCatalog, useRead } from '../../stores/catalog'
import { useCall } from '../../stores/use-call'
import classes from './ReleaseScreen.module.css'

interface ReleaseDialogProps {
  readonly release: Release
  readonly onClose: () => void
}

/** Deletes a release with what became of it, after its version was typed. */
export function DeleteRelease({ release, onClose }: ReleaseDialogProps) {
  const { run, isBusy, failure } = useCall('release.delete')
  const confirm = async () => {
    if (!(await run({ id: release.id })).ok) return
    onClose()
    navigate(`/projects/${release.projectId}`, { replace: true })
    await useCatalog.getState().refresh('release', 'package')
  }
  return (
    <ConfirmDialog
      title={`Delete ${release.version}?`}
      confirmLabel="Delete release"
      isDangerous
      typeToConfirm={release.version}
      isBusy={isBusy}
      failure={failure}
      onConfirm={() => void confirm()}
      onCancel={onClose}
    >
      Its deployments with their logs and artifacts are deleted too. What was deployed stays on the targets; packages
      and the audit log stay. This cannot be undone.
    </ConfirmDialog>
  )
}

/** Asks which release to compare with. */
export function CompareReleases({ release, onClose }: ReleaseDialogProps) {
  useReturnFocus()
  const { load, again } = useRead('release.list', { projectId: release.projectId })
  return (
    <Modal opened onClose={onClose} title={`Compare ${release.version}`} size={440} centered>
      <Loaded load={load} onRetry={again} what="releases">
        {releases => <ChooseOther release={release} releases={releases} onClose={onClose} />}
      </Loaded>
    </Modal>
  )
}

interface ChooseOtherProps extends ReleaseDialogProps {
  readonly releases: readonly Release[]
}

function ChooseOther({ release, releases, onClose }: ChooseOtherProps) {
  const others = releases.filter(({ id }) => id !== release.id).sort((a, b) => b.createdAt - a.createdAt)
  const before = others.find(({ createdAt }) => createdAt <= release.createdAt) ?? others[0]
  const [chosen, setChosen] = useState<ReleaseId | null>(before?.id ?? null)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const other = others.find(({ id }) => id === chosen)
    if (!other) return
    const [older, newer] = other.createdAt <= release.createdAt ? [other, release] : [release, other]
    onClose()
    navigate(`/releases/compare/${older.id}/${newer.id}`)
  }
  if (others.length === 0) return <p className={classes.dialogText}>The project has no other release yet.</p>
  return (
    <form onSubmit={submit}>
      <Select
        label="With"
        data-autofocus
        searchable
        allowDeselect={false}
        data={others.map(({ id, version }) => ({ value: id as string, label: version }))}
        value={chosen}
        onChange={value => setChosen(others.find(({ id }) => id === value)?.id ?? null)}
      />
      <div className={classes.dialogButtons}>
        <Button variant="default" onClick={onClose}>
          Cancel
        </Button>
        <Button type="submit" disabled={chosen === null}>
          Compare
        </Button>
      </div>
    </form>
  )
}
