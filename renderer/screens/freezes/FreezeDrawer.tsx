import { MultiSelect, Select, Textarea, TextInput } from '@mantine/core'
import type { EnvironmentId, ProjectId } from '@shared/ids'
import type { Freeze } from '@shared/model/freeze'
import { useState } from 'react'
import { api } from '../../api'
import { FormFrame } from '../../forms/FormFrame'
import form from '../../forms/form.module.css'
import { useRecordForm } from '../../forms/use-record-form'
import { useCatalog, useRead } from '../../stores/catalog'
import { valueOr } from '../../stores/load'
import { type FreezeValues, freezeInputOf, freezeValues, repeatWords } from './freeze-form'

interface FreezeDrawerProps {
  /** Null makes a new one. */
  readonly freeze: Freeze | null
  readonly onClose: () => void
}

const repetitions = Object.entries(repeatWords).map(([value, label]) => ({ value, label }))

/** Adds or changes a freeze. */
export function FreezeDrawer({ freeze, onClose }: FreezeDrawerProps) {
  const projects = valueOr(useRead('project.list', {}).load, [])
  const environments = valueOr(useRead('environment.list', {}).load, [])
  const [now] = useState(Date.now)
  const save = useRecordForm<FreezeValues, Freeze>({
    stored: freezeValues(freeze, now),
    what: 'The freeze',
    fields: ['name', 'description', 'startsAt', 'endsAt', 'repeats', 'projects', 'environments'],
    prefix: 'value',
    send: values =>
      freeze
        ? api.call('freeze.update', { id: freeze.id, value: freezeInputOf(values) })
        : api.call('freeze.create', freezeInputOf(values)),
    explain: (path, values) =>
      path.endsWith('sAt') && values[path === 'startsAt' ? 'startsAt' : 'endsAt'] === ''
        ? 'Say the day and the time.'
        : undefined
  })
  const leave = async () => {
    onClose()
    await useCatalog.getState().refresh('freeze')
  }
  const { values } = save.form
  return (
    <FormFrame
      shape="drawer"
      title={freeze ? 'Edit freeze' : 'Add freeze'}
      submitLabel={freeze ? 'Save' : 'Add freeze'}
      save={save}
      onClose={onClose}
      onSaved={leave}
    >
      <TextInput label="Name" placeholder="Christmas" data-autofocus {...save.form.getInputProps('name')} />
      <Textarea label="Description" autosize minRows={2} maxRows={6} {...save.form.getInputProps('description')} />
      <div className={form.row}>
        <TextInput
          className={form.grow ?? ''}
          label="From"
          type="datetime-local"
          {...save.form.getInputProps('startsAt')}
        />
        <TextInput
          className={form.grow ?? ''}
          label="Until"
          type="datetime-local"
          {...save.form.getInputProps('endsAt')}
        />
      </div>
      <Select
        label="Repeats"
        allowDeselect={false}
        data={repetitions}
        description={
          values.repeats === 'never'
            ? 'By the clock of this machine.'
            : 'By the clock of this machine: the time of day stays the same in summer and winter; a month without the day has it on its last one.'
        }
        {...save.form.getInputProps('repeats')}
      />
      <MultiSelect
        label="Environments"
        placeholder={values.environments.length === 0 ? 'All environments' : ''}
        searchable
        clearable
        data={environments.map(({ id, name }) => ({ value: id as string, label: name }))}
        value={[...values.environments]}
        error={save.form.errors.environments}
        onChange={next => save.form.setFieldValue('environments', next as EnvironmentId[])}
      />
      <MultiSelect
        label="Projects"
        placeholder={values.projects.length === 0 ? 'All projects' : ''}
        searchable
        clearable
        data={projects.map(({ id, name }) => ({ value: id as string, label: name }))}
        value={[...values.projects]}
        error={save.form.errors.projects}
        onChange={next => save.form.setFieldValue('projects', next as ProjectId[])}
      />
    </FormFrame>
  )
}
