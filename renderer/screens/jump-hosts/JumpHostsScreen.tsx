import { Button } from '@mantine/core'
import type { JumpHost } from '@shared/model/jump-host'
import { addressOf } from '@shared/model/target'
import { useState } from 'react'
import { Link } from 'wouter'
import { Card } from '../../components/Card'
import { type Column, DataTable } from '../../components/DataTable'
import { EmptyState } from '../../components/EmptyState'
import { Icon } from '../../components/Icon'
import { Kbd } from '../../components/Kbd'
import { Loaded } from '../../components/Loaded'
import { PageHeader } from '../../components/PageHeader'
import { Screen } from '../../components/Screen'
import { navigate } from '../../navigation/history'
import { useAdding } from '../../navigation/use-adding'
import { useRead } from '../../stores/catalog'
import { valueOr } from '../../stores/load'
import { KeyState } from '../targets/KeyState'
import { TargetTabs } from '../targets/TargetTabs'
import targetClasses from '../targets/targets.module.css'
import { usersOfJumpHost } from '../targets/used-by'
import { JumpHostDrawer } from './JumpHostDrawer'

/** The machines that connections to targets go through. */
export function JumpHostsScreen() {
  const { load, again } = useRead('jumpHost.list', {})
  const [isAdding, setAdding] = useState(false)
  const add = () => setAdding(true)
  useAdding(add)
  const addButton = (
    <Button leftSection={<Icon name="plus" size={14} />} onClick={add} title="Add jump host (N)">
      Add jump host
    </Button>
  )
  return (
    <Screen>
      <PageHeader
        title="Jump hosts"
        help="jump-hosts"
        crumbs={[{ label: 'Targets', href: '/targets' }]}
        actions={addButton}
      >
        <TargetTabs current="/targets/jump-hosts" />
      </PageHeader>
      <Loaded load={load} onRetry={again} what="jump hosts">
        {jumpHosts =>
          jumpHosts.length === 0 ? (
            <EmptyState icon="shield" title="No jump hosts yet">
              A jump host, or bastion, stands between this machine and targets that cannot be reached directly. Press{' '}
              <Kbd keys="N" /> to add one.
            </EmptyState>
          ) : (
            <Card padding="flush">
              <JumpHostTable jumpHosts={jumpHosts} />
            </Card>
          )
        }
      </Loaded>
      {isAdding && (
        <JumpHostDrawer
          jumpHost={null}
          onClose={() => setAdding(false)}
          onSaved={({ id }) => navigate(`/targets/jump-hosts/${id}`)}
        />
      )}
    </Screen>
  )
}

function JumpHostTable({ jumpHosts }: { readonly jumpHosts: readonly JumpHost[] }) {
  const targets = valueOr(useRead('target.list', {}).load, [])
  const columns: readonly Column<JumpHost>[] = [
    {
      key: 'name',
      header: 'Jump host',
      width: '24%',
      cell: ({ id, name }) => (
        <Link href={`/targets/jump-hosts/${id}`} className={targetClasses.link ?? ''}>
          {name}
        </Link>
      )
    },
    {
      key: 'address',
      header: 'Address',
      cell: jumpHost => <span className={targetClasses.muted}>{addressOf(jumpHost)}</span>
    },
    {
      key: 'via',
      header: 'Reached through',
      width: '18%',
      cell: ({ viaId }) => jumpHosts.find(({ id }) => id === viaId)?.name ?? 'Directly'
    },
    {
      key: 'used',
      header: 'Used by',
      width: '190px',
      cell: ({ id }) => usersOfJumpHost(id, { targets, jumpHosts })
    },
    {
      key: 'key',
      header: 'Host key',
      width: '140px',
      cell: ({ name, hostKey }) => <KeyState name={name} hostKey={hostKey} />
    }
  ]
  return (
    <DataTable
      label="Jump hosts"
      columns={columns}
      rows={jumpHosts}
      rowKey={({ id }) => id}
      onOpen={({ id }) => navigate(`/targets/jump-hosts/${id}`)}
    />
  )
}
