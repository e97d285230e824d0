import { Button } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { canonicalJson } from '@shared/canonical-json'
import type { MailView } from '@shared/model/mail'
import { type FormEvent, useState } from 'react'
import { api } from '../../api'
import { Card } from '../../components/Card'
import { ConfirmDialog } from '../../components/ConfirmDialog'
import { ConflictCard } from '../../components/ConflictCard'
import { FailureAlert } from '../../components/FailureAlert'
import { Section } from '../../components/Section'
import { useFollowStored } from '../../forms/use-follow-stored'
import { useSaveForm } from '../../forms/use-save-form'
import { useSaveKey } from '../../lib/use-save-key'
import { useCatalog } from '../../stores/catalog'
import { useCall } from '../../stores/use-call'
import { MailFields } from './MailFields'
import { MailTest } from './MailTest'
import classes from './mail.module.css'
import { mailFields, mailFormValues, mailInputOf } from './mail-form'

/** The form of the mail server. What was saved elsewhere is shown where nothing is typed, and asked about otherwise. */
function useMailForm(view: MailView | null) {
  const stored = mailFormValues(view)
  const save = useSaveForm({
    initial: stored,
    what: 'The mail server',
    fields: mailFields,
    send: values => api.call('mail.save', mailInputOf(values))
  })
  const followed = useFollowStored(save, stored, canonicalJson)
  const { isDirty, isConflict, isSaving } = followed
  const submit = async () => {
    const afterwards = () => useCatalog.getState().refresh('settings')
    // The password is stored then, and the field is for another one.
    if ((await followed.save({ valuesOf: mailFormValues, afterwards })) === null) return
    notifications.show({ message: 'The mail server is saved.' })
  }
  // Whose changes are dropped is never decided by a key.
  const maySave = isDirty && !isConflict
  useSaveKey(() => void submit(), maySave, isSaving)
  return {
    save,
    isConflict,
    isSaving,
    maySave,
    submit,
    reload: () => followed.show(stored),
    clear: () => followed.show(mailFormValues(null))
  }
}

/** The form of the mail server, and the test of what is in it. */
export function MailSettings({ stored }: { readonly stored: MailView | null }) {
  const { save, isConflict, isSaving, maySave, submit, reload, clear } = useMailForm(stored)
  const { form } = save
  const [isRemoving, setRemoving] = useState(false)
  const onSubmit = (event: FormEvent) => {
    event.preventDefault()
    if (maySave) void submit()
  }
  return (
    <>
      <Section
        title="Mail server"
        description="Steps of the kind “Send an Email” go by this server. Slipway connects to it only to send."
      >
        <Card>
          <form noValidate onSubmit={onSubmit}>
            <MailFields form={form} stored={stored} />
            {isConflict && (
              <div className={classes.conflict}>
                <ConflictCard what="The settings" onReload={reload} onKeepMine={() => void submit()} />
              </div>
            )}
            {save.failure && <FailureAlert failure={save.failure} />}
            <div className={classes.actions}>
              <Button type="submit" loading={isSaving} disabled={!maySave}>
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
      {isRemoving && <RemoveDialog onClose={() => setRemoving(false)} onRemoved={clear} />}
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
