import { Checkbox, Select, TextInput } from '@mantine/core'
import type { ChannelListing } from '@shared/lifecycle-calls'
import type { Release } from '@shared/model/release'
import { api } from '../../api'
import { FailureAlert } from '../../components/FailureAlert'
import { FormFrame } from '../../forms/FormFrame'
import { useRecordForm } from '../../forms/use-record-form'
import { useCatalog, useRead } from '../../stores/catalog'
import { valueOr } from '../../stores/load'
import { useLatest } from '../../stores/use-latest'
import { CustomFields } from './CustomFields'
import { type FieldRow, fieldsOfRows, repeatedNames, rowsOfFields } from './custom-fields'
import { NotesField } from './NotesField'

interface EditReleaseProps {
  readonly release: Release
  readonly onClose: () => void
}

interface Values extends Record<string, unknown> {
  readonly version: string
  readonly notes: string
  /** Empty for the default one. */
  readonly channelId: string
  readonly ignoresRules: boolean
  readonly customFields: readonly FieldRow[]
}

const noChannels: readonly ChannelListing[] = []

/** Changes what people say about a release; what it froze stays as it is. */
export function EditRelease({ release, onClose }: EditReleaseProps) {
  const { id, projectId } = release
  const channels = valueOr(useRead('channel.list', { projectId }).load, noChannels)
  const save = useRecordForm<Values, Release>({
    stored: {
      version: release.version,
      notes: release.notes,
      channelId: release.channelId ?? '',
      ignoresRules: release.ignoresRules ?? false,
      customFields: rowsOfFields(release.customFields)
    },
    what: `The release ${release.version}`,
    fields: ['version', 'notes', 'channelId', 'customFields.*', 'customFields'],
    prefix: 'value',
    send: ({ version, notes, channelId, ignoresRules, customFields }) => {
      const chosen = channels.find(channel => channel.id === channelId)?.id ?? release.channelId
      const fields = fieldsOfRows(customFields)
      return api.call('release.update', {
        id,
        value: {
          version,
          notes,
          ...(chosen === undefined ? {} : { channelId: chosen }),
          ...(ignoresRules ? { ignoresRules } : {}),
          ...(fields === undefined ? {} : { customFields: fields })
        }
      })
    }
  })
  const { form } = save
  const { notes, customFields, channelId } = form.values
  const shown = channels.find(channel => (channelId === '' ? channel.isDefault : channel.id === channelId))
  const preview = useLatest(
    'release.preview',
    notes.includes('#{') ? { projectId, ...(shown === undefined ? {} : { channelId: shown.id }), notes } : null
  )
  const repeated = repeatedNames(customFields)
  const isMoving = shown !== undefined && shown.id !== (release.channelId ?? channels.find(c => c.isDefault)?.id)
  return (
    <FormFrame
      shape="drawer"
      size={640}
      title={`Edit ${release.version}`}
      submitLabel="Save"
      save={save}
      onClose={onClose}
      onSaved={async () => {
        onClose()
        await useCatalog.getState().refresh('release', 'channel')
      }}
    >
      <TextInput label="Version" data-autofocus spellCheck={false} maw={340} {...form.getInputProps('version')} />
      {channels.length > 1 && (
        <Select
          label="Channel"
          description="The lifecycle of the channel says where the release may go from now on."
          maw={340}
          data={channels.map(({ id: value, name }) => ({ value: value as string, label: name }))}
          allowDeselect={false}
          value={shown?.id ?? null}
          error={form.errors.channelId}
          onChange={value => form.setFieldValue('channelId', value ?? '')}
        />
      )}
      {isMoving && (
        <Checkbox
          label="Take its packages even where the rules of the channel do not allow them"
          {...form.getInputProps('ignoresRules', { type: 'checkbox' })}
        />
      )}
      <NotesField
        value={notes}
        error={form.errors.notes}
        onChange={value => form.setFieldValue('notes', value)}
        preview={notes.includes('#{') ? preview : null}
      />
      <CustomFields
        rows={customFields}
        required={shown?.requiredFields ?? []}
        errors={form.errors}
        onChange={rows => {
          form.setFieldValue('customFields', rows)
          for (const path of Object.keys(form.errors)) if (path.startsWith('customFields')) form.clearFieldError(path)
        }}
      />
      {repeated.length > 0 && (
        <FailureAlert
          severity="warning"
          failure={{
            kind: 'invalid-input',
            message: `There is more than one field called ${repeated[0]}; only the last of them is kept.`,
            remedy: ''
          }}
        />
      )}
    </FormFrame>
  )
}
