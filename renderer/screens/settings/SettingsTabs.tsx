import { LinkTabs } from '../../components/LinkTabs'

const tabs = [
  { label: 'About', href: '/settings' },
  { label: 'Tasks', href: '/settings/tasks' },
  { label: 'Security', href: '/settings/security' },
  { label: 'Data', href: '/settings/data' },
  { label: 'Network', href: '/settings/network' },
  { label: 'Mail', href: '/settings/mail' }
] as const

/** What can be set, by subject. */
export function SettingsTabs({ current }: { readonly current: (typeof tabs)[number]['href'] }) {
  return <LinkTabs label="Settings" tabs={tabs} current={current} />
}
