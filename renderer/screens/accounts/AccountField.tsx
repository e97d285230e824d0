import { Button, Select } from '@mantine/core'
import { type ReactNode, useState } from 'react'
import form from '../../forms/form.module.css'
import { useRead } from '../../stores/catalog'
import { valueOr } from '../../stores/load'
import { AccountDrawer } from './AccountDrawer'

interface AccountFieldProps {
  /** Empty while none is chosen. */
  readonly value: string
  readonly onChange: (accountId: string) => void
  readonly error?: ReactNode
}

/** Chooses the account to log in with, or makes a new one on the spot. */
export function AccountField({ value, onChange, ...props }: AccountFieldProps) {
  const accounts = valueOr(useRead('account.list', {}).load, [])
  const [isAdding, setAdding] = useState(false)
  return (
    <div className={form.row}>
      <Select
        className={form.grow ?? ''}
        label="Account"
        placeholder={accounts.length === 0 ? 'No accounts yet' : 'Choose how to log in'}
        data={accounts.map(account => ({ value: account.id, label: `${account.name} (${account.username})` }))}
        {...props}
        value={value === '' ? null : value}
        onChange={chosen => onChange(chosen ?? '')}
      />
      <Button variant="default" className={form.besideField ?? ''} onClick={() => setAdding(true)}>
        New account…
      </Button>
      {isAdding && (
        <AccountDrawer account={null} onClose={() => setAdding(false)} onSaved={account => onChange(account.id)} />
      )}
    </div>
  )
}
