import { MultiSelect } from '@mantine/core'
import type { ChannelId } from '@shared/ids'
import type { ActionForm } from './form-host'

/** In releases of which channels it takes part. There is nothing to choose as long as a project has only one. */
export function ChannelFields({ settings, issueOf, around, onChange }: ActionForm) {
  const chosen = settings.channels ?? []
  if (around.channels.length < 2 && chosen.length === 0) return null
  const known = new Set<string>(around.channels.map(({ id }) => id))
  return (
    <MultiSelect
      label="Channels"
      description="Only for releases of these channels; without any, for all."
      placeholder={chosen.length === 0 ? 'All channels' : ''}
      searchable
      nothingFoundMessage="No channel has that name"
      data={[
        ...around.channels.map(({ id, name }) => ({ value: id as string, label: name })),
        ...chosen
          .filter(one => !known.has(one))
          .map(value => ({ value: value as string, label: around.nameOfChannel(value) }))
      ]}
      value={[...chosen]}
      error={issueOf('channels')}
      onChange={ids => onChange({ channels: ids.length === 0 ? undefined : (ids as ChannelId[]) })}
    />
  )
}
