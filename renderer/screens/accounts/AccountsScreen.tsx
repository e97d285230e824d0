import { Button } from '@mantine/core'
import type { AccountView } from '@shared/model/account'
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
import { asStored, valueOr } from '../../stores/load'
import { useCall } from '../../stores/use-call'
import { TargetTabs } from '../targets/TargetTabs'
import { usersOfAccount } from '../targets/used-by'
import { AccountDrawer } from './AccountDrawer'
import { accountKinds } from './account-form'

type Open =
  | { readonly kind: 'none' }
  | { readonly kind: 'edit'; readonly account: AccountView | null }
  | { readonly kind: 'delete'; readonly account: AccountView }

/** The ways to log in to SSH targets. */
export function AccountsScreen() {
  const { load, again } = useRead('account.list', {})
  const [open, setOpen] = useState<Open>({ kind: 'none' })
  const close = () => setOpen({ kind: 'none' })
  const add = () => setOpen({ kind: 'edit', account: null })
  useAdding(add)
  const addButton = (
    <Button leftSection={<Icon name="plus" size={14} />} onClick={add} title="Add account (N)">
      Add account
    </Button>
  )
  return (
    <Screen>
      <PageHeader title="Accounts" crumbs={[{ label: 'Targets', href: '/targets' }]} actions={addButton}>
        <TargetTabs current="/targets/accounts" />
      </PageHeader>
      <Loaded load={load} onRetry={again} what="accounts">
        {accounts =>
          accounts.length === 0 ? (
            <EmptyState icon="key" title="No accounts yet">
              An account is how Slipway logs in to SSH targets: a private key, a password or your SSH agent. Press{' '}
              <Kbd keys="N" /> to add one.
            </EmptyState>
          ) : (
            <Card padding="flush">
              <AccountTable accounts={accounts} onChoose={setOpen} />
            </Card>
          )
        }
      </Loaded>
      {open.kind === 'edit' && <AccountDrawer account={asStored(load, open.account)} onClose={close} />}
      {open.kind === 'delete' && <DeleteAccount account={open.account} onClose={close} />}
    </Screen>
  )
}

interface AccountTableProps {
  readonly accounts: readonly AccountView[]
  readonly onChoose: (open: Open) => void
}

function AccountTable({ accounts, onChoose }: AccountTableProps) {
  const targets = valueOr(useRead('target.list', {}).load, [])
  const jumpHosts = valueOr(useRead('jumpHost.list', {}).load, [])
  const edit = (account: AccountView) => onChoose({ kind: 'edit', account })
  const columns: readonly Column<AccountView>[] = [
    { key: 'name', header: 'Account', width: '30%', cell: ({ name }) => <strong>{name}</strong> },
    { key: 'user', header: 'User name', cell: ({ username }) => username },
    {
      key: 'kind',
      header: 'Logs in with',
      width: '24%',
      cell: ({ kind, hasPassphrase }) => `${accountKinds[kind]}${hasPassphrase ? ' and passphrase' : ''}`
    },
    {
      key: 'used',
      header: 'Used by',
      width: '190px',
      cell: ({ id }) => usersOfAccount(id, { targets, jumpHosts })
    },
    {
      key: 'menu',
      header: <span className="visually-hidden">Actions</span>,
      width: '64px',
      align: 'end',
      cell: account => (
        <RowMenu
          label={`Actions for ${account.name}`}
          items={[
            { label: 'Edit…', icon: 'edit', onSelect: () => edit(account) },
            {
              label: 'Delete…',
              icon: 'trash',
              isDangerous: true,
              onSelect: () => onChoose({ kind: 'delete', account })
            }
          ]}
        />
      )
    }
  ]
  return <DataTable label="Accounts" columns={columns} rows={accounts} rowKey={({ id }) => id} onOpen={edit} />
}

function DeleteAccount({ account, onClose }: { readonly account: AccountView; readonly onClose: () => void }) {
  const { run, isBusy, failure } = useCall('account.delete')
  const confirm = async () => {
    if (!(await run({ id: account.id })).ok) return
    onClose()
    await useCatalog.getState().refresh('account')
  }
  return (
    <ConfirmDialog
      title={`Delete ${account.name}?`}
      confirmLabel="Delete account"
      isDangerous
      isBusy={isBusy}
      failure={failure}
      onConfirm={() => void confirm()}
      onCancel={onClose}
    >
      Its secrets are removed from the vault. This cannot be undone.
    </ConfirmDialog>
  )
}
