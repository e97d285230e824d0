import { LinkTabs } from '../../components/LinkTabs'

/** Targets and the accounts that log in to them. */
export function TargetTabs({ current }: { readonly current: '/targets' | '/targets/accounts' }) {
  return (
    <LinkTabs
      label="Targets and accounts"
      tabs={[
        { label: 'Targets', href: '/targets' },
        { label: 'Accounts', href: '/targets/accounts' }
      ]}
      current={current}
    />
  )
}
