import { Button, Modal, NumberInput } from '@mantine/core'
import type { Output } from '@shared/api'
import { bytesWords } from '@shared/plan/words'
import { useState } from 'react'
import { FailureAlert } from '../../components/FailureAlert'
import { plural } from '../../lib/plural'
import { useReturnFocus } from '../../lib/use-return-focus'
import { useCatalog } from '../../stores/catalog'
import { useCall } from '../../stores/use-call'
import classes from './packages.module.css'

/** Removes old versions that no release needs, after saying which. */
export function CleanDialog({ onClose }: { readonly onClose: () => void }) {
  useReturnFocus()
  const { run, isBusy, failure } = useCall('package.clean')
  const [keep, setKeep] = useState<number | string>(5)
  const [found, setFound] = useState<Output<'package.clean'> | null>(null)
  const count = typeof keep === 'number' ? keep : Number.NaN
  const look = async () => {
    const result = await run({ keep: count, isDryRun: true })
    if (result.ok) setFound(result.value)
  }
  const clean = async () => {
    if (!(await run({ keep: count, isDryRun: false })).ok) return
    onClose()
    await useCatalog.getState().refresh('package')
  }
  return (
    <Modal opened onClose={onClose} title="Clean up packages" size={520}>
      <NumberInput
        label="Newest versions to keep of each package"
        description="What a release needs always stays, however old it is."
        min={1}
        max={1000}
        allowDecimal={false}
        value={keep}
        onChange={value => {
          setKeep(value)
          setFound(null)
        }}
        data-autofocus
      />
      {found && <FoundList found={found} />}
      {failure && <FailureAlert failure={failure} />}
      <div className={classes.foot}>
        <Button variant="default" onClick={onClose}>
          Cancel
        </Button>
        {found === null || found.packages.length === 0 ? (
          <Button onClick={() => void look()} loading={isBusy} disabled={!(count >= 1)}>
            Show what would go
          </Button>
        ) : (
          <Button color="red" onClick={() => void clean()} loading={isBusy}>
            Remove {plural(found.packages.length, 'version')}
          </Button>
        )}
      </div>
    </Modal>
  )
}

function FoundList({ found: { packages, bytes } }: { readonly found: Output<'package.clean'> }) {
  if (packages.length === 0) return <p role="status">Nothing would go.</p>
  return (
    <div role="status">
      <p>
        {plural(packages.length, 'version')} would go, {bytesWords(bytes)} in all:
      </p>
      <ul className={classes.going}>
        {packages.map(item => (
          <li key={item.id}>
            {item.packageId} <strong>{item.version}</strong>{' '}
            <span className={classes.muted}>{bytesWords(item.bytes)}</span>
          </li>
        ))}
      </ul>
    </div>
  )
}
