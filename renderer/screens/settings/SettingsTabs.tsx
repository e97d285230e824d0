import { LinkTabs } from '../../components/LinkTabs'

const tabs = [
  { label: 'About', href: '/settings' },
  { label: 'Security', href: '/settings/security' },
  { label: 'Data', href: '/settings/data' },
  { label: 'Network', href: '/settings/network' }
] as const

/** What can be set, by subject. */
export function SettingsTabs({ current }: { readonly current: (typeof tabs)[number]['href'] }) {
  return <LinkTabs label="Settings" tabs={tabs} current={current} />
}
