import { Button } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import type { Runbook } from '@shared/model/runbook'
import { type FormEvent, type ReactNode, useState } from 'react'
import { api } from '../../api'
import { Card } from '../../components/Card'
import { FailureAlert } from '../../components/FailureAlert'
import { Icon } from '../../components/Icon'
import { Screen } from '../../components/Screen'
import { Section } from '../../components/Section'
import form from '../../forms/form.module.css'
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

/** What a runbook is called, where it may be run, and what happens when it fails. */
export function RunbookSettings({ runbook, header }: RunbookSettingsProps) {
  const [isDeleting, setDeleting] = useState(false)
  const save = useSaveForm<RunbookValues, Runbook>({
    initial: valuesOf(runbook),
    what: 'The settings of the runbook',
    fields: runbookFields,
    prefix: 'value',
    send: values => api.call('runbook.update', { id: runbook.id, value: inputOf(values) })
  })
  const submit = async () => {
    if ((await save.submit()) === null) return
    await useCatalog.getState().refresh('runbook')
    notifications.show({ message: 'The settings are saved.' })
  }
  useSaveKey(() => void submit(), save.form.isDirty(), save.isBusy)
  const onSubmit = (event: FormEvent) => {
    event.preventDefault()
    void submit()
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
            {save.failure && (
              <div className={classes.failure}>
                <FailureAlert failure={save.failure} />
              </div>
            )}
            <div className={classes.buttons}>
              <Button type="submit" loading={save.isBusy} disabled={!save.form.isDirty()} title="Save (Ctrl+S)">
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
