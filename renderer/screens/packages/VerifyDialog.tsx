import { Button, Modal } from '@mantine/core'
import type { Output } from '@shared/api'
import type { PackageVersionSummary } from '@shared/package-calls'
import { useEffect, useState } from 'react'
import { FailureAlert } from '../../components/FailureAlert'
import { Icon } from '../../components/Icon'
import { useReturnFocus } from '../../lib/use-return-focus'
import { useCall } from '../../stores/use-call'
import classes from './packages.module.css'

interface VerifyDialogProps {
  readonly version: PackageVersionSummary
  readonly onClose: () => void
}

/** Hashes the stored file again and says whether it is what it was. */
export function VerifyDialog({ version, onClose }: VerifyDialogProps) {
  useReturnFocus()
  const { run, isBusy, failure } = useCall('package.verify')
  const [found, setFound] = useState<Output<'package.verify'> | null>(null)
  useEffect(() => {
    void run({ id: version.id }).then(result => {
      if (result.ok) setFound(result.value)
    })
  }, [run, version.id])
  return (
    <Modal opened onClose={onClose} title={`${version.packageId} ${version.version}`} size={560}>
      <div aria-live="polite">
        {isBusy && <p>Reading its file…</p>}
        {failure && <FailureAlert failure={failure} />}
        {found && <Verdict found={found} expected={version.sha256} />}
      </div>
      <div className={classes.foot}>
        <Button onClick={onClose} data-autofocus>
          Close
        </Button>
      </div>
    </Modal>
  )
}

function Verdict({ found, expected }: { readonly found: Output<'package.verify'>; readonly expected: string }) {
  return (
    <div className={classes.result} data-tone={found.isSame ? 'good' : 'bad'}>
      <Icon name={found.isSame ? 'check-circle' : 'x-circle'} size={15} />
      <div>
        {found.isSame ? 'Its file is the one that was imported.' : 'Its file is not the one that was imported.'}
        <dl className={classes.hashes}>
          <dt>Expected</dt>
          <dd>
            <code>{expected}</code>
          </dd>
          <dt>Found</dt>
          <dd>
            <code>{found.actual ?? 'no file'}</code>
          </dd>
        </dl>
        {!found.isSame && <p>Import it again, or put the file back from a backup.</p>}
      </div>
    </div>
  )
}
