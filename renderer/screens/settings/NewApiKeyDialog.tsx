import { Button, Modal, TextInput } from '@mantine/core'
import type { NewApiKey } from '@shared/api-key-calls'
import type { ApiKeyInput } from '@shared/model/api-key'
import { useState } from 'react'
import { api } from '../../api'
import { FormFrame } from '../../forms/FormFrame'
import { useSaveForm } from '../../forms/use-save-form'
import { useReturnFocus } from '../../lib/use-return-focus'
import { useCatalog } from '../../stores/catalog'
import { CopyTextButton } from './CopyTextButton'
import classes from './http-api.module.css'

interface NewApiKeyDialogProps {
  readonly onClose: () => void
}

/** Makes a key, and shows it this once. */
export function NewApiKeyDialog({ onClose }: NewApiKeyDialogProps) {
  const [made, setMade] = useState<NewApiKey | null>(null)
  return made === null ? <Form onMade={setMade} onClose={onClose} /> : <Made apiKey={made} onClose={onClose} />
}

type Values = { readonly name: string; readonly expiresAt: string }

/** What is sent. What is no moment is sent as 0, which is refused beside its field. */
const inputOf = ({ name, expiresAt }: Values): ApiKeyInput => ({
  name,
  ...(expiresAt === '' ? {} : { expiresAt: new Date(expiresAt).getTime() || 0 })
})

interface FormProps {
  readonly onMade: (made: NewApiKey) => void
  readonly onClose: () => void
}

function Form({ onMade, onClose }: FormProps) {
  const save = useSaveForm({
    initial: { name: '', expiresAt: '' } as Values,
    what: 'The key',
    fields: ['name', 'expiresAt'],
    send: values => api.call('apiKey.create', inputOf(values))
  })
  const show = async (made: NewApiKey) => {
    onMade(made)
    await useCatalog.getState().refresh('http-api')
  }
  return (
    <FormFrame
      shape="dialog"
      title="New API key"
      size={440}
      submitLabel="Make key"
      save={save}
      onClose={onClose}
      onSaved={show}
    >
      <TextInput
        label="Name"
        description="Which program it is for."
        placeholder="ci"
        data-autofocus
        {...save.form.getInputProps('name')}
      />
      <TextInput
        label="Expires"
        description="Refused from then on. Empty for never."
        type="datetime-local"
        {...save.form.getInputProps('expiresAt')}
      />
    </FormFrame>
  )
}

interface MadeProps {
  readonly apiKey: NewApiKey
  readonly onClose: () => void
}

/** The key, which nothing shows again; so a click beside the dialog does not close it. */
function Made({ apiKey: { name, key }, onClose }: MadeProps) {
  useReturnFocus()
  return (
    <Modal opened onClose={onClose} title={`The key of ${name}`} size={520} closeOnClickOutside={false}>
      <p>Copy it now to where the program reads it. Slipway keeps only its hash, and cannot show it again.</p>
      <div className={classes.key}>
        <code>{key}</code>
        <CopyTextButton text={key} label="Copy key" isFirst />
      </div>
      <div className={classes.end}>
        <Button variant="default" onClick={onClose}>
          Done
        </Button>
      </div>
    </Modal>
  )
}
