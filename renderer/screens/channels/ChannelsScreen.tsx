import { Button } from '@mantine/core'
import type { ProjectId } from '@shared/ids'
import type { ChannelListing, LifecycleListing } from '@shared/lifecycle-calls'
import type { Project } from '@shared/model/project'
import { useState } from 'react'
import { Card } from '../../components/Card'
import { EmptyState } from '../../components/EmptyState'
import { Icon } from '../../components/Icon'
import { Loaded } from '../../components/Loaded'
import { PageHeader } from '../../components/PageHeader'
import { Screen } from '../../components/Screen'
import { useAdding } from '../../navigation/use-adding'
import { useOpened } from '../../navigation/use-opened'
import { useRead } from '../../stores/catalog'
import { bothLoads } from '../../stores/load'
import { NotFoundScreen } from '../NotFoundScreen'
import { ProjectTabs } from '../projects/ProjectTabs'
import { ChannelDrawer } from './ChannelDrawer'
import { ChannelTable } from './ChannelTable'
import classes from './channels.module.css'
import { DeleteChannel } from './DeleteChannel'

type Open =
  | { readonly kind: 'none' }
  | { readonly kind: 'edit'; readonly channel: ChannelListing | null }
  | { readonly kind: 'delete'; readonly channel: ChannelListing }

/** The kinds of releases of a project. */
export function ChannelsScreen({ projectId }: { readonly projectId: ProjectId }) {
  const projects = useRead('project.list', {})
  const channels = useRead('channel.list', { projectId })
  const lifecycles = useRead('lifecycle.list', {})
  const retry = () => {
    for (const read of [projects, channels, lifecycles]) read.again()
  }
  return (
    <Loaded load={bothLoads(projects.load, bothLoads(channels.load, lifecycles.load))} onRetry={retry} what="channels">
      {([list, [listings, lifecycles]]) => {
        const project = list.find(({ id }) => id === projectId)
        if (!project) return <NotFoundScreen what="project" />
        return <Channels project={project} channels={listings} lifecycles={lifecycles} />
      }}
    </Loaded>
  )
}

interface ChannelsProps {
  readonly project: Project
  readonly channels: readonly ChannelListing[]
  readonly lifecycles: readonly LifecycleListing[]
}

function Channels({ project, channels, lifecycles }: ChannelsProps) {
  const [open, setOpen] = useState<Open>({ kind: 'none' })
  const close = () => setOpen({ kind: 'none' })
  const add = () => setOpen({ kind: 'edit', channel: null })
  useAdding(add)
  useOpened(channels, channel => setOpen({ kind: 'edit', channel }))
  const addButton = (
    <Button leftSection={<Icon name="plus" size={14} />} onClick={add} title="Add channel (N)">
      Add channel
    </Button>
  )
  return (
    <Screen>
      <PageHeader
        title="Channels"
        help="channels"
        crumbs={[
          { label: 'Projects', href: '/projects' },
          { label: project.name, href: `/projects/${project.id}` }
        ]}
        subtitle="Kinds of releases, such as hotfixes: each with its own lifecycle and rules for versions."
        actions={addButton}
      >
        <ProjectTabs projectId={project.id} current="channels" />
      </PageHeader>
      {channels.length === 0 ? (
        <EmptyState icon="flag" title="No channels yet">
          A channel is a kind of releases with a lifecycle and rules of its own.
        </EmptyState>
      ) : (
        <>
          <Troubles channels={channels} onEdit={channel => setOpen({ kind: 'edit', channel })} />
          <Card padding="flush">
            <ChannelTable
              project={project}
              channels={channels}
              lifecycles={lifecycles}
              onEdit={channel => setOpen({ kind: 'edit', channel })}
              onDelete={channel => setOpen({ kind: 'delete', channel })}
            />
          </Card>
        </>
      )}
      {open.kind === 'edit' && (
        <ChannelDrawer
          key={open.channel?.id}
          projectId={project.id}
          channel={channels.find(({ id }) => id === open.channel?.id) ?? open.channel}
          onClose={close}
        />
      )}
      {open.kind === 'delete' && <DeleteChannel channel={open.channel} onClose={close} />}
    </Screen>
  )
}

interface TroublesProps {
  readonly channels: readonly ChannelListing[]
  readonly onEdit: (channel: ChannelListing) => void
}

/** Why releases of some channels cannot be made at the moment. */
function Troubles({ channels, onEdit }: TroublesProps) {
  return channels
    .filter(({ troubles }) => troubles.length > 0)
    .map(channel => (
      <section key={channel.id} className={classes.trouble} aria-label={`Troubles of ${channel.name}`}>
        <Icon name="warning" size={16} label="Warning" />
        <div className={classes.troubleBody}>
          <p>
            <strong>{channel.name}</strong> cannot have a release as it is:
          </p>
          <ul>
            {channel.troubles.map(trouble => (
              <li key={trouble}>{trouble}</li>
            ))}
          </ul>
        </div>
        <Button size="xs" variant="default" onClick={() => onEdit(channel)}>
          Edit {channel.name}…
        </Button>
      </section>
    ))
}
