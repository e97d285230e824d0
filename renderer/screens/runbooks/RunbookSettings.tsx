import { Button } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { canonicalJson } from '@shared/canonical-json'
import type { Runbook } from '@shared/model/runbook'
import { type FormEvent, type ReactNode, useState } from 'react'
import { api } from '../../api'
import { Card } from '../../components/Card'
import { ConflictCard } from '../../components/ConflictCard'
import { FailureAlert } from '../../components/FailureAlert'
import { Icon } from '../../components/Icon'
import { Screen } from '../../components/Screen'
import { Section } from '../../components/Section'
import form from '../../forms/form.module.css'
import { useFollowStored } from '../../forms/use-follow-stored'
import { useSaveForm } from '../../forms/use-save-form'
import { useSaveKey } from '../../lib/use-save-key'
import { useCatalog } from '../../stores/catalog'
import { DeleteRunbook } from './DeleteRunbook'
import { inputOf, NameFields, type RunbookValues, RunFields, runbookFields, valuesOf } from './RunbookFields'
import classes from './runbooks.module.css'

interface RunbookSettingsProps {
  readonly runbook: Runbook
  readonly header: ReactNode
}

/** The form of the settings. What was saved elsewhere is shown where nothing is typed, and asked about otherwise. */
function useSettings(runbook: Runbook) {
  const stored = valuesOf(runbook)
  const save = useSaveForm<RunbookValues, Runbook>({
    initial: stored,
    what: 'The settings of the runbook',
    fields: runbookFields,
    prefix: 'value',
    send: values => api.call('runbook.update', { id: runbook.id, value: inputOf(values) })
  })
  const followed = useFollowStored(save, stored, canonicalJson)
  const { isDirty, isConflict, isSaving } = followed
  const submit = async () => {
    const afterwards = () => useCatalog.getState().refresh('runbook')
    if ((await followed.save({ valuesOf, afterwards })) === null) return
    notifications.show({ message: 'The settings are saved.' })
  }
  // Whose changes are dropped is never decided by a key.
  const maySave = isDirty && !isConflict
  useSaveKey(() => void submit(), maySave, isSaving)
  return { save, isConflict, isSaving, maySave, submit, reload: () => followed.show(stored) }
}

/** What a runbook is called, where it may be run, and what happens when it fails. */
export function RunbookSettings({ runbook, header }: RunbookSettingsProps) {
  const [isDeleting, setDeleting] = useState(false)
  const { save, isConflict, isSaving, maySave, submit, reload } = useSettings(runbook)
  const onSubmit = (event: FormEvent) => {
    event.preventDefault()
    if (maySave) void submit()
  }
  return (
    <Screen width="narrow">
      {header}
      <Section title="This runbook">
        <Card>
          <form noValidate onSubmit={onSubmit}>
            <div className={form.fields}>
              <NameFields form={save.form} />
              <RunFields form={save.form} />
            </div>
            {isConflict && (
              <div className={classes.failure}>
                <ConflictCard what="The settings" onReload={reload} onKeepMine={() => void submit()} />
              </div>
            )}
            {save.failure && (
              <div className={classes.failure}>
                <FailureAlert failure={save.failure} />
              </div>
            )}
            <div className={classes.buttons}>
              <Button type="submit" loading={isSaving} disabled={!maySave} title="Save (Ctrl+S)">
                Save
              </Button>
            </div>
          </form>
        </Card>
      </Section>
      <Section title="Delete">
        <Card>
          <div className={classes.deletion}>
            <p>Deletes the runbook with what was published of it and with its runs.</p>
            <Button variant="default" leftSection={<Icon name="trash" size={14} />} onClick={() => setDeleting(true)}>
              Delete…
            </Button>
          </div>
        </Card>
      </Section>
      {isDeleting && <DeleteRunbook runbook={runbook} onClose={() => setDeleting(false)} />}
    </Screen>
  )
}
