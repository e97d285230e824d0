import { Button, Modal } from '@mantine/core'
import type { ChosenBackup, RestoreReport } from '@shared/data'
import { bytesWords } from '@shared/plan/words'
import { ConfirmDialog } from '../../components/ConfirmDialog'
import { plural } from '../../lib/plural'
import { formatMoment } from '../../lib/time'
import { startOver } from '../../stores/unsaved'
import { useCall } from '../../stores/use-call'
import classes from './DataScreen.module.css'

interface RestoreDialogProps {
  readonly backup: ChosenBackup
  readonly onRestored: (report: RestoreReport) => void
  readonly onCancel: () => void
}

/** Asks before a backup takes the workspace's place. */
export function RestoreDialog({ backup, onRestored, onCancel }: RestoreDialogProps) {
  const { run, isBusy, failure } = useCall('data.restore')
  const restore = async () => {
    const result = await run({ path: backup.path })
    if (result.ok) onRestored(result.value)
  }
  return (
    <ConfirmDialog
      title="Restore this backup?"
      confirmLabel="Restore"
      isDangerous
      typeToConfirm="restore"
      isBusy={isBusy}
      failure={failure}
      onConfirm={() => void restore()}
      onCancel={onCancel}
    >
      <dl className={classes.facts}>
        <dt>Backup</dt>
        <dd>
          <code className={classes.path}>{backup.path}</code>
        </dd>
        {backup.name !== null && (
          <>
            <dt>Of</dt>
            <dd>The workspace “{backup.name}”</dd>
          </>
        )}
        <dt>Made</dt>
        <dd>
          {formatMoment(backup.createdAt)}, by Slipway {backup.slipway}
        </dd>
        <dt>Holds</dt>
        <dd>
          {plural(backup.files, 'file')}, {bytesWords(backup.bytes)}
        </dd>
        <dt>Vault’s key</dt>
        <dd>{backup.key === 'included' ? 'Included, wrapped by its passphrase' : 'Not included'}</dd>
      </dl>
      Everything since then disappears from this window. It is kept in a folder beside the workspace.
    </ConfirmDialog>
  )
}

const keyWords: Readonly<Record<RestoreReport['key'], string>> = {
  kept: 'The one that was here before',
  'from-backup': 'From the backup: unlock it with the passphrase of that time',
  missing: 'Neither here nor in the backup: secrets have to be entered again',
  none: 'There is none, and there are no secrets'
}

/** Says what was restored. The window has to start over, because everything it shows is of before. */
export function RestoredDialog({ report: { backup, keptAs, key, report } }: { readonly report: RestoreReport }) {
  const goOn = () => void startOver()
  return (
    <Modal opened onClose={goOn} title="Restored" size={440} withCloseButton={false} closeOnClickOutside={false}>
      <dl className={classes.facts}>
        <dt>As it was on</dt>
        <dd>{formatMoment(backup.createdAt)}</dd>
        <dt>Checked</dt>
        <dd>
          {plural(report.counts.records, 'record')}, {plural(report.counts.logs, 'deployment log')},{' '}
          {plural(report.counts.auditEntries, 'audit entry', 'audit entries')}
        </dd>
        <dt>Vault’s key</dt>
        <dd>{keyWords[key]}</dd>
        {keptAs !== null && (
          <>
            <dt>Kept from before</dt>
            <dd>
              <code className={classes.path}>{keptAs}</code>
            </dd>
          </>
        )}
      </dl>
      <div className={classes.end}>
        <Button data-autofocus onClick={goOn}>
          Open the restored workspace
        </Button>
      </div>
    </Modal>
  )
}
