import { Button } from '@mantine/core'
import type { BackupReport, ChosenBackup, DataReport, KeyInBackup, RestoreReport } from '@shared/data'
import { bytesWords } from '@shared/plan/words'
import { useState } from 'react'
import { Card } from '../../components/Card'
import { FailureAlert } from '../../components/FailureAlert'
import { Icon } from '../../components/Icon'
import { Loaded } from '../../components/Loaded'
import { PageHeader } from '../../components/PageHeader'
import { Screen } from '../../components/Screen'
import { Section } from '../../components/Section'
import { plural } from '../../lib/plural'
import { useRead } from '../../stores/catalog'
import { attemptToLeave } from '../../stores/unsaved'
import { useCall } from '../../stores/use-call'
import { DataFindings } from './DataFindings'
import classes from './DataScreen.module.css'
import { RestoreDialog, RestoredDialog } from './RestoreDialog'
import { SettingsTabs, settingsCrumbs } from './SettingsTabs'

/** Whether the workspace's files hold, backups of them, and the way back. */
export function DataScreen() {
  const { load, again } = useRead('data.status', {})
  return (
    <Screen width="narrow">
      <PageHeader title="Data" help="data" crumbs={settingsCrumbs}>
        <SettingsTabs current="/settings/data" />
      </PageHeader>
      <Loaded load={load} onRetry={again} what="the last check">
        {({ lastCheck }) => (
          <>
            <Check lastCheck={lastCheck} again={again} />
            <Backup />
            <Restore />
          </>
        )}
      </Loaded>
    </Screen>
  )
}

interface CheckProps {
  readonly lastCheck: DataReport | null
  readonly again: () => void
}

function Check({ lastCheck, again }: CheckProps) {
  const { run, isBusy, failure } = useCall('data.verify')
  const verify = async () => {
    await run({})
    again()
  }
  return (
    <Section
      title="Check"
      description="Reads every file of the workspace and compares it with every other. Nothing is changed."
    >
      <Card>
        {lastCheck ? <DataFindings report={lastCheck} /> : <NeverChecked />}
        {failure && <FailureAlert failure={failure} />}
        <div className={classes.actions}>
          <Button variant="default" loading={isBusy} onClick={() => void verify()}>
            Verify now
          </Button>
        </div>
      </Card>
    </Section>
  )
}

const NeverChecked = () => (
  <div className={classes.verdict} data-state="unknown">
    <Icon name="question-circle" size={18} />
    <div>
      <div className={classes.headline}>Never checked</div>
      <div className={classes.when}>Each backup checks what it holds; this checks what is here.</div>
    </div>
  </div>
)

function Backup() {
  const { run, isBusy, failure } = useCall('data.backup')
  const [written, setWritten] = useState<BackupReport | null>(null)
  const backUp = async () => {
    setWritten(null)
    // The system's dialog has asked already before an existing file is replaced.
    const result = await run({ overwrite: true })
    if (result.ok) setWritten(result.value)
  }
  return (
    <Section
      title="Backup"
      description="Writes everything into one file, checked, while Slipway goes on working. Keep it on another disk."
    >
      <Card>
        {written && <Written report={written} />}
        {failure && <FailureAlert failure={failure} />}
        <div className={written || failure ? classes.actions : undefined}>
          <Button variant="default" loading={isBusy} onClick={() => void backUp()}>
            Back up…
          </Button>
        </div>
      </Card>
    </Section>
  )
}

function Written({ report: { path, size, key, report } }: { readonly report: BackupReport }) {
  return (
    <div className={classes.verdict} data-state="sound" role="status">
      <Icon name="check-circle" size={18} />
      <div>
        <div className={classes.headline}>
          {bytesWords(size)} written, {plural(report.counts.files, 'file')} in it checked
        </div>
        <code className={classes.path}>{path}</code>
        <div className={classes.when}>{keyWords[key]}</div>
      </div>
    </div>
  )
}

const keyWords: Readonly<Record<KeyInBackup, string>> = {
  included: 'The vault’s key is in it, wrapped by your passphrase. With that passphrase the secrets open anywhere.',
  'left-out':
    'The vault’s key is not in it, because no passphrase protects it. Only a machine that has this key can open the secrets.',
  none: 'There are no secrets in it.'
}

function Restore() {
  const { run, isBusy, failure } = useCall('data.chooseBackup')
  const [chosen, setChosen] = useState<ChosenBackup | null>(null)
  const [restored, setRestored] = useState<RestoreReport | null>(null)
  const choose = async () => {
    const result = await run({})
    if (result.ok) setChosen(result.value)
  }
  return (
    <Section
      title="Restore"
      description="Puts a backup in the place of this workspace. What is here now is kept in a folder beside it."
    >
      <Card>
        {failure && <FailureAlert failure={failure} />}
        <div className={failure ? classes.actions : undefined}>
          <Button variant="default" loading={isBusy} onClick={() => attemptToLeave(() => void choose())}>
            Restore…
          </Button>
        </div>
      </Card>
      {chosen && !restored && (
        <RestoreDialog backup={chosen} onRestored={setRestored} onCancel={() => setChosen(null)} />
      )}
      {restored && <RestoredDialog report={restored} />}
    </Section>
  )
}
