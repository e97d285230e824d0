import { Button } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import type { MailView } from '@shared/model/mail'
import { type FormEvent, useState } from 'react'
import { api } from '../../api'
import { Card } from '../../components/Card'
import { ConfirmDialog } from '../../components/ConfirmDialog'
import { FailureAlert } from '../../components/FailureAlert'
import { Section } from '../../components/Section'
import { useSaveForm } from '../../forms/use-save-form'
import { useSaveKey } from '../../lib/use-save-key'
import { useCatalog } from '../../stores/catalog'
import { useCall } from '../../stores/use-call'
import { MailFields } from './MailFields'
import { MailTest } from './MailTest'
import classes from './mail.module.css'
import { mailFields, mailFormValues, mailInputOf } from './mail-form'

/** The form of the mail server, and the test of what is in it. */
export function MailSettings({ stored }: { readonly stored: MailView | null }) {
  const save = useSaveForm({
    initial: mailFormValues(stored),
    what: 'The mail server',
    fields: mailFields,
    send: values => api.call('mail.save', mailInputOf(values))
  })
  const { form } = save
  const [isRemoving, setRemoving] = useState(false)
  const start = (view: MailView | null) => {
    const values = mailFormValues(view)
    form.setValues(values)
    form.resetDirty(values)
  }
  const submit = async () => {
    const saved = await save.submit()
    if (saved === null) return
    // The password is stored now, and the field is for another one.
    start(saved)
    notifications.show({ message: 'The mail server is saved.' })
    await useCatalog.getState().refresh('settings')
  }
  const onSubmit = (event: FormEvent) => {
    event.preventDefault()
    void submit()
  }
  useSaveKey(() => void submit(), form.isDirty(), save.isBusy)
  return (
    <>
      <Section
        title="Mail server"
        description="Steps of the kind “Send an Email” go by this server. Slipway connects to it only to send."
      >
        <Card>
          <form noValidate onSubmit={onSubmit}>
            <MailFields form={form} stored={stored} />
            {save.failure && <FailureAlert failure={save.failure} />}
            <div className={classes.actions}>
              <Button type="submit" loading={save.isBusy} disabled={!form.isDirty()}>
                Save
              </Button>
              {stored !== null && (
                <Button variant="default" onClick={() => setRemoving(true)}>
                  Remove…
                </Button>
              )}
            </div>
          </form>
        </Card>
      </Section>
      <MailTest form={form} stored={stored} />
      {isRemoving && <RemoveDialog onClose={() => setRemoving(false)} onRemoved={() => start(null)} />}
    </>
  )
}

interface RemoveDialogProps {
  readonly onClose: () => void
  readonly onRemoved: () => void
}

function RemoveDialog({ onClose, onRemoved }: RemoveDialogProps) {
  const { run, isBusy, failure } = useCall('mail.remove')
  const remove = async () => {
    if (!(await run({})).ok) return
    onClose()
    onRemoved()
    await useCatalog.getState().refresh('settings')
  }
  return (
    <ConfirmDialog
      title="Remove the mail server?"
      confirmLabel="Remove"
      isDangerous
      isBusy={isBusy}
      failure={failure}
      onConfirm={() => void remove()}
      onCancel={onClose}
    >
      Its password goes with it. Steps that send mail fail until another server is set up.
    </ConfirmDialog>
  )
}
