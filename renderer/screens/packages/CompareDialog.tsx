import { Button, Modal, Select } from '@mantine/core'
import type { PackageVersionSummary } from '@shared/package-calls'
import { useState } from 'react'
import { useReturnFocus } from '../../lib/use-return-focus'
import { navigate } from '../../navigation/history'
import { comparisonAddress } from './package-addresses'
import classes from './packages.module.css'

interface CompareDialogProps {
  readonly version: PackageVersionSummary
  /** Newest first. */
  readonly others: readonly PackageVersionSummary[]
  readonly onClose: () => void
}

/** Asks which version another one is to be compared with; the one before it at first. */
export function CompareDialog({ version, others, onClose }: CompareDialogProps) {
  useReturnFocus()
  const at = others.findIndex(({ id }) => id === version.id)
  const choices = others.filter(({ id }) => id !== version.id)
  const [chosen, setChosen] = useState((others[at + 1] ?? choices[0])?.id ?? null)
  const compare = () => {
    const other = choices.find(({ id }) => id === chosen)
    if (other === undefined) return
    const isOlder = others.indexOf(other) > at
    navigate(isOlder ? comparisonAddress(other.id, version.id) : comparisonAddress(version.id, other.id))
  }
  return (
    <Modal opened onClose={onClose} title={`Compare ${version.version} with`} size={420}>
      <Select
        label="Version"
        data={choices.map(({ id, version: value }) => ({ value: id, label: value }))}
        value={chosen}
        onChange={value => setChosen(choices.find(({ id }) => id === value)?.id ?? null)}
        allowDeselect={false}
        data-autofocus
      />
      <div className={classes.foot}>
        <Button variant="default" onClick={onClose}>
          Cancel
        </Button>
        <Button onClick={compare} disabled={chosen === null}>
          Compare
        </Button>
      </div>
    </Modal>
  )
}
