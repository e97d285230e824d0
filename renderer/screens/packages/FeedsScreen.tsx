import { Button } from '@mantine/core'
import type { FeedView } from '@shared/feed-calls'
import { useState } from 'react'
import { Card } from '../../components/Card'
import { ConfirmDialog } from '../../components/ConfirmDialog'
import { type Column, DataTable } from '../../components/DataTable'
import { EmptyState } from '../../components/EmptyState'
import { Icon } from '../../components/Icon'
import { Kbd } from '../../components/Kbd'
import { Loaded } from '../../components/Loaded'
import { PageHeader } from '../../components/PageHeader'
import { RowMenu } from '../../components/RowMenu'
import { Screen } from '../../components/Screen'
import { useAdding } from '../../navigation/use-adding'
import { useCatalog, useRead } from '../../stores/catalog'
import { asStored } from '../../stores/load'
import { useCall } from '../../stores/use-call'
import { FeedDrawer } from './FeedDrawer'
import { FeedTestDialog } from './FeedTestDialog'
import { FetchDialog } from './FetchDialog'
import { feedKindNames } from './feed-form'
import { ImportProgress } from './ImportProgress'
import { PackageTabs } from './PackageTabs'
import classes from './packages.module.css'

type Open =
  | { readonly kind: 'none' }
  | { readonly kind: 'edit'; readonly feed: FeedView | null }
  | { readonly kind: 'test' | 'fetch' | 'remove'; readonly feed: FeedView }

/** Other places that packages are fetched from. */
export function FeedsScreen() {
  const { load, again } = useRead('feed.list', {})
  const [open, setOpen] = useState<Open>({ kind: 'none' })
  const close = () => setOpen({ kind: 'none' })
  const add = () => setOpen({ kind: 'edit', feed: null })
  useAdding(add)
  const addButton = (
    <Button leftSection={<Icon name="plus" size={14} />} onClick={add} title="Add feed (N)">
      Add feed
    </Button>
  )
  return (
    <Screen>
      <PageHeader title="Feeds" help="feeds" crumbs={[{ label: 'Packages', href: '/packages' }]} actions={addButton}>
        <PackageTabs current="feeds" />
      </PageHeader>
      {/* A fetch goes on when its dialog is closed. */}
      {open.kind !== 'fetch' && <ImportProgress />}
      <Loaded load={load} onRetry={again} what="feeds">
        {feeds =>
          feeds.length === 0 ? (
            <EmptyState icon="globe" title="No feeds yet">
              A feed is a folder, a share, or a NuGet, Maven or npm server. A release takes what it needs from there
              into the repository when it is made, so that deploying needs no network. Press <Kbd keys="N" /> to add
              one.
            </EmptyState>
          ) : (
            <Card padding="flush">
              <FeedTable feeds={feeds} onChoose={setOpen} />
            </Card>
          )
        }
      </Loaded>
      {open.kind === 'edit' && <FeedDrawer feed={asStored(load, open.feed)} onClose={close} />}
      {open.kind === 'test' && <FeedTestDialog feed={open.feed} onClose={close} />}
      {open.kind === 'fetch' && <FetchDialog feed={open.feed} onClose={close} />}
      {open.kind === 'remove' && <RemoveFeed feed={open.feed} onClose={close} />}
    </Screen>
  )
}

interface FeedTableProps {
  readonly feeds: readonly FeedView[]
  readonly onChoose: (open: Open) => void
}

function FeedTable({ feeds, onChoose }: FeedTableProps) {
  const columns: readonly Column<FeedView>[] = [
    { key: 'name', header: 'Feed', width: '22%', cell: ({ name }) => <strong>{name}</strong> },
    { key: 'kind', header: 'Kind', width: '120px', cell: ({ kind }) => feedKindNames[kind] },
    {
      key: 'location',
      header: 'Where',
      cell: ({ location }) => (
        <span className={classes.cut} title={location}>
          {location}
        </span>
      )
    },
    { key: 'login', header: 'Logs in as', width: '130px', cell: ({ username }) => username || '–' },
    {
      key: 'state',
      header: 'State',
      width: '170px',
      cell: ({ offBecause }) =>
        offBecause === null ? (
          'Can be asked'
        ) : (
          <span className={classes.off} title={offBecause}>
            <Icon name="slash-circle" size={13} /> Off: {offBecause}
          </span>
        )
    },
    {
      key: 'menu',
      header: <span className="visually-hidden">Actions</span>,
      width: '64px',
      align: 'end',
      cell: feed => (
        <RowMenu
          label={`Actions for ${feed.name}`}
          items={[
            { label: 'Fetch a package…', icon: 'download', onSelect: () => onChoose({ kind: 'fetch', feed }) },
            { label: 'Test', icon: 'pulse', onSelect: () => onChoose({ kind: 'test', feed }) },
            { label: 'Edit…', icon: 'edit', onSelect: () => onChoose({ kind: 'edit', feed }) },
            { label: 'Remove…', icon: 'trash', isDangerous: true, onSelect: () => onChoose({ kind: 'remove', feed }) }
          ]}
        />
      )
    }
  ]
  return (
    <DataTable
      label="Feeds"
      columns={columns}
      rows={feeds}
      rowKey={({ id }) => id}
      onOpen={feed => onChoose({ kind: 'edit', feed })}
    />
  )
}

function RemoveFeed({ feed, onClose }: { readonly feed: FeedView; readonly onClose: () => void }) {
  const { run, isBusy, failure } = useCall('feed.remove')
  const remove = async () => {
    if (!(await run({ id: feed.id })).ok) return
    onClose()
    await useCatalog.getState().refresh('feed')
  }
  return (
    <ConfirmDialog
      title={`Remove ${feed.name}?`}
      confirmLabel="Remove feed"
      isDangerous
      isBusy={isBusy}
      failure={failure}
      onConfirm={() => void remove()}
      onCancel={onClose}
    >
      Packages that were fetched from it stay in the repository, and releases keep them.
    </ConfirmDialog>
  )
}
