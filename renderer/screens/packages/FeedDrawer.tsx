import { PasswordInput, SegmentedControl, TextInput } from '@mantine/core'
import type { FeedView } from '@shared/feed-calls'
import { feedKinds } from '@shared/model/package'
import { api } from '../../api'
import { FormFrame } from '../../forms/FormFrame'
import { useRecordForm } from '../../forms/use-record-form'
import type { SaveForm } from '../../forms/use-save-form'
import { useCatalog } from '../../stores/catalog'
import { type FeedFormValues, feedFields, feedFormValues, feedInputOf, feedKindNames, feedPlaces } from './feed-form'

interface FeedDrawerProps {
  /** Null makes a new one. */
  readonly feed: FeedView | null
  readonly onClose: () => void
}

/** Adds a feed, or changes one. */
export function FeedDrawer({ feed, onClose }: FeedDrawerProps) {
  const save = useRecordForm({
    stored: feedFormValues(feed),
    what: 'The feed',
    fields: feedFields,
    prefix: 'feed',
    send: values => api.call('feed.save', { id: feed?.id ?? null, feed: feedInputOf(values) })
  })
  const leave = async () => {
    await useCatalog.getState().refresh('feed')
    onClose()
  }
  const { getInputProps, values } = save.form
  const place = feedPlaces[values.kind]
  return (
    <FormFrame
      shape="drawer"
      title={feed ? `Edit ${feed.name}` : 'Add feed'}
      submitLabel={feed ? 'Save' : 'Add feed'}
      save={save}
      onClose={onClose}
      onSaved={leave}
    >
      <SegmentedControl
        aria-label="Kind of feed"
        fullWidth
        data={feedKinds.map(value => ({ value, label: feedKindNames[value] }))}
        {...getInputProps('kind')}
      />
      <TextInput label="Name" placeholder="Company packages" data-autofocus {...getInputProps('name')} />
      <TextInput label={place.label} placeholder={place.example} spellCheck={false} {...getInputProps('location')} />
      {values.kind !== 'folder' && <WebFields save={save} feed={feed} />}
    </FormFrame>
  )
}

interface WebFieldsProps {
  readonly save: SaveForm<FeedFormValues, FeedView>
  readonly feed: FeedView | null
}

function WebFields({ save, feed }: WebFieldsProps) {
  const { getInputProps, values } = save.form
  return (
    <>
      <TextInput
        label="User"
        placeholder="Nobody logs in"
        spellCheck={false}
        autoComplete="off"
        {...getInputProps('username')}
      />
      <PasswordInput
        label="Password or token"
        autoComplete="off"
        disabled={values.username.trim() === ''}
        placeholder={feed?.hasPassword ? '•••••• stored — type to replace it' : ''}
        {...getInputProps('password')}
      />
      <TextInput
        label="Proxy"
        placeholder="http://proxy.example:3128"
        description="Empty for a direct connection."
        spellCheck={false}
        {...getInputProps('proxy')}
      />
      <TextInput
        label="CA file"
        placeholder="None"
        description="Authorities to trust besides the usual ones: a PEM file on this machine."
        spellCheck={false}
        {...getInputProps('caFile')}
      />
    </>
  )
}
