import { LinkTabs } from '../../components/LinkTabs'

/** Targets, the accounts that log in to them, the jump hosts on the way, the policies of health checks, and the bundles for those offline. */
export function TargetTabs({
  current
}: {
  readonly current: '/targets' | '/targets/accounts' | '/targets/jump-hosts' | '/targets/policies' | '/targets/bundles'
}) {
  return (
    <LinkTabs
      label="Targets, accounts, jump hosts, policies and bundles"
      tabs={[
        { label: 'Targets', href: '/targets' },
        { label: 'Accounts', href: '/targets/accounts' },
        { label: 'Jump hosts', href: '/targets/jump-hosts' },
        { label: 'Policies', href: '/targets/policies' },
        { label: 'Bundles', href: '/targets/bundles' }
      ]}
      current={current}
    />
  )
}
