import { Button } from '@mantine/core'
import { Link } from 'wouter'
import { FailureAlert } from '../../components/FailureAlert'
import { FileChooser } from '../../components/FileChooser'
import { Icon } from '../../components/Icon'
import { plural } from '../../lib/plural'
import classes from './bundles.module.css'
import type { Receipts, TakenFile } from './use-receipts'

/** Lets somebody choose the receipts that they brought back. */
export function ImportReceipts({ receipts: { take, isBusy } }: { readonly receipts: Receipts }) {
  return (
    <FileChooser multiple accept=".json,application/json" onFiles={files => void take(files)}>
      {button => (
        <Button {...button} loading={isBusy}>
          Import receipts…
        </Button>
      )}
    </FileChooser>
  )
}

/** What became of the receipts that were taken in last, until somebody has read it. */
export function TakenReceipts({ receipts: { taken, close } }: { readonly receipts: Receipts }) {
  if (taken.length === 0) return null
  return (
    <section className={classes.taken} aria-label="Imported receipts">
      <ul className={classes.files}>
        {taken.map((file, index) => (
          // Two of them may have one name, from different folders.
          <li key={index}>
            <Taken file={file} />
          </li>
        ))}
      </ul>
      <Button size="compact-sm" variant="default" onClick={close}>
        Close
      </Button>
    </section>
  )
}

function Taken({ file: { name, result } }: { readonly file: TakenFile }) {
  if (!result.ok) return <FailureAlert failure={{ ...result.failure, message: `${name}: ${result.failure.message}` }} />
  const { deploymentId, targetName, returned, missing, summary } = result.value
  return (
    <div className={classes.good} role="status">
      <Icon name="check-circle" size={15} />
      <p>
        {plural(returned, 'action')} on <strong>{targetName}</strong>
        {missing > 0 && `, ${missing} not known yet`}. {summary}{' '}
        <Link href={`/deployments/${deploymentId}`} className={classes.link ?? ''}>
          Open the deployment
        </Link>
      </p>
    </div>
  )
}
