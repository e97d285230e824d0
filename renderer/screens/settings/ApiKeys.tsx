import { Button } from '@mantine/core'
import type { ApiKeyView } from '@shared/api-key-calls'
import { isExpired } from '@shared/model/api-key'
import { useState } from 'react'
import { Card } from '../../components/Card'
import { ConfirmDialog } from '../../components/ConfirmDialog'
import { type Column, DataTable } from '../../components/DataTable'
import { EmptyState } from '../../components/EmptyState'
import { Icon } from '../../components/Icon'
import { Kbd } from '../../components/Kbd'
import { Loaded } from '../../components/Loaded'
import { RowMenu } from '../../components/RowMenu'
import { Section } from '../../components/Section'
import { TimeAgo } from '../../components/TimeAgo'
import { formatMoment } from '../../lib/time'
import { useAdding } from '../../navigation/use-adding'
import { useCatalog, useRead } from '../../stores/catalog'
import { useCall } from '../../stores/use-call'
import classes from './http-api.module.css'
import { NewApiKeyDialog } from './NewApiKeyDialog'

type Open =
  | { readonly kind: 'none' }
  | { readonly kind: 'new' }
  | { readonly kind: 'delete'; readonly apiKey: ApiKeyView }

/** What lets programs in. */
export function ApiKeys() {
  const { load, again } = useRead('apiKey.list', {})
  const [open, setOpen] = useState<Open>({ kind: 'none' })
  const close = () => setOpen({ kind: 'none' })
  const add = () => setOpen({ kind: 'new' })
  useAdding(add)
  const addButton = (
    <Button leftSection={<Icon name="plus" size={14} />} onClick={add} title="New key (N)">
      New key
    </Button>
  )
  return (
    <Section
      title="Keys"
      description="One for each program, so that one can be taken back without the others."
      actions={addButton}
    >
      <Loaded load={load} onRetry={again} what="the keys">
        {keys =>
          keys.length === 0 ? (
            <EmptyState icon="key" title="No keys yet">
              Without a key, nobody gets in. Press <Kbd keys="N" /> to make one.
            </EmptyState>
          ) : (
            <Card padding="flush">
              <KeyTable keys={keys} onDelete={apiKey => setOpen({ kind: 'delete', apiKey })} />
            </Card>
          )
        }
      </Loaded>
      {open.kind === 'new' && <NewApiKeyDialog onClose={close} />}
      {open.kind === 'delete' && <DeleteApiKey apiKey={open.apiKey} onClose={close} />}
    </Section>
  )
}

interface KeyTableProps {
  readonly keys: readonly ApiKeyView[]
  readonly onDelete: (apiKey: ApiKeyView) => void
}

function KeyTable({ keys, onDelete }: KeyTableProps) {
  const columns: readonly Column<ApiKeyView>[] = [
    { key: 'name', header: 'Name', cell: ({ name }) => <strong className={classes.name}>{name}</strong> },
    { key: 'created', header: 'Created', width: '120px', cell: ({ createdAt }) => <TimeAgo at={createdAt} /> },
    {
      key: 'used',
      header: 'Last used',
      width: '120px',
      cell: ({ lastUsedAt }) => (lastUsedAt === undefined ? 'Never' : <TimeAgo at={lastUsedAt} />)
    },
    { key: 'expires', header: 'Expires', width: '220px', cell: apiKey => <Expiry apiKey={apiKey} /> },
    {
      key: 'menu',
      header: <span className="visually-hidden">Actions</span>,
      width: '64px',
      align: 'end',
      cell: apiKey => (
        <RowMenu
          label={`Actions for ${apiKey.name}`}
          items={[{ label: 'Delete…', icon: 'trash', isDangerous: true, onSelect: () => onDelete(apiKey) }]}
        />
      )
    }
  ]
  return <DataTable label="API keys" columns={columns} rows={keys} rowKey={({ id }) => id} />
}

function Expiry({ apiKey }: { readonly apiKey: ApiKeyView }) {
  if (apiKey.expiresAt === undefined) return 'Never'
  if (!isExpired(apiKey, Date.now())) return formatMoment(apiKey.expiresAt)
  return (
    <span className={classes.expired}>
      <Icon name="warning" size={14} />
      Expired <TimeAgo at={apiKey.expiresAt} />
    </span>
  )
}

function DeleteApiKey({ apiKey, onClose }: { readonly apiKey: ApiKeyView; readonly onClose: () => void }) {
  const { run, isBusy, failure } = useCall('apiKey.delete')
  const confirm = async () => {
    if (!(await run({ id: apiKey.id })).ok) return
    onClose()
    await useCatalog.getState().refresh('http-api')
  }
  return (
    <ConfirmDialog
      title={`Delete ${apiKey.name}?`}
      confirmLabel="Delete key"
      isDangerous
      isBusy={isBusy}
      failure={failure}
      onConfirm={() => void confirm()}
      onCancel={onClose}
    >
      Programs that come with it are refused from now on. This cannot be undone.
    </ConfirmDialog>
  )
}
