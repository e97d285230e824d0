import { LinkTabs } from '../../components/LinkTabs'

/** Targets, the accounts that log in to them, the jump hosts on the way, and the policies of health checks. */
export function TargetTabs({
  current
}: {
  readonly current: '/targets' | '/targets/accounts' | '/targets/jump-hosts' | '/targets/policies'
}) {
  return (
    <LinkTabs
      label="Targets, accounts, jump hosts and policies"
      tabs={[
        { label: 'Targets', href: '/targets' },
        { label: 'Accounts', href: '/targets/accounts' },
        { label: 'Jump hosts', href: '/targets/jump-hosts' },
        { label: 'Policies', href: '/targets/policies' }
      ]}
      current={current}
    />
  )
}
