import { screen, within } from '@testing-library/react'
import { beforeEach, expect, test } from 'vitest'
import { AccountsScreen } from '../../../renderer/screens/accounts/AccountsScreen'
import { JumpHostsScreen } from '../../../renderer/screens/jump-hosts/JumpHostsScreen'
import { anAccount } from '../../support/catalogue'
import { always, installFakeApi } from '../../support/fake-api'
import { ids, jumpHost, sshTarget } from '../../support/plans'
import { resetWindow, show } from '../../support/window'

const outer = jumpHost(1, { accountId: anAccount(4).id })
const inner = jumpHost(2, { accountId: anAccount(4).id, viaId: outer.id })

beforeEach(() => {
  resetWindow()
  installFakeApi({
    'account.list': always([
      anAccount(4, { name: 'Jumps' }),
      anAccount(2, { id: ids.account(), name: 'Deploys' }),
      anAccount(3, { name: 'Idle' })
    ]),
    'jumpHost.list': always([outer, inner]),
    'target.list': always([
      sshTarget(1, { viaId: inner.id }),
      sshTarget(2, { viaId: outer.id }),
      sshTarget(3, { accountId: anAccount(4).id })
    ])
  })
})

/** What the column says, row by row. */
const column = (table: string, header: string): readonly (string | null | undefined)[] => {
  const rows = within(screen.getByRole('table', { name: table })).getAllByRole('row')
  const titles = [...(rows[0]?.children ?? [])].map(cell => cell.textContent)
  return rows.slice(1).map(row => row.children[titles.indexOf(header)]?.textContent)
}

test('an account is used by the targets and jump hosts that it logs in to', async () => {
  show(<AccountsScreen />)
  await screen.findByText('1 target, 2 jump hosts')
  expect(column('Accounts', 'Used by')).toEqual(['1 target, 2 jump hosts', '2 targets', '0 targets'])
})

test('a jump host is used by the targets and jump hosts behind it', async () => {
  show(<JumpHostsScreen />)
  await screen.findByText('1 target, 1 jump host')
  expect(column('Jump hosts', 'Used by')).toEqual(['1 target, 1 jump host', '1 target'])
})
