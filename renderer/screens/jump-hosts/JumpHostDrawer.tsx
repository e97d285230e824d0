import { NumberInput, Textarea, TextInput } from '@mantine/core'
import type { JumpHost } from '@shared/model/jump-host'
import { api } from '../../api'
import { FormFrame } from '../../forms/FormFrame'
import form from '../../forms/form.module.css'
import { useRecordForm } from '../../forms/use-record-form'
import type { SaveForm } from '../../forms/use-save-form'
import { useCatalog } from '../../stores/catalog'
import { AccountField } from '../accounts/AccountField'
import { explainAccountId } from '../accounts/account-form'
import { type JumpHostFormValues, jumpHostFields, jumpHostFormValues, jumpHostInputOf } from './jump-host-form'
import { ViaSelect } from './ViaSelect'

interface JumpHostDrawerProps {
  /** Null makes a new one. */
  readonly jumpHost: JumpHost | null
  readonly onClose: () => void
  readonly onSaved: (jumpHost: JumpHost) => void
}

/** Adds or changes a jump host. */
export function JumpHostDrawer({ jumpHost, onClose, onSaved }: JumpHostDrawerProps) {
  const save = useRecordForm({
    stored: jumpHostFormValues(jumpHost),
    what: 'The jump host',
    fields: jumpHostFields,
    prefix: 'value',
    explain: explainAccountId,
    send: values => {
      const value = jumpHostInputOf(values)
      return jumpHost ? api.call('jumpHost.update', { id: jumpHost.id, value }) : api.call('jumpHost.create', value)
    }
  })
  const leave = async (saved: JumpHost) => {
    await useCatalog.getState().refresh('jump-host')
    onClose()
    onSaved(saved)
  }
  return (
    <FormFrame
      shape="drawer"
      title={jumpHost ? `Edit ${jumpHost.name}` : 'Add jump host'}
      submitLabel={jumpHost ? 'Save' : 'Add jump host'}
      save={save}
      onClose={onClose}
      onSaved={leave}
    >
      <Fields save={save} jumpHost={jumpHost} />
    </FormFrame>
  )
}

interface FieldsProps {
  readonly save: SaveForm<JumpHostFormValues, JumpHost>
  readonly jumpHost: JumpHost | null
}

function Fields({ save, jumpHost }: FieldsProps) {
  const { value: viaId, onChange: onVia, ...viaProps } = save.form.getInputProps('viaId')
  return (
    <>
      <TextInput label="Name" placeholder="bastion" data-autofocus {...save.form.getInputProps('name')} />
      <Textarea
        label="Description"
        placeholder="Which network it leads into"
        autosize
        minRows={2}
        {...save.form.getInputProps('description')}
      />
      <div className={form.row}>
        <TextInput
          className={form.grow ?? ''}
          label="Host"
          description={viaId === '' ? undefined : 'As the jump host before it sees it.'}
          placeholder="bastion.example or 203.0.113.7"
          spellCheck={false}
          {...save.form.getInputProps('host')}
        />
        <NumberInput
          className={form.port ?? ''}
          label="Port"
          hideControls
          allowDecimal={false}
          {...save.form.getInputProps('port')}
        />
      </div>
      <AccountField
        {...save.form.getInputProps('accountId')}
        value={save.form.values.accountId}
        onChange={id => save.form.setFieldValue('accountId', id)}
      />
      <ViaSelect value={viaId} onChange={onVia} {...viaProps} {...(jumpHost ? { without: jumpHost.id } : {})} />
    </>
  )
}
