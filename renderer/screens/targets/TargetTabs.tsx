import { LinkTabs } from '../../components/LinkTabs'

/** Targets, the accounts that log in to them, and the jump hosts on the way. */
export function TargetTabs({
  current
}: {
  readonly current: '/targets' | '/targets/accounts' | '/targets/jump-hosts'
}) {
  return (
    <LinkTabs
      label="Targets, accounts and jump hosts"
      tabs={[
        { label: 'Targets', href: '/targets' },
        { label: 'Accounts', href: '/targets/accounts' },
        { label: 'Jump hosts', href: '/targets/jump-hosts' }
      ]}
      current={current}
    />
  )
}
