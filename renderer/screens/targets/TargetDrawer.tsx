import { MultiSelect, NumberInput, SegmentedControl, Select, Switch, TagsInput, TextInput } from '@mantine/core'
import type { Policy } from '@shared/model/health'
import type { Target } from '@shared/model/target'
import { api } from '../../api'
import { FormFrame } from '../../forms/FormFrame'
import form from '../../forms/form.module.css'
import { useRecordForm } from '../../forms/use-record-form'
import type { SaveForm } from '../../forms/use-save-form'
import { useCatalog, useRead } from '../../stores/catalog'
import { valueOr } from '../../stores/load'
import { AccountField } from '../accounts/AccountField'
import { explainAccountId } from '../accounts/account-form'
import { ViaSelect } from '../jump-hosts/ViaSelect'
import { OfflineFields } from './OfflineFields'
import { TenancyFields } from './TenancyFields'
import { type TargetFormValues, targetFields, targetFormValues, targetInputOf } from './target-form'

interface TargetDrawerProps {
  /** Null makes a new one. */
  readonly target: Target | null
  readonly onClose: () => void
  readonly onSaved: (target: Target) => void
}

/** Adds or changes a target. */
export function TargetDrawer({ target, onClose, onSaved }: TargetDrawerProps) {
  const save = useRecordForm({
    stored: targetFormValues(target),
    what: 'The target',
    fields: targetFields,
    choices: ['kind'],
    prefix: 'value',
    explain: explainAccountId,
    send: values => {
      const value = targetInputOf(values)
      return target ? api.call('target.update', { id: target.id, value }) : api.call('target.create', value)
    }
  })
  const leave = async (saved: Target) => {
    await useCatalog.getState().refresh('target')
    onClose()
    onSaved(saved)
  }
  return (
    <FormFrame
      shape="drawer"
      title={target ? `Edit ${target.name}` : 'Add target'}
      submitLabel={target ? 'Save' : 'Add target'}
      save={save}
      onClose={onClose}
      onSaved={leave}
    >
      {!target && (
        <SegmentedControl
          aria-label="Kind of target"
          fullWidth
          data={[
            { value: 'ssh', label: 'SSH host' },
            { value: 'local', label: 'This machine' },
            { value: 'offline', label: 'Offline' }
          ]}
          {...save.form.getInputProps('kind')}
        />
      )}
      <TextInput label="Name" placeholder="web-1" data-autofocus {...save.form.getInputProps('name')} />
      {save.form.values.kind === 'ssh' && <SshFields save={save} />}
      {save.form.values.kind === 'offline' && (
        <OfflineFields save={save} hasPassword={target?.kind === 'offline' && target.password !== null} />
      )}
      <PlacementFields save={save} />
    </FormFrame>
  )
}

interface FieldsProps {
  readonly save: SaveForm<TargetFormValues, Target>
}

function SshFields({ save }: FieldsProps) {
  return (
    <>
      <div className={form.row}>
        <TextInput
          className={form.grow ?? ''}
          label="Host"
          placeholder="web-1.example or 10.0.0.5"
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
      <ViaField save={save} />
      <Select
        label="System of the host"
        data={[
          { value: 'posix', label: 'Linux, macOS or another Unix' },
          { value: 'windows', label: 'Windows with OpenSSH' }
        ]}
        {...save.form.getInputProps('platform')}
      />
    </>
  )
}

function ViaField({ save }: FieldsProps) {
  const { value, onChange, ...props } = save.form.getInputProps('viaId')
  return <ViaSelect value={value} onChange={onChange} {...props} />
}

function PlacementFields({ save }: FieldsProps) {
  const environments = valueOr(useRead('environment.list', {}).load, [])
  const targets = valueOr(useRead('target.list', {}).load, [])
  const knownRoles = [...new Set(targets.flatMap(({ roles }) => roles))].sort()
  return (
    <>
      <TagsInput
        label="Roles"
        placeholder={save.form.values.roles.length === 0 ? 'web' : ''}
        description="What the target is for. Steps choose targets by role; press Enter after each."
        data={knownRoles}
        splitChars={[',', ' ']}
        acceptValueOnBlur
        {...save.form.getInputProps('roles')}
      />
      <MultiSelect
        label="Environments"
        placeholder={save.form.values.environmentIds.length === 0 ? 'Choose at least one to deploy there' : ''}
        data={environments.map(({ id, name }) => ({ value: id, label: name }))}
        {...save.form.getInputProps('environmentIds')}
      />
      <TenancyFields save={save} />
      {save.form.values.kind !== 'offline' && <PolicyField save={save} />}
      <Switch
        label="Disabled"
        description="A disabled target takes part in no deployment."
        {...save.form.getInputProps('isDisabled', { type: 'checkbox' })}
      />
    </>
  )
}

function PolicyField({ save }: FieldsProps) {
  const policies = valueOr(useRead('policy.list', {}).load, [])
  return (
    <Select
      label="Health checks"
      data={[
        { value: '', label: `As the default policy says${nameOfDefault(policies)}` },
        ...policies.filter(({ isDefault }) => !isDefault).map(({ id, name }) => ({ value: id, label: name }))
      ]}
      allowDeselect={false}
      {...save.form.getInputProps('policyId')}
    />
  )
}

const nameOfDefault = (policies: readonly Policy[]): string => {
  const found = policies.find(({ isDefault }) => isDefault)
  return found ? ` (${found.name})` : ''
}
