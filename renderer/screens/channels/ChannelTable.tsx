import { notifications } from '@mantine/notifications'
import { ruleWords } from '@shared/channels/rules'
import type { ChannelListing, LifecycleListing } from '@shared/lifecycle-calls'
import type { Project } from '@shared/model/project'
import { tagWords } from '@shared/model/tenant-tag'
import { api } from '../../api'
import { type Column, DataTable } from '../../components/DataTable'
import { Icon } from '../../components/Icon'
import { RowMenu } from '../../components/RowMenu'
import { plural } from '../../lib/plural'
import { useCatalog } from '../../stores/catalog'
import classes from './channels.module.css'

interface ChannelTableProps {
  readonly project: Project
  readonly channels: readonly ChannelListing[]
  readonly lifecycles: readonly LifecycleListing[]
  readonly onEdit: (channel: ChannelListing) => void
  readonly onDelete: (channel: ChannelListing) => void
}

/** Channels with what they say. */
export function ChannelTable({ project, channels, lifecycles, onEdit, onDelete }: ChannelTableProps) {
  const lifecycleOf = ({ lifecycleId }: ChannelListing): string => {
    const wanted = lifecycleId ?? project.releases?.lifecycleId
    const found = lifecycles.find(({ id, isDefault }) => (wanted === undefined ? isDefault : id === wanted))
    const name = found?.name ?? '…'
    return lifecycleId === undefined ? `${name}, as the project has it` : name
  }
  const columns: readonly Column<ChannelListing>[] = [
    { key: 'name', header: 'Channel', width: '30%', cell: channel => <ChannelName channel={channel} /> },
    {
      key: 'lifecycle',
      header: 'Lifecycle',
      width: '22%',
      cell: channel => <span className={classes.wrapped}>{lifecycleOf(channel)}</span>
    },
    { key: 'rules', header: 'Rules', cell: channel => <RuleList channel={channel} /> },
    { key: 'releases', header: 'Releases', width: '86px', align: 'end', cell: ({ releases }) => releases },
    {
      key: 'menu',
      header: <span className="visually-hidden">Actions</span>,
      width: '64px',
      align: 'end',
      cell: channel => (
        <RowMenu
          label={`Actions for ${channel.name}`}
          items={[
            { label: 'Edit…', icon: 'edit', onSelect: () => onEdit(channel) },
            ...(channel.isDefault
              ? []
              : [{ label: 'Make the default', icon: 'check' as const, onSelect: () => void makeDefault(channel) }]),
            { label: 'Delete…', icon: 'trash', isDangerous: true, onSelect: () => onDelete(channel) }
          ]}
        />
      )
    }
  ]
  return <DataTable label="Channels" columns={columns} rows={channels} rowKey={({ id }) => id} onOpen={onEdit} />
}

function ChannelName({ channel }: { readonly channel: ChannelListing }) {
  const { name, description, isDefault, troubles, tenantTags } = channel
  return (
    <span className={classes.name}>
      <span className={classes.nameLine}>
        <strong title={name}>{name}</strong>
        {isDefault && <span className={classes.badge}>Default</span>}
        {troubles.length > 0 && (
          <span className={classes.warn} title={troubles.join(' ')}>
            <Icon name="warning" size={13} /> {plural(troubles.length, 'trouble')}
          </span>
        )}
      </span>
      {tenantTags !== undefined && <span className={classes.description}>For tenants with {tagWords(tenantTags)}</span>}
      {description !== '' && (
        <span className={classes.description} title={description}>
          {description}
        </span>
      )}
    </span>
  )
}

function RuleList({ channel: { rules } }: { readonly channel: ChannelListing }) {
  if (rules.length === 0) return <span className={classes.quiet}>Any version</span>
  return rules.map((rule, index) => (
    <span key={JSON.stringify(rule.slots)} className={classes.ruleLine}>
      {index === 0 ? '' : ' · '}
      {plural(rule.slots.length, 'package')}: {ruleWords(rule)}
      {rule.order === 'published' && ', the one published last'}
    </span>
  ))
}

async function makeDefault({
  id,
  name,
  description,
  lifecycleId,
  rules,
  requiredFields,
  tenantTags
}: ChannelListing): Promise<void> {
  const result = await api.call('channel.update', {
    id,
    value: {
      name,
      description,
      ...(lifecycleId === undefined ? {} : { lifecycleId }),
      rules,
      ...(requiredFields === undefined ? {} : { requiredFields }),
      ...(tenantTags === undefined ? {} : { tenantTags }),
      isDefault: true
    }
  })
  if (!result.ok) {
    notifications.show({ color: 'red', title: result.failure.message, message: result.failure.remedy })
    return
  }
  await useCatalog.getState().refresh('channel')
  notifications.show({ message: `${name} is the default channel now.` })
}
