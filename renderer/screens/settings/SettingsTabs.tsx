import { LinkTabs } from '../../components/LinkTabs'
import type { Crumb } from '../../components/PageHeader'

const tabs = [
  { label: 'General', href: '/settings' },
  { label: 'Workspaces', href: '/settings/workspaces' },
  { label: 'Tasks', href: '/settings/tasks' },
  { label: 'Security', href: '/settings/security' },
  { label: 'Data', href: '/settings/data' },
  { label: 'Network', href: '/settings/network' },
  { label: 'Mail', href: '/settings/mail' },
  { label: 'HTTP API', href: '/settings/http-api' }
] as const

/** Above the title of every tab but the first: without it, *Data* or *Tasks* alone would not say whose page that is. */
export const settingsCrumbs: readonly Crumb[] = [{ label: 'Settings', href: '/settings' }]

/** What can be set, by subject. */
export function SettingsTabs({ current }: { readonly current: (typeof tabs)[number]['href'] }) {
  return <LinkTabs label="Settings" tabs={tabs} current={current} />
}
