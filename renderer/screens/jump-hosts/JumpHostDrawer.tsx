import { Button, Drawer, NumberInput, Select, Textarea, TextInput } from '@mantine/core'
import type { JumpHost } from '@shared/model/jump-host'
import { useState } from 'react'
import { api } from '../../api'
import { FormFooter } from '../../forms/FormFooter'
import form from '../../forms/form.module.css'
import { type SaveForm, useSaveForm } from '../../forms/use-save-form'
import { useReturnFocus } from '../../lib/use-return-focus'
import { useCatalog, useRead } from '../../stores/catalog'
import { valueOr } from '../../stores/load'
import { attemptToLeave } from '../../stores/unsaved'
import { AccountDrawer } from '../accounts/AccountDrawer'
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
  useReturnFocus()
  const save = useSaveForm({
    initial: jumpHostFormValues(jumpHost),
    what: 'The jump host',
    fields: jumpHostFields,
    prefix: 'value',
    explain: (path, { accountId }) =>
      path === 'accountId' && accountId === '' ? 'Choose an account, or make a new one.' : undefined,
    send: values => {
      const value = jumpHostInputOf(values)
      return jumpHost ? api.call('jumpHost.update', { id: jumpHost.id, value }) : api.call('jumpHost.create', value)
    }
  })
  const submit = async () => {
    const saved = await save.submit()
    if (saved === null) return
    await useCatalog.getState().refresh('jump-host')
    onClose()
    onSaved(saved)
  }
  const close = () => attemptToLeave(onClose)
  return (
    <Drawer opened onClose={close} title={jumpHost ? `Edit ${jumpHost.name}` : 'Add jump host'}>
      <form
        noValidate
        onSubmit={event => {
          event.preventDefault()
          void submit()
        }}
      >
        <Fields save={save} jumpHost={jumpHost} />
        <FormFooter
          submitLabel={jumpHost ? 'Save' : 'Add jump host'}
          isBusy={save.isBusy}
          failure={save.failure}
          onCancel={close}
        />
      </form>
    </Drawer>
  )
}

interface FieldsProps {
  readonly save: SaveForm<JumpHostFormValues, JumpHost>
  readonly jumpHost: JumpHost | null
}

function Fields({ save, jumpHost }: FieldsProps) {
  const { value: viaId, onChange: onVia, ...viaProps } = save.form.getInputProps('viaId')
  return (
    <div className={form.fields}>
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
      <AccountField save={save} />
      <ViaSelect value={viaId} onChange={onVia} {...viaProps} {...(jumpHost ? { without: jumpHost.id } : {})} />
    </div>
  )
}

function AccountField({ save }: Pick<FieldsProps, 'save'>) {
  const accounts = valueOr(useRead('account.list', {}).load, [])
  const [isAdding, setAdding] = useState(false)
  const { value, ...props } = save.form.getInputProps('accountId')
  return (
    <div className={form.row}>
      <Select
        className={form.grow ?? ''}
        label="Account"
        placeholder={accounts.length === 0 ? 'No accounts yet' : 'Choose how to log in'}
        data={accounts.map(account => ({ value: account.id, label: `${account.name} (${account.username})` }))}
        {...props}
        value={value === '' ? null : value}
      />
      <Button variant="default" className={form.besideField ?? ''} onClick={() => setAdding(true)}>
        New account…
      </Button>
      {isAdding && (
        <AccountDrawer
          account={null}
          onClose={() => setAdding(false)}
          onSaved={account => save.form.setFieldValue('accountId', account.id)}
        />
      )}
    </div>
  )
}
